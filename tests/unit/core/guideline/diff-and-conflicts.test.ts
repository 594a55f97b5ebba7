import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffGuidelines, diffWords } from '#core/guideline/diff-guidelines.ts';
import { findConflicts } from '#core/guideline/find-conflicts.ts';
import { makeGuideline, makeRule } from './make-rule.ts';

describe('diffGuidelines', () => {
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => makeRule(id, `Rule ${id}.`)) as [
    ReturnType<typeof makeRule>,
    ReturnType<typeof makeRule>,
    ReturnType<typeof makeRule>,
    ReturnType<typeof makeRule>,
  ];

  it('tells added, removed, changed, moved and unchanged rules, in reading order', () => {
    const after = { goal: 'Find all names.', rules: [c, a, { ...d, locked: true }, makeRule('e', 'New.')] };
    const diff = diffGuidelines(makeGuideline(a, b, c, d), after);
    expect(diff.rules.map(({ ruleId, kind }) => [ruleId, kind])).toEqual([
      ['c', 'same'],
      ['a', 'moved'],
      ['b', 'removed'],
      ['d', 'changed'],
      ['e', 'added'],
    ]);
    expect(diff.rules.find(({ ruleId }) => ruleId === 'd')?.fields).toEqual(['locked']);
    expect(diff.counts).toEqual({ added: 1, removed: 1, changed: 1, moved: 1, same: 1 });
    expect(diff.goal.filter(({ kind }) => kind === 'added').map(({ text }) => text.trim())).toEqual(['all']);
  });

  it('puts a rule removed from the front at the front', () => {
    expect(diffGuidelines(makeGuideline(a, b), makeGuideline(b)).rules.map(({ ruleId }) => ruleId)).toEqual([
      'a',
      'b',
    ]);
  });

  it('shows the words of a changed text', () => {
    const diff = diffGuidelines(makeGuideline(a), makeGuideline({ ...a, text: 'Rule z.' }));
    expect(diff.rules[0]).toMatchObject({ kind: 'changed', fields: [] });
    expect(diff.rules[0]?.text.map(({ kind }) => kind)).toContain('removed');
  });

  it('gives pieces from which both texts can be put together', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const pieces = diffWords(before, after);
        const join = (skip: string) =>
          pieces
            .filter(({ kind }) => kind !== skip)
            .map(({ text }) => text)
            .join('');
        expect(join('added')).toBe(before);
        expect(join('removed')).toBe(after);
      }),
    );
  });

  it('counts every rule of either version exactly once', () => {
    const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 5 });
    fc.assert(
      fc.property(ids, ids, (before, after) => {
        const make = (list: string[]) => makeGuideline(...list.map((id) => makeRule(id, id)));
        const diff = diffGuidelines(make(before), make(after));
        expect(diff.rules.map(({ ruleId }) => ruleId).sort()).toEqual(
          [...new Set([...before, ...after])].sort(),
        );
        if (before.join('') === after.join('')) expect(diff.counts.moved).toBe(0);
      }),
    );
  });
});

describe('findConflicts', () => {
  const example = (text: string, annotation: string) => [{ text, annotation, rationale: '' }];

  it('finds one quotation annotated in two ways, whatever the arrow looks like', () => {
    const one = makeRule('a', 'Ships.', { examples: example('Beagle', 'Beagle -> PROD') });
    const two = makeRule('b', 'Dogs.', { examples: example('Beagle', 'nothing') });
    const same = makeRule('c', 'Vessels.', { examples: example('Beagle', 'Beagle  → prod') });
    expect(findConflicts(makeGuideline(one, two)).map(({ kind, ruleIds }) => [kind, ruleIds])).toEqual([
      ['examples', ['a', 'b']],
    ]);
    expect(findConflicts(makeGuideline(one, same))).toEqual([]);
  });

  it('finds a rule that forbids what another asks for', () => {
    const one = makeRule('a', 'Mark titles before a name.');
    const two = makeRule('b', 'Do not mark titles before a name.');
    expect(findConflicts(makeGuideline(one, two)).map(({ kind }) => kind)).toEqual(['contradiction']);
  });

  it('finds near duplicates of one scope only', () => {
    const one = makeRule('a', 'Mark all ships.');
    const two = makeRule('b', 'Mark all ships!');
    const other = makeRule('c', 'Mark all ships.', { scope: { kind: 'type', type: 'PROD' } });
    expect(findConflicts(makeGuideline(one, two)).map(({ kind }) => kind)).toEqual(['duplicate']);
    expect(findConflicts(makeGuideline(one, other))).toEqual([]);
  });

  it('lets rules for different annotators differ, not those for the same one', () => {
    const forM = (id: string, annotatorId: string) =>
      makeRule(id, 'Mark all ships.', { scope: { kind: 'annotator', annotatorId } });
    expect(findConflicts(makeGuideline(forM('a', 'm1'), forM('b', 'm2')))).toEqual([]);
    expect(findConflicts(makeGuideline(forM('a', 'm1'), forM('b', 'm1')))).toHaveLength(1);
    expect(
      findConflicts(makeGuideline(makeRule('g', 'Do not mark all ships.'), forM('a', 'm1'))),
    ).toHaveLength(1);
  });

  it('leaves rejected rules alone', () => {
    const one = makeRule('a', 'Mark all ships.');
    expect(findConflicts(makeGuideline(one, { ...one, id: 'b', status: 'rejected' }))).toEqual([]);
  });
});
