import { capitalisedRuns } from './capitalised-runs.ts';
import type { BuiltinDocument, Candidate, FindCandidates } from './candidate.ts';
import type { Concept } from './type-concepts.ts';
import type { Knowledge } from './knowledge.ts';
import { isCapitalisedByHabit } from './common-heads.ts';
import { typeByCue } from './type-by-head.ts';

/** Words around a name that hint at what it is; the word before, or the word after. */
const before: readonly (readonly [RegExp, Concept])[] = [
  [/^(?:in|near|from|around|towards|across|outside|off|via)$/iu, 'location'],
  [
    /^(?:by|says|said|told|Mr|Mrs|Ms|Dr|Mayor|captain|singer|writer|poet|director|minister|coach|uncle|aunt)$/iu,
    'person',
  ],
  [/^(?:joined|founded|against|beat|sued|bought)$/iu, 'organisation'],
  [/^(?:during|annual|year’s|year's)$/iu, 'event'],
];
const after: readonly (readonly [RegExp, Concept])[] = [
  [/^(?:said|says|told|who|was|took|wrote|scored|won|died|sang|played|thanked)$/iu, 'person'],
  [
    /^(?:announced|recalled|launched|employs|hired|published|sells|makes|opened|plans|has|will|have)$/iu,
    'organisation',
  ],
  [/^(?:begins|takes|attracted|runs|returns|starts|ends)$/iu, 'event'],
  [/^(?:costs|weighs|comes)$/iu, 'product'],
];

/**
 * The company a name keeps: words of the type definitions before or after it ("the village of X", "X, a museum"), and
 * verbs and prepositions beside it. What examples of rules quote
 * beside a name counts most.
 */
export const findByContext: FindCandidates = (document, knowledge) => {
  const found: Candidate[] = [];
  for (const run of capitalisedRuns(document)) {
    if (run.words.length === 1 && isCapitalisedByHabit(run.words[0] ?? '')) continue;
    const left = [1, 2].map((distance) => wordAt(document, run.firstToken - distance));
    const right = [1, 2, 3, 4, 5].map((distance) => wordAt(document, run.lastToken + distance));
    const type =
      knowledge.neighbours.get(`before|${(left[0] ?? '').toLowerCase()}`) ??
      knowledge.neighbours.get(`after|${(right[0] ?? '').toLowerCase()}`) ??
      cueBeside(left, right, knowledge) ??
      inner(run.words, knowledge) ??
      conceptOf(left[0] ?? '', before, knowledge) ??
      conceptOf(right[0] ?? '', after, knowledge);
    if (type !== undefined) found.push({ start: run.start, end: run.end, type });
  }
  return found;
};

/** "the village of X", "rector X" · "X village", "X, the family bakery," */
function cueBeside(
  left: readonly string[],
  right: readonly string[],
  knowledge: Knowledge,
): string | undefined {
  const [near = '', far = ''] = left;
  const preceding = typeByCue((near === 'of' ? far : near).toLowerCase(), knowledge);
  if (preceding !== undefined && /^\p{Ll}/u.test(near)) return preceding;
  const following = typeByCue(right[0] ?? '', knowledge);
  if (following !== undefined) return following;
  if (right[0] !== ',' || !/^(?:a|an|the)$/u.test(right[1] ?? '')) return undefined;
  for (const word of right.slice(2)) {
    const type = typeByCue(word.toLowerCase(), knowledge);
    if (type !== undefined) return type;
    if (!/^\p{Ll}/u.test(word)) return undefined;
  }
  return undefined;
}

function inner(words: readonly string[], knowledge: Knowledge): string | undefined {
  return words.length < 2 ? undefined : knowledge.heads.get((words.at(-1) ?? '').toLowerCase());
}

function conceptOf(
  word: string,
  patterns: readonly (readonly [RegExp, Concept])[],
  knowledge: Knowledge,
): string | undefined {
  const concept = patterns.find(([pattern]) => pattern.test(word))?.[1];
  return concept === undefined ? undefined : knowledge.concepts.get(concept);
}

function wordAt(document: BuiltinDocument, index: number): string {
  const token = document.tokens[index];
  return token === undefined ? '' : document.text.slice(token.start, token.end);
}
