import type { OffsetUnit } from '#core/text/offsets.ts';
import { placeSpans, type PlacedSpans, type RawSpan, type UnitChoice } from './place-spans.ts';
import type { Detected, ReadOptions } from './reader.ts';

/** A document with its spans before the unit is known. */
export interface UnplacedDocument {
  readonly text: string;
  readonly spans: readonly RawSpan[];
}

export interface UnitDetector {
  isDecided(): boolean;
  /** Looks at a batch; decides once documents occur in which the units differ. */
  observe(documents: readonly UnplacedDocument[]): Detected | null;
  /** Places the spans; a document whose surfaces fit another unit only is read with that one and says so. */
  place(document: UnplacedDocument): PlacedSpans & { readonly otherUnit?: string };
}

/** In the order in which they win ties. */
const units: readonly OffsetUnit[] = [
  'utf16',
  'codepoint',
  'grapheme',
  'crlf-as-one',
  'codepoint-crlf-as-one',
];
/** Documents in which the units could differ that are examined before the file counts as decided. */
const maxExamined = 400;

/**
 * Finds out how a file counts: the unit under which all surfaces match; without surfaces the one that cuts fewest
 * words, else the format's usual unit. Documents in which all units agree (ASCII) need no decision.
 * @param usual the unit the format is known for
 * @param isCertain the format leaves no choice: only surfaces can speak against `usual`
 */
export function createUnitDetector(
  options: ReadOptions,
  usual: OffsetUnit,
  isCertain: boolean,
  allowEmpty = false,
): UnitDetector {
  const fixed = options.offsetUnit !== undefined;
  let choice: UnitChoice = {
    unit: options.offsetUnit ?? usual,
    inclusiveEnd: options.inclusiveEnd ?? false,
  };
  let decided = fixed;
  let examined = 0;
  return {
    isDecided: () => decided,
    observe(documents) {
      if (decided) return null;
      const sample: UnplacedDocument[] = [];
      for (const document of documents) {
        if (document.spans.length === 0 || !unitsDiffer(document)) continue;
        if (isCertain && !document.spans.some((span) => span.surface !== undefined)) continue;
        sample.push(sampleOf(document));
        if (++examined >= maxExamined) break;
      }
      if (sample.length === 0) return null;
      const best = bestChoice(sample, choice);
      if (best === null) return null;
      decided = best.confidence >= 0.9 || examined >= maxExamined;
      choice = best.choice;
      return {
        kind: 'detected',
        what: 'offsetUnit',
        value: best.choice.unit + (best.choice.inclusiveEnd ? ' (end inclusive)' : ''),
        confidence: best.confidence,
      };
    },
    place({ text, spans }) {
      const placed = placeSpans(text, spans, choice, allowEmpty);
      if (fixed || placed.rejected.length === 0 || !spans.some((span) => span.surface !== undefined))
        return placed;
      for (const other of otherChoices(choice)) {
        if (other.unit === 'grapheme' && text.length > 1_000_000) continue;
        const again = placeSpans(text, spans, other, allowEmpty);
        // Only a reading that proves more surfaces is better evidence.
        if (again.rejected.length === 0 && again.surfaces.verified > placed.surfaces.verified)
          return { ...again, otherUnit: other.unit + (other.inclusiveEnd ? ' (end inclusive)' : '') };
      }
      return placed;
    },
  };
}

/** Characters that some unit counts otherwise: surrogate pairs, CR LF, and what joins a grapheme cluster. */
const telling = /[\uD800-\uDFFF]|\r\n|[\p{M}\u200D\u1100-\u11FF\uAC00-\uD7A3]/u;

/** True where units may differ before the end of some span, or where the spans do not fit half-open. */
function unitsDiffer({ text, spans }: UnplacedDocument): boolean {
  // The first test is quick and rules out most western text.
  if (/[\u0300-\uFFFF]|\r\n/.test(text) && telling.test(text)) return true;
  return spans.some(
    ({ surface, start, end, fragments }) =>
      surface !== undefined && fragments === undefined && end - start + 1 === surface.length,
  );
}

const sampleLength = 60_000;

/** The beginning of a long document with the spans that surely lie in it: clusters of a whole book cost seconds. */
function sampleOf(document: UnplacedDocument): UnplacedDocument {
  if (document.text.length <= sampleLength) return document;
  const spans = document.spans.filter(({ end }) => end < sampleLength / 4);
  return { text: document.text.slice(0, sampleLength), spans };
}

function otherChoices(choice: UnitChoice): UnitChoice[] {
  const all = [false, true].flatMap((inclusiveEnd) => units.map((unit) => ({ unit, inclusiveEnd })));
  return all.filter(({ unit, inclusiveEnd }) => unit !== choice.unit || inclusiveEnd !== choice.inclusiveEnd);
}

function bestChoice(
  documents: readonly UnplacedDocument[],
  usual: UnitChoice,
): { choice: UnitChoice; confidence: number } | null {
  const hasSurfaces = documents.some(({ spans }) => spans.some((span) => span.surface !== undefined));
  const hasBoth = documents.some(({ text }) => text.includes('\r\n') && /[\uD800-\uDBFF]/.test(text));
  const candidates = [usual, ...otherChoices(usual)].filter(
    ({ unit, inclusiveEnd }) =>
      (hasSurfaces || inclusiveEnd === usual.inclusiveEnd) &&
      // Without both it is one of the simpler units under another name, and would make every choice look unclear.
      (unit !== 'codepoint-crlf-as-one' || hasBoth || unit === usual.unit),
  );
  const scored = candidates.map((choice) => ({ choice, ...score(documents, choice) }));
  // Stable sort: the usual unit wins ties.
  scored.sort((a, b) => b.verified - a.verified || a.rejected - b.rejected || a.cutWords - b.cutWords);
  const [best, second] = scored;
  if (best === undefined) return null;
  // Where the usual unit proves as much as any other, borders inside words are no evidence against it.
  const own = scored.find(({ choice }) => choice === usual);
  const isAsGood = own?.verified === best.verified && own.rejected === best.rejected;
  const first = hasSurfaces && isAsGood ? own : best;
  if (hasSurfaces && first.total > 0) {
    if (first.verified === 0) return null;
    const share = first.verified / first.total;
    const clear = scored.every((other) => other === first || other.verified < first.verified);
    return { choice: first.choice, confidence: clear ? share : share * 0.8 };
  }
  const margin = (second?.cutWords ?? 0) + (second?.rejected ?? 0) - first.cutWords - first.rejected;
  return { choice: first.choice, confidence: margin > 2 ? 0.8 : margin > 0 ? 0.6 : 0.4 };
}

function score(
  documents: readonly UnplacedDocument[],
  choice: UnitChoice,
): { verified: number; total: number; rejected: number; cutWords: number } {
  const sum = { verified: 0, total: 0, rejected: 0, cutWords: 0 };
  for (const { text, spans } of documents) {
    const placed = placeSpans(text, spans, choice, true);
    sum.verified += placed.surfaces.verified;
    sum.total += placed.surfaces.total;
    sum.rejected += placed.rejected.length;
    for (const { start, end } of placed.spans) sum.cutWords += cutsWord(text, start) + cutsWord(text, end);
  }
  return sum;
}

/** 1 where a border lies inside a word or a span would begin or end in white space beside a word. */
function cutsWord(text: string, at: number): number {
  if (at <= 0 || at >= text.length) return 0;
  return /^[\p{L}\p{N}\p{M}]{2}$/u.test(text.charAt(at - 1) + text.charAt(at)) ? 1 : 0;
}
