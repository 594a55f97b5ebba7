import { describe, expect, it } from 'vitest';
import { createOffsetMap, offsetUnits, type OffsetUnit } from '#core/text/offsets.ts';
import { detectLayout, detectScheme } from '#core/formats/column-layout.ts';
import { parseRow } from '#core/formats/csv-records.ts';
import { detectDelimiter } from '#core/formats/detect-delimiter.ts';
import { chooseEncoding, guessEncoding } from '#core/formats/encoding.ts';
import { createIdSet } from '#core/formats/id-set.ts';
import { fitSpans } from '#core/formats/fit-spans.ts';
import { flatHolds, tokenHolds } from '#core/formats/format-holds.ts';
import { bytesSource } from '#core/formats/read-source.ts';
import type { RecordResult } from '#core/formats/read-records.ts';
import { formatOf } from '#core/formats/registry.ts';
import type { ReadItem, ReadOptions } from '#core/formats/reader.ts';
import { sniff } from '#core/formats/sniff.ts';
import { createSpanRows } from '#core/formats/span-rows.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function readAll(
  id: string,
  name: string,
  data: string | Uint8Array,
  options: ReadOptions = {},
): Promise<ReadItem[]> {
  const items: ReadItem[] = [];
  const source = bytesSource(name, typeof data === 'string' ? bytes(data) : data);
  for await (const batch of formatOf(id).read!(source, options)) items.push(...batch);
  return items;
}
const documentsOf = (items: readonly ReadItem[]) =>
  items.flatMap((item) => (item.kind === 'document' ? [item.document] : []));
const quarantineOf = (items: readonly ReadItem[]) =>
  items.flatMap((item) => (item.kind === 'quarantined' ? [item] : []));
const repairsOf = (items: readonly ReadItem[]) =>
  items.flatMap((item) => (item.kind === 'repaired' ? [item] : []));

describe('encodings', () => {
  it.each([
    ['utf-8', Buffer.from('Łódź ist schön')],
    ['utf-8', Buffer.from([0xef, 0xbb, 0xbf, 0x61])],
    ['utf-16le', Buffer.from('\ufeffSchöne Grüße', 'utf16le')],
    ['utf-16le', Buffer.from('plain text without a mark', 'utf16le')],
    ['utf-16be', Buffer.from('plain text without a mark', 'utf16le').swap16()],
    ['windows-1252', Buffer.from('Sch\u00f6ne Gr\u00fc\u00dfe aus K\u00f6ln, mein Freund', 'latin1')],
  ])('recognises %s', (encoding, head) => {
    expect(guessEncoding(head)?.encoding).toBe(encoding);
  });
  it('is unsure of windows-1252 and sure of a mark', () => {
    expect(guessEncoding(Buffer.from('caf\u00e9 au lait', 'latin1'))?.confidence).toBeLessThan(0.8);
    expect(guessEncoding(Buffer.from([0xff, 0xfe, 0x61, 0]))?.confidence).toBe(1);
  });
  it('refuses what it cannot name, with what to do', () => {
    const shiftJis = Uint8Array.from([
      0x93, 0xfa, 0x96, 0x7b, 0x8c, 0xea, 0x82, 0xcc, 0x95, 0xb6, 0x8f, 0x91, 0x81, 0x42,
    ]);
    expect(() => chooseEncoding(shiftJis, 'x.txt', undefined)).toThrow(
      expect.objectContaining({ code: 'ENCODING_UNKNOWN' }),
    );
    expect(chooseEncoding(shiftJis, 'x.txt', 'shift_jis').encoding).toBe('shift_jis');
    expect(() => chooseEncoding(shiftJis, 'x.txt', 'klingon')).toThrow(
      expect.objectContaining({ code: 'ENCODING_UNKNOWN' }),
    );
  });
  it('quarantines the damaged line of a UTF-8 file and reads the others', async () => {
    const data = Buffer.concat([bytes('Łódź\n'), Uint8Array.of(0x61, 0xc3, 0x28, 0x0a), bytes('Kraków\n')]);
    const items = await readAll('text', 'x.txt', data);
    expect(documentsOf(items).map(({ text }) => text)).toEqual(['Łódź', 'Kraków']);
    expect(quarantineOf(items)).toMatchObject([{ line: 2 }]);
  });
});

