import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sniff } from '#core/formats/sniff.ts';

const formatOf = (name: string, text: string): string =>
  sniff(new TextEncoder().encode(text), name).format.value;

describe('prose that looks like columns', () => {
  it.each([
    ['Yesterday I went to Paris.\n'],
    ['Yesterday I went'],
    ['Plan B failed\n'],
    ['Hepatitis B virus\nHepatitis B vaccine\nVitamin B complex\nHepatitis B surface\n'],
    ['Blood type O\n'],
    ['Blood O positive\nBlood O negative\nBlood B positive\n'],
    ['Sinead O Connor\nMary Jane Smith\nFlann Og Brien\nJohn Paul Jones\n'],
    ['Take I-95 north\n'],
    ['An L-shaped room\nA U-turn ahead\nThe S-Bahn stops\n'],
    ['See E-mail\nBuy B-sides\nTry E-books\nUse U-bolts\n'],
    ['I\n'],
    ['A B\n'],
    ['[1] Smith, J. (2001). A title.\n[2] Doe, A. (2003). Another.\n'],
    ['[Music] We are here.\n[Applause]\n'],
    ['[[Main page]] is linked.\n'],
    ['{name} went home.\n'],
    ['Text, lies and videotape\nThe end, at last\n'],
    ['Content; form\n'],
    ['Hello, world\nGoodbye, moon\nSleep, sun\n'],
    ['1 2 3 4 5 6 7 8 9 10\n2 3 4 5 6 7 8 9 10 11\n'],
    ['a|b c|d\n'],
    ['| Name | Age |\n|---|---|\n| Ada | 36 |\n'],
    ['# A title\n\nSome words.\n'],
  ])('%j is text under any name', (text) => {
    for (const name of ['x.txt', 'x.md', 'x.text', 'x.log', 'x'])
      expect([name, formatOf(name, text)]).toEqual([name, 'text']);
  });

  it('is text whatever the words are, as long as few lines end in O', () => {
    const word = fc.constantFrom(
      'I',
      'B',
      'went',
      'E-mail',
      'I-95',
      'B-side',
      'Paris',
      'U-boat',
      'to',
      '_',
      'complex',
    );
    const line = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), (lines) => {
        expect(formatOf('x.txt', lines.join('\n'))).toBe('text');
      }),
      { numRuns: 500 },
    );
  });
});

describe('columns', () => {
  it.each([
    ['x.txt', 'EU B-ORG\nrejects O\nGerman B-MISC\ncall O\n'],
    ['x.txt', 'EU\tB-ORG\nrejects\tO\n'],
    ['x.txt', '-DOCSTART- -X- O O\n\nEU NNP B-NP B-ORG\n'],
    ['x.conll', 'EU B-ORG\n'],
    ['x.iob', 'EU I-ORG\n'],
    ['x.conll', 'a\tB\tPER\nb\tO\t_\nc\tI\tLOC\n'],
    ['x.tsv', 'a\tB\tPER\nb\tO\t_\nc\tO\t_\n'],
    ['x.txt', 'Vgl. O\nBlatt O\nRAB PART\n1/2010 YEAR\nRz MISC\n'],
    ['x.tsv', 'word\tner\nNew York\tLOC\nis\tO\nbig\tO\n'],
    ['x.tsv', 'text\tlabel\nEU\tB-ORG\nrejects\tO\n'],
    ['x.csv', 'EU\tB-ORG\nrejects\tO\n'],
    ['x', 'When|WRB|O Sebastian|NNP|B-PER Thrun|NNP|I-PER started|VBD|O\n'],
  ])('%s %j are found', (name, text) => {
    expect(formatOf(name, text)).toBe('conll');
  });
});

describe('tables', () => {
  it.each([
    ['x.csv', 'id,text,spans\na,Yesterday I went,[]\nb,Plan B failed,[]\n', 'csv'],
    ['x.csv', 'id,text\n1,I\n', 'csv'],
    ['x.tsv', 'text\tlabel\nI love it\tpositive\nI hate it\tnegative\nOh no\tO\n', 'tsv'],
    ['x.tsv', 'id\ttext\tspans\nd-1\tPlan B failed\t[]\n', 'tsv'],
    ['x.csv', 'Yesterday I went\n', 'csv'],
    ['x.txt', 'id\ttext\n1\tHello there\n2\tGood bye\n', 'tsv'],
    ['x', 'id,text\n1,Hello there\n2,Good bye\n', 'csv'],
  ])('%s %j are no columns of tokens', (name, text, format) => {
    expect(formatOf(name, text)).toBe(format);
  });
});

describe('JSON by name', () => {
  it.each([
    ['x.json', '{name: 1}'],
    ['x.jsonl', 'undefined\n'],
    ['x.json', '[1] no list'],
    ['x.ndjson', ''],
  ])('%s %j is not read as text', (name, text) => {
    expect(formatOf(name, text)).toBe('jsonl');
  });
});
