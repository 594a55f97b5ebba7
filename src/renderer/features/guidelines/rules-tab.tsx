import { clsx } from 'clsx';
import { CheckCheck, Lock, X } from 'lucide-react';
import { useState } from 'react';
import type { GuidelineRevision, Rule } from '#shared/domain/guideline.ts';
import { useQuery } from '../../app/use-query.ts';
import { Button } from '../../components/button.tsx';
import { Menu } from '../../components/menu.tsx';
import { Notice } from '../../components/notice.tsx';
import { Switch } from '../../components/switch.tsx';
import { t } from '../../i18n/t.ts';
import { EvidenceSheet } from './evidence-sheet.tsx';
import { groupRules, type RuleGroup } from './group-rules.ts';
import { RuleCard } from './rule-card.tsx';
import type { RuleEdits } from './use-rule-edits.ts';

interface RulesTabProps {
  readonly projectId: string;
  readonly guideline: GuidelineRevision;
  readonly edits: RuleEdits;
  readonly readOnly: boolean;
  readonly onEdit: (rule: Rule) => void;
}

/** The tree of scopes at the left, the rules of the chosen one at the right. */
export function RulesTab({ projectId, guideline, edits, readOnly, onEdit }: RulesTabProps) {
  const pool = useQuery('annotators.pool', { projectId });
  const [chosen, setChosen] = useState<string | null>(null);
  const [rejected, setRejected] = useState(false);
  const [why, setWhy] = useState<Rule | null>(null);
  const rules = guideline.rules.filter((rule) => rejected || rule.status !== 'rejected');
  const groups = groupRules(rules, pool.data ?? []);
  const visible = groups.filter((group) => chosen === null || group.id === chosen);
  const rejectedCount = guideline.rules.filter((rule) => rule.status === 'rejected').length;
  const proposed = guideline.rules.filter((rule) => rule.status === 'proposed').map((rule) => rule.id);
  return (
    <div className="grid items-start gap-6 md:grid-cols-[200px_minmax(0,1fr)]">
      <Tree groups={groups} total={rules.length} chosen={chosen} onChoose={setChosen}>
        {rejectedCount > 0 && (
          <Switch
            checked={rejected}
            onChange={setRejected}
            label={t('guidelines.showRejected')}
            className="mt-3"
          />
        )}
      </Tree>
      <div className="flex min-w-0 flex-col gap-5">
        {!readOnly && proposed.length > 0 && (
          <Notice
            tone="accent"
            title={t('guidelines.proposedNotice', { count: proposed.length })}
            action={<BulkMenu guideline={guideline} edits={edits} />}
          >
            {t('guidelines.proposedHelp')}
          </Notice>
        )}
        {chosen === null && (
          <section>
            <h2 className="text-base font-semibold">{t('guidelines.goal')}</h2>
            <p className="mt-1 whitespace-pre-wrap text-text-2">
              {guideline.goal === '' ? t('guidelines.goalNone') : guideline.goal}
            </p>
          </section>
        )}
        {visible.map((group) => (
          <section key={group.id} className="flex flex-col gap-3">
            <h2 className="flex items-baseline gap-2 text-base font-semibold">
              {group.title}
              <span className="text-xs font-normal text-text-2">
                {t('guidelines.rulesCount', { count: group.rules.length })}
              </span>
            </h2>
            {group.rules.map((rule) => (
              <RuleCard
                key={rule.id}
                projectId={projectId}
                rule={rule}
                indented={rule.parentId !== null && group.rules.some(({ id }) => id === rule.parentId)}
                readOnly={readOnly}
                edits={edits}
                onEdit={() => onEdit(rule)}
                onEvidence={() => setWhy(rule)}
              />
            ))}
          </section>
        ))}
      </div>
      <EvidenceSheet projectId={projectId} rule={why} onClose={() => setWhy(null)} />
    </div>
  );
}

interface TreeProps {
  readonly groups: readonly RuleGroup[];
  readonly total: number;
  readonly chosen: string | null;
  readonly onChoose: (id: string | null) => void;
  readonly children: React.ReactNode;
}

