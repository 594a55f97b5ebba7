import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blockAt, splitBlocks } from '../../../../src/renderer/components/annotated-text/text-blocks.ts';
import { hardTexts } from './hard-text.ts';

const joined = (text: string, limit?: number): string =>
  splitBlocks(text, limit)
    .map((block) => text.slice(block.start, block.end))
    .join('');

describe('splitBlocks', () => {
  test('gives one block a line and keeps CRLF, CR and LF where they are', () => {
    const text = 'a\r\n\r\nb\rc\n';
    expect(splitBlocks(text).map((b) => text.slice(b.start, b.end))).toEqual(['a\r\n', '\r\n', 'b\r', 'c\n']);
  });
  test('cuts a long line after a sentence end in its second half', () => {
    const text = 'One two three. Four five six. Seven eight nine ten.';
    expect(splitBlocks(text, 36).map((b) => text.slice(b.start, b.end))).toEqual([
      'One two three. Four five six. ',
      'Seven eight nine ten.',
    ]);
  });
  test('never cuts inside a grapheme when there is neither sentence nor space', () => {
    const text = '👨🏻‍🚒'.repeat(20);
    for (const block of splitBlocks(text, 16)) {
      expect(block.start % 7).toBe(0);
      expect(block.end % 7).toBe(0);
    }
  });
  test.each(hardTexts)('is a partition of $name', ({ text }) => {
    expect(joined(text)).toBe(text);
    expect(joined(text, 5)).toBe(text);
  });
  test('is a partition of any text at any limit', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 40 }), (text, limit) => {
        expect(joined(text, limit)).toBe(text);
      }),
    );
  });
  test('an empty text has no block', () => {
    expect(splitBlocks('')).toEqual([]);
  });
});

describe('blockAt', () => {
  test('finds the block of every offset and the last block for the end', () => {
    const blocks = splitBlocks('ab\ncd\nef');
    expect([0, 2, 3, 5, 6, 8].map((offset) => blockAt(blocks, offset))).toEqual([0, 0, 1, 1, 2, 2]);
    expect(blockAt([], 0)).toBe(-1);
  });
});
