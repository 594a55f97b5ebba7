import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toErrorData, type ErrorData } from '#shared/errors.ts';
import type { Job } from '#shared/rpc/corpus.ts';
import type { ImportOptions } from '#core/formats/describe-file.ts';
import type { ImportReport } from '#core/formats/import-report.ts';
import { readFiles } from '#core/formats/read-files.ts';
import { importDocuments } from '#core/engine/import-documents.ts';
import type { RowBatch, RowOptions } from '#core/engine/import-rows.ts';
import { readRows } from '#core/engine/read-rows.ts';
import { readInThread } from '#core/engine/reader-thread.ts';
import { rowsOf, type RowRun } from '#core/engine/row-run.ts';
import { startEngineThread } from '#host/engine-thread.ts';
import { ensureBuild, projectDir } from '../helpers/ensure-build.ts';
import { runCli } from '../helpers/cli-process.ts';
import { createRandom, mutate } from '../helpers/mutate.ts';
import { dumpStore, labTime, newProject, tempFolder } from '../helpers/store-lab.ts';

const fixtures = fileURLToPath(new URL('../fixtures/formats/', import.meta.url));
const shared = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const asGold: RowOptions = { as: 'gold' };

let folder: ReturnType<typeof tempFolder>;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

interface Outcome {
  readonly batches: readonly RowBatch[];
  readonly report: ImportReport;
  readonly error: ErrorData | null;
}
async function outcomeOf(run: RowRun): Promise<Outcome> {
  const batches: RowBatch[] = [];
  let error: ErrorData | null = null;
  try {
    for await (const batch of run.batches) batches.push(batch);
  } catch (thrown) {
    error = toErrorData(thrown);
  }
  return { batches, report: run.report(), error };
}
/** @returns what came out, the same in the calling thread and in a thread of its own */
async function bothWays(
  paths: readonly string[],
  read: ImportOptions = {},
  rows: RowOptions = asGold,
): Promise<Outcome> {
  const here = await outcomeOf(rowsOf(readFiles(paths, read), rows));
  expect(await outcomeOf(readInThread(paths, read, rows))).toEqual(here);
  return here;
}
function put(name: string, content: string | Uint8Array): string {
  const path = folder.file(name);
  writeFileSync(path, content);
  return path;
}
const idsOf = ({ batches }: Outcome): string[] =>
  batches.flatMap(({ parts }) => parts.flatMap(({ documents }) => documents.ids));
const line = (i: number): string =>
  `${JSON.stringify({ id: `d${i}`, text: `Ada Lovelace met ${i} people. 🎉`, spans: [{ start: 0, end: 12, type: 'PER' }] })}\n`;
const lines = (n: number): string => Array.from({ length: n }, (_, i) => line(i)).join('');

describe('a reader in a thread of its own gives what one in the calling thread gives', () => {
  it.each(readdirSync(fixtures))('of %s', async (name) => {
    const { batches, error } = await bothWays([join(fixtures, name)]);
    expect(error !== null || batches.length > 0).toBe(true);
  });

  it.skipIf(!existsSync(shared))('of every file that other tools wrote, in one go', async () => {
    expect(idsOf(await bothWays([shared], { ids: 'given' })).length).toBeGreaterThan(1000);
  });

  it.each([
    ['a file that is not there', 'missing.jsonl', null, {}],
    ['a format that does not exist', 'a.jsonl', line(1), { format: 'nothing' as 'jsonl' }],
    ['broken JSON among good lines', 'a.jsonl', `${line(1)}{"id":\n${line(2)}{"text":7}\n`, {}],
    ['no columns at all', 'a.conll', 'just some words\nand more of them\n', { format: 'conll' as const }],
    ['an empty file', 'empty.jsonl', '', {}],
    ['a picture', 'a.jsonl', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0), {}],
    ['bytes that are no UTF-8', 'a.jsonl', Buffer.from(`${line(1)}{"text":"\xff"}\n`, 'latin1'), {}],
    ['repeated ids', 'a.jsonl', `${line(1)}${line(1)}${line(1)}`, {}],
    ['repeated ids that the store renames', 'a.jsonl', `${line(1)}${line(1)}`, { ids: 'given' as const }],
    ['a damaged archive', 'a.zip', zipSync({ 'a.jsonl': strToU8(line(1)) }).slice(0, 60), {}],
    [
      'good and bad files in an archive',
      'b.zip',
      zipSync({ 'a.jsonl': strToU8(line(1)), 'b.json': strToU8('{') }),
      {},
    ],
    ['an encoding that does not exist', 'a.jsonl', line(1), { encoding: 'klingon' }],
  ] as const)('of %s', async (_what, name, content, options) => {
    await bothWays([content === null ? folder.file(name) : put(name, content)], options);
  });

  it('of files of several annotators, and with marks mapped, kept beside the gold or left out', async () => {
    const one = put('anna.jsonl', lines(3));
    const two = put('ben.jsonl', lines(3));
    await bothWays([one, two], { annotatorFiles: true });
    await bothWays([one], {}, { as: 'gold', labelMap: { PER: 'PERSON' } });
    await bothWays([one], {}, { as: 'gold', labelMap: { PER: null } });
    await bothWays([one], {}, { as: 'pre' });
    await bothWays([one], { emptyMeans: 'unannotated' }, { as: 'ignore' });
  });

  it('of files that chance has damaged', async () => {
    const names = readdirSync(fixtures);
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const random = createRandom(seed);
        const paths = names.map((name) => put(name, mutate(readFileSync(join(fixtures, name)), random)));
        await bothWays(paths, { ids: 'given' });
        await bothWays([folder.path]);
      }),
      { numRuns: 6 },
    );
  });

  it('of more documents than may be on their way at once', async () => {
    const { batches, ...here } = await bothWays([put('big.jsonl', lines(12_345))]);
    expect(batches.map(({ parts }) => parts[0]?.gold.length ?? 0)).toEqual([
      ...Array<number>(12).fill(1000),
      345,
    ]);
    expect(here.report.files[0]?.documents).toBe(12_345);
  });
});

