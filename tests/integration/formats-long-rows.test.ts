import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createArraySplitter } from '#core/formats/json-array-splitter.ts';
import type { JsonElement } from '#core/formats/parse-json.ts';
import { readTextChunks } from '#core/formats/read-lines.ts';
import { bytesSource, type ReadSource } from '#core/formats/read-source.ts';
import { formatOf } from '#core/formats/registry.ts';
import type { ReadItem, ReadOptions } from '#core/formats/reader.ts';

/** A file that is made while it is read, so that a long one costs no memory. */
function longSource(name: string, pieces: () => Iterable<Uint8Array>): ReadSource {
  return {
    name,
    size: null,
    open: async function* () {
      yield* pieces();
    },
    slice: async (start, end) => {
      const head: Uint8Array[] = [];
      let length = 0;
      for (const piece of pieces()) {
        head.push(piece);
        length += piece.length;
        if (length >= end) break;
      }
      return Buffer.concat(head).subarray(start, end);
    },
    sibling: async () => null,
  };
}
/** `before`, more than 64 MB of the letter a in pieces as a file gives them, `after`. */
function* around(before: string, after: string, encoding: BufferEncoding = 'utf8'): Generator<Uint8Array> {
  yield Buffer.from(before, encoding);
  const letters = Buffer.from('a'.repeat((1 << 18) / (encoding === 'utf8' ? 1 : 2)), encoding);
  const pieces = encoding === 'utf8' ? 260 : 520;
  for (let i = 0; i < pieces; i++) yield letters;
  yield Buffer.from(after, encoding);
}

async function readAll(id: string, source: ReadSource, options: ReadOptions = {}): Promise<ReadItem[]> {
  const items: ReadItem[] = [];
  for await (const batch of formatOf(id).read!(source, options)) items.push(...batch);
  return items;
}
const textsOf = (items: readonly ReadItem[]) =>
  items.flatMap((item) => (item.kind === 'document' ? [item.document.text] : []));
const quarantineOf = (items: readonly ReadItem[]) =>
  items.flatMap((item) => (item.kind === 'quarantined' ? [item] : []));

describe('a line of more than 64 MB', () => {
  it.each([
    ['jsonl', '{"text":"one"}\n{"text":"', '"}\n{"text":"three"}\n', 'utf8'],
    ['jsonl', '{"text":"one"}\n{"text":"', '"}\n{"text":"three"}', 'utf16le'],
    ['text', 'one\n', '\nthree\n', 'utf8'],
    ['csv', 'text,n\none,1\n', ',2\nthree,3\n', 'utf8'],
  ] as const)('%s: is set aside by its number, the others are read', async (id, before, after, encoding) => {
    const source = longSource('x', () => around(before, after, encoding));
    const items = await readAll(id, source, encoding === 'utf8' ? {} : { encoding: 'utf-16le' });
    expect(textsOf(items)).toEqual(['one', 'three']);
    const [row, ...more] = quarantineOf(items);
    expect(more).toEqual([]);
    expect(row).toMatchObject({ line: id === 'csv' ? 3 : 2, why: 'the line is longer than 64 MB' });
    expect(row?.text).toContain('aaaa');
  });
  it('is set aside too where the file ends in it', async () => {
    const items = await readAll(
      'text',
      longSource('x', () => around('one\n', '')),
    );
    expect(textsOf(items)).toEqual(['one']);
    expect(quarantineOf(items)).toMatchObject([{ line: 2 }]);
  });
});

describe('a JSON array on one line', () => {
  it('is read by elements, also where it is longer than a line may be', async () => {
    const task = (i: number): string =>
      JSON.stringify({
        id: i,
        data: { text: `Ana ${'é'.repeat(80_000)}` },
        annotations: [
          {
            id: i,
            result: [{ type: 'labels', value: { start: 0, end: 3, text: 'Ana', labels: ['PER'] } }],
          },
        ],
      });
    const count = 420; // 67 MB
    function* pieces(): Generator<Uint8Array> {
      for (let i = 0; i < count; i++) yield Buffer.from(`${i === 0 ? '[' : ', '}${task(i)}`);
      yield Buffer.from(']');
    }
    let documents = 0;
    for await (const batch of formatOf('label-studio').read!(longSource('x.json', pieces), {}))
      for (const item of batch) {
        if (item.kind === 'quarantined') throw new Error(item.why);
        if (item.kind !== 'document') continue;
        documents++;
        expect(item.document.spans).toMatchObject([{ start: 0, end: 3, type: 'PER', text: 'Ana' }]);
      }
    expect(documents).toBe(count);
  });
  it('loses only an element that is longer than 64 MB', async () => {
    const source = longSource('x.json', () =>
      around('[{"text":"one"},\n{"text":"', '"},\n{"text":"three"}]'),
    );
    const items = await readAll('jsonl', source);
    expect(textsOf(items)).toEqual(['one', 'three']);
    expect(quarantineOf(items)).toMatchObject([{ line: 2, why: 'a record longer than 64 MB' }]);
  });
  it('loses only an element with damaged bytes; U+FFFD itself is a character', async () => {
    const bytes = Buffer.concat([
      Buffer.from('[{"text":"one \ufffd"},\n{"text":"'),
      Buffer.from([0xff]),
      Buffer.from('"},{"text":"three"}]'),
    ]);
    const items = await readAll('jsonl', bytesSource('x.json', bytes));
    expect(textsOf(items).at(-1)).toBe('three');
    expect(quarantineOf(items).at(-1)).toMatchObject({ line: 2, why: 'bytes that are not valid UTF-8' });
    const sound = await readAll('jsonl', bytesSource('x.json', Buffer.from('[{"text":"one \ufffd"}]')));
    expect(textsOf(sound)).toEqual(['one \ufffd']);
  });
});

describe('pieces of a file', () => {
  const cutInto = (bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] => {
    const pieces: Uint8Array[] = [];
    let at = 0;
    for (let i = 0; at < bytes.length; i++) {
      const size = sizes[i % sizes.length] ?? 1;
      pieces.push(bytes.subarray(at, at + size));
      at += size;
    }
    return pieces;
  };
  const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 9 });

  it('hold the same text wherever they are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), sizes, async (raw, cuts) => {
        const text = raw.toWellFormed();
        const bytes = Buffer.from(text);
        const source = longSource('x', () => cutInto(bytes, cuts));
        const guess = { encoding: 'utf-8', confidence: 1, bom: 0, alternatives: [] };
        let found = '';
        for await (const chunk of readTextChunks(source, {}, guess)) {
          expect(chunk.damaged).toBe(false);
          found += chunk.text;
        }
        expect(found).toBe(text);
      }),
    );
  });
  it('give the elements of an array and their lines wherever they are cut', () => {
    const value = fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' });
    fc.assert(
      fc.property(fc.array(value), sizes, fc.constantFrom(undefined, 1), (values, cuts, space) => {
        const text = JSON.stringify(values, null, space);
        const splitter = createArraySplitter();
        const out: JsonElement[] = [];
        for (let at = 0, i = 0; at < text.length; i++) {
          const size = cuts[i % cuts.length] ?? 1;
          splitter.push({ text: text.slice(at, at + size), damaged: false }, out);
          at += size;
        }
        splitter.end(out);
        expect(out.map((element) => element.value)).toEqual(JSON.parse(text));
        const lines = text.split('\n');
        for (const { line, text: own } of out) expect(lines[line - 1]).toContain(own.split('\n')[0]);
      }),
    );
  });
});
