import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import type { Encoding } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { readDeltaStrings } from '#core/formats/parquet/delta.ts';
import { readFooter } from '#core/formats/parquet/footer.ts';
import { readPageHeader } from '#core/formats/parquet/page-header.ts';
import { plainRow } from '#core/formats/parquet/plain-row.ts';
import { readableColumns, readRows } from '#core/formats/parquet/read-rows.ts';
import { readRuns } from '#core/formats/parquet/runs.ts';
import { readThriftStruct } from '#core/formats/parquet/thrift.ts';
import { unpackSnappy } from '#core/formats/parquet/unpack.ts';
import { readHfParquet } from '#core/formats/readers/read-hf-parquet.ts';
import { bytesSource } from '#core/formats/read-source.ts';

const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(fileURLToPath(new URL(`../../../fixtures/formats/${name}`, import.meta.url))));

async function rowsOf(bytes: Uint8Array): Promise<unknown[]> {
  const source = bytesSource('x.parquet', bytes);
  const footer = await readFooter(source);
  const rows: unknown[] = [];
  for await (const batch of readRows(source, footer, readableColumns(footer).columns))
    for (const row of batch) rows.push(plainRow(row).record);
  return rows;
}

type Schema = ConstructorParameters<typeof ParquetWriter>[0]['schema'];
interface Column {
  readonly name: string;
  readonly data: unknown[];
  readonly encoding?: Encoding;
}

async function written(
  schema: Schema,
  columns: readonly Column[],
  pageSize = 100,
  rowGroupSize = 70,
): Promise<Uint8Array> {
  const writer = new ByteWriter();
  const parquet = new ParquetWriter({ writer, schema });
  await parquet.write({ columnData: columns.map((column) => ({ ...column })), pageSize, rowGroupSize });
  await parquet.finish();
  return writer.getBytes();
}

