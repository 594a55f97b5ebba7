import { ruleSchema } from '#shared/domain/guideline.ts';
import type { Guideline, Rule } from '#shared/domain/guideline.ts';

type RuleInput = Partial<Omit<Rule, 'origin'>> & { origin?: Partial<Rule['origin']> };

/** A general rule by the supervisor with the given id and text; everything else as asked. */
export function makeRule(id: string, text: string, more: RuleInput = {}): Rule {
  const { origin, ...rest } = more;
  return ruleSchema.parse({
    id,
    text,
    scope: { kind: 'general' },
    origin: { author: 'supervisor', iteration: 0, ...origin },
    ...rest,
  });
}

export function makeGuideline(...rules: Rule[]): Guideline {
  return { goal: 'Find names.', rules };
}