describe('the offset unit', () => {
  const text = 'a😀 👨🏻‍🚒 e\u0301 İ\r\nb\tc  d Ana ישראל';
  const at = text.indexOf('Ana');
  it.each(offsetUnits)('%s is proved against surfaces', async (unit) => {
    const map = createOffsetMap(text, unit);
    const spans = [
      [at, at + 3],
      [text.indexOf('d'), text.indexOf('d') + 1],
    ].map(([start, end]) => ({
      start: map.fromUtf16(start!),
      end: map.fromUtf16(end!),
      type: 'T',
      text: text.slice(start, end),
    }));
    const items = await readAll('jsonl', 'x.jsonl', JSON.stringify({ id: '1', text, spans }));
    const detected = items.find((item) => item.kind === 'detected' && item.what === 'offsetUnit');
    expect(detected).toMatchObject({ value: unit });
    expect(documentsOf(items)[0]?.spans[0]).toMatchObject({ start: at, end: at + 3, text: 'Ana' });
    expect(documentsOf(items)[0]?.surfaces).toEqual({ verified: 2, total: 2 });
  });
  it('finds an inclusive end', async () => {
    const record = {
      id: 1,
      data: { text: 'in February 22 or so' },
      completions: [
        {
          id: 1,
          result: [{ type: 'labels', value: { start: 3, end: 13, text: 'February 22', labels: ['D'] } }],
        },
      ],
    };
    const items = await readAll('label-studio', 'x.json', JSON.stringify([record]));
    expect(documentsOf(items)[0]?.spans).toEqual([{ start: 3, end: 14, type: 'D', text: 'February 22' }]);
  });
  it('tells the unit by emoji alone: by surfaces, and without them by the words that no border cuts', async () => {
    const texts = ['😀 Ana left', '🎉🎉 Bo met Ana', 'Thanks 🙏 Ana'];
    const marks = (unit: OffsetUnit) =>
      texts.map((text) => {
        const map = createOffsetMap(text, unit);
        const at = text.indexOf('Ana');
        return { text, start: map.fromUtf16(at), end: map.fromUtf16(at + 3) };
      });
    for (const unit of ['utf16', 'codepoint'] as const) {
      const withSurface = marks(unit).map(({ text, start, end }) =>
        JSON.stringify({ text, spans: [{ start, end, type: 'P', text: 'Ana' }] }),
      );
      const without = marks(unit).map(({ text, start, end }) =>
        JSON.stringify({ text, label: [[start, end, 'P']] }),
      );
      for (const [format, lines] of [
        ['jsonl', withSurface],
        ['doccano', without],
      ] as const) {
        const items = await readAll(format, 'x.jsonl', lines.join('\n'));
        expect(documentsOf(items).map(({ spans }) => spans[0]?.text)).toEqual(['Ana', 'Ana', 'Ana']);
        expect(repairsOf(items)).toEqual([]);
        const found = items.filter((item) => item.kind === 'detected' && item.what === 'offsetUnit');
        expect(found).toMatchObject([{ value: unit }]);
      }
    }
  });
  it('reads one document that counts otherwise, and says so', async () => {
    const record = (id: string, start: number, end: number): string =>
      JSON.stringify({ id, text: '😀 Ana', spans: [{ start, end, type: 'P', text: 'Ana' }] });
    const lines = [record('a', 3, 6), record('b', 3, 6), record('c', 3, 6), record('d', 2, 5)];
    const items = await readAll('jsonl', 'x.jsonl', lines.join('\n'));
    expect(documentsOf(items).every(({ spans }) => spans[0]?.start === 3)).toBe(true);
    expect(repairsOf(items)).toHaveLength(1);
  });
  it('quarantines a span whose surface is elsewhere and keeps the document', async () => {
    const items = await readAll(
      'jsonl',
      'x.jsonl',
      '{"id":"a","text":"Ana met Bo","spans":[{"start":0,"end":3,"type":"P","text":"Bob"},{"start":8,"end":10,"type":"P","text":"Bo"}]}',
    );
    expect(documentsOf(items)[0]?.spans).toHaveLength(1);
    expect(quarantineOf(items)[0]).toMatchObject({
      line: 1,
      why: 'span 0-3 (P) is "Ana" in the text, but the file says "Bob"',
    });
  });
  it.each(offsetUnits)('without surfaces %s can be set by hand', async (unit: OffsetUnit) => {
    const map = createOffsetMap(text, unit);
    const data = JSON.stringify({ text, label: [[map.fromUtf16(at), map.fromUtf16(at + 3), 'P']] });
    expect(
      documentsOf(await readAll('doccano', 'x.jsonl', data, { offsetUnit: unit }))[0]?.spans[0]?.text,
    ).toBe('Ana');
  });
});