function Tree({ groups, total, chosen, onChoose, children }: TreeProps) {
  const part = (kind: RuleGroup['kind']): readonly RuleGroup[] =>
    groups.filter((group) => group.kind === kind);
  return (
    <nav aria-label={t('guidelines.tree')} className="flex flex-col md:sticky md:top-0">
      <Branch
        title={t('guidelines.all')}
        count={total}
        active={chosen === null}
        onClick={() => onChoose(null)}
      />
      {part('general').map((group) => (
        <Leaf key={group.id} group={group} chosen={chosen} onChoose={onChoose} />
      ))}
      {part('type').length > 0 && <Heading>{t('guidelines.groupTypes')}</Heading>}
      {part('type').map((group) => (
        <Leaf key={group.id} group={group} chosen={chosen} onChoose={onChoose} />
      ))}
      {part('annotator').length > 0 && <Heading>{t('guidelines.groupAnnotators')}</Heading>}
      {part('annotator').map((group) => (
        <Leaf key={group.id} group={group} chosen={chosen} onChoose={onChoose} />
      ))}
      {children}
    </nav>
  );
}

function Heading({ children }: { readonly children: React.ReactNode }) {
  return <p className="mt-3 mb-1 px-2 text-2xs font-medium text-text-2">{children}</p>;
}

function Leaf({
  group,
  chosen,
  onChoose,
}: {
  readonly group: RuleGroup;
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
}) {
  const fresh = group.rules.some((rule) => rule.status === 'proposed');
  const [, ...rest] = group.id.split(':');
  const title = group.kind === 'type' ? rest.join(':') : group.title;
  return (
    <Branch
      title={title}
      count={group.rules.length}
      active={chosen === group.id}
      fresh={fresh}
      onClick={() => onChoose(group.id)}
    />
  );
}

interface BranchProps {
  readonly title: string;
  readonly count: number;
  readonly active: boolean;
  readonly fresh?: boolean;
  readonly onClick: () => void;
}

function Branch({ title, count, active, fresh = false, onClick }: BranchProps) {
  return (
    <button
      type="button"
      aria-current={active ? 'true' : undefined}
      onClick={onClick}
      title={title}
      className={clsx(
        'flex h-8 items-center gap-2 rounded-control px-2 text-left',
        active ? 'bg-accent-soft font-medium text-text' : 'text-text-2 hover:bg-hover hover:text-text',
      )}
    >
      <span className="min-w-0 flex-1 truncate">{title}</span>
      {fresh && (
        <span
          role="img"
          aria-label={t('guidelines.status_proposed')}
          className="size-1.5 shrink-0 rounded-full bg-accent"
        />
      )}
      <span className="shrink-0 text-2xs text-text-2">{count}</span>
    </button>
  );
}

function BulkMenu({
  guideline,
  edits,
}: {
  readonly guideline: GuidelineRevision;
  readonly edits: RuleEdits;
}) {
  const ids = (wanted: (rule: Rule) => boolean): string[] =>
    guideline.rules.filter(wanted).map((rule) => rule.id);
  const proposed = ids((rule) => rule.status === 'proposed');
  const accepted = ids((rule) => (rule.status === 'accepted' || rule.status === 'edited') && !rule.locked);
  return (
    <Menu
      trigger={<Button size="sm">{t('guidelines.bulk')}</Button>}
      items={[
        {
          id: 'accept',
          label: t('guidelines.acceptAll'),
          icon: CheckCheck,
          onSelect: () =>
            void edits.edit(
              { kind: 'accept', ruleIds: proposed },
              t('guidelines.doneAccepted', { count: proposed.length }),
            ),
        },
        {
          id: 'reject',
          label: t('guidelines.rejectAll'),
          icon: X,
          onSelect: () =>
            void edits.edit(
              { kind: 'reject', ruleIds: proposed },
              t('guidelines.doneRejected', { count: proposed.length }),
            ),
        },
        {
          id: 'lock',
          label: t('guidelines.lockAll'),
          icon: Lock,
          disabled: accepted.length === 0,
          onSelect: () =>
            void edits.edit(
              { kind: 'lock', ruleIds: accepted, locked: true },
              t('guidelines.doneLocked', { count: accepted.length }),
            ),
        },
      ]}
    />
  );
}
