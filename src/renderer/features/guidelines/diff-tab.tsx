import { useState } from 'react';
import type { RuleExample } from '#shared/domain/guideline.ts';
import type { GuidelineDiff } from '#shared/rpc/guidelines.ts';
import type { RpcOutput } from '#shared/rpc/contract.ts';
import { useQuery } from '../../app/use-query.ts';
import { Button } from '../../components/button.tsx';
import { WordDiff } from '../../components/diff-view/word-diff.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Select } from '../../components/select.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { StatusChip, type Tone } from '../../components/status-chip.tsx';
import { Switch } from '../../components/switch.tsx';
import { t } from '../../i18n/t.ts';
import type { VersionPair } from './compared-versions.ts';
import { groupExamples } from './group-examples.ts';
import { scopeTitle } from './group-rules.ts';
import { RuleExamples } from './rule-examples.tsx';
import type { RuleEdits } from './use-rule-edits.ts';
import { Check, Minus, Move, Pencil, Plus, X, type LucideIcon } from 'lucide-react';

type Change = GuidelineDiff['rules'][number];

const looks: Readonly<Record<Change['kind'], { readonly tone: Tone; readonly icon: LucideIcon }>> = {
  added: { tone: 'success', icon: Plus },
  changed: { tone: 'info', icon: Pencil },
  moved: { tone: 'neutral', icon: Move },
  removed: { tone: 'danger', icon: Minus },
  same: { tone: 'neutral', icon: Check },
};

interface DiffTabProps {
  readonly projectId: string;
  readonly revisions: RpcOutput<'guidelines.revisions'>;
  readonly pair: VersionPair;
  readonly onPair: (pair: VersionPair) => void;
  readonly edits: RuleEdits;
}

/** What changed between any two versions: rule by rule, and word by word inside a rule. */
export function DiffTab({ projectId, revisions, pair, onPair, edits }: DiffTabProps) {
  const [showSame, setShowSame] = useState(false);
  const query = useQuery('guidelines.diff', { projectId, ...pair }, { keepPrevious: true });
  const pool = useQuery('annotators.pool', { projectId });
  const newest = revisions[0]?.number;
  const options = revisions.map((revision) => ({
    value: String(revision.number),
    label:
      revision.number === newest
        ? t('guidelines.versionOptionNewest', { number: revision.number })
        : t('guidelines.versionTitle', { number: revision.number }),
    detail: revision.summary,
  }));
  const diff = query.data;
  const count = (kind: Change['kind']): number =>
    diff?.rules.filter((change) => change.kind === kind).length ?? 0;
  const visible = diff?.rules.filter((change) => showSame || change.kind !== 'same') ?? [];
  const goalChanged = diff?.goal.some((word) => word.kind !== 'same') === true;
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-2">
        <span className="text-text-2">{t('guidelines.diffFrom')}</span>
        <Select
          label={t('guidelines.diffFrom')}
          className="w-44"
          value={String(pair.from)}
          options={options}
          onChange={(value) => onPair({ ...pair, from: Number(value) })}
        />
        <span className="text-text-2">{t('guidelines.diffTo')}</span>
        <Select
          label={t('guidelines.diffTo')}
          className="w-44"
          value={String(pair.to)}
          options={options}
          onChange={(value) => onPair({ ...pair, to: Number(value) })}
        />
        <Switch
          checked={showSame}
          onChange={setShowSame}
          label={t('guidelines.diffShowSame')}
          className="ml-auto"
        />
      </div>
      {diff === undefined && query.error === undefined && <SkeletonLines lines={6} />}
      {diff === undefined && query.error !== undefined && (
        <ErrorState error={query.error} onRetry={query.refetch} compact />
      )}
      {diff !== undefined && (
        <>
          <p className="text-xs text-text-2">
            {t('guidelines.diffSummary', {
              added: count('added'),
              changed: count('changed'),
              moved: count('moved'),
              removed: count('removed'),
              same: count('same'),
            })}
          </p>
          {visible.length === 0 && !goalChanged && <p className="text-text-2">{t('guidelines.diffNone')}</p>}
          {goalChanged && (
            <section className="rounded-panel border border-line bg-panel px-4 py-3">
              <h2 className="mb-1 text-sm font-semibold">{t('guidelines.goal')}</h2>
              <WordDiff words={diff.goal} />
            </section>
          )}
          {visible.map((change) => (
            <ChangeCard
              key={`${change.kind} ${change.ruleId}`}
              change={change}
              annotators={pool.data ?? []}
              edits={diff.to === newest ? edits : null}
            />
          ))}
        </>
      )}
    </div>
  );
}

