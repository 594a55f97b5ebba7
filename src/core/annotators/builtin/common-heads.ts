import type { Concept } from './type-concepts.ts';

/** Last words of English names that tell what is named, whatever the domain. */
const words: readonly (readonly [Concept, string])[] = [
  [
    'organisation',
    'academy agency army association authority bank board brewery brothers club college commission committee company cooperative corporation council court department enterprises faculty federation foundation gallery group hospital hotel industries institute international laboratories laboratory league library ministry motors museum office orchestra parliament partners party police press rovers school society systems team theatre theater trust union united university',
  ],
  [
    'location',
    'airport alley avenue bay beach boulevard bridge canal castle cathedral cape church city coast county creek desert district drive forest garden gardens gate green harbour harbor hill hills island islands lake lane mountain mountains ocean park place plaza port province quay railway ridge river road sea square stadium station street terrace tower town valley village wood woods',
  ],
  [
    'event',
    'awards carnival celebration championship championships conference congress cup day derby exhibition expo fair festival final games marathon market night olympics parade party prix race regatta revolution summit supper tournament trophy war week weekend workshop',
  ],
  ['work', 'album ballad chronicles gazette novel poem song sonata symphony'],
];

const conceptOfHead = new Map<string, Concept>(
  words.flatMap(([concept, list]) => list.split(' ').map((word) => [word, concept] as const)).reverse(),
);

/** The concept a last word speaks for; where a word is listed twice, the first list counts. */
export function conceptByHead(word: string): Concept | undefined {
  return conceptOfHead.get(word.toLowerCase());
}

const calendar =
  /^(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December|Christmas|Easter)s?$/u;

/** Days, months and adjectives of nationality: capitalised, but seldom names of what a schema asks for. */
export function isCapitalisedByHabit(word: string): boolean {
  return calendar.test(word) || /^\p{Lu}\p{Ll}+(?:ish|ese|ian|ean|ic)$/u.test(word);
}
