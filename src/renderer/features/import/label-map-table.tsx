import { ArrowRight } from 'lucide-react';
import type { Dispatch } from 'react';
import type { ImportPreview } from '#shared/rpc/corpus.ts';
import { useQuery } from '../../app/use-query.ts';
import { Checkbox } from '../../components/checkbox.tsx';
import { Combobox } from '../../components/combobox.tsx';
import { Panel } from '../../components/panel.tsx';
import { t } from '../../i18n/t.ts';
import type { Options, WizardEvent } from './wizard-state.ts';

const leaveOut = '\u0000out';

interface LabelMapTableProps {
  readonly projectId: string;
  readonly preview: ImportPreview;
  readonly options: Options;
  readonly dispatch: Dispatch<WizardEvent>;
}

/** Type in the file → type in the project; two to one merges them. */
export function LabelMapTable({ projectId, preview, options, dispatch }: LabelMapTableProps) {
  const existing = (useQuery('schema.get', { projectId }).data?.types ?? []).map((type) => type.name);
  const found = Object.entries(preview.typeCounts).toSorted((a, b) => b[1] - a[1]);
  const fresh = found.map(([name]) => name).filter((name) => !existing.includes(name));
  const choices = [
    ...existing.map((name) => ({ value: name, label: name })),
    ...fresh.map((name) => ({ value: name, label: t('import.labelNew', { name }) })),
    { value: leaveOut, label: t('import.labelOut') },
  ];
  return (
    <Panel title={t('import.labelsTitle')} description={t('import.labelsText')}>
      <ul className="grid gap-x-8 gap-y-2 lg:grid-cols-2">
        {found.map(([name, count]) => {
          const to = options.labelMap?.[name];
          return (
            <li key={name} className="grid grid-cols-[1fr_auto_1fr] items-center gap-3">
              <span className="min-w-0">
                <span className="block truncate font-medium">{name}</span>
                <span className="block text-xs text-text-2">{t('import.labelsCount', { count })}</span>
              </span>
              <ArrowRight aria-hidden className="size-4 text-text-3" />
              <Combobox
                label={`${name}: ${t('import.labelTo')}`}
                className="w-full"
                value={to === undefined ? name : (to ?? leaveOut)}
                options={choices}
                onChange={(value) =>
                  dispatch({ kind: 'label-mapped', from: name, to: value === leaveOut ? null : value })
                }
              />
            </li>
          );
        })}
      </ul>
      <Checkbox
        className="mt-4"
        label={t('import.addMissing')}
        checked={options.addMissingTypes ?? true}
        onChange={(addMissingTypes) => dispatch({ kind: 'options-changed', options: { addMissingTypes } })}
      />
    </Panel>
  );
}
