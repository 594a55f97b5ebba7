import { isFence } from '#core/annotators/build-prompt.ts';
import { standsAlone } from '#core/annotators/find-occurrences.ts';
import { ruleTokens } from '#core/guideline/rule-similarity.ts';
import { requestText } from './ask-phase.ts';
import { patternsTask, supervisorSystem } from './phase-prompts.ts';
import type { EvidenceDocument, PlannedCall, SupervisionInput } from './supervisor.ts';

/** One stretch of the request that stands in a document; half-open UTF-16 offsets of the request text. */
export interface DocumentSnippet {
  readonly start: number;
  readonly end: number;
  readonly documentId: string;
}

export interface CallPreview {
  /** Exactly what is sent. */
  readonly text: string;
  readonly snippets: readonly DocumentSnippet[];
  /** How many places each redaction stands for in the plain text, in the order of the list. */
  readonly redactions: readonly number[];
}

export interface Redaction {
  readonly find: string;
  /** "" = "[redacted]". */
  readonly replace: string;
}

/** Words in a row that must agree before a stretch counts as quoted from a document. */
const minWords = 3;

/**
 * The hook that takes the list out of every text: longest first, case-sensitive, whole words only (so that "Ann" does
 * not maim "Annotators"); other forms of a word need entries of their own, and the preview shows what is left.
 */
export function createRedactor(list: readonly Redaction[]): (text: string) => string {
  const ordered = list.filter(({ find }) => find !== '').sort((a, b) => b.find.length - a.find.length);
  return (text) => ordered.reduce((clean, redaction) => redactOne(clean, redaction).text, text);
}

function redactOne(text: string, { find, replace }: Redaction): { text: string; count: number } {
  const pieces: string[] = [];
  let from = 0;
  for (let at = text.indexOf(find); at !== -1; at = text.indexOf(find, at + 1)) {
    if (at < from || !standsAlone(text, { start: at, end: at + find.length })) continue;
    pieces.push(text.slice(from, at));
    from = at + find.length;
  }
  const count = pieces.length;
  return { text: [...pieces, text.slice(from)].join(replace === '' ? '[redacted]' : replace), count };
}

/** The first call of the next supervision, as it would be sent now. */
export function previewFirstCall(input: SupervisionInput, list: readonly Redaction[]): CallPreview {
  const redact = createRedactor(list);
  const plain = requestText(supervisorSystem(input), [{ role: 'user', content: patternsTask(input, 0) }]);
  const text = requestText(redact(supervisorSystem(input)), [
    { role: 'user', content: redact(patternsTask(input, 0)) },
  ]);
  return {
    text,
    snippets: findSnippets(text, input.documents),
    redactions: list.map((redaction) => (redaction.find === '' ? 0 : redactOne(plain, redaction).count)),
  };
}

/** A planned call with the document text in it marked, for the mode that asks before each call. */
export function previewCall(call: PlannedCall, documents: readonly EvidenceDocument[]): CallPreview {
  return { text: call.requestText, snippets: findSnippets(call.requestText, documents), redactions: [] };
}

/**
 * Stretches of three or more words that also stand, in this order, in a document, and every annotated surface; one of a
 * single short word only where text of documents stands, between fences or in quotation marks (an annotator that marks
 * "The" does not make every "The" of the instructions a quotation). Marks too much rather than too little: a common phrase
 * of three words that also stands in a document is marked.
 */
export function findSnippets(text: string, documents: readonly EvidenceDocument[]): DocumentSnippet[] {
  const owners = new Map<string, string>();
  const surfaces = new Map<string, string>();
  for (const document of documents) {
    const words = wordsOf(document.text).map(({ word }) => word);
    for (let index = 0; index + minWords <= words.length; index += 1) {
      const key = words.slice(index, index + minWords).join('\n');
      if (!owners.has(key)) owners.set(key, document.id);
    }
    for (const span of [document.reference, ...Object.values(document.annotations)].flat()) {
      const key = wordsOf(span.text)
        .map(({ word }) => word)
        .join('\n');
      if (key !== '' && !surfaces.has(key)) surfaces.set(key, document.id);
    }
  }
  const longest = Math.max(0, ...[...surfaces.keys()].map((key) => key.split('\n').length));
  const words = wordsOf(text);
  const quotes = quotedPlaces(text);
  const found: DocumentSnippet[] = [];
  const mark = (from: number, count: number, documentId: string): void => {
    const start = words[from]?.start ?? 0;
    const end = words[from + count - 1]?.end ?? start;
    const last = found.at(-1);
    if (last !== undefined && start <= last.end) {
      found[found.length - 1] = { ...last, end: Math.max(last.end, end) };
    } else found.push({ start, end, documentId });
  };
  for (let index = 0; index < words.length; index += 1) {
    const key = (count: number): string =>
      words
        .slice(index, index + count)
        .map(({ word }) => word)
        .join('\n');
    for (let count = Math.min(longest, words.length - index); count >= 1; count -= 1) {
      const owner = surfaces.get(key(count));
      if (owner === undefined || (count === 1 && isShort(words[index]) && !quotes(words[index]?.start ?? 0)))
        continue;
      mark(index, count, owner);
      break;
    }
    const owner = index + minWords <= words.length ? owners.get(key(minWords)) : undefined;
    if (owner !== undefined) mark(index, minWords, owner);
  }
  return found;
}

/** Up to three letters: hardly a name, often a word of the instructions. */
const isShort = (word: { readonly word: string } | undefined): boolean => (word?.word.length ?? 0) <= 3;

/** Whether a place of a request lies between two equal fence lines, or right behind an opening quotation mark. */
function quotedPlaces(text: string): (at: number) => boolean {
  const ranges: { start: number; end: number }[] = [];
  let fence: string | null = null;
  let start = 0;
  let at = 0;
  for (const line of text.split('\n')) {
    if (fence === null ? isFence(line) : line === fence) {
      if (fence !== null) ranges.push({ start, end: at });
      fence = fence === null ? line : null;
      start = at + line.length;
    }
    at += line.length + 1;
  }
  if (fence !== null) ranges.push({ start, end: at });
  return (place) =>
    /["“'‘«„]/u.test(text[place - 1] ?? '') ||
    ranges.some((range) => range.start <= place && place < range.end);
}

/** Words and single characters of unspaced scripts, with their places; punctuation is passed over. */
function wordsOf(text: string): { word: string; start: number; end: number }[] {
  const words: { word: string; start: number; end: number }[] = [];
  let position = 0;
  for (const token of ruleTokens(text)) {
    const start = text.indexOf(token, position);
    position = start + token.length;
    if (/[\p{L}\p{N}]/u.test(token)) words.push({ word: token, start, end: position });
  }
  return words;
}