describe('column files', () => {
  it('finds columns, separators and schemes', () => {
    expect(detectLayout(['EU\tB-ORG', 'x\tO'])).toMatchObject({
      separator: 'tab',
      tokenColumn: 0,
      tagColumn: 1,
      scheme: 'iob2',
    });
    expect(detectLayout(['EU NNP B-NP B-ORG', 'x VB B-VP O'])).toMatchObject({
      separator: 'spaces',
      columns: 4,
      tagColumn: 3,
    });
    expect(detectScheme(['B-A', 'I-A', 'E-A', 'S-B'])).toBe('iobes');
    expect(detectScheme(['B-A', 'L-A', 'U-B'])).toBe('bilou');
    expect(detectScheme(['I-A', 'B-A', 'O', 'I-B'])).toBe('iob1');
    expect(detectScheme(['A', 'O', 'B'])).toBe('io');
  });
  it('takes a column that was found for another where somebody says that it is neither token nor tag', () => {
    const lines = ['1 EU NNP B-ORG O', '2 x VB O B-MISC', '1 y VB O O'];
    expect(detectLayout(lines)).toMatchObject({ tokenColumn: 1, tagColumn: 3 });
    expect(detectLayout(lines, { detailFields: ['3'] })).toMatchObject({ tokenColumn: 1, tagColumn: 4 });
    expect(detectLayout(lines, { detailFields: ['1', '4'] })).toMatchObject({ tokenColumn: 2, tagColumn: 3 });
    expect(detectLayout(lines, { detailFields: ['3', '4'] })).toMatchObject({ tagColumn: null });
    const named = ['Word\tLemma\tNER', 'Towns\ttown\tO', 'Ada\tAda\tB-PER'];
    expect(detectLayout(named, { detailFields: ['Word'] })).toMatchObject({ tokenColumn: 1, tagColumn: 2 });
    expect(detectLayout(named, { tokenColumn: 'lemma', detailFields: ['ner'] })).toMatchObject({
      names: ['Word', 'Lemma', 'NER'],
      tokenColumn: 1,
      tagColumn: null,
    });
    const unnamed = ['s1\tAda\tB-PER', 's1\tleft\tO', 's2\tBo\tB-PER'];
    expect(detectLayout(unnamed)).toMatchObject({ tokenColumn: 0, sentenceColumn: null });
    expect(detectLayout(unnamed, { tokenColumn: '1', sentenceColumn: '0' })).toMatchObject({
      tokenColumn: 1,
      tagColumn: 2,
      sentenceColumn: 0,
    });
    expect(() => detectLayout(named, { detailFields: ['POS'] })).toThrow('There is no column POS');
  });
  it('keeps a token that is a single space and lines of white space apart', async () => {
    const items = await readAll('conll', 'x.conll', 'ก\tB-P\n \tI-P\nข\tO\n \t \nค\tO\n');
    expect(documentsOf(items)[0]?.tokens).toHaveLength(3);
  });
  it('repairs and lists tags without a B-, and keeps types with hyphens whole', async () => {
    const items = await readAll('conll', 'x.conll', 'a\tB-creative-work\nb\tO\nc\tI-PER\nd\tLOC\n');
    expect(documentsOf(items)[0]?.spans.map(({ type }) => type)).toEqual(['creative-work', 'PER', 'LOC']);
    expect(repairsOf(items).map(({ line }) => line)).toEqual([3, 4]);
  });
  it('takes # for a token where it has a tag', async () => {
    const items = await readAll('conll', 'x.conll', '#\tO\n1\tB-N\n\n# a comment\nx\tO\n');
    expect(documentsOf(items).map(({ text }) => text)).toEqual(['# 1', 'x']);
  });
});

