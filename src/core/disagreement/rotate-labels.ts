import type { AnnotationTable } from '#core/labels/annotation-table.ts';
import type { Random } from '#core/sampling/random.ts';

/**
 * The same labels with each annotator's sequence of each document turned by a random offset of its own, 0 … n − 1 tokens.
 * Every annotator keeps how many spans it marks in a document, how long, of which types and how close together; that
 * annotators mark the same places is lost. A span cut by the turn stays marked on both sides; the part at the front then
 * starts with B-, as everywhere where an I- opens a span. Gold, and who is absent, stay as they are.
 */
export function rotateLabels(table: AnnotationTable, random: Random): AnnotationTable {
  const { starts, codes, annotators } = table;
  const width = annotators.length;
  const rotated = new Int16Array(codes.length);
  table.documents.forEach((document, d) => {
    const first = starts[d] as number;
    const count = document.tokens.length;
    for (let k = 0; k < width; k += 1) {
      const offset = random.integer(count);
      for (let index = 0; index < count; index += 1) {
        const code = codes[(first + index) * width + k] as number;
        const place = (index + offset) % count;
        const opens = index === 0 || place === 0;
        rotated[(first + place) * width + k] = opens ? opening(code) : code;
      }
    }
  });
  return { ...table, codes: rotated };
}

/** I-X as B-X (an even code above 0 less one); everything else as it is. */
function opening(code: number): number {
  return code > 0 && (code & 1) === 0 ? code - 1 : code;
}
