import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNaming } from '#core/formats/document-naming.ts';
import { createFreeNames } from '#core/text/free-names.ts';

/** As `createNaming`, with every id in a set. */
function slowNaming(): ReturnType<typeof createNaming> {
  const seen = new Set<string>();
  const freeName = createFreeNames((id) => seen.has(id));
  return (given, stem, n) => {
    const wanted = given ?? `${stem}-${n}`;
    const id = seen.has(wanted) ? freeName(wanted) : wanted;
    seen.add(id);
    const repaired = `the id ${wanted} occurs again; the document is called ${id}`;
    return { id, repaired: given === null || id === wanted ? null : repaired };
  };
}

describe('names of documents', () => {
  it('are those that a set of all ids would give, with ids given, made and mixed', () => {
    const stem = fc.constantFrom('a', 'a-1', 'b', '');
    const given = fc.option(fc.constantFrom('a-1', 'a-2', 'a-02', 'a-1-1', 'b', '-1', '1', 'a-3~2', 'x'), {
      freq: 2,
    });
    const file = fc.record({ stem, ids: fc.array(given, { maxLength: 8 }) });
    fc.assert(
      fc.property(fc.array(file, { maxLength: 6 }), (files) => {
        const [quick, slow] = [createNaming(), slowNaming()];
        for (const { stem: name, ids } of files)
          for (const [i, id] of ids.entries()) expect(quick(id, name, i + 1)).toEqual(slow(id, name, i + 1));
      }),
      { numRuns: 500 },
    );
  });
});
