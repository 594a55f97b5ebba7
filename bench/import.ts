/**
 * How fast corpora are imported, end to end into a project file on disk: MB/s of JSONL and CoNLL, as a ratio to a bare
 * loop over the same bytes (split lines; JSON.parse, or split at the tab), the reader's own speed, and how the peak
 * memory grows with the file. Every size runs in a process of its own, so that its peak is its own.
 * Run: node bench/import.ts [megabytes …, default 10 100; add 1000 for the long one]. Prints JSON.
 */
import { execFileSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { importDocuments } from '#core/engine/import-documents.ts';
import type { FormatId } from '#core/formats/format-info.ts';
import { readFiles } from '#core/formats/read-files.ts';
import { readRows } from '#core/engine/read-rows.ts';
import { createProjectFile } from '#core/run/project-file.ts';

const compiled = fileURLToPath(new URL('../.cache/compiled', import.meta.url));
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

const formats = {
  jsonl: { record: jsonlRecord, parse: (line: string): unknown => JSON.parse(line) },
  conll: { record: conllSentence, parse: (line: string): unknown => line.split('\t') },
} as const;
type Format = keyof typeof formats & FormatId;

async function makeFile(path: string, record: (i: number) => string, size: number): Promise<void> {
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
}

async function bareLoop(path: string, parse: (line: string) => unknown): Promise<number> {
  let n = 0;
  for await (const line of createInterface({ input: createReadStream(path) }))
    if (parse(line) !== undefined) n++;
  return n;
}

async function readOnly(path: string, format: FormatId): Promise<number> {
  let documents = 0;
  for await (const batch of readFiles([path], { format, ids: 'given' }).batches)
    documents += batch.documents.length;
  return documents;
}

async function intoStore(path: string, format: FormatId, project: string): Promise<number> {
  const at = new Date(0).toISOString();
  const rows = readRows([path], { format, ids: 'given' }, { as: 'gold' });
  const db = createProjectFile(project, {
    projectId: 'bench',
    name: 'Bench',
    goal: '',
    schema: { types: [], allowNested: false },
    annotators: [],
    sample: false,
    at,
  });
  const outcome = await importDocuments(
    db,
    rows,
    [path],
    { as: 'gold', addMissingTypes: true },
    { now: () => at },
  );
  db.close();
  return outcome.documents;
}

interface Measured {
  readonly mbPerSecond: number;
  /**
   * Per second of processor time, of all threads together: what stays comparable while the machine is busy with something
   * else. An import has two threads, so that its wall-clock figure can be higher.
   */
  readonly mbPerCpuSecond: number;
  readonly documents: number;
  readonly peakRssMb: number;
}

async function measure(
  what: 'bare' | 'reader' | 'store',
  format: Format,
  path: string,
  project: string,
): Promise<Measured> {
  const started = performance.now();
  const cpuBefore = process.cpuUsage();
  const documents =
    what === 'bare'
      ? await bareLoop(path, formats[format].parse)
      : what === 'reader'
        ? await readOnly(path, format)
        : await intoStore(path, format, project);
  if (documents === 0) throw new Error('nothing was read');
  const ms = performance.now() - started;
  const cpu = process.cpuUsage(cpuBefore);
  const { size } = await stat(path);
  return {
    mbPerSecond: round(size / 1e3 / ms),
    mbPerCpuSecond: round(size / (cpu.user + cpu.system)),
    documents,
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

/** One measurement in a process of its own. */
function inChild(what: string, format: Format, path: string, project: string): Measured {
  const script = process.argv[1] ?? '';
  const output = execFileSync(process.execPath, [script, '--one', what, format, path, project], {
    encoding: 'utf8',
    // Code compiled before, as the command line and an installed app have it.
    env: { ...process.env, NODE_COMPILE_CACHE: compiled },
  });
  return JSON.parse(output) as Measured;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

async function compare(sizes: readonly number[]): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'diziner-bench-'));
  const results: Record<string, unknown[]> = {};
  try {
    for (const format of ['jsonl', 'conll'] as const) {
      results[format] = [];
      for (const megabytes of sizes) {
        const path = join(folder, `corpus.${format}`);
        const project = join(folder, `${format}-${megabytes}.diziner`);
        await makeFile(path, formats[format].record, megabytes * 1e6);
        const bare = inChild('bare', format, path, project);
        const reader = inChild('reader', format, path, project);
        const store = inChild('store', format, path, project);
        results[format].push({
          megabytes,
          mbPerSecond: {
            bareLoop: bare.mbPerSecond,
            reader: reader.mbPerSecond,
            intoStore: store.mbPerSecond,
          },
          mbPerCpuSecond: {
            bareLoop: bare.mbPerCpuSecond,
            reader: reader.mbPerCpuSecond,
            intoStore: store.mbPerCpuSecond,
          },
          ratioToBareLoop: round(store.mbPerSecond / bare.mbPerSecond),
          documents: store.documents,
          peakRssMb: { reader: reader.peakRssMb, intoStore: store.peakRssMb },
          projectMb: Math.round((await stat(project)).size / 1e6),
        });
        await rm(path);
        await rm(project);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { node: process.version, import: results };
}

if (process.argv[2] === '--one') {
  const [what, format, path, project] = process.argv.slice(3) as [
    'bare' | 'reader' | 'store',
    Format,
    string,
    string,
  ];
  process.stdout.write(JSON.stringify(await measure(what, format, path, project)));
} else {
  const sizes = process.argv.slice(2).map(Number);
  console.log(JSON.stringify(await compare(sizes.length === 0 ? [10, 100] : sizes), null, 2));
}
