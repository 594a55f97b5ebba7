/**
 * A set of strings that keeps 8 bytes for each instead of the string, so that the ids of millions of documents stay
 * small. Two different ids are taken for one with a chance below n²/2⁶⁵.
 */
export function createIdSet(): { add(id: string): boolean; has(id: string): boolean } {
  let capacity = 1 << 12;
  let high = new Uint32Array(capacity);
  let low = new Uint32Array(capacity);
  let size = 0;

  /** Where the hash is, or where it would go. */
  const find = (h: number, l: number, hs: Uint32Array, ls: Uint32Array): number => {
    let at = h & (hs.length - 1);
    while ((hs[at] !== 0 || ls[at] !== 0) && (hs[at] !== h || ls[at] !== l)) at = (at + 1) & (hs.length - 1);
    return at;
  };
  const place = (h: number, l: number, hs: Uint32Array, ls: Uint32Array): boolean => {
    const at = find(h, l, hs, ls);
    // The low half of a hash is never 0.
    if (ls[at] !== 0) return false;
    hs[at] = h;
    ls[at] = l;
    return true;
  };
  const grow = (): void => {
    const [oldHigh, oldLow] = [high, low];
    capacity *= 2;
    high = new Uint32Array(capacity);
    low = new Uint32Array(capacity);
    for (let i = 0; i < oldHigh.length; i++) {
      const h = oldHigh[i] ?? 0;
      const l = oldLow[i] ?? 0;
      if (h !== 0 || l !== 0) place(h, l, high, low);
    }
  };
  return {
    /** @returns false where the id was there already */
    add(id) {
      if (size * 4 > capacity * 3) grow();
      const [h, l] = hash(id);
      const isNew = place(h, l, high, low);
      if (isNew) size++;
      return isNew;
    },
    has(id) {
      const [h, l] = hash(id);
      return low[find(h, l, high, low)] !== 0;
    },
  };
}

/** Two independent 32-bit FNV-1a style hashes over UTF-16 units, never both 0. */
function hash(text: string): [number, number] {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x5bd1e995);
    b ^= b >>> 15;
  }
  a ^= a >>> 16;
  return [a >>> 0, (b | 1) >>> 0];
}
