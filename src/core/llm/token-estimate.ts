/**
 * Tokens of a text without a tokeniser: ⌈UTF-8 bytes / 3.2⌉. Byte-pair vocabularies need 3.5–4.5 bytes per token for
 * English and 2.5–3.5 elsewhere, so this errs on the long side, which costs a little memory instead of a lost prompt.
 */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text, 'utf8') / 3.2);
}

/** Tokens a chat template adds around one message. */
export const tokensPerMessage = 8;

/** Estimate for a whole request: system text plus turns. */
export function estimatePromptTokens(system: string, turns: readonly { readonly content: string }[]): number {
  const start = estimateTokens(system) + tokensPerMessage;
  return turns.reduce((sum, turn) => sum + estimateTokens(turn.content) + tokensPerMessage, start);
}
