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
const maxCached = 400;

/** Runs compromise once per text. The library is loaded when first needed. Deterministic. */
export async function compromiseParts(text: string): Promise<CompromiseParts> {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const { default: nlp } = await import('compromise');
  const view = nlp(text);
  const read = (selection: { json(options: object): unknown }): Part[] =>
    (selection.json({ offset: true }) as { offset: { start: number; length: number } }[]).flatMap(
      ({ offset }) => trimPunctuation(text, offset.start, offset.start + offset.length),
    );
  const parts: CompromiseParts = {
    people: read(view.people()),
    places: read(view.places()),
    organizations: read(view.organizations()),
    nouns: read(view.nouns()),
  };
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
