import fc from 'fast-check';
import { expect, it } from 'vitest';
import { prefixLength } from '#shared/prefix-length.ts';

it('counts the prefix for which a test holds', () => {
  fc.assert(
    fc.property(fc.nat(100), fc.nat(100), (a, b) => {
      const [prefix, length] = a < b ? [a, b] : [b, a];
      expect(prefixLength(length, (index) => index < prefix)).toBe(prefix);
    }),
  );
});

it('asks no index outside the list', () => {
  expect(
    prefixLength(0, () => {
      throw new Error('asked');
    }),
  ).toBe(0);
});
