import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitColumns } from '#core/formats/column-rows.ts';
import { ownCopy } from '#core/text/own-copy.ts';
import { newRow, rowScanner } from '#core/formats/readers/scan-row.ts';

const cell = fc.string({ unit: fc.constantFrom('a', 'Ł', '😀', '\u00a0', '-', 'O'), maxLength: 4 });

function scanned(text: string, at: number, separator: 'tab' | 'spaces', token: number, tag: number | null) {
  const row = newRow();
  rowScanner(separator, token, tag)(text, at, row);
  return {
    token: text.slice(row.tokenStart, Math.max(row.tokenStart, row.tokenEnd)),
    tag: row.tagEnd === 0 ? '' : text.slice(row.tagStart, row.tagEnd),
    lineEnd: row.lineEnd,
  };
}

describe('rowScanner', () => {
  it('finds token and tag in the middle of a text, without the carriage return', () => {
    const text = 'x\tO\nAda\tNNP\tB-PER\r\nmet';
    expect(scanned(text, 4, 'tab', 0, 2)).toEqual({ token: 'Ada', tag: 'B-PER', lineEnd: 18 });
    expect(scanned('Ada  NNP\tB-PER \n', 0, 'spaces', 0, 2)).toEqual({
      token: 'Ada',
      tag: 'B-PER',
      lineEnd: 15,
    });
  });

  it('says 0 for cells that are missing or empty', () => {
    expect(scanned('Ada\t\nB\tO', 0, 'tab', 0, 1)).toEqual({ token: 'Ada', tag: '', lineEnd: 4 });
    expect(scanned('Ada', 0, 'spaces', 0, 3)).toEqual({ token: 'Ada', tag: '', lineEnd: 3 });
  });

  it('cuts at tabs as splitColumns does', () => {
    fc.assert(
      fc.property(
        fc.array(cell, { minLength: 1, maxLength: 5 }),
        fc.nat(4),
        fc.nat(4),
        (cells, token, tag) => {
          const line = cells.join('\t');
          const columns = splitColumns(line, 'tab');
          expect(scanned(`${line}\nnext`, 0, 'tab', token, tag)).toEqual({
            token: columns[token] ?? '',
            tag: columns[tag] ?? '',
            lineEnd: line.length,
          });
        },
      ),
    );
  });

  it('cuts at blanks as splitColumns does, where no other white space begins or ends the line', () => {
    const gap = fc.constantFrom(' ', '  ', '\t', ' \t ');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, gap), { minLength: 1, maxLength: 5 }),
        fc.nat(4),
        fc.nat(4),
        (parts, token, tag) => {
          const line = `a${parts.map(([word, blank]) => `${blank}${word}`).join('')}a`;
          const columns = splitColumns(line, 'spaces');
          expect(scanned(`${line}\r\n`, 0, 'spaces', token, tag)).toMatchObject({
            token: columns[token] ?? '',
            tag: columns[tag] ?? '',
          });
        },
      ),
    );
  });
});

describe('ownCopy', () => {
  it('is the same string, lone surrogates included', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => ownCopy(text) === text));
    expect(ownCopy('a\ud800b')).toBe('a\ud800b');
  });
});
