import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { zipSync } from 'fflate';
import { deflateSync } from 'node:zlib';
import { unzip } from '#core/formats/archive.ts';
import { encodeMsgpack } from '#core/formats/docbin/msgpack.ts';
import { bytesSource } from '#core/formats/read-source.ts';
import { formatOf, formats } from '#core/formats/registry.ts';
import { sniff } from '#core/formats/sniff.ts';
import type { ImportedDocument, ReadOptions } from '#core/formats/reader.ts';
import { AppError } from '#shared/errors.ts';
import { plainDocuments } from '../helpers/hard-documents.ts';
import { createRandom, mutate } from '../helpers/mutate.ts';
import { seedFile } from '../helpers/written-files.ts';

/**
 * The quick run keeps the suite short. FUZZ=full makes 10,000 mutants per reader, FUZZ=2000 as many as it says; one
 * reader in a process of its own: FUZZ=full npx vitest run --project integration formats-fuzz -t 'conll:'.
 */
const wanted = process.env['FUZZ'] ?? '150';
const mutants = wanted === 'full' ? 10_000 : Number(wanted);
if (!Number.isInteger(mutants) || mutants < 1)
  throw new Error(`FUZZ must be a whole number or "full", not "${wanted}"`);
const maxRssMb = 512;
const hours = 3_600_000;
const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(fileURLToPath(new URL(`../fixtures/formats/${name}`, import.meta.url))));

interface Outcome {
  readonly documents: readonly ImportedDocument[];
  readonly error: unknown;
  readonly ms: number;
}

async function readAll(
  id: string,
  name: string,
  bytes: Uint8Array,
  siblings?: Map<string, Uint8Array>,
  options: ReadOptions = {},
): Promise<Outcome> {
  const documents: ImportedDocument[] = [];
  // Processor time: other work on the machine must not look like a hang.
  const start = process.cpuUsage();
  let error: unknown = null;
  try {
    const read = formatOf(id).read;
    if (read !== undefined)
      for await (const batch of read(bytesSource(name, bytes, siblings), options))
        for (const item of batch) if (item.kind === 'document') documents.push(item.document);
  } catch (caught) {
    error = caught;
  }
  const { user, system } = process.cpuUsage(start);
  // What Node holds outside of its heap, for zlib as an example, is only given back between two turns of the event loop.
  await nextTurn();
  return { documents, error, ms: (user + system) / 1_000 };
}

/** The most memory this process ever held, the test runner and the seeds of the readers before included. */
const peakRssMb = (): number => process.resourceUsage().maxRSS / 1024;

/** A planned error with an action, or documents whose every span is its text. */
function expectSound({ documents, error, ms }: Outcome, what: string): void {
  expect(ms, what).toBeLessThan(5_000);
  if (error !== null) {
    if (!(error instanceof AppError)) throw new Error(`${what}: unplanned error`, { cause: error });
    expect(error.action, what).toBeTruthy();
  }
  for (const { text, spans, layers, tokens } of documents) {
    for (const span of [...spans, ...Object.values(layers ?? {}).flat()]) {
      const parts = span.fragments ?? [[span.start, span.end] as const];
      if (parts.map(([start, end]) => text.slice(start, end)).join(' ') !== span.text)
        throw new Error(`${what}: a span is not its text`);
    }
    let before = 0;
    for (const { start, end } of tokens ?? []) {
      if (start < before || end < start || end > text.length) throw new Error(`${what}: tokens out of order`);
      before = end;
    }
  }
}

/** What somebody may have said about the file, right or wrong; most mutants are read without. */
const said: readonly ReadOptions[] = [
  {},
  {},
  {},
  { documentUnit: 'file', tokenColumn: '1', tagColumn: '0', layers: ['NamedEntity', 'sc'], header: true },
  { detailFields: ['1'] },
  { inclusiveEnd: true, labelNames: ['O', 'B-PER', 'I-PER'], layers: [], skipEventTriggers: true },
  { textField: '0', idField: '1', labelField: 'label', startField: '2', endField: '3', header: false },
  { documentUnit: 'sentence', offsetUnit: 'grapheme', tagScheme: 'bilou', emptyMeans: 'unannotated' },
];
const saidOf = (n: number): ReadOptions => said[n % said.length] ?? {};