describe('tables', () => {
  it('parses quotes, delimiters and line breaks', () => {
    expect(parseRow('a,"b, ""c""",d', ',')).toEqual(['a', 'b, "c"', 'd']);
    expect(detectDelimiter('id;text\n1;"a,b"', true)?.delimiter).toBe(';');
  });
  it('finds the delimiter in records, not in lines: quoted cells hold line breaks and other delimiters', async () => {
    const texts = ['Ana, Bo, Cy\n\nmet; once\n, twice', 'one\n"two"\nthree, four', 'x,y,z\nx,y,z\nx,y,z'];
    const row = (cells: readonly string[]): string =>
      cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(';');
    for (const header of ['id;text;note', 'nr;review;note']) {
      const csv = `${header}\r\n${texts.map((text, i) => `${row([`${i}`, text, 'a, b'])}\r\n`).join('')}`;
      expect(sniff(bytes(csv), 'x.csv')).toMatchObject({
        format: { value: 'csv' },
        delimiter: { value: ';' },
      });
      const items = await readAll(
        'csv',
        'x.csv',
        csv,
        header.startsWith('nr') ? { textField: 'review' } : {},
      );
      expect(quarantineOf(items)).toEqual([]);
      expect(documentsOf(items).map(({ text }) => text)).toEqual(texts);
    }
  });
  it('leaves a record that the end of the head cuts out of the guess', () => {
    expect(detectDelimiter('id;text\n1;"a\nb, c', false)).toMatchObject({ delimiter: ';', hasHeader: true });
    expect(detectDelimiter('1;"a"\n2;"b"\n3,4;"c\n', false)?.delimiter).toBe(';');
    expect(detectDelimiter('just a line\nand another', true)).toBeNull();
  });
  it('puts rows of a document together wherever they stand, by id and text', async () => {
    const csv =
      'id,text,start,end,label\n1,Ana met Bo,0,3,PER\n2,Rio is big,0,3,LOC\n1,Ana met Bo,8,10,PER\n2,,7,10,SIZE\n1,Another,0,7,X\n3,,,,\n';
    const items = await readAll('csv', 'x.csv', csv);
    expect(quarantineOf(items)).toEqual([]);
    expect(
      documentsOf(items).map(({ id, text, spans }) => [id, text, spans.map(({ text: t }) => t)]),
    ).toEqual([
      ['1', 'Ana met Bo', ['Ana', 'Bo']],
      ['1', 'Another', ['Another']],
      ['2', 'Rio is big', ['Rio', 'big']],
      ['3', '', []],
    ]);
  });
  it.each([
    { characters: 10, documents: 9 },
    { characters: 99, documents: 1 },
  ])('refuses a row whose document had to be finished (at most %j), and loses nothing else', (held) => {
    const rows = createSpanRows(held);
    const document = (id: string) =>
      ({ kind: 'record', id, text: `text ${id}`, spans: [], meta: {} }) as const;
    const span = { start: 0, end: 4, type: 'T' };
    expect(rows.add(document('1'), span)).toEqual([]);
    expect(rows.add(document('2'), span)).toMatchObject([{ id: '1', spans: [span] }]);
    expect(rows.add(document('1'), span)).toMatchObject([
      { kind: 'problem', why: expect.stringContaining('sort the table') as string },
    ]);
    expect(rows.add({ ...document('1'), text: '' }, span)).toMatchObject([{ kind: 'problem' }]);
    expect(rows.add(document('2'), span)).toEqual([]);
    const more = [...rows.add({ ...document('1'), text: 'new' }, span), ...rows.end()];
    expect(more).toMatchObject([
      { id: '2', spans: [span, span] },
      { id: '1', text: 'new', spans: [span] },
    ]);
  });
  it('finishes the documents of a long table in their order', () => {
    const rows = createSpanRows({ characters: 1_000, documents: 100 });
    const found: RecordResult[] = [];
    for (let i = 0; i < 20_000; i++) {
      const id = `${i >> 1}`;
      found.push(...rows.add({ kind: 'record', id, text: id, spans: [], meta: {} }, null));
    }
    found.push(...rows.end());
    expect(found.map((result) => (result.kind === 'record' ? result.id : result.kind))).toEqual(
      Array.from({ length: 10_000 }, (_, i) => `${i}`),
    );
  });
  it('takes the delimiter that Excel names in the first line, which is no row', async () => {
    const items = await readAll('csv', 'x.csv', 'sep=|\r\nid|text\r\n1|a, b; c\r\n');
    expect(documentsOf(items).map(({ id, text }) => [id, text])).toEqual([['1', 'a, b; c']]);
  });
  it.each([
    ['text\nHello, world\n"Bye, ""all"""\n"Well," she said.\nOh\n'],
    ['Hello, world\n"Bye, ""all"""\n"Well," she said.\nOh\n'],
    ['text\r\nHello, world\r\n"Bye, ""all"""\r\n"Well," she said.\r\nOh'],
  ])('reads a table of one column without cutting its texts: %j', async (csv) => {
    expect(sniff(bytes(csv), 'x.csv')).toMatchObject({
      format: { value: 'csv' },
      delimiter: { value: 'none' },
    });
    const items = await readAll('csv', 'x.csv', csv);
    expect(quarantineOf(items)).toEqual([]);
    expect(documentsOf(items)).toMatchObject([
      { text: 'Hello, world', meta: {} },
      { text: 'Bye, "all"' },
      { text: '"Well," she said.' },
      { text: 'Oh' },
    ]);
  });
  it('takes a delimiter by hand, by sign or by name', async () => {
    const texts = async (csv: string, delimiter: string) =>
      documentsOf(await readAll('csv', 'x.csv', csv, { delimiter })).map(({ text }) => text);
    expect(await texts('text;n\na,b;1\n', 'none')).toEqual(['text;n', 'a,b;1']);
    expect(await texts('n\ttext\n1\ta,b\n', 'tab')).toEqual(['a,b']);
    expect(await texts('n~text\n1~a,b\n', '~')).toEqual(['a,b']);
    expect(await texts('n;text\n1;a,b\n', '')).toEqual(['a,b']);
  });
  it('sets a row aside whose text was cut because it is not in quotes', async () => {
    const items = await readAll('csv', 'x.csv', 'id,text\n1,Ana left,and Bo stayed\n2,Rio,,\n3,"a, b"\n');
    expect(documentsOf(items).map(({ text }) => text)).toEqual(['Rio', 'a, b']);
    expect(quarantineOf(items)).toMatchObject([
      { line: 2, why: expect.stringContaining('3 cells, the header 2') as string },
    ]);
  });
  it('puts one row per span together and quarantines by line', async () => {
    const csv =
      'doc_id;start;end;label;surface;document_text\nd1;0;3;PER;Ana;Ana met Bo\nd1;8;10;PER;Bo;Ana met Bo\nd2;0;2;PER;XX;Bo\nd3;;;;;"two ""quoted""\nlines"\n';
    const items = await readAll('csv', 'x.csv', csv);
    expect(documentsOf(items).map(({ id, text, spans }) => [id, text, spans.length])).toEqual([
      ['d1', 'Ana met Bo', 2],
      ['d2', 'Bo', 0],
      ['d3', 'two "quoted"\nlines', 0],
    ]);
    expect(quarantineOf(items)).toMatchObject([{ line: 4 }]);
  });
});