interface ChangeCardProps {
  readonly change: Change;
  readonly annotators: readonly { readonly id: string; readonly displayName: string }[];
  /** Null where the newer side is not the newest version: history cannot be edited. */
  readonly edits: RuleEdits | null;
}

function ChangeCard({ change, annotators, edits }: ChangeCardProps) {
  const rule = change.after ?? change.before;
  if (rule === null) return null;
  const look = looks[change.kind];
  const { before, after } = change;
  const statusChanged = before !== null && after !== null && before.status !== after.status;
  const lockChanged = before !== null && after !== null && before.locked !== after.locked;
  const one = { count: 1 } as const;
  return (
    <article className="rounded-panel border border-line bg-panel px-4 py-3">
      <div className="mb-1.5 flex flex-wrap items-center gap-2">
        <StatusChip tone={look.tone} icon={look.icon}>
          {t(`guidelines.diff_${change.kind}`)}
        </StatusChip>
        <span className="text-xs text-text-2">{scopeTitle(rule.scope, annotators)}</span>
        {statusChanged && (
          <span className="text-xs text-text-2">
            {t('guidelines.diffStatus', {
              before: t(`guidelines.status_${before.status}`),
              after: t(`guidelines.status_${after.status}`),
            })}
          </span>
        )}
        {lockChanged && (
          <span className="text-xs text-text-2">
            {after.locked ? t('guidelines.lock') : t('guidelines.unlock')}
          </span>
        )}
        {edits !== null && after !== null && after.status === 'proposed' && (
          <span className="ml-auto flex gap-1">
            <Button
              size="sm"
              icon={Check}
              onClick={() =>
                void edits.edit({ kind: 'accept', ruleIds: [after.id] }, t('guidelines.doneAccepted', one))
              }
            >
              {t('guidelines.accept')}
            </Button>
            <Button
              size="sm"
              variant="ghost"
              icon={X}
              onClick={() =>
                void edits.edit({ kind: 'reject', ruleIds: [after.id] }, t('guidelines.doneRejected', one))
              }
            >
              {t('guidelines.reject')}
            </Button>
          </span>
        )}
      </div>
      <p className="text-base">{change.words.length === 0 ? rule.text : <WordDiff words={change.words} />}</p>
      {change.kind === 'added' && <RuleExamples examples={rule.examples} />}
      {before !== null && after !== null && (
        <ExampleChanges before={before.examples} after={after.examples} />
      )}
    </article>
  );
}

interface ExampleChangesProps {
  readonly before: readonly RuleExample[];
  readonly after: readonly RuleExample[];
}

/** Examples that came or went; nothing where they are the same. */
function ExampleChanges({ before, after }: ExampleChangesProps) {
  const has = (list: readonly RuleExample[], wanted: RuleExample): boolean =>
    list.some(({ text, annotation }) => text === wanted.text && annotation === wanted.annotation);
  const parts = [
    { kind: 'added' as const, groups: groupExamples(after.filter((example) => !has(before, example))) },
    { kind: 'removed' as const, groups: groupExamples(before.filter((example) => !has(after, example))) },
  ];
  if (parts.every(({ groups }) => groups.length === 0)) return null;
  return (
    <ul
      aria-label={t('guidelines.examples')}
      className="mt-2 flex flex-col gap-1 border-l-2 border-line-strong pl-3"
    >
      {parts.flatMap(({ kind, groups }) =>
        groups.map((group, index) => (
          <li key={`${kind} ${index}`}>
            <WordDiff
              words={[
                { kind, text: `${group.texts.map((text) => `“${text}”`).join(', ')} → ${group.annotation}` },
              ]}
            />
          </li>
        )),
      )}
    </ul>
  );
}
