import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  nextGrapheme,
  previousGrapheme,
  snapToGrapheme,
} from '../../../../src/renderer/components/annotated-text/grapheme-snap.ts';
import { hardTexts } from './hard-text.ts';

const borders = (text: string): readonly number[] => [
  ...[...new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text)].map((part) => part.index),
  text.length,
];

describe('grapheme borders', () => {
  test.each(hardTexts)('match a scan of the whole text: $name', ({ text }) => {
    const all = borders(text);
    for (let at = 0; at <= text.length; at += 1) {
      expect(snapToGrapheme(text, at, 'before')).toBe(all.findLast((b) => b <= at));
      expect(snapToGrapheme(text, at, 'after')).toBe(all.find((b) => b >= at));
    }
  });
  test('walking forwards and backwards visits the same borders', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const forwards = [0];
        while ((forwards.at(-1) ?? 0) < text.length) forwards.push(nextGrapheme(text, forwards.at(-1) ?? 0));
        const backwards = [text.length];
        while ((backwards.at(-1) ?? 0) > 0) backwards.push(previousGrapheme(text, backwards.at(-1) ?? 0));
        expect(backwards.toReversed()).toEqual(forwards);
      }),
    );
  });
  test('offsets outside the text are clamped', () => {
    expect(snapToGrapheme('abc', -5, 'before')).toBe(0);
    expect(snapToGrapheme('abc', 9, 'before')).toBe(3);
  });
});
