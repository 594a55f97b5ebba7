import { murmurHash64A } from './murmur-hash.ts';
import { symbolId, symbolNames } from './symbols.ts';

/** The 64-bit value spaCy stores for a string: a symbol's id, else MurmurHash64A of its UTF-8 with seed 1. */
export function stringValue(text: string): bigint {
  const symbol = symbolId(text);
  return symbol === undefined ? murmurHash64A(Buffer.from(text, 'utf8'), 1n) : BigInt(symbol);
}

/** Values of many strings, for reading: value → string. Symbols are known without being listed. */
export function stringTable(strings: Iterable<string>): { get(value: bigint): string | undefined } {
  const table = new Map<bigint, string>();
  for (const text of strings) table.set(stringValue(text), text);
  return {
    get: (value) =>
      table.get(value) ?? (value < BigInt(symbolNames.length) ? symbolNames[Number(value)] : undefined),
  };
}
