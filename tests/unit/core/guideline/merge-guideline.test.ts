import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxExamplesPerRule, mergeExamples, mergeGuideline } from '#core/guideline/merge-guideline.ts';
import type { Rule } from '#shared/domain/guideline.ts';
import { makeGuideline, makeRule } from './make-rule.ts';

const example = (text: string) => ({ text, annotation: 'ORG', rationale: '' });

describe('mergeGuideline', () => {
  const a = makeRule('a', 'Mark company names.');
  const b = makeRule('b', 'Leave articles out.');

  it('keeps rules that the proposal does not name, and puts new ones where the proposal has them', () => {
    const fresh = makeRule('c', 'Mark town names.');
    const merged = mergeGuideline(makeGuideline(a, b), { goal: null, rules: [fresh, b], retired: [] });
    expect(merged.guideline.rules.map((rule) => rule.id)).toEqual(['c', 'b', 'a']);
    expect(merged.added).toEqual([fresh]);
    expect(merged.changed).toEqual([]);
  });

  it('takes a new goal, and keeps the old one for null or blank', () => {
    const current = makeGuideline();
    expect(mergeGuideline(current, { goal: 'New.', rules: [], retired: [] }).guideline.goal).toBe('New.');
    expect(mergeGuideline(current, { goal: null, rules: [], retired: [] }).guideline.goal).toBe(
      'Find names.',
    );
    expect(mergeGuideline(current, { goal: '  ', rules: [], retired: [] }).guideline.goal).toBe(
      'Find names.',
    );
  });

  it('changes a rule under its old id, gathers the evidence, and asks for acceptance again', () => {
    const old = makeRule('a', 'Mark company names.', {
      status: 'accepted',
      examples: [example('Alba')],
      origin: { hotspotIds: ['d1:0-1'], patternIds: ['p1'] },
    });
    const next = makeRule('a', 'Mark company names without the legal form.', {
      examples: [example('Brix')],
      origin: { iteration: 1, hotspotIds: ['d2:4-6'], patternIds: ['p1', 'p2'] },
    });
    const { guideline, changed } = mergeGuideline(makeGuideline(old), {
      goal: null,
      rules: [next],
      retired: [],
    });
    expect(guideline.rules[0]).toMatchObject({
      id: 'a',
      status: 'proposed',
      examples: [example('Brix')],
      origin: { iteration: 1, hotspotIds: ['d1:0-1', 'd2:4-6'], patternIds: ['p1', 'p2'] },
    });
    expect(changed).toHaveLength(1);
  });

  it('adds examples to a rule of the same text without asking for acceptance again', () => {
    const old = makeRule('a', 'Mark company names.', { status: 'accepted', examples: [example('Alba')] });
    const next = makeRule('a', 'Mark company names.', { examples: [example('Brix')] });
    const { guideline } = mergeGuideline(makeGuideline(old), { goal: null, rules: [next], retired: [] });
    expect(guideline.rules[0]).toMatchObject({
      status: 'accepted',
      examples: [example('Alba'), example('Brix')],
    });
  });

  it('retires a rule by name, also when the proposal lists it, and frees its refinements', () => {
    const child = makeRule('c', 'Also abroad.', { parentId: 'a' });
    const merged = mergeGuideline(makeGuideline(a, child), { goal: null, rules: [a], retired: ['a'] });
    expect(merged.removed).toEqual([a]);
    expect(merged.guideline.rules).toEqual([{ ...child, parentId: null }]);
  });

  it('passes on locked, edited and expert rules as the same object, and names those that were attacked', () => {
    const locked = makeRule('l', 'Locked text.', { locked: true, parentId: 'gone' });
    const edited = makeRule('e', 'Edited text.', { status: 'edited' });
    const own = makeRule('o', 'Own text.', { origin: { author: 'expert', iteration: null } });
    const merged = mergeGuideline(makeGuideline(locked, edited, own), {
      goal: null,
      rules: [makeRule('l', 'Other.'), makeRule('e', 'Other too.'), { ...own, parentId: 'l' }],
      retired: ['o', 'e'],
    });
    expect(merged.guideline.rules).toEqual([locked, edited, own]);
    expect(merged.guideline.rules[0]).toBe(locked);
    expect(merged.protectedIds.toSorted()).toEqual(['e', 'l']);
    expect(
      mergeGuideline(makeGuideline(own), { goal: null, rules: [], retired: ['o'] }).protectedIds,
    ).toEqual(['o']);
  });

  it('holds back and reports a rejected rule that returns under its id, in other words, or as a change', () => {
    const rejected = makeRule('r', 'Mark nationality adjectives as LOC.', { status: 'rejected' });
    const current = makeGuideline(rejected, a);
    const again = mergeGuideline(current, {
      goal: null,
      rules: [makeRule('r', 'Anything.'), makeRule('x', 'Mark all nationality adjectives as LOC!')],
      retired: ['r'],
    });
    expect(again.guideline.rules).toEqual([rejected, a]);
    expect(again.returned.map((entry) => [entry.rule.id, entry.rejectedId])).toEqual([
      ['r', 'r'],
      ['x', 'r'],
    ]);
    const change = mergeGuideline(current, {
      goal: null,
      rules: [makeRule('a', 'Mark nationality adjectives as LOC.')],
      retired: [],
    });
    expect(change.guideline.rules).toEqual([a, rejected]);
    expect(change.returned).toHaveLength(1);
  });

  it('reports the most similar of several rejected rules', () => {
    const first = makeRule('r1', 'Mark ships and boats of the old navy always.', { status: 'rejected' });
    const second = makeRule('r2', 'Mark ships and boats of the old navy.', { status: 'rejected' });
    const { returned } = mergeGuideline(makeGuideline(first, second), {
      goal: null,
      rules: [makeRule('x', 'Mark ships and boats of the old navy.')],
      retired: [],
    });
    expect(returned.map((entry) => entry.rejectedId)).toEqual(['r2']);
  });

  it('does not take a rule about another type, or of another scope, for the rejected one', () => {
    const rejected = makeRule('r', 'Mark names like the examples as ORG, not as LOC.', {
      status: 'rejected',
    });
    const merged = mergeGuideline(makeGuideline(rejected), {
      goal: null,
      rules: [
        makeRule('x', 'Mark names like the examples as PER, not as LOC.'),
        makeRule('y', 'Mark names like the examples as ORG, not as LOC.', {
          scope: { kind: 'annotator', annotatorId: 'm1' },
        }),
      ],
      retired: [],
    });
    expect(merged.added.map((rule) => rule.id)).toEqual(['x', 'y']);
  });

  it('drops a new rule that says the same as one in force, also within the proposal', () => {
    const merged = mergeGuideline(makeGuideline(a), {
      goal: null,
      rules: [
        makeRule('x', 'mark  company names'),
        makeRule('y', 'New one.'),
        makeRule('z', 'New one!'),
        makeRule('y', 'Twice.'),
      ],
      retired: ['not there', 'w'],
    });
    expect(merged.duplicates.map((rule) => rule.id)).toEqual(['x', 'z']);
    expect(merged.added.map((rule) => rule.id)).toEqual(['y']);
  });

  it('lets a new wording take the place of a retired twin, and ignores a new rule that is retired at once', () => {
    const merged = mergeGuideline(makeGuideline(a), {
      goal: null,
      rules: [makeRule('x', 'Mark company names!'), makeRule('w', 'Never mind.')],
      retired: ['a', 'w'],
    });
    expect(merged.guideline.rules.map((rule) => rule.id)).toEqual(['x']);
  });

  const anyRule = fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd'),
    text: fc.constantFrom('One.', 'Two.', 'Three.', 'Four.'),
    locked: fc.boolean(),
    status: fc.constantFrom('proposed', 'accepted', 'edited', 'rejected' as const),
    priority: fc.constantFrom('high', 'low' as const),
  });
  const toRules = (records: { id: string; text: string }[]): Rule[] => [
    ...new Map(records.map(({ id, text, ...rest }) => [id, makeRule(id, text, rest)])).values(),
  ];

  it('never loses or changes a locked or rejected rule, whatever is proposed', () => {
    fc.assert(
      fc.property(
        fc.array(anyRule, { maxLength: 4 }),
        fc.array(anyRule, { maxLength: 6 }),
        fc.subarray(['a', 'b', 'c', 'd']),
        (before, proposed, retired) => {
          const current = makeGuideline(...toRules(before));
          const { guideline } = mergeGuideline(current, { goal: null, rules: toRules(proposed), retired });
          for (const rule of current.rules) {
            if (rule.locked || rule.status === 'rejected') expect(guideline.rules).toContain(rule);
          }
          const ids = guideline.rules.map((rule) => rule.id);
          expect(new Set(ids).size).toBe(ids.length);
        },
      ),
    );
  });
});

describe('mergeExamples', () => {
  it('keeps the first of two examples about one quotation, and a limited number', () => {
    const many = Array.from({ length: 20 }, (_, index) => example(`x${String(index)}`));
    expect(mergeExamples([{ ...example('x0'), annotation: 'PER' }], many)).toHaveLength(maxExamplesPerRule);
    expect(mergeExamples([{ ...example('x0'), annotation: 'PER' }], many)[0]?.annotation).toBe('PER');
  });
});
