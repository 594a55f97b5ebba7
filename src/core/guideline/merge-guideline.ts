import type { Guideline, Rule, RuleExample } from '#shared/domain/guideline.ts';
import { isRuleInForce } from '#shared/domain/guideline.ts';
import { ruleFingerprint, ruleSimilarity, saysTheSame } from './rule-similarity.ts';
import { sameScope } from './scope.ts';

/** What a supervisor wants: its rules in reading order, and the ids of existing rules to take out. */
export interface GuidelineProposal {
  /** null or blank = keep the goal. */
  readonly goal: string | null;
  /** A rule with a known id is a change of that rule; any other is new. Rules not named stay. */
  readonly rules: readonly Rule[];
  readonly retired: readonly string[];
}

/** A proposal that repeats what the expert rejected. */
export interface ReturnedRule {
  readonly rule: Rule;
  readonly rejectedId: string;
  /** Word overlap with the rejected rule, 0..1. */
  readonly similarity: number;
}

export interface MergedGuideline {
  readonly guideline: Guideline;
  readonly added: readonly Rule[];
  readonly changed: readonly { readonly before: Rule; readonly after: Rule }[];
  readonly removed: readonly Rule[];
  /** Not in the guideline; to be shown to the expert. */
  readonly returned: readonly ReturnedRule[];
  /** Proposals dropped because a rule in force says the same. */
  readonly duplicates: readonly Rule[];
  /** Locked or hand-edited rules the proposal wanted to change or remove. */
  readonly protectedIds: readonly string[];
}

/** Examples a rule gathers over the iterations at most. */
export const maxExamplesPerRule = 8;

/** A rule whose wording belongs to the expert: locked, edited by hand, or written by the expert. */
export function isProtectedRule(rule: Rule): boolean {
  return rule.locked || rule.status === 'edited' || rule.origin.author === 'expert';
}

/**
 * Θ(t) with a proposal worked in. Existing rules stay unless retired by name; protected rules are passed on as the very
 * same object; rejected rules stay rejected, and proposals that repeat one are held back and reported. The order is
 * that of the proposal; rules it does not name keep their place at the end of the list, in their old order.
 */
export function mergeGuideline(current: Guideline, proposal: GuidelineProposal): MergedGuideline {
  const existing = new Map(current.rules.map((rule) => [rule.id, rule]));
  const rejected = current.rules.filter((rule) => !isRuleInForce(rule));
  const retired = new Set(proposal.retired);
  const protectedIds = new Set<string>();
  const returned: ReturnedRule[] = [];
  const duplicates: Rule[] = [];
  const added: Rule[] = [];
  const changed: { before: Rule; after: Rule }[] = [];
  const order: Rule[] = [];
  const placed = new Set<string>();

  for (const rule of proposal.rules) {
    if (placed.has(rule.id) || (!existing.has(rule.id) && retired.has(rule.id))) continue;
    const before = existing.get(rule.id);
    if (before !== undefined && isRuleInForce(before)) {
      if (retired.has(rule.id) && !isProtectedRule(before)) continue;
      placed.add(rule.id);
      if (isSameRule(before, rule)) {
        order.push(before);
      } else if (isProtectedRule(before)) {
        if (saysOtherwise(before, rule)) protectedIds.add(before.id);
        order.push(before);
      } else {
        const echo = saysOtherwise(before, rule) ? findRejected(rule, rejected) : undefined;
        if (echo !== undefined) {
          returned.push(echo);
          order.push(before);
        } else {
          const after = takeOver(before, rule);
          order.push(after);
          changed.push({ before, after });
        }
      }
      continue;
    }
    const echo = findRejected(rule, rejected);
    if (echo !== undefined) {
      returned.push(echo);
      continue;
    }
    const twin = [...order, ...current.rules.filter((other) => !placed.has(other.id))].find(
      (other) =>
        isRuleInForce(other) &&
        !(retired.has(other.id) && !isProtectedRule(other)) &&
        sameScope(other.scope, rule.scope) &&
        ruleFingerprint(other.text) === ruleFingerprint(rule.text),
    );
    if (twin !== undefined) {
      duplicates.push(rule);
      continue;
    }
    placed.add(rule.id);
    added.push(rule);
    order.push(rule);
  }

  const removed: Rule[] = [];
  for (const rule of current.rules) {
    if (placed.has(rule.id)) continue;
    if (retired.has(rule.id) && isRuleInForce(rule)) {
      if (isProtectedRule(rule)) {
        protectedIds.add(rule.id);
      } else {
        removed.push(rule);
        continue;
      }
    }
    order.push(rule);
  }
  const ids = new Set(order.map((rule) => rule.id));
  const goal = proposal.goal === null || proposal.goal.trim() === '' ? current.goal : proposal.goal;
  return {
    guideline: { goal, rules: order.map((rule) => withoutLostParent(rule, ids)) },
    added,
    changed,
    removed,
    returned,
    duplicates,
    protectedIds: [...protectedIds],
  };
}

function isSameRule(a: Rule, b: Rule): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function saysOtherwise(before: Rule, after: Rule): boolean {
  return (
    before.text !== after.text ||
    before.priority !== after.priority ||
    JSON.stringify(before.scope) !== JSON.stringify(after.scope) ||
    JSON.stringify(before.examples) !== JSON.stringify(after.examples)
  );
}

/** The new wording under the old identity; a changed text must be accepted anew. */
function takeOver(before: Rule, after: Rule): Rule {
  const textChanged = before.text !== after.text;
  return {
    ...after,
    id: before.id,
    locked: before.locked,
    examples: mergeExamples(textChanged ? [] : before.examples, after.examples),
    origin: {
      ...after.origin,
      patternIds: unique([...before.origin.patternIds, ...after.origin.patternIds]),
      hotspotIds: unique([...before.origin.hotspotIds, ...after.origin.hotspotIds]),
    },
    status: textChanged ? 'proposed' : before.status,
  };
}

/** First come, first kept; one example per quotation. */
export function mergeExamples(first: readonly RuleExample[], second: readonly RuleExample[]): RuleExample[] {
  const byText = new Map<string, RuleExample>();
  for (const example of [...first, ...second]) {
    if (!byText.has(example.text)) byText.set(example.text, example);
  }
  return [...byText.values()].slice(0, maxExamplesPerRule);
}

function findRejected(rule: Rule, rejected: readonly Rule[]): ReturnedRule | undefined {
  let best: ReturnedRule | undefined;
  for (const old of rejected) {
    const similarity = old.id === rule.id ? 1 : ruleSimilarity(old.text, rule.text);
    const same = old.id === rule.id || (sameScope(old.scope, rule.scope) && saysTheSame(old.text, rule.text));
    if (same && similarity > (best?.similarity ?? 0)) best = { rule, rejectedId: old.id, similarity };
  }
  return best;
}

/** A child whose parent is gone becomes a top-level rule; protected rules are left as they are. */
function withoutLostParent(rule: Rule, ids: ReadonlySet<string>): Rule {
  if (rule.parentId === null || ids.has(rule.parentId) || rule.locked) return rule;
  return { ...rule, parentId: null };
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
