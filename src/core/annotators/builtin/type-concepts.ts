import type { EntityType } from '#shared/domain/entity-type.ts';

/** Kinds of things that general-purpose NLP tools know, to be mapped to the types of a schema. */
export const concepts = [
  'person',
  'organisation',
  'location',
  'event',
  'product',
  'work',
  'date',
  'money',
  'percent',
  'number',
  'email',
  'url',
] as const;
export type Concept = (typeof concepts)[number];

/** Words that speak for a concept, as stems that begin a word; the first four are names of the concept itself. */
const stems: Readonly<Record<Concept, readonly string[]>> = {
  person: [
    'per',
    'person',
    'people',
    'human',
    'individual',
    'surname',
    'politician',
    'writer',
    'scientist',
    'researcher',
    'musician',
    'author',
    'patient',
    'artist',
  ],
  organisation: [
    'org',
    'organi',
    'company',
    'companies',
    'corporation',
    'institution',
    'agency',
    'universit',
    'party',
    'club',
    'team',
    'band',
    'firm',
    'body',
    'museum',
    'school',
  ],
  location: [
    'loc',
    'gpe',
    'location',
    'place',
    'country',
    'countries',
    'cit',
    'town',
    'village',
    'region',
    'river',
    'street',
    'geograph',
    'facilit',
  ],
  event: [
    'event',
    'evt',
    'festival',
    'war',
    'battle',
    'conference',
    'match',
    'tournament',
    'election',
    'exhibition',
    'meeting',
  ],
  product: ['prod', 'product', 'device', 'vehicle', 'software', 'model', 'brand', 'gadget', 'article'],
  work: ['work', 'book', 'song', 'album', 'film', 'novel', 'poem', 'title', 'magazine', 'painting'],
  date: ['date', 'time', 'day', 'month', 'year', 'duration', 'period'],
  money: ['money', 'monetary', 'price', 'currenc', 'amount'],
  percent: ['percent', 'share', 'ratio'],
  number: ['number', 'cardinal', 'quantit', 'numeral', 'measure'],
  email: ['email', 'e-mail'],
  url: ['url', 'website', 'link'],
};

/**
 * The type of the schema that stands for each concept: in the type's name, words that name the concept count 12 and others 4; words of the definition's first half-sentence
 * 2, of the rest 1. A type stands for the concept it scores highest in; of several types the highest, then the first.
 */
export function mapConcepts(types: readonly EntityType[]): ReadonlyMap<Concept, string> {
  const best = new Map<Concept, { type: string; score: number }>();
  for (const type of types) {
    let own: { concept: Concept; score: number } | undefined;
    for (const concept of concepts) {
      const score = conceptScore(type, concept);
      if (score > (own?.score ?? 0)) own = { concept, score };
    }
    if (own === undefined || own.score <= (best.get(own.concept)?.score ?? 0)) continue;
    best.set(own.concept, { type: type.name, score: own.score });
  }
  return new Map([...best].map(([concept, { type }]) => [concept, type]));
}

function conceptScore(type: EntityType, concept: Concept): number {
  const [lead = '', ...rest] = type.definition.split(/[,:;.]/u);
  return (
    12 * hits(type.name.toLowerCase(), stems[concept].slice(0, 4)) +
    4 * hits(type.name.toLowerCase(), stems[concept].slice(4)) +
    2 * hits(lead.toLowerCase(), stems[concept]) +
    hits(rest.join(' ').toLowerCase(), stems[concept])
  );
}

function hits(text: string, wanted: readonly string[]): number {
  const words = text.split(/[^\p{L}-]+/u).filter(Boolean);
  return wanted.filter((stem) =>
    words.some((word) => (stem.length <= 4 ? word === stem || word === `${stem}s` : word.startsWith(stem))),
  ).length;
}
