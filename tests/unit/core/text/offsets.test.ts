import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createOffsetMap, offsetUnits, type OffsetUnit } from '#core/text/offsets.ts';

// Properties make thousands of assertions; a busy machine needs more than the default five seconds.
vi.setConfig({ testTimeout: 60_000 });

const graphemes = (text: string): string[] =>
  [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
const slow: Record<OffsetUnit, (text: string) => string[]> = {
  utf16: (text) => text.split(''),
  codepoint: (text) => Array.from(text),
  grapheme: graphemes,
  'crlf-as-one': (text) => text.match(/\r\n|[^]/g) ?? [],
  'codepoint-crlf-as-one': (text) => text.match(/\r\n|[^]/gu) ?? [],
};

describe('createOffsetMap', () => {
  it('converts around an emoji in every unit', () => {
    const text = 'a😀\r\nb';
    expect(createOffsetMap(text, 'utf16').toUtf16(5)).toBe(5);
    expect(createOffsetMap(text, 'codepoint').toUtf16(4)).toBe(5);
    expect(createOffsetMap(text, 'grapheme').toUtf16(3)).toBe(5);
    expect(createOffsetMap(text, 'crlf-as-one').toUtf16(4)).toBe(5);
    expect(createOffsetMap(text, 'codepoint-crlf-as-one').toUtf16(3)).toBe(5);
    expect(createOffsetMap(text, 'codepoint').fromUtf16(2)).toBeNull(); // between the surrogates
    expect(createOffsetMap(text, 'grapheme').fromUtf16(4)).toBeNull(); // between CR and LF
    expect(createOffsetMap(text, 'grapheme').length).toBe(4);
  });

  it.each(offsetUnits)('refuses offsets outside the text or not whole (%s)', (unit) => {
    const map = createOffsetMap('a😀\r\n', unit);
    for (const offset of [-1, 0.5, Number.NaN, map.length + 1]) expect(map.toUtf16(offset)).toBeNull();
    for (const offset of [-1, 0.5, Number.NaN, 6]) expect(map.fromUtf16(offset)).toBeNull();
  });

  it('refuses an unknown unit', () => {
    expect(() => createOffsetMap('a', 'bytes' as OffsetUnit)).toThrow('unknown offset unit "bytes"');
  });

  it.each(offsetUnits)('agrees with a slow count and inverts itself (%s)', (unit) => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'binary' }),
      fc
        .array(
          fc.constantFrom('a', 'b', 'c ', '\r', '\n', '\r\n', 'e\u0301', '\u0301', '😀', '👨🏻‍🚒', '🇩🇪', '한'),
        )
        .map((list) => list.join('')),
    );
    fc.assert(
      fc.property(text, (value) => {
        const map = createOffsetMap(value, unit);
        const units = slow[unit](value);
        expect(map.length).toBe(units.length);
        let position = 0;
        units.concat('').forEach((piece, index) => {
          expect(map.toUtf16(index)).toBe(position);
          expect(map.fromUtf16(position)).toBe(index);
          for (let inside = 1; inside < piece.length; inside += 1) {
            expect(map.fromUtf16(position + inside)).toBeNull();
          }
          position += piece.length;
        });
      }),
    );
  });
});
