import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  contrast,
  gamma,
  linear,
  parseHex,
  standOut,
  textColorOn,
  toHex,
} from '../../../../src/renderer/components/color-math.ts';

const channel = fc.integer({ min: 0, max: 255 });
const color = fc.record({ r: channel, g: channel, b: channel });

describe('color math', () => {
  it('gives 21:1 for black on white and the published ratios of Okabe-Ito blue and vermillion on white', () => {
    expect(contrast(parseHex('#000000'), parseHex('#ffffff'))).toBeCloseTo(21, 6);
    expect(contrast(parseHex('#0072B2'), parseHex('#ffffff'))).toBeCloseTo(5.2, 1);
    expect(contrast(parseHex('#D55E00'), parseHex('#ffffff'))).toBeCloseTo(3.9, 1);
  });

  it('does not depend on the order of the two colours', () => {
    fc.assert(fc.property(color, color, (a, b) => contrast(a, b) === contrast(b, a)));
  });

  it('finds black or white text at 4.58:1 or better for every colour', () => {
    fc.assert(
      fc.property(color, (ground) => contrast(parseHex(textColorOn(ground)), ground) >= 4.58),
      { numRuns: 2000 },
    );
  });

  it('makes any colour stand out on white and on a dark panel', () => {
    const white = parseHex('#ffffff');
    const dark = parseHex('#161a20');
    fc.assert(
      fc.property(
        color,
        (any) => contrast(standOut(any, white, 3), white) >= 3 && contrast(standOut(any, dark, 3), dark) >= 3,
      ),
    );
  });

  it('leaves a colour alone that stands out already', () => {
    expect(toHex(standOut(parseHex('#0072b2'), parseHex('#ffffff'), 3))).toBe('#0072b2');
  });

  it('reads and writes hex, and linear light and back', () => {
    fc.assert(
      fc.property(color, (any) => {
        expect(parseHex(toHex(any))).toEqual(any);
      }),
    );
    fc.assert(fc.property(channel, (value) => Math.abs(gamma(linear(value)) - value) < 1e-3));
    expect(() => parseHex('#12')).toThrow(RangeError);
  });
});
