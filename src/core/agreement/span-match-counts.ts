import { type AnnotationTable } from '#core/labels/annotation-table.ts';
import { typeOfCode } from '#core/labels/label-codes.ts';

/** Exact span matches of every pair of annotators in every document: all that strict span F1 and its bootstrap need. */
export interface SpanMatchCounts {
  readonly annotatorCount: number;
  readonly documentCount: number;
  /** Spans of annotator k in document d, at d · K + k. */
  readonly sizes: Int32Array;
  /** Spans common to both of a pair (start, end and type equal), at d · pairs + pairIndex. */
  readonly matches: Int32Array;
  /** 1 where annotator k labelled document d. */
  readonly present: Uint8Array;
}

/** Pairs i < j are numbered row by row: (0,1), (0,2), …, (1,2), … */
export function pairIndex(i: number, j: number, annotatorCount: number): number {
  return (i * (2 * annotatorCount - i - 1)) / 2 + (j - i - 1);
}

export function pairCount(annotatorCount: number): number {
  return (annotatorCount * (annotatorCount - 1)) / 2;
}

/** Counts per document, so spans never run across a document border. Spans by the reading of `tokenSpansFromTags`. */
export function spanMatchCounts(table: AnnotationTable): SpanMatchCounts {
  const { starts, present } = table;
  const width = table.annotators.length;
  const pairs = pairCount(width);
  const documentCount = table.documents.length;
  const sizes = new Int32Array(documentCount * width);
  const matches = new Int32Array(documentCount * pairs);
  const lists = table.annotators.map((): number[] => []);
  for (let d = 0; d < documentCount; d += 1) {
    const first = starts[d] as number;
    const count = (starts[d + 1] as number) - first;
    for (let k = 0; k < width; k += 1) {
      const list = lists[k];
      if (list === undefined) continue;
      list.length = 0;
      if (present[d * width + k] === 1) pushSpanKeys(table, first, count, k, list);
      sizes[d * width + k] = list.length;
    }
    let pair = d * pairs;
    for (let i = 0; i < width; i += 1) {
      const left = lists[i] ?? [];
      for (let j = i + 1; j < width; j += 1, pair += 1) {
        if (left.length > 0) matches[pair] = countCommon(left, lists[j] ?? []);
      }
    }
  }
  return { annotatorCount: width, documentCount, sizes, matches, present };
}

/** Ascending keys, one per span: start, end and type packed into one number. */
function pushSpanKeys(table: AnnotationTable, first: number, count: number, k: number, keys: number[]): void {
  const { codes } = table;
  const width = table.annotators.length;
  const typeCount = table.types.length;
  let open = -1;
  let openType = 0;
  for (let index = 0; index < count; index += 1) {
    const code = codes[(first + index) * width + k] as number;
    if (code === 0 && open < 0) continue;
    const type = typeOfCode(code);
    if (open >= 0 && (type !== openType || (code & 1) === 1)) {
      keys.push((open * (count + 1) + index) * typeCount + openType);
      open = -1;
    }
    if (open < 0 && code !== 0) {
      open = index;
      openType = type;
    }
  }
  if (open >= 0) keys.push((open * (count + 1) + count) * typeCount + openType);
}

/** Number of equal entries of two strictly ascending lists. */
function countCommon(a: readonly number[], b: readonly number[]): number {
  let i = 0;
  let j = 0;
  let common = 0;
  while (i < a.length && j < b.length) {
    const x = a[i] as number;
    const y = b[j] as number;
    if (x === y) {
      common += 1;
      i += 1;
      j += 1;
    } else if (x < y) {
      i += 1;
    } else {
      j += 1;
    }
  }
  return common;
}
