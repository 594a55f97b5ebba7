import { isCapitalised } from './capitalised-runs.ts';
import type { BuiltinDocument, Candidate, FindCandidates } from './candidate.ts';
import { conceptByHead, isCapitalisedByHabit } from './common-heads.ts';
import { compromiseParts } from './compromise-parts.ts';
import type { Part } from './compromise-parts.ts';
import type { Knowledge } from './knowledge.ts';
import { firstTokenAfter, lastTokenBefore } from './token-range.ts';
import { typeByCue, typeByHead } from './type-by-head.ts';

/**
 * Noun phrases (compromise), typed by their words: a known name inside, the head noun, then any word that the type
 * definitions use. Keeps descriptions and titles that stand in the phrase, but no leading article.
 */
export const findByChunks: FindCandidates = async (document, knowledge) => {
  const { nouns } = await compromiseParts(document.text);
  return nouns.flatMap((part) => {
    const candidate = typeChunk(part, document, knowledge);
    return candidate === undefined ? [] : [candidate];
  });
};

function typeChunk(part: Part, document: BuiltinDocument, knowledge: Knowledge): Candidate | undefined {
  const inside = document.tokens.slice(
    firstTokenAfter(document.tokens, part.start),
    lastTokenBefore(document.tokens, part.end) + 1,
  );
  const word = (token: { start: number; end: number }): string => document.text.slice(token.start, token.end);
  const firstCapital = inside.findIndex(
    (token, index) => isCapitalised(word(token)) && !isArticle(word(token), index),
  );
  const lastCapital = inside.findLastIndex((token) => isCapitalised(word(token)));
  const known = knowledge.lexicon.entries.get(document.text.slice(part.start, part.end));
  if (known === null) return undefined;
  if (known !== undefined) return { ...part, type: known };
  if (firstCapital < 0) {
    // No name in it: only if its head ends a known example ("colon cancer" for "breast cancer").
    const words = inside.map(word);
    const type = words.length > 1 ? knowledge.heads.get((words.at(-1) ?? '').toLowerCase()) : undefined;
    const first = inside.find((token, index) => !isArticle(word(token), index));
    return type === undefined || first === undefined
      ? undefined
      : { start: first.start, end: part.end, type };
  }
  const named = inside.slice(firstCapital, lastCapital + 1);
  const start = named[0]?.start;
  const end = named.at(-1)?.end;
  if (start === undefined || end === undefined) return undefined;
  const words = named.map(word);
  const described = inside.slice(0, firstCapital).map((token) => word(token).toLowerCase());
  const type =
    typeByHead(words, knowledge) ??
    described.map((description) => typeByCue(description, knowledge)).find((hit) => hit !== undefined) ??
    words.map((inner) => typeByCue(inner.toLowerCase(), knowledge)).find((hit) => hit !== undefined) ??
    byCommonWords(words, knowledge);
  return type === undefined ? undefined : { start, end, type };
}

/** By the last word in general English; else two or three words are a person, one that is no day or adjective a place. */
function byCommonWords(words: readonly string[], knowledge: Knowledge): string | undefined {
  const { concepts } = knowledge;
  const concept = conceptByHead(words.at(-1) ?? '');
  if (concept !== undefined) return words.length > 1 ? concepts.get(concept) : undefined;
  if (words.length === 2 || words.length === 3) {
    return concepts.get(words.includes('&') ? 'organisation' : 'person');
  }
  return words.length === 1 && !isCapitalisedByHabit(words[0] ?? '') ? concepts.get('location') : undefined;
}

function isArticle(word: string, index: number): boolean {
  return index === 0 && /^(?:the|a|an|this|that|these|those|his|her|its|their|our|my)$/iu.test(word);
}
