import { clsx } from 'clsx';
import { useQuery } from '../../app/use-query.ts';
import { Checkbox } from '../../components/checkbox.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Notice } from '../../components/notice.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { StatusChip } from '../../components/status-chip.tsx';
import { t } from '../../i18n/t.ts';
import type { PoolControl } from './use-pool.ts';

const finders = ['lexicon', 'chunks', 'shape', 'entities', 'context'] as const;

/** How a built-in annotator works, in a sentence; its name where that is not known here. */
function builtinHelp(model: string): string {
  const finder = finders.find((name) => name === model);
  return finder === undefined ? model : t(`annotators.builtin_${finder}`);
}

/** Annotators that need no model, and say so. */
export function BuiltinList({ pool }: { readonly pool: PoolControl }) {
  const { data, error, refetch } = useQuery('annotators.builtins', {});
  if (error !== undefined) return <ErrorState error={error} onRetry={refetch} />;
  if (data === undefined) return <SkeletonLines />;
  return (
    <div className="flex flex-col gap-4">
      <Notice tone="info">{t('annotators.builtinText')}</Notice>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(19rem,1fr))] gap-4">
        {data.map((annotator) => {
          const on = pool.isOn(annotator.id);
          return (
            <li
              key={annotator.id}
              className={clsx(
                'flex items-start justify-between gap-3 rounded-panel border bg-panel p-4',
                on ? 'border-accent' : 'border-line',
              )}
            >
              <Checkbox
                checked={on}
                disabled={pool.annotators === null}
                onChange={(next) => pool.toggle(annotator, next)}
                label={<span className="font-semibold">{annotator.displayName}</span>}
                help={builtinHelp(annotator.model)}
              />
              {!annotator.displayName.includes(t('annotators.builtinTag')) && (
                <StatusChip tone="neutral">{t('annotators.builtinTag')}</StatusChip>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
