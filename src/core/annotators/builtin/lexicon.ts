import { standsAlone } from '../find-occurrences.ts';

/** Surfaces with what is known of them: a type, or null for "no entity". */
export interface Lexicon {
  readonly entries: ReadonlyMap<string, string | null>;
  /** First UTF-16 unit → surfaces, longest first. */
  readonly byFirst: ReadonlyMap<string, readonly string[]>;
}

export interface LexiconMatch {
  readonly start: number;
  readonly end: number;
  readonly type: string | null;
}

export function createLexicon(entries: ReadonlyMap<string, string | null>): Lexicon {
  const byFirst = new Map<string, string[]>();
  for (const surface of entries.keys()) {
    const first = surface.charAt(0);
    if (first === '') continue;
    const bucket = byFirst.get(first);
    if (bucket === undefined) byFirst.set(first, [surface]);
    else bucket.push(surface);
  }
  for (const bucket of byFirst.values()) bucket.sort((a, b) => b.length - a.length);
  return { entries, byFirst };
}

/** Left to right, longest surface first, without overlaps; matches do not cut words. Case-sensitive. */
export function matchLexicon(text: string, lexicon: Lexicon): LexiconMatch[] {
  const matches: LexiconMatch[] = [];
  if (lexicon.byFirst.size === 0) return matches;
  for (let start = 0; start < text.length;) {
    const surface = lexicon.byFirst
      .get(text.charAt(start))
      ?.find(
        (candidate) =>
          text.startsWith(candidate, start) && standsAlone(text, { start, end: start + candidate.length }),
      );
    if (surface === undefined) {
      start += 1;
      continue;
    }
    const end = start + surface.length;
    matches.push({ start, end, type: lexicon.entries.get(surface) ?? null });
    start = end;
  }
  return matches;
}
