import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { growthPerStep } from '../../helpers/soak.ts';

describe('growthPerStep', () => {
  it('is the slope of a line, whatever one value does', () => {
    expect(growthPerStep([10, 12, 14, 16, 18])).toBe(2);
    expect(growthPerStep([10, 12, 1_000, 16, 18])).toBe(2);
    expect(growthPerStep([3, 3, 3])).toBe(0);
    expect(growthPerStep([7])).toBe(0);
  });
  it('grows with the series and turns with its sign', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 2, maxLength: 20 }),
        (values) => {
          expect(growthPerStep(values.map((value) => -value))).toBeCloseTo(-growthPerStep(values), 9);
          expect(growthPerStep(values.map((value, i) => value + 5 * i))).toBeCloseTo(
            growthPerStep(values) + 5,
            9,
          );
        },
      ),
    );
  });
});
