import type { Guideline, Rule } from '#shared/domain/guideline.ts';
import { isRuleInForce } from '#shared/domain/guideline.ts';
import { ruleTokens } from './rule-similarity.ts';

function tokensOfRule(rule: Rule): string[] {
  return [rule.text, ...rule.examples.flatMap((example) => [example.text, example.annotation])].flatMap(
    ruleTokens,
  );
}

/**
 * How much of the old rules is gone: 1 − |tokens(old) ∩ tokens(new)| / |tokens(old)|, multisets over the texts and
 * examples of the rules in force (method.md section 6). Additions alone give 0; an empty old guideline gives 0.
 * @returns 0..1
 */
export function changeRatio(before: Guideline, after: Guideline): number {
  const old = before.rules.filter(isRuleInForce).flatMap(tokensOfRule);
  if (old.length === 0) return 0;
  const left = new Map<string, number>();
  for (const token of after.rules.filter(isRuleInForce).flatMap(tokensOfRule)) {
    left.set(token, (left.get(token) ?? 0) + 1);
  }
  let shared = 0;
  for (const token of old) {
    const count = left.get(token) ?? 0;
    if (count === 0) continue;
    shared += 1;
    left.set(token, count - 1);
  }
  return 1 - shared / old.length;
}
