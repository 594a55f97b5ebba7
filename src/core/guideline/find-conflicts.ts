import type { Guideline, Rule } from '#shared/domain/guideline.ts';
import { isRuleInForce } from '#shared/domain/guideline.ts';
import { ruleSimilarity } from './rule-similarity.ts';
import { sameScope } from './scope.ts';

export interface GuidelineConflict {
  /** duplicate: same wording · examples: same quotation, different annotation · contradiction: one forbids what the other asks. */
  readonly kind: 'duplicate' | 'examples' | 'contradiction';
  readonly ruleIds: readonly [string, string];
  readonly explanation: string;
}

/** Word overlap from which two rules of one scope count as duplicates. */
const duplicateSimilarity = 0.85;
const negation = /\b(?:not|never|no|avoid|exclude|except|without|leave out|ignore|do not|don't)\b/iu;

/**
 * Pairs of rules in force that repeat or contradict each other. A pair is reported once, for the strongest reason:
 * differing examples, then contradiction, then duplicate. Rules for different annotators never conflict.
 */
export function findConflicts(guideline: Guideline): GuidelineConflict[] {
  const rules = guideline.rules.filter(isRuleInForce);
  const conflicts: GuidelineConflict[] = [];
  for (const [index, first] of rules.entries()) {
    for (const second of rules.slice(index + 1)) {
      const conflict = compareRules(first, second);
      if (conflict !== undefined) conflicts.push(conflict);
    }
  }
  return conflicts;
}

function compareRules(first: Rule, second: Rule): GuidelineConflict | undefined {
  if (!canMeet(first, second)) return undefined;
  const ruleIds = [first.id, second.id] as const;
  for (const example of first.examples) {
    const other = second.examples.find((candidate) => candidate.text.trim() === example.text.trim());
    if (other !== undefined && normal(other.annotation) !== normal(example.annotation)) {
      return {
        kind: 'examples',
        ruleIds,
        explanation: `"${example.text}" is annotated "${example.annotation}" by one rule and "${other.annotation}" by the other.`,
      };
    }
  }
  const similarity = ruleSimilarity(withoutNegation(first.text), withoutNegation(second.text));
  if (negation.test(first.text) !== negation.test(second.text) && similarity >= 0.7) {
    return {
      kind: 'contradiction',
      ruleIds,
      explanation: 'One rule forbids what the other one asks for.',
    };
  }
  if (
    sameScope(first.scope, second.scope) &&
    ruleSimilarity(first.text, second.text) >= duplicateSimilarity
  ) {
    return { kind: 'duplicate', ruleIds, explanation: 'Both rules say the same in nearly the same words.' };
  }
  return undefined;
}

/** Two rules reach the same annotator unless each is for a different one. */
function canMeet(first: Rule, second: Rule): boolean {
  return (
    first.scope.kind !== 'annotator' ||
    second.scope.kind !== 'annotator' ||
    first.scope.annotatorId === second.scope.annotatorId
  );
}

function withoutNegation(text: string): string {
  return text.replaceAll(new RegExp(negation.source, 'giu'), ' ').replaceAll(/\bdo\b/giu, ' ');
}

function normal(annotation: string): string {
  return annotation.trim().toLowerCase().replaceAll(/->|=>/gu, '→').replaceAll(/\s+/gu, ' ');
}
