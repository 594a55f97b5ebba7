import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { tokenize } from '#core/text/tokenize.ts';

// Properties make thousands of assertions; a busy machine needs more than the default five seconds.
vi.setConfig({ testTimeout: 60_000 });

const words = (text: string): string[] => tokenize(text).map(({ start, end }) => text.slice(start, end));

describe('tokenize', () => {
  it.each([
    ['', []],
    [' \r\n\t\u00a0\u2003\u200b\ufeff', []],
    ['Anna Berg, 35.', ['Anna', 'Berg', ',', '35', '.']],
    ["O'Brien doesn't", ["O'Brien", "doesn't"]],
    ['Anna’s dogs’ bone', ['Anna', '’s', 'dogs', '’', 'bone']],
    ["Anna's'", ['Anna', "'s", "'"]],
    ["'s", ["'", 's']],
    ["l'Oréal qu’elle d'une", ["l'", 'Oréal', 'qu’', 'elle', "d'", 'une']],
    ["d' L'Oréal l's", ['d', "'", "L'Oréal", 'l', "'s"]],
    ['Berlin-based COVID-19', ['Berlin', '-', 'based', 'COVID', '-', '19']],
    ['3.5 % of 1,000,000', ['3.5', '%', 'of', '1,000,000']],
    ['1. a.b 3,x ٣٫٥', ['1', '.', 'a', '.', 'b', '3', ',', 'x', '٣٫٥']],
    ['B2B snake_case x² Ⅷ', ['B2B', 'snake_case', 'x²', 'Ⅷ']],
    ['C++ (X) "y"', ['C', '+', '+', '(', 'X', ')', '"', 'y', '"']],
    ['a\r\nb\tc', ['a', 'b', 'c']],
    ['Zoë e\u0301te\u0301', ['Zoë', 'e\u0301te\u0301']],
    ['👨🏻‍🚒 🇩🇪🇫🇷 🇩 1️⃣ ❤️ 👍🏽', ['👨🏻‍🚒', '🇩🇪', '🇫🇷', '🇩', '1️⃣', '❤️', '👍🏽']],
    ['می‌خواهم', ['می‌خواهم']],
    ['नमस्ते दुनिया', ['नमस्ते', 'दुनिया']],
    ['한국어 문장', ['한국어', '문장']],
    ['東京都知事は、コーヒーを飲む。', ['東京', '都知事', 'は', '、', 'コーヒー', 'を', '飲む', '。']],
    ['2024年5月', ['2024', '年', '5', '月']],
    ['ภาษาไทยง่าย ABC', ['ภาษา', 'ไทย', 'ง่าย', 'ABC']],
    ['\ud800x', ['\ud800', 'x']],
  ])('cuts %j', (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  it('cuts a run of several thousand letters as it cuts its sentences', () => {
    const sentence = '東京都知事はコーヒーを飲む';
    expect(words(sentence.repeat(700))).toEqual(Array.from({ length: 700 }, () => words(sentence)).flat());
  });

  const pieces = fc.array(
    fc.constantFrom(
      'a',
      'É',
      'e\u0301',
      '7',
      '.',
      ',',
      "'",
      '’s',
      '-',
      ' ',
      '\r\n',
      '東京',
      'は',
      '、',
      'ไทย',
      '👨🏻‍🚒',
      '🇩🇪',
      'م',
      '_',
      '\u200d',
      '1️⃣',
    ),
    { maxLength: 30 },
  );

  it('covers every character but white space by exactly one token, in order', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          pieces.map((list) => list.join('')),
          fc.string({ unit: 'binary' }),
        ),
        (text) => {
          let position = 0;
          for (const { start, end } of tokenize(text)) {
            expect(text.slice(position, start)).toMatch(/^[\p{White_Space}\u200b\ufeff]*$/u);
            expect(end).toBeGreaterThan(start);
            expect(text.slice(start, end)).not.toMatch(/[\p{White_Space}\u200b\ufeff]/u);
            position = end;
          }
          expect(text.slice(position)).toMatch(/^[\p{White_Space}\u200b\ufeff]*$/u);
        },
      ),
    );
  });

  it('never splits a user-perceived character', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            'a',
            'é',
            'n\u0303',
            ' ',
            '.',
            '👨🏻‍🚒',
            '🇩🇪',
            '👍🏽',
            'क्ष',
            '한',
            '東',
            'ก็',
            '1️⃣',
            '\r\n',
          ),
        ),
        (list) => {
          const text = list.join('');
          const borders = new Set([...new Intl.Segmenter().segment(text)].map(({ index }) => index));
          borders.add(text.length);
          for (const { start, end } of tokenize(text)) {
            expect(borders.has(start)).toBe(true);
            expect(borders.has(end)).toBe(true);
          }
        },
      ),
    );
  });

  it('needs time linear in the length, on hostile texts too', () => {
    for (const unit of ["a'", '1.', 'e\u0301', '👨‍', "l'", ' ', '\u0301', '東']) {
      const text = unit.repeat(200_000);
      const from = performance.now();
      tokenize(text);
      expect(performance.now() - from).toBeLessThan(3_000);
    }
  });
});
