import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFreeNames } from '#core/text/free-names.ts';

/** Gives every wanted name out, as an import does, and counts how often it was asked whether a name is taken. */
function nameAll(wanted: readonly string[]): { readonly names: readonly string[]; readonly probes: number } {
  const taken = new Set<string>();
  let probes = 0;
  const freeName = createFreeNames((name) => {
    probes++;
    return taken.has(name);
  });
  const names = wanted.map((name) => {
    const given = taken.has(name) ? freeName(name) : name;
    taken.add(given);
    return given;
  });
  return { names, probes };
}

describe('free names', () => {
  it('count up from 2', () => {
    expect(nameAll(['x', 'x', 'y', 'x', 'y']).names).toEqual(['x', 'x~2', 'y', 'x~3', 'y~2']);
  });
  it('pass over names that were given in the file', () => {
    expect(nameAll(['x', 'x~2', 'x~3', 'x', 'x', 'x~2']).names).toEqual([
      'x',
      'x~2',
      'x~3',
      'x~4',
      'x~5',
      'x~2~2',
    ]);
  });
  it('are never given twice', () => {
    const name = fc.constantFrom('a', 'a~2', 'a~3', 'a~5', 'a~2~2', 'b', '');
    fc.assert(
      fc.property(fc.array(name, { maxLength: 60 }), (wanted) => {
        const { names } = nameAll(wanted);
        expect(new Set(names).size).toBe(wanted.length);
      }),
    );
  });
  it('cost one probe each for 20,000 of one name', () => {
    const { names, probes } = nameAll(Array<string>(20_000).fill('x'));
    expect(names.at(-1)).toBe('x~20000');
    expect(probes).toBe(19_999);
  });
  it('cost few probes where nothing was remembered', () => {
    const taken = new Set(Array.from({ length: 20_000 }, (_, i) => `x~${i + 2}`));
    let probes = 0;
    const freeName = createFreeNames((name) => {
      probes++;
      return taken.has(name);
    });
    expect(freeName('x')).toBe('x~20002');
    expect(probes).toBeLessThan(40);
  });
});
