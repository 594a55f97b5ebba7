import { changeRatio } from '#core/guideline/change-ratio.ts';
import { enforceChangeRatio, enforceLimits } from '#core/guideline/enforce-limits.ts';
import { findConflicts } from '#core/guideline/find-conflicts.ts';
import { mergeGuideline } from '#core/guideline/merge-guideline.ts';
import type { MergedGuideline } from '#core/guideline/merge-guideline.ts';
import type { Question } from '#shared/domain/decision.ts';
import type { Guideline, Rule } from '#shared/domain/guideline.ts';
import { isRuleInForce } from '#shared/domain/guideline.ts';
import { buildRules } from './build-rules.ts';
import type { RuleIdOf } from './build-rules.ts';
import type { OrganisedAnswer, RulesAnswer } from './phase-answers.ts';
import type { SupervisionInput, SupervisionResult } from './supervisor.ts';

export interface FinishedGuideline {
  readonly result: Pick<
    SupervisionResult,
    | 'guideline'
    | 'droppedByLimits'
    | 'returnedRejected'
    | 'lockedKept'
    | 'conflicts'
    | 'changeRatio'
    | 'summary'
  >;
  /** Change that was asked for, before old rules were put back; 0..1. */
  readonly askedChange: number;
  /** True where it was above the preset's limit. */
  readonly isOverLimit: boolean;
}

/**
 * Phases 3 and 4 worked into the current guideline: limits of the preset, protection of the expert's rules, rejected
 * rules held back, change ratio held. All of this is code; no wording of a model can get around it.
 */
export function finishSupervision(
  input: SupervisionInput,
  rules: RulesAnswer,
  organised: OrganisedAnswer,
  questions: readonly Question[],
  ruleIdOf: RuleIdOf,
): FinishedGuideline {
  const { guideline, limits, settings } = input;
  const known = new Set(guideline.rules.map((rule) => rule.id));
  const proposed = buildRules(input, rules, questions, ruleIdOf);
  // What the expert answered is binding: no limit may leave it out.
  const answers = new Set(
    questions
      .filter(({ binding, answer }) => binding && answer !== null)
      .map(({ id }) => proposed.find((rule) => rule.origin.patternIds.includes(id))),
  );
  const isAnswer = (rule: Rule): boolean => rule.origin.author === 'expert' || answers.has(rule);
  const limited = enforceLimits(
    proposed.filter((rule) => !known.has(rule.id) && !isAnswer(rule)),
    limits,
  );
  const dropped = new Set(limited.dropped);
  const accepted = proposed.filter((rule) => !dropped.has(rule));
  const merged = mergeGuideline(guideline, {
    goal: settings.skipGoal ? null : rules.goal,
    rules: arrange(guideline, accepted, organised),
    retired: organised.retired.map(({ id }) => id),
  });
  const held = enforceChangeRatio(guideline, merged.guideline, limits.changeRatio);
  return {
    result: {
      guideline: held.guideline,
      droppedByLimits: limited.dropped,
      returnedRejected: merged.returned,
      lockedKept: merged.protectedIds,
      conflicts: findConflicts(held.guideline),
      changeRatio: changeRatio(guideline, held.guideline),
      summary: summarise(guideline, held.guideline, merged, limited.dropped.length, held.reverted),
    },
    askedChange: held.asked,
    isOverLimit: held.reverted,
  };
}

/** Rules in the order of phase 4, with its parents and priorities; what it does not name follows in the old order. */
function arrange(current: Guideline, proposed: readonly Rule[], organised: OrganisedAnswer): Rule[] {
  const byId = new Map<string, Rule>();
  for (const rule of current.rules.filter(isRuleInForce)) byId.set(rule.id, rule);
  for (const rule of proposed) {
    const old = byId.get(rule.id);
    byId.set(rule.id, old === undefined ? rule : { ...rule, parentId: old.parentId });
  }
  const placed = new Map<string, Rule>();
  for (const { id, parentId, priority } of organised.rules) {
    const rule = byId.get(id);
    if (rule === undefined || placed.has(id)) continue;
    placed.set(id, { ...rule, priority, parentId: permittedParent(rule, parentId, byId, organised) });
  }
  return [...placed.values(), ...[...byId.values()].filter((rule) => !placed.has(rule.id))];
}

/** Two levels: a parent must be known, of the same kind of scope, another rule, and itself without a parent. */
function permittedParent(
  rule: Rule,
  parentId: string,
  byId: ReadonlyMap<string, Rule>,
  organised: OrganisedAnswer,
): string | null {
  const parent = byId.get(parentId);
  const grandparent = organised.rules.find(({ id }) => id === parentId)?.parentId ?? '';
  const isPermitted =
    parent !== undefined &&
    parent.id !== rule.id &&
    grandparent === '' &&
    JSON.stringify(parent.scope) === JSON.stringify(rule.scope);
  return isPermitted ? parent.id : null;
}

function summarise(
  before: Guideline,
  after: Guideline,
  merged: MergedGuideline,
  dropped: number,
  reverted: boolean,
): string {
  const old = before.rules.filter(isRuleInForce).length;
  const counts = reverted
    ? { added: after.rules.length - before.rules.length, modified: 0, retired: 0 }
    : { added: merged.added.length, modified: merged.changed.length, retired: merged.removed.length };
  return [
    `${String(old - counts.modified - counts.retired)} rules kept, ${String(counts.modified)} modified, ${String(counts.retired)} retired, ${String(counts.added)} added`,
    ...(dropped === 0 ? [] : [`${String(dropped)} over the limit left out`]),
    ...(merged.returned.length === 0
      ? []
      : [`${String(merged.returned.length)} rejected before and held back`]),
    ...(reverted ? ['old rules put back because the change was above the limit'] : []),
  ].join('; ');
}
