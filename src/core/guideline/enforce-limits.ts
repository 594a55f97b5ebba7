import type { Guideline, Rule } from '#shared/domain/guideline.ts';
import { priorities } from '#shared/domain/guideline.ts';
import { changeRatio } from './change-ratio.ts';

export interface GuidelineLimits {
  /** New rules for all annotators (general and per type) in one round. */
  readonly maxCommon: number;
  /** New rules for one annotator in one round. */
  readonly maxModelSpecific: number;
  /** Largest permitted change ratio, 0..1; null = not limited. */
  readonly changeRatio: number | null;
}

/**
 * The new rules that a preset lets in: by priority (high, medium, low), then in the order given, up to the limit of
 * their kind. A refinement whose new parent is left out is left out too.
 * @returns both lists in the order given
 */
export function enforceLimits(
  added: readonly Rule[],
  limits: GuidelineLimits,
): { readonly kept: readonly Rule[]; readonly dropped: readonly Rule[] } {
  const ranked = [...added].sort((a, b) => priorities.indexOf(a.priority) - priorities.indexOf(b.priority));
  const room = new Map<string, number>();
  const keptIds = new Set<string>();
  for (const rule of ranked) {
    const isSpecific = rule.scope.kind === 'annotator';
    const pool = rule.scope.kind === 'annotator' ? `annotator:${rule.scope.annotatorId}` : 'common';
    const left = room.get(pool) ?? (isSpecific ? limits.maxModelSpecific : limits.maxCommon);
    if (left <= 0) continue;
    room.set(pool, left - 1);
    keptIds.add(rule.id);
  }
  const newIds = new Set(added.map((rule) => rule.id));
  const isOrphan = (rule: Rule): boolean =>
    rule.parentId !== null && newIds.has(rule.parentId) && !keptIds.has(rule.parentId);
  for (let orphans = added.filter((rule) => keptIds.has(rule.id) && isOrphan(rule)); orphans.length > 0;) {
    for (const rule of orphans) keptIds.delete(rule.id);
    orphans = added.filter((rule) => keptIds.has(rule.id) && isOrphan(rule));
  }
  return {
    kept: added.filter((rule) => keptIds.has(rule.id)),
    dropped: added.filter((rule) => !keptIds.has(rule.id)),
  };
}

/**
 * Holds a new guideline to the permitted change: above it, all old rules stay as they were and only the new ones are
 * added behind them.
 * @returns the ratio that was asked for, and whether the old rules were put back
 */
export function enforceChangeRatio(
  before: Guideline,
  after: Guideline,
  limit: number | null,
): { readonly guideline: Guideline; readonly asked: number; readonly reverted: boolean } {
  const asked = changeRatio(before, after);
  if (limit === null || asked <= limit) return { guideline: after, asked, reverted: false };
  const known = new Set(before.rules.map((rule) => rule.id));
  const added = after.rules.filter((rule) => !known.has(rule.id));
  return { guideline: { goal: after.goal, rules: [...before.rules, ...added] }, asked, reverted: true };
}