const text = { type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const;
const listOf = (name: string, element: object): Schema => [
  { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  { name: 'element', repetition_type: 'OPTIONAL', ...element },
];

describe('Parquet pages', () => {
  // Written by arrow-rs 0.8.0 (parquet-wasm): forty rows, rows cut by page borders, nulls and empty lists.
  it.each(['parquet-v1-snappy.parquet', 'parquet-v1-plain.parquet', 'parquet-v2-delta.parquet'])(
    'gives the rows that another writer wrote: %s',
    async (name) => {
      const sentences = [
        ['Ada', 'Lovelace', 'met', 'Babbage', 'in', 'London', '.'],
        ['Nokia', '😀', 'in', 'Łódź'],
        [],
        ['Rain'],
        ['Ada', 'Ada', 'London'],
      ];
      const tags = [[1, 2, 0, 1, 0, 3, 0], [5, 0, 0, 3], [], [0], [1, 1, 3]];
      const expected = Array.from({ length: 40 }, (_, i) => ({
        ...(i === 7 ? {} : { id: `d${i}` }),
        ...(i === 9 ? {} : { tokens: sentences[i % 5], ner_tags: tags[i % 5] }),
        source: { page: i, ...(i % 4 === 0 ? {} : { names: [`n${i % 3}`] }) },
      }));
      expect(await rowsOf(fixture(name))).toEqual(expected);
    },
  );

  it('become documents with the names of the tags', async () => {
    const items = [];
    const source = bytesSource('x.parquet', fixture('parquet-v1-snappy.parquet'));
    for await (const batch of readHfParquet(source, {})) items.push(...batch);
    const documents = items.flatMap((item) => (item.kind === 'document' ? [item.document] : []));
    expect(documents).toHaveLength(39);
    expect(documents[0]).toMatchObject({
      id: 'd0',
      text: 'Ada Lovelace met Babbage in London .',
      spans: [
        { type: 'PER', text: 'Ada Lovelace' },
        { type: 'PER', text: 'Babbage' },
        { type: 'LOC', text: 'London' },
      ],
      meta: { source: { page: 0 } },
    });
    expect(items.filter((item) => item.kind === 'quarantined')).toEqual([
      { kind: 'quarantined', line: 10, why: 'the record has no "text"', text: '' },
    ]);
  });

  it.each(['PLAIN', 'RLE_DICTIONARY', 'DELTA_LENGTH_BYTE_ARRAY', 'DELTA_BYTE_ARRAY'] as const)(
    'give texts back in the encoding %s',
    async (encoding) => {
      const words = ['', 'a', 'Łódź', '😀', '\ufeffmark', 'a longer word', 'a longer wordy'];
      const row = fc.record({
        id: fc.option(fc.constantFrom(...words), { nil: null }),
        tokens: fc.option(fc.array(fc.constantFrom(...words), { maxLength: 9 }), { nil: null }),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 200 }), async (rows) => {
          const bytes = await written(
            [
              { name: 'schema', num_children: 2 },
              { name: 'id', repetition_type: 'OPTIONAL', ...text },
              ...listOf('tokens', text),
            ],
            [
              { name: 'id', data: rows.map(({ id }) => id), encoding },
              { name: 'tokens', data: rows.map(({ tokens }) => tokens), encoding },
            ],
          );
          const given = rows.map(({ id, tokens }) => ({
            ...(id === null ? {} : { id }),
            ...(tokens === null ? {} : { tokens }),
          }));
          expect(await rowsOf(bytes)).toEqual(given);
        }),
        { numRuns: 40 },
      );
    },
  );

  it.each(['PLAIN', 'RLE_DICTIONARY', 'DELTA_BINARY_PACKED', 'BYTE_STREAM_SPLIT'] as const)(
    'give whole numbers back in the encoding %s',
    async (encoding) => {
      const numbers = Array.from({ length: 500 }, (_, i) => (i % 11) * 37 - 100);
      const column = (name: string, data: unknown[]): Column => ({ name, data, encoding });
      const bytes = await written(
        [
          { name: 'schema', num_children: 2 },
          { name: 'small', repetition_type: 'REQUIRED', type: 'INT32' },
          { name: 'large', repetition_type: 'REQUIRED', type: 'INT64' },
        ],
        [column('small', numbers), column('large', numbers.map(BigInt))],
      );
      expect(await rowsOf(bytes)).toEqual(numbers.map((n) => ({ small: n, large: n })));
    },
  );

  it('are read a few at a time: a row group of 100,000 rows is never in memory as a whole', async () => {
    const data = Array.from({ length: 100_000 }, (_, i) => ['word', `w${i % 500}`]);
    const bytes = await written(
      [{ name: 'schema', num_children: 1 }, ...listOf('tokens', text)],
      [{ name: 'tokens', data }],
      10_000,
      100_000,
    );
    const source = bytesSource('x.parquet', bytes);
    const footer = await readFooter(source);
    const sizes: number[] = [];
    for await (const batch of readRows(source, footer, readableColumns(footer).columns))
      sizes.push(batch.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(500);
    expect(sizes.reduce((a, b) => a + b)).toBe(100_000);
  });
});

describe('a Parquet file that claims more than it has', () => {
  const schema: Schema = [{ name: 'schema', num_children: 1 }, ...listOf('tokens', text)];

  it('is refused where one row has millions of values', async () => {
    const bytes = await written(schema, [{ name: 'tokens', data: [Array(3_000_000).fill('a')] }], 1e9);
    expect(bytes.length).toBeLessThan(1_000);
    await expect(rowsOf(bytes)).rejects.toThrow('its rows have too many values');
  });

  it('is refused where a run is longer than its page, before an entry is made', () => {
    const out = new Int32Array(10);
    expect(() => {
      readRuns(Uint8Array.of(0x80, 0xda, 0xc4, 0x09, 1), 1, 1, out); // 10 million times 1
    }).toThrow('a run is longer than its page');
    expect(() => {
      readRuns(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f), 0, 0, out); // groups without bytes
    }).toThrow('a run is longer than its page');
  });

  it('is refused where an index is not in the dictionary', () => {
    expect(() => {
      readRuns(Uint8Array.of(20, 7), 3, 6, new Int32Array(10));
    }).toThrow('a number in a page is too large');
  });

  it('is refused where compressed bytes send their reader backwards', () => {
    // The length of a literal, as a signed number, leads back to its own start.
    expect(() => unpackSnappy(Uint8Array.of(8, 0xfc, 0xfa, 0xff, 0xff, 0xff, 0, 0), 8)).toThrow(
      'a compressed page is damaged',
    );
  });

  it('is refused where strings share more than 64 MB of their beginnings', () => {
    const varint = (n: number): number[] => (n < 128 ? [n] : [(n % 128) | 128, ...varint(n >> 7)]);
    /** Whole numbers that grow by `step`: blocks of 128, one part, width 0. */
    const growing = (first: number, step: number, count: number): number[] => [
      ...[128, 1, 1, ...varint(count), first * 2],
      ...Array.from({ length: Math.ceil((count - 1) / 128) }, () => [step * 2, 0]).flat(),
    ];
    /** Each string is the one before and one more letter. */
    const strings = (count: number): Uint8Array =>
      Buffer.concat([
        Uint8Array.from([...growing(0, 1, count), ...growing(1, 0, count)]),
        Buffer.alloc(count, 0x61),
      ]);
    const few = Uint8Array.from([...growing(0, 1, 3), ...growing(1, 0, 3), 0x61, 0x62, 0x63]);
    expect(readDeltaStrings(few, 3).map((value) => Buffer.from(value).toString())).toEqual([
      'a',
      'ab',
      'abc',
    ]);
    expect(strings(12_000).length).toBeLessThan(20_000);
    expect(() => readDeltaStrings(strings(12_000), 12_000)).toThrow('more text than fits into memory');
  });

  it('is refused where its index claims lists longer than itself', () => {
    expect(readThriftStruct(Uint8Array.of(0x19, 0xf5, 0xff, 0xff, 0xff, 0x7f), 1_000)).toBeNull();
    expect(readThriftStruct(Uint8Array.of(0x19, 0x25, 2, 4, 0), 1_000)?.length).toBe(5);
    expect(readThriftStruct(Uint8Array.of(0x19, 0x25, 2, 4, 0), 2)).toBeNull();
  });

  it('is refused where a page unpacks to more than 128 MB', () => {
    const header = Uint8Array.of(0x15, 0, 0x15, 0x82, 0x80, 0x80, 0x80, 0x02, 0x15, 2, 0);
    expect(() => readPageHeader(header)).toThrow('claims to unpack to');
  });

  it('loses only the rows that would grow without end by sharing one long word', async () => {
    const word = 'w'.repeat(1 << 20);
    const bytes = await written(schema, [
      { name: 'tokens', data: [[word, 'a'], Array(100).fill(word), ['b', word]], encoding: 'RLE_DICTIONARY' },
    ]);
    const items = [];
    for await (const batch of readHfParquet(bytesSource('x.parquet', bytes), {})) items.push(...batch);
    expect(items.filter((item) => item.kind === 'document')).toHaveLength(2);
    expect(items.filter((item) => item.kind === 'quarantined')).toMatchObject([
      { line: 2, why: 'the row is longer than 64 million characters' },
    ]);
  });
});

