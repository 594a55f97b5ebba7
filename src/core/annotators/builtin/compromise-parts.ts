import { splitDocument } from '../split-document.ts';

/** What compromise sees in a text: offsets half-open UTF-16, punctuation at the ends cut off. */
export interface CompromiseParts {
  readonly people: readonly Part[];
  readonly places: readonly Part[];
  readonly organizations: readonly Part[];
  readonly nouns: readonly Part[];
}
export interface Part {
  readonly start: number;
  readonly end: number;
}

const cache = new Map<string, CompromiseParts>();
/** Documents of a set are read by several annotators in a row; older texts are forgotten. */
const maxCached = 2_000;
/** The library's time grows faster than the text: longer ones are read in parts. */
const maxLength = 4_000;

/** Runs compromise once per text. The library is loaded when first needed. Deterministic. */
export async function compromiseParts(text: string): Promise<CompromiseParts> {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const { default: nlp } = await import('compromise');
  const parts = { people: [], places: [], organizations: [], nouns: [] } as Record<
    keyof CompromiseParts,
    Part[]
  >;
  for (const piece of splitDocument(text, maxLength)) {
    const view = nlp(piece.text);
    const read = (selection: { json(options: object): unknown }): Part[] =>
      (selection.json({ offset: true }) as { offset: { start: number; length: number } }[]).flatMap(
        ({ offset }) => {
          const start = piece.start + offset.start;
          return trimPunctuation(text, start, start + offset.length);
        },
      );
    parts.people.push(...read(view.people()));
    parts.places.push(...read(view.places()));
    parts.organizations.push(...read(view.organizations()));
    parts.nouns.push(...read(view.nouns()));
  }
  if (cache.size >= maxCached) cache.clear();
  cache.set(text, parts);
  return parts;
}

function trimPunctuation(text: string, from: number, to: number): Part[] {
  const raw = text.slice(from, to);
  const lead = /^[^\p{L}\p{N}]*/u.exec(raw)?.[0].length ?? 0;
  const trail = /(?:['’]s)?[^\p{L}\p{N}]*$/u.exec(raw)?.[0].length ?? 0;
  return from + lead < to - trail ? [{ start: from + lead, end: to - trail }] : [];
}
