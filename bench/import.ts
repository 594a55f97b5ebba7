/**
 * How fast corpora are read, without a store: MB/s of the JSONL and CoNLL readers, as a ratio to a bare loop over the
 * same bytes (split lines; JSON.parse, or split at the tab), and how memory grows with the file.
 * Run: node bench/import.ts [megabytes, default 50]. Prints JSON.
 */
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { readFiles } from '#core/formats/read-files.ts';
import type { FormatId } from '#core/formats/format-info.ts';

const megabytes = Number(process.argv[2] ?? 50);
const folder = await mkdtemp(join(tmpdir(), 'diziner-bench-'));

const words =
  'Ada Lovelace met Charles Babbage in London and Łódź on a rainy day before the Analytical Engine was drawn .'.split(
    ' ',
  );

function jsonlRecord(i: number): string {
  const text = `${words.join(' ')} ${i}`;
  const spans = [
    { start: 0, end: 12, type: 'PER', text: 'Ada Lovelace' },
    { start: 17, end: 32, type: 'PER', text: 'Charles Babbage' },
    { start: 36, end: 42, type: 'LOC', text: 'London' },
  ];
  return `${JSON.stringify({ id: `d${i}`, text, spans, offsetUnit: 'utf16' })}\n`;
}

function conllSentence(i: number): string {
  const tags = ['B-PER', 'I-PER', 'O', 'B-PER', 'I-PER', 'O', 'B-LOC', 'O', 'B-LOC'];
  return `${words.map((word, n) => `${word}\t${tags[n] ?? 'O'}`).join('\n')}\n${i}\tO\n\n`;
}

async function makeFile(name: string, record: (i: number) => string, size: number): Promise<string> {
  const path = join(folder, name);
  const file = await open(path, 'w');
  let written = 0;
  for (let i = 0; written < size;) {
    const parts: string[] = [];
    for (let n = 0; n < 5_000; n++) parts.push(record(i++));
    const block = parts.join('');
    written += Buffer.byteLength(block);
    await file.write(block);
  }
  await file.close();
  return path;
}

async function bare(path: string, parse: (line: string) => unknown): Promise<number> {
  const start = performance.now();
  let n = 0;
  for await (const line of createInterface({ input: createReadStream(path) }))
    if (parse(line) !== undefined) n++;
  if (n === 0) throw new Error('nothing was read');
  return (await stat(path)).size / 1e3 / (performance.now() - start);
}

async function product(
  path: string,
  format: FormatId,
): Promise<{ readonly rate: number; readonly peakMb: number }> {
  const start = performance.now();
  let documents = 0;
  let peak = 0;
  for await (const batch of readFiles([path], { format }).batches) {
    documents += batch.documents.length;
    peak = Math.max(peak, process.memoryUsage().rss);
  }
  if (documents === 0) throw new Error('nothing was read');
  return {
    rate: (await stat(path)).size / 1e3 / (performance.now() - start),
    peakMb: Math.round(peak / 1e6),
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;
const results: Record<string, unknown> = {};
const cases = [
  ['jsonl', jsonlRecord, (line: string): unknown => JSON.parse(line)],
  ['conll', conllSentence, (line: string): unknown => line.split('\t')],
] as const;
for (const [format, record, parse] of cases) {
  const small = await makeFile(`small.${format}`, record, 10e6);
  const path = await makeFile(`corpus.${format}`, record, megabytes * 1e6);
  await product(small, format); // warm
  const least = await product(small, format);
  const reader = await product(path, format);
  const loop = await bare(path, parse);
  results[format] = {
    megabytes,
    readerMbPerSecond: round(reader.rate),
    bareLoopMbPerSecond: round(loop),
    ratio: Math.round((reader.rate / loop) * 100) / 100,
    peakRssMb: { at10Mb: least.peakMb, atFullSize: reader.peakMb },
  };
}
await rm(folder, { recursive: true });
console.log(JSON.stringify({ node: process.version, reader: results }, null, 2));
