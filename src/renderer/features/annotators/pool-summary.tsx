import type { AnnotatorConfig } from '#shared/domain/annotator.ts';
import { HelpTerm } from '../../components/help-term.tsx';
import { Meter } from '../../components/meter.tsx';
import { Monogram } from '../../components/monogram.tsx';
import { Notice } from '../../components/notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { t } from '../../i18n/t.ts';
import { poolFacts, sizeAdvice } from './pool-facts.ts';

const lowDiversity = 0.4;

/** Who is chosen, how varied they are, and what would be better. */
export function PoolSummary({ pool }: { readonly pool: readonly AnnotatorConfig[] | null }) {
  if (pool === null) return <Skeleton className="h-28 rounded-panel" />;
  const facts = poolFacts(pool);
  const advice = sizeAdvice(facts.chosen);
  const low = facts.diversity < lowDiversity;
  const onlyBuiltin = facts.chosen > 0 && facts.builtin === facts.chosen;
  return (
    <section className="flex flex-col gap-4 rounded-panel border border-line bg-panel p-4">
      <div className="grid gap-6 lg:grid-cols-[1fr_20rem]">
        <div>
          <h2 className="text-base font-semibold">
            <span role="status">
              {facts.chosen === 0
                ? t('annotators.chosenNone')
                : t('annotators.chosen', { count: facts.chosen })}
            </span>
          </h2>
          <p className="text-xs text-text-2">
            {t(advice.key)}
            {facts.builtin > 0 && ` ${t('annotators.mixBuiltin', { count: facts.builtin })}.`}
          </p>
          <ul className="mt-2.5 flex min-h-6 flex-wrap gap-1.5">
            {pool.map((annotator, position) =>
              annotator.enabled ? (
                <li key={annotator.id}>
                  <Monogram letters={annotator.monogram} name={annotator.displayName} position={position} />
                </li>
              ) : null,
            )}
          </ul>
        </div>
        <div hidden={onlyBuiltin}>
          <Meter
            label={<HelpTerm term="diversity">{t('annotators.diversity')}</HelpTerm>}
            value={facts.diversity}
            max={1}
            text={`${t('annotators.makers', { count: facts.makers })}, ${t('annotators.families', { count: facts.families })}`}
            tone={facts.chosen < 2 ? 'neutral' : low ? 'warning' : 'success'}
          />
          {facts.chosen >= 2 && (
            <p className="mt-1.5 text-xs text-text-2">
              {low ? t('annotators.diversityLow') : t('annotators.diversityOk')}
            </p>
          )}
        </div>
      </div>
      {facts.chosen > 12 && <Notice tone="warning">{t('annotators.tooMany')}</Notice>}
      {onlyBuiltin && <Notice tone="info">{t('annotators.builtinOnly')}</Notice>}
    </section>
  );
}
