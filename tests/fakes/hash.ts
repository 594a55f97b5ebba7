/** FNV-1a with a final mix: the same parts give the same 32 bits on every machine. */
export function hash32(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    const text = `${part}\u0001`;
    for (let index = 0; index < text.length; index += 1) {
      hash ^= text.charCodeAt(index);
      hash = Math.imul(hash, 0x01000193);
    }
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x7feb352d);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x846ca68b);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Uniform in [0, 1), decided by the parts alone. */
export const uniform = (...parts: readonly (string | number)[]): number => hash32(...parts) / 4_294_967_296;

/** One of `items`, decided by the parts alone. */
export function pick<T>(items: readonly T[], ...parts: readonly (string | number)[]): T {
  const item = items[hash32(...parts) % Math.max(1, items.length)];
  if (item === undefined) throw new Error('pick: no items');
  return item;
}

/** 64 hex digits that stand for a model digest. */
export const fakeDigest = (name: string): string =>
  Array.from({ length: 8 }, (_, index) => hash32(name, index).toString(16).padStart(8, '0')).join('');
