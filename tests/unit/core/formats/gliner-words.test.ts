import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { glinerCuts, glinerWords } from '#core/formats/gliner-words.ts';

const wordsOf = (text: string): string[] => glinerWords(text).map(({ start, end }) => text.slice(start, end));

describe('words of GLiNER', () => {
  it('are cut as its own splitter cuts them', () => {
    expect(wordsOf("Don't visit Berlin-based snake_case, 3.5 km!")).toEqual([
      'Don',
      "'",
      't',
      'visit',
      'Berlin-based',
      'snake_case',
      ',',
      '3',
      '.',
      '5',
      'km',
      '!',
    ]);
    expect(wordsOf('-x- a--b 東京 é😀')).toEqual(['-', 'x', '-', 'a', '-', '-', 'b', '東京', 'é', '😀']);
  });
  it('leave out nothing but white space', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(wordsOf(text).join('')).toBe(text.replace(/\s/gu, ''));
      }),
    );
  });
});

describe('records of a long document', () => {
  const span = (start: number, end: number) => ({ start, end, type: 'T' });

  it('end at the last sentence in the second half, else as late as possible', () => {
    expect(glinerCuts(10, [], [], 10)).toEqual([0]);
    expect(glinerCuts(25, [], [], 10)).toEqual([0, 10, 20]);
    expect(glinerCuts(25, [], [3, 8, 17], 10)).toEqual([0, 8, 17]);
  });
  it('never cut a span, and run on where spans leave no place', () => {
    expect(glinerCuts(25, [span(8, 12)], [], 10)).toEqual([0, 8, 18]);
    expect(glinerCuts(25, [span(0, 14), span(14, 20)], [], 10)).toEqual([0, 14, 24]);
    expect(glinerCuts(25, [span(0, 25)], [], 10)).toEqual([0]);
  });
  it('have at most the words asked for wherever a cut is possible, and cover all', () => {
    const documents = fc.record({
      words: fc.integer({ min: 0, max: 60 }),
      marks: fc.array(fc.tuple(fc.nat(59), fc.integer({ min: 1, max: 8 })), { maxLength: 6 }),
      sentences: fc.array(fc.nat(59), { maxLength: 8 }),
      most: fc.integer({ min: 2, max: 20 }),
    });
    fc.assert(
      fc.property(documents, ({ words, marks, sentences, most }) => {
        const spans = marks.flatMap(([start, length]) =>
          start + length <= words ? [span(start, start + length)] : [],
        );
        const cuts = glinerCuts(words, spans, sentences, most);
        expect(cuts[0]).toBe(0);
        for (const [i, from] of cuts.entries()) {
          const to = cuts[i + 1] ?? words;
          if (words > 0) expect(to).toBeGreaterThan(from);
          const isFree = (at: number): boolean => !spans.some(({ start, end }) => start < at && at < end);
          if (to < words) expect(isFree(to)).toBe(true);
          for (let at = from + 1; to - from > most && at < to; at++) expect(isFree(at)).toBe(false);
        }
      }),
    );
  });
});
