import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeFileName } from '#host/safe-file-name.ts';

describe('safeFileName', () => {
  it.each([
    ['notes.txt', 'notes.txt'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['C:\\Windows\\a.txt', 'C__Windows_a.txt'],
    ['.bashrc', 'bashrc'],
    ['', 'file'],
    ['..', 'file'],
    ['nul.txt', '_nul.txt'],
    ['a\u0000b\n.csv', 'a_b_.csv'],
    ['Überblick 表.jsonl', 'Überblick 表.jsonl'],
  ])('turns %j into %j', (name, expected) => {
    expect(safeFileName(name)).toBe(expected);
  });

  it('keeps the extension of a long name', () => {
    expect(safeFileName('x'.repeat(500) + '.jsonl')).toMatch(/^x{114}\.jsonl$/);
  });

  it('always gives one visible path segment', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const safe = safeFileName(name);
        expect(safe).toMatch(/^[^/\\]{1,120}$/s);
        expect(safe).not.toMatch(/\p{Cc}/u);
        expect(safe.startsWith('.')).toBe(false);
        expect(safe.isWellFormed()).toBe(true);
      }),
    );
  });
});
