import { describe, expect, it } from 'vitest';
import {
  entityHues,
  entityLook,
  entityPalette,
  lookOf,
} from '../../../../src/renderer/components/entity-palette.ts';

describe('entity palette', () => {
  it('gives the first eight types a hue each and solid edges', () => {
    const looks = Array.from({ length: 8 }, (_, position) => entityLook('T', position));
    expect(looks.map((look) => look.hue)).toEqual([...entityHues]);
    expect(new Set(looks.map((look) => look.pattern))).toEqual(new Set(['solid']));
  });

  it('repeats the hue from the ninth type on, with another edge', () => {
    expect(entityLook('T', 8)).toMatchObject({ hue: entityHues[0], pattern: 'dashed' });
    expect(entityLook('T', 16)).toMatchObject({ hue: entityHues[0], pattern: 'dotted' });
  });

  it('never gives the same hue and edge to two of the first 32 types', () => {
    const looks = Array.from({ length: 32 }, (_, position) => entityLook('T', position));
    expect(new Set(looks.map((look) => `${look.hue} ${look.pattern}`)).size).toBe(32);
  });

  it('darkens yellow for the light theme and keeps it in the dark one', () => {
    const yellow = entityLook('T', 6);
    expect(yellow.light).not.toBe('#f0e442');
    expect(yellow.dark).toBe('#f0e442');
  });

  it('numbers the first ten types 1 to 9 and 0, unless a type has its own key', () => {
    const types = Array.from({ length: 11 }, (_, index) => ({
      name: `T${index}`,
      key: index === 2 ? 'x' : null,
    }));
    const keys = [...entityPalette(types).values()].map((look) => look.key);
    expect(keys).toEqual(['1', '2', 'x', '4', '5', '6', '7', '8', '9', '0', null]);
  });

  it('draws a type the schema does not know in grey and dotted', () => {
    expect(lookOf(entityPalette([{ name: 'A' }]), 'B')).toMatchObject({
      name: 'B',
      pattern: 'dotted',
      key: null,
    });
  });
});
