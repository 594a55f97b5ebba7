import { inflateSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { decodeMsgpack, encodeMsgpack, type Msgpack } from '#core/formats/docbin/msgpack.ts';
import { murmurHash64A } from '#core/formats/docbin/murmur-hash.ts';
import { stringValue } from '#core/formats/docbin/string-value.ts';
import { symbolId, symbolNames } from '#core/formats/docbin/symbols.ts';
import { formatOf } from '#core/formats/registry.ts';
import { scanXml } from '#core/formats/xml-scan.ts';
import { plainDocuments } from '../../../helpers/hard-documents.ts';
import { writtenFiles } from '../../../helpers/written-files.ts';

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const written = async (id: string, documents = plainDocuments): Promise<Map<string, Uint8Array>> =>
  writtenFiles(formatOf(id), documents);

describe('spaCy strings', () => {
  it('hash as spaCy documents it (StringStore: coffee; its test suite: apple)', () => {
    expect(stringValue('coffee')).toBe(3197928453018144401n);
    expect(stringValue('apple')).toBe(8566208034543834098n);
    expect(stringValue('ROOT')).toBe(8206900633647566924n);
  });
  it('are symbols at the published ids', () => {
    const known = {
      ORTH: 65,
      ENT_IOB: 77,
      ENT_TYPE: 78,
      SENT_START: 80,
      ADJ: 84,
      PERSON: 380,
      NORP: 381,
      ORG: 383,
      GPE: 384,
      LOC: 385,
      PRODUCT: 386,
      EVENT: 387,
      DATE: 391,
      MONEY: 394,
      dobj: 416,
      nsubj: 429,
    };
    for (const [name, id] of Object.entries(known)) expect(symbolId(name), name).toBe(id);
    expect(symbolNames).toHaveLength(457);
    expect(new Set(symbolNames).size).toBe(457);
    expect(stringValue('ORG')).toBe(383n);
  });
  it('hash every length of tail', () => {
    const bytes = Uint8Array.from({ length: 16 }, (_, i) => i);
    const all = Array.from({ length: 17 }, (_, n) => murmurHash64A(bytes.subarray(0, n), 1n));
    expect(new Set(all).size).toBe(17);
  });
});

describe('MessagePack', () => {
  it.each([
    0,
    127,
    128,
    255,
    256,
    65_535,
    65_536,
    2 ** 32,
    -1,
    -32,
    -33,
    1.5,
    'x'.repeat(31),
    'x'.repeat(32),
    'é'.repeat(40_000),
    true,
    false,
    null,
  ])('gives %j back', (value) => {
    expect(decodeMsgpack(encodeMsgpack(value))).toEqual(value);
  });
  it('keeps binary and text apart, and long lists', () => {
    const value: Msgpack = { list: Array.from({ length: 20 }, (_, i) => i), bytes: Uint8Array.of(1, 2, 3) };
    expect(decodeMsgpack(encodeMsgpack(value))).toEqual(value);
  });
  it('keeps maps whose keys are no text as they are', () => {
    const value: Msgpack = new Map<Msgpack, Msgpack>([
      [Uint8Array.of(1, 2), ['a', 'b']],
      ['text', 1],
    ]);
    expect(decodeMsgpack(encodeMsgpack(value))).toEqual(value);
  });
  it('refuses a length that the file does not have', () => {
    expect(() => decodeMsgpack(Uint8Array.of(0xdd, 0xff, 0xff, 0xff, 0xff))).toThrow(
      expect.objectContaining({ code: 'FORMAT_INVALID' }),
    );
    expect(() => decodeMsgpack(Uint8Array.of(0xc6, 0x7f, 0xff, 0xff, 0xff))).toThrow(
      expect.objectContaining({ code: 'FORMAT_INVALID' }),
    );
  });
});

describe('a DocBin', () => {
  it('has the documented layout: ORTH first, one row of 64-bit values per token, one byte of spaces', async () => {
    const bin = decodeMsgpack(inflateSync((await written('spacy')).get('')!)) as Record<string, Msgpack>;
    const attrs = bin['attrs'] as number[];
    const tokens = bin['tokens'] as Uint8Array;
    const spaces = bin['spaces'] as Uint8Array;
    const lengths = bin['lengths'] as Uint8Array;
    expect(bin['version']).toBe('0.1');
    expect(attrs).toEqual([65, 77, 78, 80]);
    expect(tokens.length).toBe(spaces.length * attrs.length * 8);
    const counts = Array.from(
      new Int32Array(lengths.buffer.slice(lengths.byteOffset, lengths.byteOffset + lengths.length)),
    );
    expect(counts.reduce((a, b) => a + b)).toBe(spaces.length);
    expect(counts).toHaveLength(plainDocuments.length);
    for (const key of ['cats', 'flags', 'span_groups']) expect((bin[key] as Msgpack[]).length, key).toBe(3);
    const strings = bin['strings'] as string[];
    expect(strings).toEqual([...strings].sort());
    for (const name of ['PER', 'ORG', 'Nokia', '🎉']) expect(strings).toContain(name);
    // "Lina Bergér" are tokens 1 and 2: B (3) and I (1).
    const view = new DataView(tokens.buffer, tokens.byteOffset, tokens.length);
    const iob =
      counts.length > 0 ? [0, 1, 2, 3].map((row) => Number(view.getBigUint64((row * 4 + 1) * 8, true))) : [];
    expect(iob).toEqual([2, 3, 1, 2]);
    expect(view.getBigUint64(0, true)).toBe(stringValue('🎉'));
  });
  it('spells the text with tokens and single spaces; every other white space is a token', async () => {
    const odd = [{ id: 'x', text: '  a \t b\r\n', spans: [] }];
    const bin = decodeMsgpack(inflateSync((await written('spacy', odd)).get('')!)) as Record<string, Msgpack>;
    expect((bin['strings'] as string[]).filter((word) => /^\s+$/.test(word)).sort()).toEqual(
      ['\t ', '\r\n', '  '].sort(),
    );
    expect(Array.from(bin['spaces'] as Uint8Array)).toEqual([0, 1, 0, 0, 0]);
  });
});

describe('WebAnno TSV 3.3', () => {
  it('has its header, two blank lines, UTF-16 offsets and a trailing tab', async () => {
    const files = await written('webanno-tsv');
    const lines = text([...files.values()][0]).split('\n');
    expect(lines.slice(0, 4)).toEqual([
      '#FORMAT=WebAnno TSV 3.3',
      '#T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|value',
      '',
      '',
    ]);
    expect(lines[4]).toBe('#Text=🎉 Lina Bergér met Nokia in São Paulo.');
    expect(lines[5]).toBe('1-1\t0-2\t🎉\t_\t');
    expect(lines[6]).toBe('1-2\t3-7\tLina\tPER[1]\t');
    expect(lines[7]).toBe('1-3\t8-14\tBergér\tPER[1]\t');
  });
  it('stacks overlapping marks and escapes what has a meaning', async () => {
    const nested = [
      {
        id: 'n',
        text: 'ab',
        spans: [
          { start: 0, end: 2, type: 'A|[x]_;*', text: 'ab' },
          { start: 0, end: 2, type: 'B', text: 'ab' },
        ],
      },
    ];
    const body = text([...(await written('webanno-tsv', nested)).values()][0]);
    expect(body).toContain('1-1\t0-2\tab\tA\\|\\[x\\]\\_\\;\\*[1]|B[2]\t');
  });
});

describe('brat', () => {
  it('counts code points, joins fragments by a space, and cuts at line breaks', async () => {
    const documents = [
      {
        id: 'd',
        text: '😀 North and\nSouth America',
        spans: [
          {
            start: 3,
            end: 26,
            type: 'big place',
            text: 'North America',
            fragments: [
              [3, 8],
              [19, 26],
            ] as [number, number][],
          },
          { start: 9, end: 18, type: 'X', text: 'and\nSouth' },
        ],
      },
    ];
    const files = await written('brat', documents);
    const ann = text(files.get('000001-d.ann')).split('\n');
    expect(ann[0]).toBe('T1\tbig_place 2 7;18 25\tNorth America');
    expect(ann[1]).toBe('T2\tX 8 11;12 17\tand South');
    expect(text(files.get('annotation.conf'))).toContain('[entities]\nbig_place\nX\n');
    expect(text(files.get('type-names.tsv'))).toBe('big_place\t"big place"\n');
  });
});

describe('UIMA', () => {
  it('JSON: the Sofa first, %ID and %TYPE first, every member exists', async () => {
    const cas = JSON.parse(text([...(await written('uima-json')).values()][0])) as {
      '%FEATURE_STRUCTURES': Record<string, unknown>[];
      '%VIEWS': { _InitialView: { '%SOFA': number; '%MEMBERS': number[] } };
    };
    const structures = cas['%FEATURE_STRUCTURES'];
    expect(structures[0]?.['%TYPE']).toBe('uima.cas.Sofa');
    for (const structure of structures) expect(Object.keys(structure).slice(0, 2)).toEqual(['%ID', '%TYPE']);
    const ids = new Set(structures.map((structure) => structure['%ID']));
    for (const member of cas['%VIEWS']._InitialView['%MEMBERS']) expect(ids).toContain(member);
    const entity = structures.find((structure) => structure['value'] === 'PER');
    expect([entity?.['begin'], entity?.['end']]).toEqual([3, 14]);
  });
  it('XMI: a zip with its type system, line breaks as references, banned characters as blanks, every member exists', async () => {
    const files = await written('uima-xmi', [
      { id: 'x', text: 'a\u0001\n<b>', spans: [{ start: 3, end: 6, type: 'T&', text: '<b>' }] },
    ]);
    const entries = unzipSync([...files.values()][0]!);
    expect(Object.keys(entries).sort()).toEqual(['000001-x.xmi', 'TypeSystem.xml']);
    const xmi = text(entries['000001-x.xmi']);
    expect(xmi).toContain('sofaString="a &#10;&lt;b&gt;"');
    const elements = [...scanXml(xmi, 'x')].filter((event) => event.kind === 'open');
    const ids = new Set(elements.map(({ attributes }) => attributes.get('xmi:id')));
    const view = elements.find(({ name }) => name === 'cas:View');
    for (const member of (view?.attributes.get('members') ?? '').split(' ')) expect(ids).toContain(member);
    expect(elements.find(({ name }) => name === 'ner:NamedEntity')?.attributes.get('value')).toBe('T&');
    expect([...scanXml(text(entries['TypeSystem.xml']), 't')].length).toBeGreaterThan(10);
  });
});

describe('Hugging Face', () => {
  it('writes the names of its integers', async () => {
    const files = await written('hf-jsonl');
    expect(JSON.parse(text(files.get('labels.json')))).toEqual([
      'O',
      'B-PER',
      'I-PER',
      'B-ORG',
      'I-ORG',
      'B-LOC',
      'I-LOC',
    ]);
    expect(text(files.get('README.md'))).toContain('\'1\': "B-PER"');
    expect(text(files.get('data.jsonl')).split('\n')[0]).toContain('"ner_tags":[0,1,2,0,3,0,5,6,0,0,0,0]');
  });
});
