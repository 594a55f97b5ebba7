import type { Knowledge } from './knowledge.ts';

/** The type that the last or first word of a name speaks for, by head rules and examples, else by definitions. */
export function typeByHead(words: readonly string[], knowledge: Knowledge): string | undefined {
  const last = (words.at(-1) ?? '').toLowerCase();
  const first = (words[0] ?? '').toLowerCase();
  if (words.length < 2) return undefined;
  return (
    knowledge.heads.get(last) ??
    (words[1] === 'of' ? knowledge.heads.get(first) : undefined) ??
    typeByCue(last, knowledge) ??
    (words[1] === 'of' ? typeByCue(first, knowledge) : undefined)
  );
}

/** A definition's word, also in the other number: "museums" for "museum". */
export function typeByCue(word: string, knowledge: Knowledge): string | undefined {
  return (
    knowledge.cues.get(word) ??
    knowledge.cues.get(`${word}s`) ??
    (word.endsWith('ies') ? knowledge.cues.get(`${word.slice(0, -3)}y`) : undefined) ??
    (word.endsWith('s') ? knowledge.cues.get(word.slice(0, -1)) : undefined)
  );
}
