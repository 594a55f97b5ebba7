/** Scripts written without spaces: each character is a token of its own. */
const tokenPattern =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]|[\p{L}\p{N}\p{M}]+|[^\s\p{L}\p{N}\p{M}]/gu;

/** Words and single symbols of a rule, in order, case kept. */
export function ruleTokens(text: string): string[] {
  return text.match(tokenPattern) ?? [];
}

/** Lower-case words joined by one space: equal for texts that differ in case, spacing and punctuation only. */
export function ruleFingerprint(text: string): string {
  return ruleTokens(text)
    .filter((token) => /[\p{L}\p{N}]/u.test(token))
    .map((token) => token.toLowerCase())
    .join(' ');
}

/**
 * Jaccard similarity of the word sets of two texts, |A ∩ B| / |A ∪ B|, case-insensitive.
 * @returns 0 (nothing shared, or both without words and different) … 1 (same words)
 */
export function ruleSimilarity(a: string, b: string): number {
  const left = new Set(ruleFingerprint(a).split(' ').filter(Boolean));
  const right = new Set(ruleFingerprint(b).split(' ').filter(Boolean));
  if (left.size === 0 || right.size === 0) return a === b ? 1 : 0;
  let shared = 0;
  for (const word of left) if (right.has(word)) shared += 1;
  return shared / (left.size + right.size - shared);
}

/** Two texts with at least this word overlap may say the same thing. */
export const sameRuleSimilarity = 0.8;

/**
 * True where two rule texts say the same: nearly the same words, and the same quotations and type names
 * (two rules of one form about different types share most words, and yet differ).
 */
export function saysTheSame(a: string, b: string): boolean {
  return ruleSimilarity(a, b) >= sameRuleSimilarity && keyTerms(a) === keyTerms(b);
}

/** Quotations and all-capital words in order of the alphabet. */
function keyTerms(text: string): string {
  const quoted = [...text.matchAll(/"([^"]+)"|“([^”]+)”/gu)].map((match) => match[1] ?? match[2] ?? '');
  const names = text.match(/(?<![\p{L}\p{N}])\p{Lu}[\p{Lu}\p{N}_-]+(?![\p{L}\p{N}])/gu) ?? [];
  return [...new Set([...quoted, ...names])].sort().join('\n');
}