describe('runs of small numbers', () => {
  it('are read as they were written, repeated and packed', () => {
    const width = fc.integer({ min: 1, max: 20 });
    const run = fc.tuple(fc.boolean(), fc.nat(0xfffff), fc.integer({ min: 1, max: 40 }));
    fc.assert(
      fc.property(width, fc.array(run, { minLength: 1, maxLength: 9 }), (bits, runs) => {
        const bytes: number[] = [];
        const numbers: number[] = [];
        for (const [isPacked, seed, count] of runs) {
          const value = seed % 2 ** bits;
          if (!isPacked) {
            bytes.push(count << 1);
            for (let shift = 0; shift < bits; shift += 8) bytes.push((value >> shift) & 255);
            for (let i = 0; i < count; i++) numbers.push(value);
            continue;
          }
          const groups = Math.ceil(count / 8);
          const packed = Array.from({ length: groups * 8 }, (_, i) => (seed * (i + 1)) % 2 ** bits);
          const digits = packed
            .map((n) => n.toString(2).padStart(bits, '0').split('').reverse().join(''))
            .join('');
          bytes.push((groups << 1) | 1);
          for (let at = 0; at < digits.length; at += 8)
            bytes.push(
              parseInt(
                digits
                  .slice(at, at + 8)
                  .split('')
                  .reverse()
                  .join(''),
                2,
              ),
            );
          numbers.push(...packed);
        }
        const out = new Int32Array(numbers.length);
        readRuns(Uint8Array.from(bytes), bits, 2 ** bits - 1, out);
        expect([...out]).toEqual(numbers);
      }),
    );
  });
});