describe('JSON', () => {
  it('reads arrays over many lines by element and tells bad rows by line', async () => {
    const json = '[\n {"text": "a ] , [ b",\n  "label": []},\n 5,\n {"no": "text"}\n]';
    const items = await readAll('jsonl', 'x.json', json);
    expect(documentsOf(items).map(({ text }) => text)).toEqual(['a ] , [ b']);
    expect(quarantineOf(items).map(({ line }) => line)).toEqual([4, 5]);
  });
  it('finds 7 bad lines among good ones', async () => {
    const lines = Array.from({ length: 1_000 }, (_, i) =>
      i % 150 === 10 ? '{"text": "x"' : JSON.stringify({ id: i, text: `t ${i}` }),
    );
    const items = await readAll('jsonl', 'x.jsonl', lines.join('\n'));
    expect(documentsOf(items)).toHaveLength(993);
    expect(quarantineOf(items).map(({ line }) => line)).toEqual([11, 161, 311, 461, 611, 761, 911]);
  });
  it('asks for names of integer tags', async () => {
    const row = '{"tokens":["Ana","left"],"ner_tags":[1,0]}';
    expect(quarantineOf(await readAll('hf-jsonl', 'x.jsonl', row))[0]?.why).toContain('--label-names');
    expect(
      documentsOf(await readAll('hf-jsonl', 'x.jsonl', row, { labelNames: ['O', 'B-PER', 'I-PER'] }))[0]
        ?.spans,
    ).toMatchObject([{ text: 'Ana', type: 'PER' }]);
  });
  it('reads the tags of rows that have the text beside its tokens, in that text', async () => {
    const row = {
      id: 7,
      text: 'Ana, left.',
      tokens: ['Ana', ',', 'left', '.'],
      ner_tags: ['B-PER', 'O', 'O', 'O'],
    };
    const [document] = documentsOf(await readAll('hf-jsonl', 'x.jsonl', JSON.stringify(row)));
    expect(document).toMatchObject({
      id: '7',
      text: 'Ana, left.',
      annotated: true,
      reconstructed: false,
      spans: [{ text: 'Ana', type: 'PER', start: 0, end: 3 }],
      meta: {},
    });
    const others = await readAll(
      'hf-jsonl',
      'x.jsonl',
      JSON.stringify({ ...row, text: 'Quite another text' }),
    );
    expect(documentsOf(others)[0]).toMatchObject({ text: 'Ana , left .', reconstructed: true });
    expect(others.filter(({ kind }) => kind === 'repaired')).toHaveLength(1);
  });
  it('takes spans before tags where a row has both, and leaves texts without tags alone', async () => {
    const spans = { text: 'Ana left', tokens: ['Ana', 'left'], spans: [{ start: 4, end: 8, type: 'ACT' }] };
    const [both] = documentsOf(
      await readAll('jsonl', 'x.jsonl', JSON.stringify({ ...spans, tags: ['B-PER', 'O'] })),
    );
    expect(both?.spans).toMatchObject([{ text: 'left' }]);
    const [none] = documentsOf(
      await readAll('jsonl', 'x.jsonl', JSON.stringify({ text: 'Ana left', tokens: ['Ana', 'left'] })),
    );
    expect(none).toMatchObject({ annotated: false, meta: { tokens: ['Ana', 'left'] } });
  });
});

