import type { CSSProperties } from 'react';
import { parseHex, standOut, textColorOn, toHex } from './color-math.ts';

/** Second cue beside the hue: how the edge of a mark is drawn. */
export const edgePatterns = ['solid', 'dashed', 'dotted', 'double'] as const;
export type EdgePattern = (typeof edgePatterns)[number];

/** Okabe and Ito's colours in the order of ui.md; their black becomes a dark grey, which still has a tint. */
export const entityHues = [
  '#0072B2',
  '#D55E00',
  '#009E73',
  '#CC79A7',
  '#E69F00',
  '#56B4E9',
  '#F0E442',
  '#4B4B4B',
] as const;

/** How one entity type is drawn; `light`/`dark` are edge colours with 3:1 against that theme's panel. */
export interface EntityLook {
  readonly name: string;
  readonly hue: string;
  readonly light: string;
  readonly dark: string;
  readonly pattern: EdgePattern;
  /** Shortcut key: the type's own, else 1-9, 0 by position; null from the eleventh on. */
  readonly key: string | null;
}

const lightPanel = parseHex('#ffffff');
const darkPanel = parseHex('#161a20');

/** The look of the type at `position` (0, 1, 2 …); from the ninth on the hue repeats with another pattern. */
export function entityLook(
  name: string,
  position: number,
  own: { readonly color?: string | null; readonly key?: string | null } = {},
): EntityLook {
  const hue = own.color ?? entityHues[position % entityHues.length] ?? entityHues[0];
  const cycle = own.color == null ? Math.floor(position / entityHues.length) : 0;
  const color = parseHex(hue);
  return {
    name,
    hue,
    light: toHex(standOut(color, lightPanel, 3.2)),
    dark: toHex(standOut(color, darkPanel, 3.2)),
    pattern: edgePatterns[cycle % edgePatterns.length] ?? 'solid',
    key: own.key ?? (position < 10 ? String((position + 1) % 10) : null),
  };
}

export type EntityPalette = ReadonlyMap<string, EntityLook>;

interface PaletteType {
  readonly name: string;
  readonly color?: string | null;
  readonly key?: string | null;
}

/** Looks of all types of a schema, by name. */
export function entityPalette(types: readonly PaletteType[]): EntityPalette {
  return new Map(types.map((type, position) => [type.name, entityLook(type.name, position, type)]));
}

/** The look of a type, also of one the schema does not know (grey, dotted). */
export function lookOf(palette: EntityPalette, type: string): EntityLook {
  return palette.get(type) ?? { ...entityLook(type, 7), pattern: 'dotted', key: null };
}

/** Style for an element with class `entity`: its descendants may use --entity, --entity-on, --entity-pattern. */
export function entityVars(look: EntityLook): CSSProperties {
  return {
    '--entity-light': look.light,
    '--entity-dark': look.dark,
    '--entity-on-light': textColorOn(parseHex(look.light)),
    '--entity-on-dark': textColorOn(parseHex(look.dark)),
    '--entity-pattern': look.pattern,
  } as CSSProperties;
}