const seeds: readonly (readonly [string, string])[] = [
  ['conll', 'conll2003.conll'],
  ['conll', 'conllu.conllu'],
  ['conll', 'conll2012.conll'],
  ['conll', 'comma-columns.csv'],
  ['spacy-json', 'spacy-v2.json'],
  ['webanno-tsv', 'webanno-tsv2.tsv'],
  ['webanno-tsv', 'webanno-tsv3.tsv'],
  ['label-studio', 'label-studio.json'],
  ['doccano', 'doccano.jsonl'],
  ['csv', 'per-span.csv'],
  ['hf-parquet', 'parquet-v1-plain.parquet'],
];

const repeated = [
  ...[',', '|', '\t', ';', '[', '{', '"', '_', ' ', '\n', '\\', '-', '*', '(', '#'],
  ...['<a>', '</a>', '&amp;', "''", ',{}', ',""', '[]', '0 1;', 'B-A|'],
];

describe('a reader given broken files', () => {
  it.each(formats.map((format) => [format.id, format] as const))(
    '%s: never crashes, never hangs, keeps spans true and memory below 512 MB',
    async (id, format) => {
      const seed = await seedFile(format, plainDocuments);
      const random = createRandom(id.length * 7919 + id.charCodeAt(0));
      for (let n = 0; n < mutants; n++) {
        const bytes = mutate(seed.bytes, random);
        expectSound(await readAll(id, seed.name, bytes, seed.siblings, saidOf(n)), `${id} mutant ${n}`);
        sniff(bytes.subarray(0, 1 << 16), seed.name);
      }
      expect(peakRssMb()).toBeLessThan(maxRssMb);
    },
    3 * hours,
  );

  // Mutants are short; what is long makes calls of as many arguments, deep recursions and slow patterns.
  it.each(formats.map((format) => [format.id, format] as const))(
    '%s: the same with one thing 200,000 times in the middle of the file',
    async (id, format) => {
      const seed = await seedFile(format, plainDocuments);
      const middle = seed.bytes.length >> 1;
      const [head, tail] = [seed.bytes.subarray(0, middle), seed.bytes.subarray(middle)];
      for (const thing of repeated) {
        const bytes = Buffer.concat([head, Buffer.from(thing.repeat(200_000)), tail]);
        expectSound(await readAll(id, seed.name, bytes, seed.siblings), `${id} with many ${thing}`);
      }
    },
  );

  it.each(seeds)(
    '%s from %s: the same for shapes that are only read',
    async (id, name) => {
      const random = createRandom(name.length);
      const seed = fixture(name);
      for (let n = 0; n < mutants; n++)
        expectSound(
          await readAll(id, name, mutate(seed, random), undefined, saidOf(n)),
          `${name} mutant ${n}`,
        );
      expect(peakRssMb()).toBeLessThan(maxRssMb);
    },
    3 * hours,
  );

  // Most other mutants shift the index at the end of the file and are refused before a page is read. In files without
  // compression the damage reaches the runs and lengths inside the pages.
  it.each([
    'written here',
    'parquet-v1-snappy.parquet',
    'parquet-v1-plain.parquet',
    'parquet-v2-delta.parquet',
  ])(
    'hf-parquet, %s, with an intact index: the same for pages of which bytes are changed in place',
    async (name) => {
      const seed =
        name === 'written here'
          ? await seedFile(formatOf('hf-parquet'), plainDocuments)
          : { name, bytes: fixture(name), siblings: new Map<string, Uint8Array>() };
      const view = new DataView(seed.bytes.buffer, seed.bytes.byteOffset, seed.bytes.length);
      const pagesEnd = seed.bytes.length - 8 - view.getUint32(seed.bytes.length - 8, true);
      const random = createRandom(11 + name.length);
      for (let n = 0; n < mutants; n++) {
        const bytes = Uint8Array.from(seed.bytes);
        for (let k = Math.floor(random() * 4); k >= 0; k--)
          bytes[4 + Math.floor(random() * (pagesEnd - 4))] =
            random() < 0.5 ? 255 : Math.floor(random() * 256);
        expectSound(
          await readAll('hf-parquet', seed.name, bytes, seed.siblings),
          `${name}, page mutant ${n}`,
        );
      }
      expect(peakRssMb()).toBeLessThan(maxRssMb);
    },
    3 * hours,
  );
});

