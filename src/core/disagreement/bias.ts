import type { AnnotatorBias } from '#shared/domain/analysis.ts';
import type { AnnotationTable } from '#core/labels/annotation-table.ts';
import { abstains } from '#core/labels/label-codes.ts';

/**
 * How each annotator stands to the majority, over the tokens it labelled: the share of labels equal to the majority's,
 * the share of tokens on which it is in the coalition (0 or 1, as the coalition is one for the whole set), and how many
 * more tokens it marks as part of an entity than the majority does there.
 * Source: method.md 4.3.
 * @param majority label code per token
 * @returns in annotator order; rates 0..1, 0 for an annotator without a document
 */
export function annotatorBias(
  table: AnnotationTable,
  majority: Int16Array,
  coalition: readonly number[],
): AnnotatorBias[] {
  const { codes } = table;
  const width = table.annotators.length;
  return table.annotators.map((annotator, k) => {
    let tokens = 0;
    let equal = 0;
    let entityOverTagging = 0;
    for (let token = 0; token < majority.length; token += 1) {
      const code = codes[token * width + k] as number;
      if (code === abstains) continue;
      const reference = majority[token] as number;
      tokens += 1;
      if (code === reference) equal += 1;
      if (code !== 0) entityOverTagging += 1;
      if (reference !== 0) entityOverTagging -= 1;
    }
    return {
      annotator,
      agreementRate: tokens === 0 ? 0 : equal / tokens,
      coalitionRate: coalition.includes(k) ? 1 : 0,
      entityOverTagging,
    };
  });
}
