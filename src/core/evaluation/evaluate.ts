import type { Evaluation } from '#shared/domain/analysis.ts';
import { tokenSpansFromTags } from '#core/labels/tags-to-spans.ts';
import { partialMatch } from './partial-match.ts';
import type { SpansById } from './span-set.ts';
import { strictEvaluation } from './strict-evaluation.ts';

/**
 * Evaluates predicted spans against gold, strictly and by the four partial-match schemas. The documents of `gold`
 * count; one that is missing or failed in `predicted` counts as no prediction.
 * @param gold document id → spans; any unit, the same on both sides
 * @param types fixes which types count and over which the macro mean goes; without it: all that occur
 */
export function evaluate(gold: SpansById, predicted: SpansById, types?: readonly string[]): Evaluation {
  return {
    strict: strictEvaluation(gold, predicted, types),
    schemas: partialMatch(gold, predicted, { types }),
  };
}

/** `evaluate` on tags (one sequence per document), read by `tokenSpansFromTags`. */
export function evaluateTags(
  gold: ReadonlyMap<string, readonly string[]>,
  predicted: ReadonlyMap<string, readonly string[]>,
  types?: readonly string[],
): Evaluation {
  const spansOf = (sequences: ReadonlyMap<string, readonly string[]>): SpansById =>
    new Map([...sequences].map(([id, tags]) => [id, tokenSpansFromTags(tags)]));
  return evaluate(spansOf(gold), spansOf(predicted), types);
}
