import type { FormatHolds } from './format-info.ts';

/** Flat spans with offsets; the other profiles are variations of it. */
export const flatHolds: FormatHolds = {
  nested: false,
  discontinuous: false,
  tokensOnly: false,
  multiAnnotator: false,
  predictions: false,
  edges: 'any',
  empty: false,
  spans: true,
};
/** spaCy takes no entity that begins or ends with white space, and none over another. */
export const spacyHolds: FormatHolds = { ...flatHolds, edges: 'no-space' };
export const nestedHolds: FormatHolds = { ...flatHolds, nested: true };
/** Tokens with a tag each. */
export const tokenHolds: FormatHolds = { ...flatHolds, tokensOnly: true, edges: 'no-space' };
export const nestedTokenHolds: FormatHolds = { ...tokenHolds, nested: true };
export const layeredHolds: FormatHolds = { ...nestedHolds, multiAnnotator: true };
/** Everything the product itself can hold. */
export const fullHolds: FormatHolds = {
  ...layeredHolds,
  predictions: true,
  discontinuous: true,
  empty: true,
};
export const tableHolds: FormatHolds = { ...fullHolds, multiAnnotator: false, predictions: false };
export const bratHolds: FormatHolds = { ...nestedHolds, discontinuous: true, edges: 'no-line-break' };
export const casHolds: FormatHolds = { ...nestedHolds, empty: true };
