import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeTokens, decodeTokensOf, encodeTokens, encodeTokensOf } from '#core/store/token-codec.ts';
import { tokenize } from '#core/text/tokenize.ts';

describe('token codec', () => {
  it('gives back any tokens in text order', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.oneof(fc.nat(3), fc.nat(300), fc.nat(2 ** 31)),
            fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 2 ** 21 })),
          ),
          { maxLength: 50 },
        ),
        (gaps) => {
          let offset = 0;
          const tokens = gaps.map(([gap, length]) => {
            const start = offset + gap;
            offset = start + length;
            return { start, end: offset };
          });
          expect(decodeTokens(encodeTokens(tokens))).toEqual(tokens);
        },
      ),
    );
  });

  it('gives back the tokens of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const tokens = tokenize(text);
        expect(decodeTokens(encodeTokens(tokens))).toEqual(tokens);
      }),
    );
  });

  it('takes two bytes for a common token, and none for no token', () => {
    // "Ada Lovelace" → gaps 0 and 1, lengths 3 and 8.
    expect([
      ...encodeTokens([
        { start: 0, end: 3 },
        { start: 4, end: 12 },
      ]),
    ]).toEqual([0, 3, 1, 8]);
    expect(encodeTokens([])).toHaveLength(0);
    // 300 = 0b10_0101100 → 0xAC 0x02.
    expect([...encodeTokens([{ start: 300, end: 301 }])]).toEqual([0xac, 0x02, 1]);
  });

  it('takes one byte for a text rebuilt from tokens', () => {
    const tokens = [
      { start: 0, end: 3 },
      { start: 4, end: 12 },
    ];
    expect(encodeTokensOf('Ada Lovelace', tokens)).toHaveLength(1);
    expect(decodeTokensOf('Ada Lovelace', encodeTokensOf('Ada Lovelace', tokens))).toEqual(tokens);
    // A token that holds a space, a double space, or a token less is not that.
    expect(encodeTokensOf('Ada Lovelace', [{ start: 0, end: 12 }]).length).toBeGreaterThan(1);
    expect(encodeTokensOf('Ada  Lovelace', [tokens[0]!, { start: 5, end: 13 }]).length).toBeGreaterThan(1);
    expect(encodeTokensOf('Ada Lovelace', [tokens[0]!]).length).toBeGreaterThan(1);
  });

  it('gives back the tokens of any text, cut at spaces or anywhere else', () => {
    const words = fc.array(
      fc.string({ unit: fc.constantFrom('a', 'ü', '😀', '.', ' '), minLength: 1, maxLength: 4 }),
      {
        maxLength: 8,
      },
    );
    fc.assert(
      fc.property(words, fc.boolean(), (parts, tokenised) => {
        const text = parts.join(' ');
        let at = 0;
        const joined = parts.map((part) => {
          const start = at;
          at += part.length + 1;
          return { start, end: start + part.length };
        });
        const tokens = tokenised ? tokenize(text) : joined;
        expect(decodeTokensOf(text, encodeTokensOf(text, tokens))).toEqual(tokens);
      }),
    );
  });
});
