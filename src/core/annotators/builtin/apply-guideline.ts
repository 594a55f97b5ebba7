import type { Span } from '#shared/domain/span.ts';
import type { BuiltinDocument, Candidate } from './candidate.ts';
import { edgeKey } from './knowledge.ts';
import type { Knowledge } from './knowledge.ts';
import { matchLexicon } from './lexicon.ts';
import type { LexiconMatch } from './lexicon.ts';
import { firstTokenAfter, lastTokenBefore } from './token-range.ts';

/**
 * What the guideline does to an annotator's own candidates: words that rules leave out or keep in move the borders,
 * types ruled out for a surface are dropped, and the surfaces of rule examples are marked (or left alone) wherever they
 * stand. Example matches win over candidates they overlap, except over a longer candidate that contains them.
 */
export function applyGuideline(
  document: BuiltinDocument,
  candidates: readonly Candidate[],
  knowledge: Knowledge,
  allowNested: boolean,
): Span[] {
  const { text } = document;
  const examples = matchLexicon(text, knowledge.ruleLexicon);
  const isCovered = new Set<LexiconMatch>();
  const kept: Candidate[] = [];
  for (const candidate of candidates) {
    const moved = moveBorders(document, candidate, knowledge);
    const surface = text.slice(moved.start, moved.end);
    if (knowledge.notTypes.get(surface)?.has(moved.type) === true) continue;
    if (knowledge.ruleLexicon.entries.get(surface) === null) continue;
    const touching = overlapping(examples, moved);
    if (!touching.every((match) => contains(moved, match))) continue;
    for (const match of touching) if (isLonger(moved, match)) isCovered.add(match);
    kept.push(moved);
  }
  const forced = examples.flatMap((match) =>
    match.type === null || isCovered.has(match)
      ? []
      : [{ start: match.start, end: match.end, type: match.type }],
  );
  return chooseSpans(text, [...forced, ...kept], allowNested);
}

/** Without nesting: longest first, then the earlier listed, no overlap. By start in the result. */
export function chooseSpans(text: string, candidates: readonly Candidate[], allowNested: boolean): Span[] {
  const taken = new Uint8Array(text.length);
  const places = new Set<string>();
  const chosen: Candidate[] = [];
  const ranked = candidates
    .filter(({ start, end }) => end > start)
    .sort((a, b) => b.end - b.start - (a.end - a.start));
  for (const candidate of ranked) {
    const { start, end } = candidate;
    const place = `${String(start)}-${String(end)}`;
    // The chosen ones are at least as long, so an overlap always covers one of the two ends.
    const isTaken = allowNested ? places.has(place) : taken[start] === 1 || taken[end - 1] === 1;
    if (isTaken) continue;
    places.add(place);
    taken.fill(1, start, end);
    chosen.push(candidate);
  }
  return chosen
    .sort((a, b) => a.start - b.start || b.end - a.end)
    .map(({ start, end, type }) => ({ start, end, type, text: text.slice(start, end) }));
}

/** Those of the matches (in order, not overlapping each other) that touch a stretch. */
function overlapping(matches: readonly LexiconMatch[], stretch: Stretch): LexiconMatch[] {
  const found: LexiconMatch[] = [];
  for (let index = firstTokenAfter(matches, stretch.start); index < matches.length; index += 1) {
    const match = matches[index];
    if (match === undefined || match.start >= stretch.end) break;
    found.push(match);
  }
  return found;
}

function moveBorders(document: BuiltinDocument, candidate: Candidate, knowledge: Knowledge): Candidate {
  const { text, tokens } = document;
  const word = (index: number): string => text.slice(tokens[index]?.start, tokens[index]?.end);
  let first = firstTokenAfter(tokens, candidate.start);
  let last = lastTokenBefore(tokens, candidate.end);
  const leaveAtStart = knowledge.leaveOut.get(edgeKey('start', candidate.type));
  const leaveAtEnd = knowledge.leaveOut.get(edgeKey('end', candidate.type));
  const keepAtStart = knowledge.keepIn.get(edgeKey('start', candidate.type));
  const keepAtEnd = knowledge.keepIn.get(edgeKey('end', candidate.type));
  if (last < first) return candidate;
  if (first > 0 && keepAtStart?.has(word(first - 1)) === true) first -= 1;
  if (last + 1 < tokens.length && keepAtEnd?.has(word(last + 1)) === true) last += 1;
  while (first < last && leaveAtStart?.has(word(first)) === true && keepAtStart?.has(word(first)) !== true) {
    first += 1;
    while (first < last && /^[.,]$/u.test(word(first))) first += 1; // "Dr." is two tokens
  }
  while (last > first && leaveAtEnd?.has(word(last)) === true && keepAtEnd?.has(word(last)) !== true)
    last -= 1;
  return {
    start: tokens[first]?.start ?? candidate.start,
    end: tokens[last]?.end ?? candidate.end,
    type: candidate.type,
  };
}

interface Stretch {
  readonly start: number;
  readonly end: number;
}
function contains(outer: Stretch, inner: Stretch): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
function isLonger(a: Stretch, b: Stretch): boolean {
  return a.end - a.start > b.end - b.start;
}
