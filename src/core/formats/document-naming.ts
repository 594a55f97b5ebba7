import { createFreeNames } from '#core/text/free-names.ts';
import { createIdSet } from './id-set.ts';

/** Gives an id to the `n`th document of the file `stem`, and tells what had to be repaired for that. */
export type Naming = (
  given: string | null,
  stem: string,
  n: number,
) => { readonly id: string; readonly repaired: string | null };

/** An id that occurs again stays as it is. */
export const givenNaming: Naming = (id, stem, n) => ({ id: id ?? `${stem}-${n}`, repaired: null });

/**
 * Makes repeated ids unique. Ids that files give are remembered (8 bytes each); names that are made here count on, so that
 * of them the last number is enough, however many documents a file without ids has.
 */
export function createNaming(): Naming {
  const seen = createIdSet();
  /** stem → n of the documents called `<stem>-<n>`, without a gap. */
  const counted = new Map<string, { readonly first: number; last: number }>();
  const isCounted = (id: string): boolean => {
    const dash = id.lastIndexOf('-');
    const run = counted.get(id.slice(0, Math.max(dash, 0)));
    if (dash < 0 || run === undefined) return false;
    const n = Number(id.slice(dash + 1));
    return n >= run.first && n <= run.last && String(n) === id.slice(dash + 1);
  };
  /** @returns false where no run can be begun or goes on with `n` */
  const count = (stem: string, n: number): boolean => {
    const run = counted.get(stem);
    // Folders hold many files of one document: an entry for each would be more than its id.
    if (n === 1) return false;
    if (run === undefined) counted.set(stem, { first: n, last: n });
    else if (n === run.last + 1) run.last = n;
    else return false;
    return true;
  };
  const isTaken = (id: string): boolean => isCounted(id) || seen.has(id);
  const freeName = createFreeNames(isTaken);
  return (given, stem, n) => {
    const wanted = given ?? `${stem}-${n}`;
    if (!isTaken(wanted)) {
      if (given !== null || !count(stem, n)) seen.add(wanted);
      return { id: wanted, repaired: null };
    }
    const id = freeName(wanted);
    seen.add(id);
    return {
      id,
      repaired: given === null ? null : `the id ${wanted} occurs again; the document is called ${id}`,
    };
  };
}
