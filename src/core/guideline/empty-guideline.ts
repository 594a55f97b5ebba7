import type { Guideline } from '#shared/domain/guideline.ts';

/** Θ(0): the goal as the expert wrote it, no rule yet. */
export function emptyGuideline(goal: string): Guideline {
  return { goal, rules: [] };
}
