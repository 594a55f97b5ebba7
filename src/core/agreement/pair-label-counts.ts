import type { AnnotationTable } from '#core/labels/annotation-table.ts';
import { pairCount, pairIndex } from './span-match-counts.ts';
import type { LabelCounts } from './label-counts.ts';

export interface PairLabelCounts {
  /** Counts of pair i < j by pair number. */
  readonly pairs: readonly LabelCounts[];
  /** Documents both of a pair labelled, by pair number. */
  readonly documents: Int32Array;
}

/**
 * Label counts of every pair over the documents both labelled. Tokens on which a complete pool is unanimous (most of
 * them) are counted once for all pairs.
 */
export function pairLabelCounts(table: AnnotationTable): PairLabelCounts {
  const { starts, codes, present } = table;
  const width = table.annotators.length;
  const labels = table.tags.length;
  const pairs = pairCount(width);
  const agree = new Int32Array(pairs * labels);
  const first = new Int32Array(pairs * labels);
  const second = new Int32Array(pairs * labels);
  const documents = new Int32Array(pairs);
  const own = new Int32Array(width * labels); // labels of annotator k on contested tokens of complete documents
  const unanimous = new Int32Array(labels);
  let complete = 0;
  const add = (counts: Int32Array, index: number): void => {
    counts[index] = (counts[index] as number) + 1;
  };
  for (let d = 0; d < table.documents.length; d += 1) {
    const from = starts[d] as number;
    const to = starts[d + 1] as number;
    if (hasAll(present, d * width, width)) {
      complete += 1;
      for (let token = from; token < to; token += 1) {
        const row = token * width;
        const label = codes[row] as number;
        let k = 1;
        while (k < width && codes[row + k] === label) k += 1;
        if (k === width) {
          add(unanimous, label);
          continue;
        }
        let base = 0;
        for (let i = 0; i < width; i += 1) {
          const left = codes[row + i] as number;
          add(own, i * labels + left);
          for (let j = i + 1; j < width; j += 1, base += labels) {
            if (codes[row + j] === left) add(agree, base + left);
          }
        }
      }
      continue;
    }
    for (let i = 0; i < width; i += 1) {
      if (present[d * width + i] !== 1) continue;
      for (let j = i + 1; j < width; j += 1) {
        if (present[d * width + j] !== 1) continue;
        const pair = pairIndex(i, j, width);
        add(documents, pair);
        for (let token = from; token < to; token += 1) {
          const left = codes[token * width + i] as number;
          const right = codes[token * width + j] as number;
          add(first, pair * labels + left);
          add(second, pair * labels + right);
          if (left === right) add(agree, pair * labels + left);
        }
      }
    }
  }
  const result: LabelCounts[] = [];
  for (let i = 0; i < width; i += 1) {
    for (let j = i + 1; j < width; j += 1) {
      const pair = result.length;
      documents[pair] = (documents[pair] as number) + complete;
      for (let label = 0; label < labels; label += 1) {
        const at = pair * labels + label;
        const shared = unanimous[label] as number;
        agree[at] = (agree[at] as number) + shared;
        first[at] = (first[at] as number) + (own[i * labels + label] as number) + shared;
        second[at] = (second[at] as number) + (own[j * labels + label] as number) + shared;
      }
      result.push({
        agree: agree.subarray(pair * labels, (pair + 1) * labels),
        first: first.subarray(pair * labels, (pair + 1) * labels),
        second: second.subarray(pair * labels, (pair + 1) * labels),
      });
    }
  }
  return { pairs: result, documents };
}

function hasAll(present: Uint8Array, first: number, width: number): boolean {
  for (let k = 0; k < width; k += 1) if (present[first + k] !== 1) return false;
  return true;
}
