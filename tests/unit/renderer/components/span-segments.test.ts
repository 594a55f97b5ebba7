import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spanSegments } from '../../../../src/renderer/components/span-segments.ts';

const span = (start: number, end: number, type: string, fragments?: [number, number][]) =>
  fragments === undefined ? { start, end, type } : { start, end, type, fragments };

describe('span segments', () => {
  it('cuts the text at the edges of a span', () => {
    expect(
      spanSegments(10, [span(2, 5, 'A')]).map(({ start, end, spans }) => [start, end, spans.length]),
    ).toEqual([
      [0, 2, 0],
      [2, 5, 1],
      [5, 10, 0],
    ]);
  });

  it('puts the outer span before the nested one', () => {
    const inner = spanSegments(10, [span(2, 4, 'IN'), span(0, 8, 'OUT')]).find((piece) => piece.start === 2);
    expect(inner?.spans.map(({ type }) => type)).toEqual(['OUT', 'IN']);
  });

  it('keeps both of two crossing spans where they cross', () => {
    const cross = spanSegments(10, [span(0, 5, 'A'), span(3, 8, 'B')]).find((piece) => piece.start === 3);
    expect(cross?.spans.map(({ type }) => type)).toEqual(['A', 'B']);
  });

  it('leaves the words between the pieces of a discontinuous span unmarked', () => {
    const pieces = spanSegments(20, [
      span(0, 15, 'A', [
        [0, 5],
        [10, 15],
      ]),
    ]);
    expect(pieces.map((piece) => [piece.start, piece.spans.length, piece.ends.length])).toEqual([
      [0, 1, 0],
      [5, 0, 0],
      [10, 1, 1],
      [15, 0, 0],
    ]);
  });

  it('covers every character once and ends every fitting span once, whatever the spans', () => {
    const anySpan = fc
      .tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 }))
      .map(([a, b]) => span(Math.min(a, b), Math.max(a, b), 'T'));
    fc.assert(
      fc.property(fc.array(anySpan, { maxLength: 12 }), fc.integer({ min: 1, max: 25 }), (spans, length) => {
        const pieces = spanSegments(length, spans);
        expect(pieces.map((piece) => piece.end - piece.start).reduce((a, b) => a + b, 0)).toBe(length);
        const fitting = spans.filter(({ start, end }) => start < end && end <= length);
        expect(pieces.reduce((sum, piece) => sum + piece.ends.length, 0)).toBe(fitting.length);
        for (const piece of pieces) {
          const open = fitting.filter(({ start, end }) => start <= piece.start && piece.end <= end);
          expect(piece.spans.length).toBe(open.length);
        }
      }),
    );
  });
});
