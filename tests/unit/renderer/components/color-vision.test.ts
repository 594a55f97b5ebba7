import { describe, expect, it } from 'vitest';
import { parseHex } from '../../../../src/renderer/components/color-math.ts';
import {
  colorDistance,
  findClosePairs,
  simulateVision,
} from '../../../../src/renderer/components/color-vision.ts';
import { entityPalette } from '../../../../src/renderer/components/entity-palette.ts';

describe('colour vision', () => {
  it('keeps greys grey for every kind of vision', () => {
    for (const vision of ['protanopia', 'deuteranopia', 'tritanopia'] as const) {
      const { r, g, b } = simulateVision(parseHex('#808080'), vision);
      expect(Math.max(Math.abs(r - 128), Math.abs(g - 128), Math.abs(b - 128))).toBeLessThan(1.5);
    }
  });

  it('measures black to white as 1', () => {
    expect(colorDistance(parseHex('#000000'), parseHex('#ffffff'))).toBeCloseTo(1, 3);
  });

  it('brings red and green of equal lightness together without green cones', () => {
    const [red, green] = [parseHex('#c85a5a'), parseHex('#8a8a3c')];
    const seen = colorDistance(simulateVision(red, 'deuteranopia'), simulateVision(green, 'deuteranopia'));
    expect(seen).toBeLessThan(colorDistance(red, green) / 2);
  });

  it('finds nothing to complain about in the first eight colours of the palette', () => {
    const types = Array.from({ length: 8 }, (_, index) => ({ name: `T${index}` }));
    expect(findClosePairs([...entityPalette(types).values()])).toEqual([]);
  });

  it('reports two types of nearly one colour, but not where their edges differ', () => {
    const look = (name: string, hue: string, pattern: string) => ({ name, hue, pattern });
    expect(findClosePairs([look('A', '#0072b2', 'solid'), look('B', '#0074b4', 'solid')])).toEqual([
      { first: 'A', second: 'B', vision: 'normal' },
    ]);
    expect(findClosePairs([look('A', '#0072b2', 'solid'), look('B', '#0074b4', 'dashed')])).toEqual([]);
  });
});