describe('hostile archives and documents', () => {
  it('refuses a zip bomb before unpacking it', () => {
    const bomb = zipSync({ 'documents.jsonl': new Uint8Array(40 << 20) });
    expect(() => unzip(bomb, 'bomb.zip')).toThrow(expect.objectContaining({ code: 'FILE_TOO_LARGE' }));
  });
  it('refuses names that leave the archive', () => {
    for (const name of ['../evil.txt', '/etc/passwd', 'a/../../b', 'C:\\x'])
      expect(() => unzip(zipSync({ [name]: new Uint8Array(3) }), 'x.zip')).toThrow(
        expect.objectContaining({ code: 'FORMAT_INVALID' }),
      );
  });
  it('refuses entity definitions in XML instead of expanding them', async () => {
    const xml =
      '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><xmi:XMI xmlns:xmi="x">&b;</xmi:XMI>';
    const { error } = await readAll('uima-xmi', 'x.xmi', Buffer.from(xml));
    expect(error).toMatchObject({ code: 'FORMAT_INVALID' });
  });
  it('refuses a .spacy file that unpacks without end', async () => {
    const { error } = await readAll('spacy', 'x.spacy', deflateSync(new Uint8Array(200 << 20)));
    expect(error).toMatchObject({ code: 'FILE_TOO_LARGE' });
  });
  it('refuses MessagePack nested a million deep', async () => {
    const deep = Buffer.concat([new Uint8Array(1_000_000).fill(0x91), encodeMsgpack(null)]);
    const { error } = await readAll('spacy', 'x.spacy', deflateSync(deep));
    expect(error).toMatchObject({ code: 'FORMAT_INVALID' });
  });
  it('refuses a Parquet page that leaves out a length, which its library would read for ever', async () => {
    const { error, ms } = await readAll('hf-parquet', 'x.parquet', fixture('page-without-length.parquet'));
    expect(error).toMatchObject({ code: 'FORMAT_INVALID' });
    expect(ms).toBeLessThan(5_000);
  });
  it('reads a 5 MB document in well under five seconds', async () => {
    const text = 'Ada Lovelace 😀 met Babbage. '.repeat(180_000);
    const record = JSON.stringify({
      id: 'big',
      text,
      spans: [{ start: 0, end: 12, type: 'PER', text: 'Ada Lovelace' }],
    });
    const outcome = await readAll('jsonl', 'big.jsonl', Buffer.from(record));
    expect(outcome.documents[0]?.text.length).toBe(text.length);
    expect(outcome.ms).toBeLessThan(5_000);
  });
  it('reads XMI of one line with 30,000 annotations and as many empty views in well under five seconds', async () => {
    const marks = Array.from(
      { length: 30_000 },
      (_, i) => `<n:NamedEntity xmi:id="${i + 9}" sofa="1" begin="0" end="3"/><cas:Sofa xmi:id="s${i}"/>`,
    );
    const xml = `<xmi:XMI xmlns:xmi="x" xmlns:cas="http:///uima/cas.ecore" xmlns:n="http:///n.ecore"><cas:Sofa xmi:id="1" sofaID="a" sofaString="Ana"/>${marks.join('')}</xmi:XMI>`;
    const outcome = await readAll('uima-xmi', 'x.xmi', Buffer.from(xml));
    expect(outcome.documents[0]?.spans).toHaveLength(30_000);
    expect(outcome.ms).toBeLessThan(5_000);
  });
  it('says that random bytes are no text', async () => {
    const random = createRandom(5);
    const bytes = Uint8Array.from({ length: 5_000 }, () => Math.floor(random() * 256));
    const { error } = await readAll('text', 'x.txt', bytes);
    expect(error).toMatchObject({ code: 'ENCODING_UNKNOWN' });
  });
});
