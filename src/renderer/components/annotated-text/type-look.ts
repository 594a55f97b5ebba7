import { parseHex, textColorOn } from '../color-math.ts';
import { lookOf, type EdgePattern, type EntityPalette } from '../entity-palette.ts';

/** How an entity type looks in text; colours are CSS colours that follow the theme by themselves. */
export interface TypeLook {
  readonly hue: string;
  /** Text colour on the hue. */
  readonly on: string;
  readonly edge: EdgePattern;
  readonly tag: string;
}

export type LookOf = (type: string) => TypeLook;

/** Looks by type name, each worked out once. */
export function typeLooks(palette: EntityPalette): LookOf {
  const known = new Map<string, TypeLook>();
  return (type) => {
    const found = known.get(type);
    if (found !== undefined) return found;
    const { light, dark, pattern } = lookOf(palette, type);
    const look: TypeLook = {
      hue: `light-dark(${light}, ${dark})`,
      on: `light-dark(${textColorOn(parseHex(light))}, ${textColorOn(parseHex(dark))})`,
      edge: pattern,
      tag: shortTag(type),
    };
    known.set(type, look);
    return look;
  };
}

/** A type's name short enough for a tag: itself up to 12 characters, else its first ten and an ellipsis. */
export function shortTag(name: string): string {
  const graphemes = [...new Intl.Segmenter('und').segment(name)].map((part) => part.segment);
  return graphemes.length <= 12 ? name : `${graphemes.slice(0, 10).join('')}…`;
}
