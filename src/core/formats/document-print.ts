import { prefixLength } from '#shared/prefix-length.ts';
import type { Span, Token } from '#shared/domain/span.ts';

/** The sides of a document that are compared one by one. */
export const facets = ['id', 'text', 'spans', 'annotators', 'annotated', 'metadata', 'tokens'] as const;
export type Facet = (typeof facets)[number];

/** A number of 32 bits for each facet, in their order; 0: not compared. */
export type Print = readonly number[];

export interface Comparable {
  /** null: not compared. */
  readonly id: string | null;
  readonly text: string;
  readonly spans: readonly Span[];
  /** Tokens by which places are told where the file keeps no spacing; null: offsets tell them. */
  readonly placeTokens: readonly Token[] | null;
  readonly layers: Readonly<Record<string, readonly Span[]>>;
  readonly predictions: Readonly<Record<string, readonly Span[]>>;
  readonly unsettled: boolean;
  readonly annotated: boolean;
  readonly meta: Readonly<Record<string, unknown>>;
  /** null: not compared. */
  readonly words: readonly string[] | null;
}

/** A fingerprint. Surfaces follow from text and offsets. */
export function printOf(document: Comparable): Print {
  const { id, text, spans, placeTokens, layers, predictions, unsettled, annotated, meta, words } = document;
  const place = placeTokens === null ? (at: number): number => at : placeByTokens(placeTokens);
  const rows = (list: readonly Span[]): string[] =>
    list
      .map(({ start, end, type, fragments }) => {
        const pieces = fragments?.map(([from, to]) => `${place(from)}-${place(to)}`).join(' ');
        return `${pieces ?? `${place(start)}-${place(end)}`} ${type}`;
      })
      .sort();
  const lists = [layers, predictions].map((named) =>
    Object.entries(named)
      .map(([name, list]) => [name, rows(list)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return [
    id === null ? 0 : hash(id),
    hash(text),
    hash(rows(spans).join('\n')),
    hash(JSON.stringify([unsettled, lists])),
    hash(String(annotated)),
    hash(canonical(meta)),
    words === null ? 0 : hash(words.join('\n')),
  ];
}

/** Counts the characters of tokens before an offset. */
function placeByTokens(tokens: readonly Token[]): (at: number) => number {
  const before = new Uint32Array(tokens.length + 1);
  for (const [i, { start, end }] of tokens.entries()) before[i + 1] = (before[i] ?? 0) + end - start;
  return (at) => {
    const done = prefixLength(tokens.length, (index) => (tokens[index]?.end ?? 0) <= at);
    return (before[done] ?? 0) + Math.max(0, at - (tokens[done]?.start ?? at));
  };
}

/** JSON with keys in one order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** FNV-1a over UTF-16 units with a final mix, never 0: two texts are taken for one with a chance of 2⁻³². */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h ^= h >>> 13;
  return h >>> 0 || 1;
}

/** Fingerprints of many documents in some 40 bytes each, besides their ids in UTF-8. */
export interface PrintStore {
  /** @param number the document's place among those written, ascending */
  add(number: number, id: string, print: Print): void;
  size(): number;
  /** The fingerprint at an index; null where there is none. */
  at(index: number): Print | null;
  idAt(index: number): string;
  /** Index of the document with this number; -1 where there is none. */
  indexOf(number: number): number;
}

export function createPrintStore(): PrintStore {
  const width = facets.length;
  let size = 0;
  let prints = new Uint32Array(width * 256);
  let numbers = new Uint32Array(256);
  let ends = new Uint32Array(257); // where each id ends in `ids`
  let ids = Buffer.alloc(4096);
  const grown = (array: Uint32Array): Uint32Array<ArrayBuffer> => {
    const larger = new Uint32Array(array.length * 2);
    larger.set(array);
    return larger;
  };
  return {
    size: () => size,
    add(number, id, print) {
      if (size === numbers.length) {
        prints = grown(prints);
        numbers = grown(numbers);
        ends = grown(ends);
      }
      const from = ends[size] ?? 0;
      const bytes = Buffer.byteLength(id);
      if (from + bytes > ids.length) ids = Buffer.concat([ids], (from + bytes) * 2);
      ids.write(id, from);
      prints.set(print, size * width);
      numbers[size] = number;
      ends[size + 1] = from + bytes;
      size++;
    },
    at: (index) =>
      index < 0 || index >= size ? null : [...prints.subarray(index * width, (index + 1) * width)],
    idAt: (index) => ids.toString('utf8', ends[index] ?? 0, ends[index + 1] ?? 0),
    indexOf(number) {
      const index = prefixLength(size, (i) => (numbers[i] ?? 0) < number);
      return index < size && numbers[index] === number ? index : -1;
    },
  };
}
