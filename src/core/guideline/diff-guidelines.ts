import { diffWordsWithSpace } from 'diff';
import type { Guideline, Rule } from '#shared/domain/guideline.ts';

/** A piece of text in both versions ("same"), only in the old ("removed") or only in the new one ("added"). */
export interface WordChange {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

export interface RuleChange {
  readonly kind: 'added' | 'removed' | 'changed' | 'moved' | 'same';
  readonly ruleId: string;
  /** null for added. */
  readonly before: Rule | null;
  /** null for removed. */
  readonly after: Rule | null;
  /** Word by word; for added and removed one piece, for an unchanged text one "same" piece. */
  readonly text: readonly WordChange[];
  /** Fields other than the text that differ: examples, priority, status, locked, scope, parentId. */
  readonly fields: readonly string[];
}

export interface GuidelineDiff {
  /** In the order of the new version; removed rules stand where they stood. */
  readonly rules: readonly RuleChange[];
  readonly goal: readonly WordChange[];
  readonly counts: Readonly<Record<RuleChange['kind'], number>>;
}

const comparedFields = ['examples', 'priority', 'status', 'locked', 'scope', 'parentId'] as const;

/** Rules are matched by id. "moved" = unchanged, but no longer in its old order among the rules both versions have. */
export function diffGuidelines(before: Guideline, after: Guideline): GuidelineDiff {
  const old = new Map(before.rules.map((rule) => [rule.id, rule]));
  const current = new Map(after.rules.map((rule) => [rule.id, rule]));
  const inPlace = longestCommonOrder(
    before.rules.map((rule) => rule.id).filter((id) => current.has(id)),
    after.rules.map((rule) => rule.id).filter((id) => old.has(id)),
  );
  const rules: RuleChange[] = after.rules.map((rule) => {
    const previous = old.get(rule.id);
    if (previous === undefined) return onlyIn(rule, 'added');
    const fields = comparedFields.filter(
      (field) => JSON.stringify(previous[field]) !== JSON.stringify(rule[field]),
    );
    const isChanged = fields.length > 0 || previous.text !== rule.text;
    return {
      kind: isChanged ? 'changed' : inPlace.has(rule.id) ? 'same' : 'moved',
      ruleId: rule.id,
      before: previous,
      after: rule,
      text: diffWords(previous.text, rule.text),
      fields,
    };
  });
  insertRemoved(rules, before, current);
  const counts = { added: 0, removed: 0, changed: 0, moved: 0, same: 0 };
  for (const { kind } of rules) counts[kind] += 1;
  return { rules, goal: diffWords(before.goal, after.goal), counts };
}

/** Both texts can be put together again from the pieces. */
export function diffWords(before: string, after: string): WordChange[] {
  if (before === after) return before === '' ? [] : [{ kind: 'same', text: before }];
  return diffWordsWithSpace(before, after).map((part) => ({
    kind: part.added ? 'added' : part.removed ? 'removed' : 'same',
    text: part.value,
  }));
}

function onlyIn(rule: Rule, kind: 'added' | 'removed'): RuleChange {
  return {
    kind,
    ruleId: rule.id,
    before: kind === 'removed' ? rule : null,
    after: kind === 'added' ? rule : null,
    text: [{ kind, text: rule.text }],
    fields: [],
  };
}

/** A removed rule goes behind the rule that stood before it. */
function insertRemoved(rules: RuleChange[], before: Guideline, current: ReadonlyMap<string, Rule>): void {
  let previousId: string | undefined;
  for (const rule of before.rules) {
    if (!current.has(rule.id)) {
      const at = rules.findIndex((change) => change.ruleId === previousId) + 1;
      rules.splice(at, 0, onlyIn(rule, 'removed'));
    }
    previousId = rule.id;
  }
}

/** Ids of a longest common subsequence of two orders of the same ids (the first one found from the front). */
function longestCommonOrder(a: readonly string[], b: readonly string[]): Set<string> {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const common = new Set<string>();
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const id = a[i] ?? '';
    if (id === b[j]) {
      common.add(id);
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return common;
}
