import { SlidersHorizontal } from 'lucide-react';
import type { ReactNode } from 'react';
import { useQuery } from '../../app/use-query.ts';
import { Button } from '../../components/button.tsx';
import { Checkbox } from '../../components/checkbox.tsx';
import { Popover } from '../../components/popover.tsx';
import { Tooltip } from '../../components/tooltip.tsx';
import { formatAgreement } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import type { IterationInput } from '../results/annotator-names.ts';
import { shortName } from '../results/short-name.ts';
import { filterSize, useCompare, useCompareStore, type CompareFilter } from './compare-store.ts';

const differences = ['type', 'boundary', 'missed-by-some', 'only-one', 'mixed'] as const;

/** Which hotspots count: by what differs, type, annotator, score. */
export function FilterPopover({ input }: { readonly input: IterationInput }) {
  const store = useCompareStore();
  const filter = useCompare((state) => state.filter);
  const schema = useQuery('schema.get', { projectId: input.projectId });
  const results = useQuery('results.get', { projectId: input.projectId, runId: input.runId });
  const size = filterSize(filter);
  const change = (patch: CompareFilter): void => store.getState().set({ filter: { ...filter, ...patch } });
  const minScore = filter.minScore ?? 0;
  return (
    <Popover
      label={t('compare.filter')}
      className="w-72"
      trigger={
        <Button size="sm" variant={size > 0 ? 'secondary' : 'ghost'} icon={SlidersHorizontal}>
          {size > 0 ? t('compare.filterActive', { count: size }) : t('compare.filter')}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <Group title={t('compare.filterDifference')}>
          {differences.map((difference) => (
            <Tooltip key={difference} side="right" text={t(`compare.differenceHelp_${difference}`)}>
              <div>
                <Checkbox
                  label={t(`compare.difference_${difference}`)}
                  checked={filter.differences?.includes(difference) === true}
                  onChange={() => change({ differences: toggled(filter.differences, difference) })}
                />
              </div>
            </Tooltip>
          ))}
        </Group>
        <Group title={t('compare.filterTypes')}>
          {(schema.data?.types ?? []).map(({ name }) => (
            <Checkbox
              key={name}
              label={name}
              checked={filter.types?.includes(name) === true}
              onChange={() => change({ types: toggled(filter.types, name) })}
            />
          ))}
        </Group>
        <Group title={t('compare.filterAnnotators')}>
          {(results.data?.annotators ?? []).map(({ annotatorId, displayName }) => (
            <Checkbox
              key={annotatorId}
              label={shortName(displayName)}
              checked={filter.annotators?.includes(annotatorId) === true}
              onChange={() => change({ annotators: toggled(filter.annotators, annotatorId) })}
            />
          ))}
        </Group>
        <label className="flex flex-col gap-1 text-sm">
          {t('compare.filterScore', { score: formatAgreement(minScore) })}
          <input
            type="range"
            min={0}
            max={1}
            step={0.05}
            value={minScore}
            onChange={(event) => change({ minScore: event.target.valueAsNumber })}
            className="accent-accent"
          />
        </label>
        <Checkbox
          label={t('compare.filterUndecided')}
          checked={filter.undecidedOnly === true}
          onChange={(undecidedOnly) => change({ undecidedOnly })}
        />
        <Button size="sm" disabled={size === 0} onClick={() => store.getState().set({ filter: {} })}>
          {t('compare.filterClear')}
        </Button>
      </div>
    </Popover>
  );
}

function toggled<V>(list: readonly V[] | undefined, value: V): V[] {
  const now = list ?? [];
  return now.includes(value) ? now.filter((other) => other !== value) : [...now, value];
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <fieldset>
      <legend className="mb-1.5 text-xs font-medium text-text-2">{title}</legend>
      <div className="flex flex-col gap-1.5">{children}</div>
    </fieldset>
  );
}
