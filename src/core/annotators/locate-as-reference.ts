import type { EntityType } from '#shared/domain/entity-type.ts';
import type { Span } from '#shared/domain/span.ts';
import type { Mention } from './answer-schema.ts';
import type { LocatedMentions } from './located-mentions.ts';

/**
 * Places of a surface as the reference implementation finds them: stripped, case-sensitive; without a space inside,
 * between word borders (so never for "C++" or "U.S."); with one, every substring, overlapping ones too.
 */
export function findPositionsAsReference(text: string, surface: string): [number, number][] {
  const wanted = surface.trim();
  if (wanted === '') return [];
  const places: [number, number][] = [];
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + 1)) {
    const end = at + wanted.length;
    if (wanted.includes(' ') || (isWordBorder(text, at) && isWordBorder(text, end))) places.push([at, end]);
  }
  return places;
}

/** All listings mark all places; unknown type names are dropped, unfound surfaces too. */
export function locateAsReference(
  text: string,
  mentions: readonly Mention[],
  types: readonly EntityType[],
): LocatedMentions {
  const spans: Span[] = [];
  const unlocated: string[] = [];
  const unknownTypes = new Map<string, number>();
  for (const { span, type } of mentions) {
    if (!types.some((known) => known.name === type)) {
      unknownTypes.set(type, (unknownTypes.get(type) ?? 0) + 1);
      continue;
    }
    const places = findPositionsAsReference(text, span);
    if (places.length === 0) unlocated.push(span);
    for (const [start, end] of places) spans.push({ start, end, type, text: text.slice(start, end) });
  }
  return {
    spans,
    unlocated,
    unknownTypes: Object.fromEntries(unknownTypes),
    adaptedTypes: {},
    loose: 0,
    surplus: 0,
  };
}

/**
 * BIO labels of space-joined tokens as the reference projects entities: in answer order, a later entity overwrites an
 * earlier one, which can leave an I- without its B-.
 * @param entities [start, end, type], offsets in the joined text
 */
export function projectAsReference(
  tokens: readonly string[],
  entities: readonly (readonly [number, number, string])[],
  validTypes: readonly string[],
): string[] {
  const labels = tokens.map(() => 'O');
  for (const [start, end, type] of entities) {
    if (!validTypes.includes(type)) continue;
    let position = 0;
    let mark = 'B';
    for (const [index, token] of tokens.entries()) {
      if (position < end && start < position + token.length) {
        labels[index] = `${mark}-${type}`;
        mark = 'I';
      }
      position += token.length + 1;
    }
  }
  return labels;
}

/** `\b` of a Unicode-aware regular expression: a word character (letter, digit, _) on exactly one side. */
function isWordBorder(text: string, position: number): boolean {
  const isWord = (character: string): boolean => /[\p{L}\p{N}_]/u.test(character);
  return isWord(text.charAt(position - 1)) !== isWord(text.charAt(position));
}
