import type { Span } from '#shared/domain/span.ts';
import type { BuiltinDocument, Candidate } from './candidate.ts';
import { edgeKey } from './knowledge.ts';
import type { Knowledge } from './knowledge.ts';
import { matchLexicon } from './lexicon.ts';

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
  const adjusted = candidates
    .map((candidate) => moveBorders(document, candidate, knowledge))
    .filter((candidate) => candidate.end > candidate.start)
    .filter((candidate) => {
      const surface = text.slice(candidate.start, candidate.end);
      return (
        knowledge.notTypes.get(surface)?.has(candidate.type) !== true &&
        knowledge.ruleLexicon.entries.get(surface) !== null &&
        !examples.some((match) => overlaps(match, candidate) && !contains(candidate, match))
      );
    });
  const forced = examples.flatMap((match) =>
    match.type === null ||
    adjusted.some((candidate) => isLonger(candidate, match) && contains(candidate, match))
      ? []
      : [{ start: match.start, end: match.end, type: match.type }],
  );
  return chooseSpans(text, [...forced, ...adjusted], allowNested);
}

/** Without nesting: longest first, then the earlier listed, no overlap. By start in the result. */
export function chooseSpans(text: string, candidates: readonly Candidate[], allowNested: boolean): Span[] {
  const chosen: Candidate[] = [];
  const ranked = [...candidates].sort((a, b) => b.end - b.start - (a.end - a.start));
  for (const candidate of ranked) {
    const isTaken = chosen.some((other) =>
      allowNested
        ? other.start === candidate.start && other.end === candidate.end
        : overlaps(candidate, other),
    );
    if (!isTaken) chosen.push(candidate);
  }
  return chosen
    .sort((a, b) => a.start - b.start || b.end - a.end)
    .map(({ start, end, type }) => ({ start, end, type, text: text.slice(start, end) }));
}

function moveBorders(document: BuiltinDocument, candidate: Candidate, knowledge: Knowledge): Candidate {
  const { text, tokens } = document;
  const word = (index: number): string => text.slice(tokens[index]?.start, tokens[index]?.end);
  let first = tokens.findIndex((token) => token.end > candidate.start);
  let last = tokens.findLastIndex((token) => token.start < candidate.end);
  const leaveAtStart = knowledge.leaveOut.get(edgeKey('start', candidate.type));
  const leaveAtEnd = knowledge.leaveOut.get(edgeKey('end', candidate.type));
  const keepAtStart = knowledge.keepIn.get(edgeKey('start', candidate.type));
  const keepAtEnd = knowledge.keepIn.get(edgeKey('end', candidate.type));
  if (first < 0 || last < first) return candidate;
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
function overlaps(a: Stretch, b: Stretch): boolean {
  return a.start < b.end && b.start < a.end;
}
function contains(outer: Stretch, inner: Stretch): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
function isLonger(a: Stretch, b: Stretch): boolean {
  return a.end - a.start > b.end - b.start;
}
