import type { Guideline, Rule } from '#shared/domain/guideline.ts';

/**
 * `current` with one earlier change (`before` → `after`) taken back. What was changed again since then stays: a field
 * returns to its old value only where it still is as the change left it.
 */
export function revertChange(current: Guideline, before: Guideline, after: Guideline): Guideline {
  const old = byId(before.rules);
  const changed = byId(after.rules);
  const kept = current.rules.flatMap((rule): Rule[] => {
    const [was, became] = [old.get(rule.id), changed.get(rule.id)];
    if (became === undefined) return [rule];
    return was === undefined ? [] : [revertFields(rule, was, became)];
  });
  const present = byId(kept);
  const rules = reorder(kept, before.rules, after.rules);
  for (const [index, rule] of before.rules.entries()) {
    if (changed.has(rule.id) || present.has(rule.id)) continue;
    const previous = before.rules[index - 1];
    const at = previous === undefined ? 0 : rules.findIndex(({ id }) => id === previous.id) + 1;
    rules.splice(at, 0, rule);
  }
  const ids = byId(rules);
  return {
    goal: before.goal !== after.goal && current.goal === after.goal ? before.goal : current.goal,
    rules: rules.map((rule) =>
      rule.parentId === null || ids.has(rule.parentId) ? rule : { ...rule, parentId: null },
    ),
  };
}

function byId(rules: readonly Rule[]): Map<string, Rule> {
  return new Map(rules.map((rule) => [rule.id, rule]));
}

function revertFields(rule: Rule, was: Rule, became: Rule): Rule {
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  const fields = Object.keys(rule).filter((field): field is keyof Rule => field in was && field in became);
  const reverted = fields.filter(
    (field) => !same(was[field], became[field]) && same(rule[field], became[field]),
  );
  return { ...rule, ...Object.fromEntries(reverted.map((field) => [field, was[field]])) };
}

/** A change of order is taken back where the rules it put in order still stand in that order. */
function reorder(rules: readonly Rule[], before: readonly Rule[], after: readonly Rule[]): Rule[] {
  const common = new Set(before.map(({ id }) => id).filter((id) => after.some((rule) => rule.id === id)));
  const order = (list: readonly Rule[]): string[] => list.map(({ id }) => id).filter((id) => common.has(id));
  const [was, became, now] = [order(before), order(after), order(rules)];
  const isMoved = was.join('\n') !== became.join('\n') && now.join('\n') === became.join('\n');
  if (!isMoved) return [...rules];
  const known = byId(rules);
  const next = was.values();
  return rules.map((rule) => (common.has(rule.id) ? (known.get(next.next().value ?? '') ?? rule) : rule));
}
