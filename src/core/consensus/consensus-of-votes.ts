import type { AnnotationTable } from '#core/labels/annotation-table.ts';
import { typeOfCode } from '#core/labels/label-codes.ts';

/**
 * The consensus of a document set as well-formed BIO: the winning label of every token, where an I- that opens a span
 * is written B-. The same spans as `consensusTags`, from votes that are already counted.
 * @param votes winning label code per token of the set
 * @returns document id → one tag per token
 */
export function consensusOfVotes(
  table: AnnotationTable,
  votes: Int16Array,
): Readonly<Record<string, readonly string[]>> {
  const { starts, tags } = table;
  return Object.fromEntries(
    table.documents.map((document, d) => {
      const first = starts[d] as number;
      const consensus = new Array<string>(document.tokens.length).fill('O');
      let openType = 0;
      for (let index = 0; index < consensus.length; index += 1) {
        const code = votes[first + index] as number;
        const type = typeOfCode(code);
        const opensWithI = code !== 0 && (code & 1) === 0 && type !== openType;
        if (code !== 0) consensus[index] = tags[opensWithI ? code - 1 : code] ?? 'O';
        openType = type;
      }
      return [document.id, consensus];
    }),
  );
}
