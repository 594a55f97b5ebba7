import { clsx } from 'clsx';
import { Check, Ellipsis, FlaskConical, Lock, LockOpen, Pencil, Trash2, X } from 'lucide-react';
import type { Rule } from '#shared/domain/guideline.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Menu } from '../../components/menu.tsx';
import { StatusChip } from '../../components/status-chip.tsx';
import { t } from '../../i18n/t.ts';
import { useQuery } from '../../app/use-query.ts';
import { useLeaves } from '../run/leaves-notice.tsx';
import { RuleExamples } from './rule-examples.tsx';
import { statusTones } from './rule-status.ts';
import { RuleTest, useRuleTest } from './rule-test.tsx';
import type { RuleEdits } from './use-rule-edits.ts';

interface RuleCardProps {
  readonly projectId: string;
  readonly rule: Rule;
  /** Refines the rule above it. */
  readonly indented: boolean;
  readonly readOnly: boolean;
  readonly edits: RuleEdits;
  readonly onEdit: () => void;
  readonly onEvidence: () => void;
}

/** One rule with its examples, where it comes from, its status, and what can be done with it. */
export function RuleCard({ projectId, rule, indented, readOnly, edits, onEdit, onEvidence }: RuleCardProps) {
  const test = useRuleTest(projectId, rule.id);
  // A rule is tested with the annotators of the newest run.
  const run = useQuery('run.status', { projectId }).data ?? null;
  const testHosts = useLeaves(projectId, run?.settings ?? null)?.annotators ?? [];
  const one = { count: 1 } as const;
  const rejected = rule.status === 'rejected';
  const lock = (locked: boolean): void =>
    void edits.edit(
      { kind: 'lock', ruleIds: [rule.id], locked },
      locked ? t('guidelines.doneLocked', one) : t('guidelines.doneUnlocked'),
    );
  return (
    <article
      aria-label={rule.text}
      className={clsx(
        'rounded-panel border border-line bg-panel px-4 py-3',
        indented && 'ml-6',
        rejected && 'bg-transparent',
      )}
    >
      <div className="flex items-start gap-3">
        <p
          className={clsx(
            'min-w-0 flex-1 text-base whitespace-pre-wrap',
            rejected && 'text-text-2 line-through',
          )}
        >
          {rule.text}
        </p>
        <div className="flex shrink-0 items-center gap-1.5">
          {rule.locked && (
            <StatusChip tone="neutral" icon={Lock}>
              {t('guidelines.locked')}
            </StatusChip>
          )}
          <StatusChip tone={statusTones[rule.status]}>{t(`guidelines.status_${rule.status}`)}</StatusChip>
        </div>
      </div>
      <RuleExamples examples={rule.examples} />
      <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-2 text-xs text-text-2">
        <span>{originWords(rule)}</span>
        {rule.priority !== 'medium' && (
          <span>
            {t('guidelines.priority')}: {t(`guidelines.priority_${rule.priority}`)}
          </span>
        )}
        {rule.origin.hotspotIds.length > 0 && (
          <Button size="sm" variant="link" className="text-xs" onClick={onEvidence}>
            {t('guidelines.evidence', { count: rule.origin.hotspotIds.length })} ▸
          </Button>
        )}
        {!readOnly && (
          <span className="ml-auto flex items-center gap-1">
            {rule.status !== 'accepted' && rule.status !== 'edited' && (
              <Button
                size="sm"
                icon={Check}
                onClick={() =>
                  void edits.edit({ kind: 'accept', ruleIds: [rule.id] }, t('guidelines.doneAccepted', one))
                }
              >
                {rejected ? t('guidelines.restoreRule') : t('guidelines.accept')}
              </Button>
            )}
            {!rejected && !rule.locked && (
              <Button
                size="sm"
                variant="ghost"
                icon={X}
                onClick={() =>
                  void edits.edit({ kind: 'reject', ruleIds: [rule.id] }, t('guidelines.doneRejected', one))
                }
              >
                {t('guidelines.reject')}
              </Button>
            )}
            {!rejected && (
              <IconButton
                size="sm"
                icon={rule.locked ? LockOpen : Lock}
                label={rule.locked ? t('guidelines.unlock') : t('guidelines.lock')}
                aria-pressed={rule.locked}
                onClick={() => lock(!rule.locked)}
              />
            )}
            {!rejected && (
              <IconButton size="sm" icon={Pencil} label={t('guidelines.edit')} onClick={onEdit} />
            )}
            <Menu
              trigger={<IconButton size="sm" icon={Ellipsis} label={t('guidelines.moreActions')} />}
              items={[
                {
                  id: 'test',
                  // It starts at once: what it sends has to stand on the button.
                  label:
                    testHosts.length === 0
                      ? t('guidelines.test')
                      : t('guidelines.testElsewhere', { hosts: testHosts.join(', ') }),
                  icon: FlaskConical,
                  disabled: rule.origin.hotspotIds.length === 0 || test.running,
                  onSelect: test.start,
                },
                {
                  id: 'remove',
                  label: t('guidelines.remove'),
                  icon: Trash2,
                  danger: true,
                  separated: true,
                  disabled: rule.locked,
                  onSelect: () =>
                    void edits.edit({ kind: 'remove', ruleId: rule.id }, t('guidelines.doneRemoved')),
                },
              ]}
            />
          </span>
        )}
      </div>
      <RuleTest test={test} />
    </article>
  );
}

function originWords(rule: Rule): string {
  if (rule.origin.author === 'expert') return t('guidelines.originExpert');
  if (rule.origin.iteration === null) return t('guidelines.originSupervisorStart');
  return t('guidelines.originSupervisor', { round: rule.origin.iteration });
}
