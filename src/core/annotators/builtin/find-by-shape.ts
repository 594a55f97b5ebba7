import { capitalisedRuns } from './capitalised-runs.ts';
import type { CapitalisedRun } from './capitalised-runs.ts';
import type { BuiltinDocument, Candidate, FindCandidates } from './candidate.ts';
import type { Knowledge } from './knowledge.ts';
import { conceptByHead, isCapitalisedByHabit } from './common-heads.ts';
import { typeByHead } from './type-by-head.ts';

const titles =
  /^(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Lady|Lord|Captain|President|King|Queen|Mayor|Herr|Frau)$/u;
const legalForms =
  /^(?:Inc|Ltd|LLC|GmbH|AG|SA|Corp|Co|plc|Group|Company|Association|Institute|University|College)$/u;
const placeEndings =
  /(?:ville|ton|burgh?|bury|ford|stan|land|grad|heim|shire|mouth|port|by|wick|stadt|dorf)$/u;
const locationWords = new Set(['in', 'from', 'near', 'to', 'across', 'outside']);

/** Writing alone: capitals, acronyms, word endings, the word before, figures. Marks titles as part of names. */
export const findByShape: FindCandidates = (document, knowledge) => {
  const found: Candidate[] = [];
  for (const run of capitalisedRuns(document)) {
    const type = typeOfRun(run, document, knowledge);
    if (type !== undefined) found.push({ start: run.start, end: run.end, type });
  }
  for (const [concept, pattern] of figures) {
    const type = knowledge.concepts.get(concept);
    if (type === undefined) continue;
    for (const match of document.text.matchAll(pattern)) {
      found.push({ start: match.index, end: match.index + match[0].length, type });
    }
  }
  return found;
};

const figures = [
  ['money', /[$€£¥]\s?\d[\d.,]*(?:\s?(?:million|billion|thousand|m|bn))?\b/gu],
  ['percent', /\b\d[\d.,]*\s?(?:%|percent\b|per cent\b)/gu],
  ['date', /\b(?:1[5-9]|20)\d{2}\b/gu],
  ['email', /\b[\w.+-]+@[\w-]+\.[\w.-]*\w/gu],
  ['url', /\bhttps?:\/\/\S+/gu],
] as const;

function typeOfRun(run: CapitalisedRun, document: BuiltinDocument, knowledge: Knowledge): string | undefined {
  const { concepts } = knowledge;
  const { words } = run;
  const before = wordAt(document, run.firstToken - 1);
  if (words.length > 1 && titles.test(words[0] ?? '')) return concepts.get('person');
  if (titles.test(before)) return concepts.get('person');
  if (words.length > 1 && legalForms.test(words.at(-1) ?? '')) return concepts.get('organisation');
  const head = typeByHead(words, knowledge);
  if (head !== undefined) return head;
  const concept = conceptByHead(words.at(-1) ?? '');
  if (words.length > 1 && concept !== undefined) return concepts.get(concept);
  if (words.includes('&') || words.includes('of')) return concepts.get('organisation');
  if (words.length === 1) {
    const word = words[0] ?? '';
    if (isCapitalisedByHabit(word) || (run.isSentenceStart && word.length < 4)) return undefined;
    if (/^\p{Lu}{2,6}$/u.test(word)) return concepts.get('organisation');
    if (placeEndings.test(word) || locationWords.has(before)) return concepts.get('location');
    if (/^\d/u.test(wordAt(document, run.lastToken + 1))) return concepts.get('product');
    return undefined;
  }
  return words.length <= 3 ? concepts.get('person') : (concepts.get('event') ?? concepts.get('organisation'));
}

function wordAt(document: BuiltinDocument, index: number): string {
  const token = document.tokens[index];
  return token === undefined ? '' : document.text.slice(token.start, token.end);
}
