import type { LabelSchema } from '#shared/domain/entity-type.ts';
import { labelSchemaSchema } from '#shared/domain/entity-type.ts';
import type { Span } from '#shared/domain/span.ts';
import { createRandom } from '#core/sampling/random.ts';

const people = [
  'Ada Lovelace',
  'Charles Babbage',
  'Mary Somerville',
  'Michael Faraday',
  'Grace Hopper',
  'Alan Turing',
];
const places = ['London', 'Turin', 'Geneva', 'New York', 'Łódź', 'Cambridge'];
const bodies = ['Royal Society', 'Analytical Union', 'University of Turin', 'Bell Company', 'United Nations'];
const frames: readonly ((person: string, place: string, body: string) => string)[] = [
  (person, place, body) => `${person} spoke to the ${body} in ${place} about the engine.`,
  (person, place, body) => `In ${place}, members of the ${body} praised ${person} for the tables.`,
  (person, place, body) => `The ${body} sent ${person} a letter from ${place} last spring.`,
  (person, place, body) => `${place} had never seen a meeting like the one ${person} held for the ${body}.`,
];

/** Surface → type of every name in `runCorpus`; what the fake models know. */
export const runLexicon: ReadonlyMap<string, string> = new Map([
  ...people.map((name) => [name, 'person'] as const),
  ...places.map((name) => [name, 'place'] as const),
  ...bodies.map((name) => [name, 'organisation'] as const),
]);

export const runSchema: LabelSchema = labelSchemaSchema.parse({
  types: [
    { name: 'person', definition: 'A named human being.' },
    { name: 'place', definition: 'A named city, country or landscape.' },
    { name: 'organisation', definition: 'A named company, society or institution.' },
  ],
});

export interface RunText {
  readonly id: string;
  readonly text: string;
  readonly gold: readonly Span[];
}

/** `count` different short texts with gold marks; the same for the same seed. */
export function runCorpus(count: number, seed = 1): RunText[] {
  const random = createRandom(seed);
  const one = <T>(list: readonly T[]): T => {
    const chosen = random.shuffled(list)[0];
    if (chosen === undefined) throw new Error('nothing to choose from');
    return chosen;
  };
  return Array.from({ length: count }, (_, index) => {
    const sentences = [
      one(frames)(one(people), one(places), one(bodies)),
      one(frames)(one(people), one(places), one(bodies)),
    ];
    const text = `Note ${index}. ${sentences.join(' ')}`;
    const gold: Span[] = [];
    for (const [surface, type] of runLexicon) {
      for (let at = text.indexOf(surface); at >= 0; at = text.indexOf(surface, at + 1)) {
        gold.push({ start: at, end: at + surface.length, type, text: surface });
      }
    }
    gold.sort((a, b) => a.start - b.start);
    return { id: `doc-${String(index).padStart(4, '0')}`, text, gold };
  });
}
