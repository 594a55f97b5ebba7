import { Check, X } from 'lucide-react';
import type { RpcOutput } from '#shared/rpc/contract.ts';
import { useQuery } from '../../app/use-query.ts';
import { Combobox } from '../../components/combobox.tsx';
import { Field } from '../../components/field.tsx';
import { Panel } from '../../components/panel.tsx';
import { Select } from '../../components/select.tsx';
import { Switch } from '../../components/switch.tsx';
import { t } from '../../i18n/t.ts';
import { NumberField } from '../run/number-field.tsx';
import { sumOfSplit, type SplitDraft } from './split-draft.ts';

type Format = RpcOutput<'export.formats'>[number];

interface ExportFormProps {
  readonly projectId: string;
  readonly formats: readonly Format[];
  readonly format: string;
  readonly onFormat: (format: string) => void;
  readonly what: string;
  readonly onWhat: (what: string) => void;
  readonly unit: string;
  readonly onUnit: (unit: string) => void;
  readonly split: SplitDraft;
  readonly onSplit: (split: SplitDraft) => void;
}

const sources = ['final', 'consensus', 'best', 'gold', 'pre'] as const;
const units = ['default', 'utf16', 'codepoint', 'grapheme'] as const;

/** Which format, whose labels, how positions are counted, how documents are split. */
export function ExportForm(props: ExportFormProps) {
  const { projectId, formats, format, what, unit, split, onSplit } = props;
  const pool = useQuery('annotators.pool', { projectId });
  const chosen = formats.find((candidate) => candidate.id === format);
  const known = sources.find((source) => source === what);
  const whatOptions = [
    ...sources.map((value) => ({ value, label: t(`export.what_${value}`) })),
    ...(pool.data ?? []).map(({ id, displayName }) => ({ value: id, label: displayName })),
  ];
  const percent = (name: 'train' | 'dev' | 'test', label: string) => (
    <NumberField
      label={label}
      value={split[name]}
      min={0}
      max={100}
      onChange={(value) => onSplit({ ...split, [name]: value ?? 0 })}
    />
  );
  return (
    <Panel>
      <div className="flex flex-col gap-5">
        <Field label={t('export.format')} help={chosen?.note}>
          {(ids) => (
            <Combobox
              id={ids.id}
              label={t('export.searchFormat')}
              value={format}
              options={formats.map(({ id, label, note }) => ({ value: id, label, detail: note }))}
              onChange={props.onFormat}
              className="w-full"
            />
          )}
        </Field>
        {chosen !== undefined && <Holds format={chosen} />}
        <Field
          label={t('export.what')}
          help={known === undefined ? t('export.whatHelp_annotator') : t(`export.whatHelp_${known}`)}
        >
          {(ids) => (
            <Select
              id={ids.id}
              value={what}
              options={whatOptions}
              onChange={props.onWhat}
              className="w-full"
            />
          )}
        </Field>
        {chosen?.choosesUnit === true && (
          <Field label={t('export.unit')} help={t('export.unitHelp')}>
            {(ids) => (
              <Select
                id={ids.id}
                value={unit}
                options={units.map((value) => ({ value, label: t(`export.unit_${value}`) }))}
                onChange={props.onUnit}
                className="w-full"
              />
            )}
          </Field>
        )}
        <Switch
          checked={split.on}
          onChange={(on) => onSplit({ ...split, on })}
          label={t('export.split')}
          help={t('export.splitHelp')}
        />
        {split.on && (
          <div className="flex flex-col gap-2">
            <div className="grid grid-cols-3 gap-3">
              {percent('train', t('export.splitTrain'))}
              {percent('dev', t('export.splitDev'))}
              {percent('test', t('export.splitTest'))}
            </div>
            {sumOfSplit(split) !== 100 && (
              <p role="alert" className="text-xs text-danger">
                {t('export.splitSum', { sum: sumOfSplit(split) })}
              </p>
            )}
            <NumberField
              label={t('export.seed')}
              value={split.seed}
              onChange={(seed) => onSplit({ ...split, seed: Math.trunc(seed ?? 0) })}
            />
          </div>
        )}
      </div>
    </Panel>
  );
}

function Holds({ format }: { readonly format: Format }) {
  const things = [
    { name: t('export.holdsOffsets'), has: format.offsets },
    { name: t('export.holdsNested'), has: format.nested },
    { name: t('export.holdsDiscontinuous'), has: format.discontinuous },
  ];
  return (
    <ul aria-label={t('export.holds')} className="-mt-3 flex flex-col gap-1 text-xs">
      {things.map(({ name, has }) => (
        <li key={name} className="flex items-center gap-1.5">
          {has ? (
            <Check aria-hidden className="size-3.5 text-success" />
          ) : (
            <X aria-hidden className="size-3.5 text-text-3" />
          )}
          <span className={has ? '' : 'text-text-2'}>
            {has ? name : t('export.holdsNot', { thing: name })}
          </span>
        </li>
      ))}
    </ul>
  );
}