describe('sniffing', () => {
  it.each([
    ['jsonl', 'x.jsonl', '{"id":"1","text":"a","spans":[],"offsetUnit":"utf16"}\n'],
    ['doccano', 'x.jsonl', '{"text":"a b","label":[[0,1,"P"]]}\n'],
    ['prodigy', 'x.jsonl', '{"text":"a","_task_hash":1,"answer":"accept"}\n'],
    ['label-studio', 'x.json', '[{"id":1,"data":{"text":"a"},"annotations":[]}]'],
    ['gliner', 'x.json', '[{"tokenized_text":["a"],"ner":[]}]'],
    ['spacy-json', 'x.json', '[["a",{"entities":[[0,1,"P"]]}]]'],
    ['hf-jsonl', 'x.jsonl', '{"tokens":["a"],"ner_tags":[0]}\n'],
    ['uima-json', 'x.json', '{"%TYPES":{},"%FEATURE_STRUCTURES":[]}'],
    ['uima-xmi', 'x.xmi', '<?xml version="1.0"?><xmi:XMI/>'],
    ['webanno-tsv', 'x.tsv', '#FORMAT=WebAnno TSV 3.3\n'],
    ['conll', 'x.txt', 'EU\tB-ORG\nrejects\tO\n\nGerman\tB-MISC\n'],
    ['brat', 'x.ann', 'T1\tPER 0 3\tAna\n'],
    ['csv', 'x.csv', 'id,text\n1,hello\n'],
    ['tsv', 'x.tsv', 'id\ttext\n1\thello\n'],
    ['text', 'x.txt', 'Just a sentence.\nAnd one more.\n'],
  ])('%s', (id, name, data) => {
    const { format } = sniff(bytes(data), name);
    expect(format.value).toBe(id);
    expect(format.confidence).toBeGreaterThan(0.5);
  });
});