describe('an import through a reader thread', () => {
  it('leaves the same project, report and progress as one without', async () => {
    const path = put('big.jsonl', `${lines(2500)}${lines(30)}not json\n`);
    const importBy = async (read: typeof readInThread, name: string): Promise<unknown> => {
      const db = newProject(folder.file(name));
      const progress: unknown[] = [];
      const run = read([path], { ids: 'given' }, asGold);
      const { report, documents } = await importDocuments(
        db,
        run,
        [path],
        { as: 'gold', addMissingTypes: true },
        { now: () => labTime, onProgress: (...told) => progress.push(told) },
      );
      const dump = dumpStore(db);
      db.close();
      return { report, documents, progress, dump };
    };
    const here = await importBy((paths, read, rows) => rowsOf(readFiles(paths, read), rows), 'here.diziner');
    expect(await importBy(readInThread, 'thread.diziner')).toEqual(here);
    expect(here).toMatchObject({
      documents: 2530,
      progress: [
        [1000, path],
        [2000, path],
        [2530, path],
      ],
    });
  });

  it('is what large files get and small ones do without', async () => {
    const small = await outcomeOf(readRows([put('small.jsonl', lines(10))], {}, asGold));
    expect(idsOf(small)).toHaveLength(10);
    const large = put('large.jsonl', lines(30_000));
    expect(await outcomeOf(readRows([large], {}, asGold))).toEqual(
      await outcomeOf(rowsOf(readFiles([large], {}), asGold)),
    );
  });

  it('ends with the thread when it is cancelled, also while the reader says nothing', async () => {
    const stop = new AbortController();
    const workerUrl = new URL('../helpers/silent-reader.ts', import.meta.url);
    const ended = outcomeOf(readInThread(['a.jsonl'], { signal: stop.signal }, asGold, { workerUrl }));
    stop.abort();
    expect((await ended).error?.code).toBe('CANCELLED');
    const before = new AbortController();
    before.abort();
    const path = put('a.jsonl', lines(5));
    const none = await outcomeOf(readInThread([path], { signal: before.signal }, asGold));
    expect([none.error?.code, none.batches]).toEqual(['CANCELLED', []]);
  });

  it('keeps nothing when it is cancelled between two batches', async () => {
    const db = newProject(folder.file('a.diziner'));
    const before = dumpStore(db);
    const path = put('big.jsonl', lines(20_000));
    const stop = new AbortController();
    const run = readInThread([path], { signal: stop.signal }, asGold);
    const importing = importDocuments(
      db,
      run,
      [path],
      { as: 'gold', addMissingTypes: true },
      { now: () => labTime, signal: stop.signal, onProgress: () => stop.abort() },
    );
    expect(toErrorData(await importing.catch((error: unknown) => error)).code).toBe('CANCELLED');
    expect(dumpStore(db)).toEqual(before);
    db.close();
  });

  it('fails with file, limit and advice where a reader fills its memory, and the process goes on', async () => {
    const workerUrl = new URL('../helpers/greedy-reader.ts', import.meta.url);
    const run = readInThread(['corpus.jsonl'], {}, asGold, { workerUrl, heapMb: 24 });
    const { error } = await outcomeOf(run);
    expect(error).toMatchObject({
      code: 'FILE_TOO_LARGE',
      message: 'Reading corpus.jsonl took more than 24 MB of memory and was ended',
    });
    expect(error?.action).toContain('Split it');
  });

  it('can be left before anything was taken', async () => {
    await readInThread([put('a.jsonl', lines(5000))], {}, asGold).close();
    await readRows([folder.file('missing.jsonl')], {}, asGold).close();
  });
});

describe('the built programs', () => {
  const options = { format: 'jsonl', as: 'gold' } as const;

  it('import large files through the reader thread from the command line', async () => {
    await ensureBuild();
    const path = put('large.jsonl', lines(30_000));
    const project = folder.file('a.diziner');
    newProject(project).close();
    const child = await runCli(['import', path, '--project', project, '--json'], {
      nodeArgs: [],
      entry: join(projectDir, 'out/main/cli.js'),
    });
    expect([child.code, child.stderr]).toEqual([0, expect.stringContaining('30,000')]);
    expect((JSON.parse(child.stdout) as ImportReport).files[0]?.documents).toBe(30_000);
  });

  it('import large files through a thread of the engine thread', async () => {
    await ensureBuild();
    const engine = startEngineThread(
      {
        dataDir: folder.path,
        resourcesDir: join(projectDir, 'resources'),
        host: 'desktop',
        appVersion: '0',
        env: {},
      },
      { workerUrl: pathToFileURL(join(projectDir, 'out/main/engine-worker.js')) },
    );
    const ended = new Promise<Job>((resolve) =>
      engine.subscribe((event) => {
        if (event.kind === 'job-change' && event.job.state !== 'running') resolve(event.job);
      }),
    );
    const made = await engine.call('projects.create', {
      name: 'Built',
      goal: '',
      schema: { types: [], allowNested: false },
    });
    if (!made.ok) throw new Error(made.error.message);
    const { id: projectId } = made.value as { id: string };
    await engine.call('import.start', { projectId, paths: [put('large.jsonl', lines(30_000))], options });
    expect(await ended).toMatchObject({ state: 'done', result: { documents: 30_000 } });
    await engine.close();
  });
});
