import { ownCopy } from './own-copy.ts';

/** Names remembered; beyond, the search begins anew, which costs a few probes more. */
const remembered = 100_000;

/**
 * Finds `<name>~2`, `<name>~3`, … for names that are taken. The suffix after the last one given is remembered for each
 * name, and where that is taken too the search doubles its steps and then halves them: n documents of one name cost
 * n · log n probes at worst instead of n² / 2.
 * @param isTaken tells of a whole name whether it is in use; the caller uses what it was given before it asks again
 * @returns a name that was free when asked; suffixes that happen to be free between taken ones may be left out
 */
export function createFreeNames(isTaken: (name: string) => boolean): (name: string) => string {
  const next = new Map<string, number>();
  return (name) => {
    const known = next.get(name);
    const suffix = freeSuffix((n) => isTaken(`${name}~${n}`), known ?? 2);
    if (known === undefined && next.size >= remembered) next.clear();
    next.set(known === undefined ? ownCopy(name) : name, suffix + 1);
    return `${name}~${suffix}`;
  };
}

/** A free number from `first` on: `first` itself, or one whose predecessor is taken. */
function freeSuffix(isTaken: (suffix: number) => boolean, first: number): number {
  if (!isTaken(first)) return first;
  let taken = first;
  let step = 1;
  while (isTaken(taken + step)) {
    taken += step;
    step *= 2;
  }
  let free = taken + step;
  while (free - taken > 1) {
    const middle = taken + Math.floor((free - taken) / 2);
    if (isTaken(middle)) taken = middle;
    else free = middle;
  }
  return free;
}
