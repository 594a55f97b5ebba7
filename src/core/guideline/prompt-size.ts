/**
 * Estimated tokens of a text: a quarter of its ASCII characters plus one per other code point, rounded up. Tokenisers
 * of current models give 0.8 to 1.1 of this for English and less for most other scripts, so the meter warns early.
 */
export function estimateTokens(text: string): number {
  let ascii = 0;
  let other = 0;
  for (const character of text) {
    if (character < '\u0080') ascii += 1;
    else other += 1;
  }
  return Math.ceil(ascii / 4 + other);
}

export interface PromptMeter {
  readonly promptTokens: number;
  /** Room the context leaves for the document and the answer; negative = does not fit. */
  readonly roomTokens: number;
  /** Prompt's share of the context, 0.. */
  readonly share: number;
  readonly level: 'fine' | 'tight' | 'over';
}

/** Share of the context from which a prompt counts as tight. */
const tightShare = 0.6;

/**
 * @param contextTokens smallest context of the annotators in use, > 0
 * @param reservedTokens longest document plus answer
 */
export function promptMeter(promptText: string, contextTokens: number, reservedTokens: number): PromptMeter {
  const promptTokens = estimateTokens(promptText);
  const roomTokens = contextTokens - promptTokens - reservedTokens;
  const share = promptTokens / contextTokens;
  return {
    promptTokens,
    roomTokens,
    share,
    level: roomTokens < 0 ? 'over' : share >= tightShare ? 'tight' : 'fine',
  };
}
