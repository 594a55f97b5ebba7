/**
 * How fast the engine answers the questions of the window for a large project: each method through the dispatcher, in
 * milliseconds (median of the calls), and how long the choice of an iteration's documents takes.
 * Run: node bench/large-project.ts [documents, default 100000]. Prints JSON.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine } from '#core/engine/create-engine.ts';
import { createDispatcher } from '#host/dispatcher.ts';
import { openStore } from '#core/store/open-store.ts';
import { documentInserter, newGoldWriter } from '#core/store/insert-documents.ts';

const documents = Number(process.argv[2] ?? 100_000);
const calls = 5;
const folder = await mkdtemp(join(tmpdir(), 'diziner-bench-'));
const engine = await createEngine({
  dataDir: folder,
  resourcesDir: join(import.meta.dirname, '..', 'resources'),
  host: 'cli',
  appVersion: '0',
  env: {},
});
const dispatch = createDispatcher(engine.handlers);
async function call<T>(method: string, input: unknown): Promise<T> {
  const reply = await dispatch(method, input);
  if (!reply.ok) throw new Error(`${method}: ${reply.error.message} ${reply.error.detail ?? ''}`);
  return reply.value as T;
}

/** Polls what runs in the background, as the window does. */
async function until(done: () => Promise<boolean>): Promise<number> {
  const started = performance.now();
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 20));
  return Math.round(performance.now() - started);
}

try {
  const { id: projectId, path } = await call<{ id: string; path: string }>('projects.createSample', {});
  const db = openStore(path, { mode: 'open' });
  const insert = documentInserter(db, null);
  const gold = newGoldWriter(db);
  const spans = JSON.stringify([{ start: 0, end: 12, type: 'PERSON', text: 'Ada Lovelace' }]);
  db.transaction(() => {
    for (let i = 0; i < documents; i += 1) {
      const text = `Ada Lovelace met Charles Babbage in London on day ${i}. ${'The engine was drawn, and redrawn, for years. '.repeat(1 + (i % 5))}`;
      const key = insert({ id: `d${i}`, text, tokens: null, reconstructed: false, meta: {} });
      if (i % 2 === 0) gold([key], [spans]);
    }
  })();
  db.close();

  const settings = (await call<{ settings: object }>('run.defaults', { projectId })).settings;
  const started = performance.now();
  await call('run.start', { projectId, settings: { ...settings, iterations: 0, setSize: 25 } });
  const runStartMs = Math.round(performance.now() - started);
  const runMs = await until(
    async () => (await call<{ state: string }>('run.status', { projectId })).state !== 'running',
  );
  await call('label.start', { projectId, with: 'builtin:lexicon' });
  const labelMs = await until(
    async () => (await call<{ state: string }>('label.status', { projectId })).state !== 'running',
  );

  const median = async (method: string, input: object): Promise<number> => {
    const times: number[] = [];
    for (let n = 0; n < calls; n += 1) {
      const before = performance.now();
      await call(method, input);
      times.push(performance.now() - before);
    }
    return Math.round((times.sort((a, b) => a - b)[Math.floor(calls / 2)] ?? 0) * 10) / 10;
  };
  const page = { projectId, limit: 100 };
  const options = { format: 'conll', what: 'final' };
  const answers = {
    'projects.list': await median('projects.list', {}),
    'projects.overview': await median('projects.overview', { projectId }),
    'corpus.list, first page': await median('corpus.list', { ...page, offset: 0 }),
    'corpus.list, last page': await median('corpus.list', { ...page, offset: documents }),
    'corpus.list, search': await median('corpus.list', { ...page, search: 'day 99' }),
    'corpus.stats': await median('corpus.stats', { projectId }),
    'corpus.find': await median('corpus.find', { projectId, text: 'Babbage', limit: 100 }),
    'schema.usage': await median('schema.usage', { projectId }),
    'schema.lint': await median('schema.lint', { projectId }),
    'run.defaults': await median('run.defaults', { projectId }),
    'run.status': await median('run.status', { projectId }),
    'label.status': await median('label.status', { projectId }),
    'label.list, corpus order, last page': await median('label.list', {
      ...page,
      order: 'corpus',
      offset: documents,
    }),
    'label.list, doubt': await median('label.list', { ...page, order: 'doubt', offset: 0 }),
    'label.list, doubt, last page': await median('label.list', {
      ...page,
      order: 'doubt',
      offset: documents,
    }),
    'label.inconsistent': await median('label.inconsistent', { projectId, limit: 50 }),
    'label.audit': await median('label.audit', { projectId, size: 100, seed: 1 }),
    'label.choices': await median('label.choices', { projectId }),
    'export.preview': await median('export.preview', { projectId, options }),
  };
  console.log(
    JSON.stringify(
      {
        node: process.version,
        documents,
        milliseconds: answers,
        runStartMs,
        wholeRunMs: runMs,
        labellingMs: labelMs,
      },
      null,
      2,
    ),
  );
} finally {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
}