describe('fitting spans', () => {
  const span = (
    start: number,
    end: number,
    type = 'T',
  ): { start: number; end: number; type: string; text: string } => ({
    start,
    end,
    type,
    text: 'x'.repeat(end - start),
  });
  it('keeps the longest, then the earliest, where nothing may overlap', () => {
    const { kept, losses } = fitSpans('x'.repeat(8), [span(0, 2), span(1, 6), span(6, 8), span(5, 7)], {
      holds: flatHolds,
    });
    expect(kept.map(({ start, end }) => [start, end])).toEqual([
      [1, 6],
      [6, 8],
    ]);
    expect(losses.map(({ what }) => what)).toEqual(['dropped', 'dropped']);
  });
  it('tells flattened and trimmed spans', () => {
    const pieces = {
      ...span(0, 9),
      text: 'xx xx',
      fragments: [
        [0, 2],
        [7, 9],
      ] as [number, number][],
    };
    expect(fitSpans('xx is  xx', [pieces], { holds: flatHolds })).toMatchObject({
      kept: [{ start: 0, end: 9, text: 'xx is  xx' }],
      losses: [{ what: 'flattened' }],
    });
    const edge = { start: 0, end: 5, type: 'T', text: ' abc ' };
    expect(fitSpans(' abc ', [edge], { holds: tokenHolds })).toMatchObject({
      kept: [{ start: 1, end: 4, text: 'abc' }],
      losses: [{ what: 'changed' }],
    });
  });
});

it('an id set tells repeated ids in a hundred thousand', () => {
  const set = createIdSet();
  let fresh = 0;
  for (let i = 0; i < 100_000; i++) if (set.add(`document-${i}`)) fresh++;
  expect(fresh).toBe(100_000);
  expect(set.add('document-77777')).toBe(false);
});
