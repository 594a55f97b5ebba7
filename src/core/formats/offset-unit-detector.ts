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
/** … and their characters: grapheme clusters of two million take half a second. */
const maxExaminedCharacters = 2_000_000;

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
  const first: UnitChoice = {
    unit: options.offsetUnit ?? usual,
    inclusiveEnd: options.inclusiveEnd ?? false,
  };
  let choice = first;
  let decided = fixed;
  let examined = 0;
  let characters = 0;
  let told = '';
  const evidence = new Evidence(first);
  const isEnough = (): boolean => examined >= maxExamined || characters >= maxExaminedCharacters;
  return {
    isDecided: () => decided,
    observe(documents) {
      if (decided) return null;
      const sample: UnplacedDocument[] = [];
      for (const document of documents) {
        if (document.spans.length === 0 || !unitsDiffer(document)) continue;
        if (isCertain && !document.spans.some((span) => span.surface !== undefined)) continue;
        const part = sampleOf(document);
        sample.push(part);
        examined += 1;
        characters += part.text.length;
        if (isEnough()) break;
      }
      if (sample.length === 0) return null;
      evidence.add(sample);
      const best = evidence.best();
      if (best === null) return null;
      decided = best.confidence >= 0.9 || isEnough();
      choice = best.choice;
      const { confidence } = best;
      const value = choice.unit + (choice.inclusiveEnd ? ' (end inclusive)' : '');
      if (told === `${value} ${confidence}`) return null;
      told = `${value} ${confidence}`;
      return { kind: 'detected', what: 'offsetUnit', value, confidence };
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
const telling = /[\u{10000}-\u{10FFFF}]|\r\n|[\p{M}\u200D\u1100-\u11FF\uAC00-\uD7A3]/u;

/** True for a text that two units count differently. The first test is quick and rules out most western text. */
export const unitsCountDifferently = (text: string): boolean =>
  /[\u0300-\uFFFF]|\r\n/.test(text) && telling.test(text);

/** True where units may differ before the end of some span, or where the spans do not fit half-open. */
function unitsDiffer({ text, spans }: UnplacedDocument): boolean {
  if (unitsCountDifferently(text)) return true;
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

interface Score {
  readonly choice: UnitChoice;
  verified: number;
  total: number;
  rejected: number;
  cutWords: number;
}

/** What all documents looked at so far say about each choice. */
class Evidence {
  readonly #usual: UnitChoice;
  readonly #scores: readonly Score[];
  #hasSurfaces = false;
  #hasBoth = false;

  constructor(usual: UnitChoice) {
    this.#usual = usual;
    this.#scores = [usual, ...otherChoices(usual)].map((choice) => ({
      choice,
      verified: 0,
      total: 0,
      rejected: 0,
      cutWords: 0,
    }));
  }

  add(documents: readonly UnplacedDocument[]): void {
    for (const { text, spans } of documents) {
      this.#hasSurfaces ||= spans.some((span) => span.surface !== undefined);
      this.#hasBoth ||= text.includes('\r\n') && /[\uD800-\uDBFF]/.test(text);
      for (const score of this.#scores) {
        const placed = placeSpans(text, spans, score.choice, true);
        score.verified += placed.surfaces.verified;
        score.total += placed.surfaces.total;
        score.rejected += placed.rejected.length;
        for (const { start, end } of placed.spans)
          score.cutWords += cutsWord(text, start) + cutsWord(text, end);
      }
    }
  }

  /** @returns null where the surfaces fit no choice */
  best(): { readonly choice: UnitChoice; readonly confidence: number } | null {
    const usual = this.#usual;
    const scored = this.#scores.filter(
      ({ choice: { unit, inclusiveEnd } }) =>
        (this.#hasSurfaces || inclusiveEnd === usual.inclusiveEnd) &&
        // Without both it is one of the simpler units under another name, and would make every choice look unclear.
        (unit !== 'codepoint-crlf-as-one' || this.#hasBoth || unit === usual.unit),
    );
    const own = scored[0];
    // Stable sort: the usual unit wins ties.
    const [best, second] = scored.toSorted(
      (a, b) => b.verified - a.verified || a.rejected - b.rejected || a.cutWords - b.cutWords,
    );
    if (best === undefined || own === undefined) return null;
    // Where the usual unit proves as much as any other, borders inside words are no evidence against it.
    const isAsGood = own.verified === best.verified && own.rejected === best.rejected;
    const first = this.#hasSurfaces && isAsGood ? own : best;
    if (this.#hasSurfaces && first.total > 0) {
      if (first.verified === 0) return null;
      const share = first.verified / first.total;
      const clear = scored.every((other) => other === first || other.verified < first.verified);
      return { choice: first.choice, confidence: clear ? share : share * 0.8 };
    }
    const margin = (second?.cutWords ?? 0) + (second?.rejected ?? 0) - first.cutWords - first.rejected;
    return { choice: first.choice, confidence: margin > 2 ? 0.8 : margin > 0 ? 0.6 : 0.4 };
  }
}

/** 1 where a border lies inside a word or a span would begin or end in white space beside a word. */
function cutsWord(text: string, at: number): number {
  if (at <= 0 || at >= text.length) return 0;
  return /^[\p{L}\p{N}\p{M}]{2}$/u.test(text.charAt(at - 1) + text.charAt(at)) ? 1 : 0;
}
