import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { revertChange } from '#core/store/revert-change.ts';
import type { Guideline, Rule } from '#shared/domain/guideline.ts';
import { makeRule } from '../guideline/make-rule.ts';

const of = (...rules: Rule[]): Guideline => ({ goal: 'G.', rules });
const [a, b, c] = [makeRule('a', 'A.'), makeRule('b', 'B.'), makeRule('c', 'C.')];

describe('revertChange', () => {
  it('gives back the version before when nothing came after', () => {
    const status = fc.constantFrom('proposed' as const, 'accepted' as const, 'rejected' as const);
    const guideline = fc
      .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('X.', 'Y.'), status), {
        selector: ([id]) => id,
      })
      .map((rules) => of(...rules.map(([id, text, state]) => makeRule(id, text, { status: state }))));
    fc.assert(
      fc.property(guideline, guideline, (before, after) => {
        const back = revertChange(after, before, after);
        const sorted = (rules: readonly Rule[]) => rules.toSorted((x, y) => (x.id < y.id ? -1 : 1));
        expect(sorted(back.rules)).toEqual(sorted(before.rules));
        expect(back.goal).toBe(before.goal);
      }),
    );
  });

  it('takes back a status and keeps what came later', () => {
    const rejected = { ...a, status: 'rejected' as const };
    const later = of({ ...rejected, examples: [{ text: 'x', annotation: 'ORG', rationale: '' }] }, b, c);
    const back = revertChange(later, of(a, b), of(rejected, b));
    expect(back.rules[0]).toEqual({ ...later.rules[0], status: a.status });
    expect(back.rules.slice(1)).toEqual([b, c]);
  });

  it('leaves a field alone that was changed again since', () => {
    const edited = { ...a, text: 'Mine.', status: 'edited' as const };
    const again = { ...edited, text: 'Mine, better.' };
    expect(revertChange(of(again), of(a), of(edited)).rules).toEqual([{ ...again, status: a.status }]);
  });

  it('takes an added rule out, with its children freed, and puts a removed one back in its place', () => {
    const child = { ...c, parentId: 'b' };
    expect(revertChange(of(a, b, child), of(a), of(a, b)).rules).toEqual([a, c]);
    expect(revertChange(of(a, c), of(a, b, c), of(a, c)).rules).toEqual([a, b, c]);
    expect(revertChange(of(b), of(a, b), of(b)).rules).toEqual([a, b]);
  });

  it('takes a move back while the order still stands, and the goal while it was not written anew', () => {
    const d = makeRule('d', 'D.');
    expect(revertChange(of(c, a, b, d), of(a, b, c), of(c, a, b)).rules).toEqual([a, b, c, d]);
    expect(revertChange(of(b, c, a), of(a, b, c), of(c, a, b)).rules).toEqual([b, c, a]);
    const goal = (text: string) => ({ ...of(a), goal: text });
    expect(revertChange(goal('new'), goal('old'), goal('new')).goal).toBe('old');
    expect(revertChange(goal('newer'), goal('old'), goal('new')).goal).toBe('newer');
  });
});
