import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunStatus } from '#shared/domain/run.ts';
import type { LedgerEntry } from '#shared/rpc/system.ts';
import { listNetworkCalls, type NetworkCallRow } from '#core/store/network-table.ts';
import { openStore } from '#core/store/open-store.ts';
import { startFakeOllama, type FakeOllama } from '#fakes/fake-ollama.ts';
import { startFakeOpenAi, type FakeOpenAi } from '#fakes/fake-openai.ts';
import { fakeModel } from '#fakes/ollama-model.ts';
import { elsewhere } from '../helpers/elsewhere.ts';
import { ensureBuild } from '../helpers/ensure-build.ts';
import { runCorpus, runLexicon, runSchema } from '../helpers/run-corpus.ts';
import { serveApp, type ServedApp } from '../helpers/served-app.ts';
import { supervisorBrain } from '../helpers/supervisor-brain.ts';

const monitor = fileURLToPath(new URL('../helpers/network-monitor.js', import.meta.url));
const secret = 'sk-fake-key-0123456789abcdef';
const dir = mkdtempSync(join(tmpdir(), 'diziner-served-privacy-'));
const log = join(dir, 'network.log');
const ids = ['ollama:a:1b', 'ollama:b:1b'];

let ollama: FakeOllama;
let supervisor: FakeOpenAi;
/** The supervisor as if on another computer. */
let remote: { readonly url: string; readonly host: string };
let run: RunStatus | null;
let labelled: string;
let app: readonly LedgerEntry[];
let exported: readonly string[];
let project: readonly NetworkCallRow[];
/** How many requests the servers had got when only the app's own screens had been opened. */
let beforeWork: number;

interface Seen {
  readonly kind: string;
  readonly host: string;
  readonly port: number;
  readonly thread: number;
}
const seen = (): Seen[] =>
  readFileSync(log, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Seen);
const requests = (): number => ollama.requests.length + supervisor.requests.length;

async function ends<T>(ask: () => Promise<T>, isOver: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await ask();
    if (isOver(value)) return value;
    await delay(50);
  }
}

/** The whole ledger, page by page, as the screen reads it. */
async function wholeLedger(served: ServedApp): Promise<LedgerEntry[]> {
  const rows: LedgerEntry[] = [];
  for (;;) {
    const page = await served.rpc('ledger.list', { offset: rows.length, limit: 500 });
    rows.push(...page.rows);
    if (page.rows.length === 0 || rows.length >= page.total) return rows;
  }
}

async function wholeJob(served: ServedApp): Promise<string> {
  const corpus = join(dir, 'corpus.jsonl');
  writeFileSync(
    corpus,
    runCorpus(10)
      .map(({ id, text, gold }) => JSON.stringify({ id, text, spans: gold }))
      .join('\n'),
  );
  const { id: projectId, path } = await served.rpc('projects.create', { name: 'Watched', schema: runSchema });
  await served.rpc('goal.set', { projectId, goal: 'A register of names.' });
  const imported = await served.rpc('import.start', { projectId, paths: [corpus] });
  await ends(
    () => served.rpc('jobs.get', { jobId: imported.jobId }),
    ({ state }) => state !== 'running',
  );
  beforeWork = requests();

  await served.rpc('settings.set', { settings: { ollamaUrl: ollama.url, manageOllama: false } });
  await served.rpc('system.health', {});
  await served.rpc('models.list', {});
  await served.rpc('models.pull', { model: 'b:1b' });
  await ends(
    () => served.rpc('models.pulls', {}),
    (pulls) => pulls.every(({ state }) => state === 'done' || state === 'failed'),
  );
  const [builtin] = await served.rpc('annotators.builtins', {});
  await served.rpc('annotators.setPool', {
    projectId,
    annotators: ['a:1b', 'b:1b'].map((model) => ({
      ...builtin!,
      id: `ollama:${model}`,
      kind: 'ollama' as const,
      model,
    })),
  });
  const config = { kind: 'openai' as const, model: 'gpt-5.6-luna', url: remote.url };
  await served.rpc('supervisor.set', { projectId, settings: { config, askBeforeSending: false } });
  await served.rpc('supervisor.setKey', { url: remote.url, key: secret });
  await served.rpc('hosts.allow', { host: remote.host, purpose: 'supervisor' });
  expect(await served.rpc('supervisor.test', { projectId })).toMatchObject({ ok: true });
  await served.rpc('run.start', {
    projectId,
    settings: { annotatorIds: ids, supervisor: config, iterations: 1, setSize: 4 },
  });
  run = await ends(
    () => served.rpc('run.status', { projectId }),
    (status) => status?.state !== 'running',
  );
  await served.rpc('label.start', { projectId, with: 'consensus', scope: 'all' });
  const status = await ends(
    () => served.rpc('label.status', { projectId }),
    (label) => label?.state !== 'running',
  );
  labelled = status?.state ?? 'none';
  // A job that is done takes its models out of memory; its last rows are written then.
  await ends(
    async () => wholeLedger(served),
    (rows) => ollama.state.scheduler.runners.size === 0 && rows.length === requests(),
  );
  return path;
}

beforeAll(async () => {
  await ensureBuild();
  ollama = await startFakeOllama({
    models: [fakeModel('a:1b')],
    registry: [fakeModel('b:1b')],
    lexicon: runLexicon,
  });
  supervisor = await startFakeOpenAi({ apiKey: secret, brain: supervisorBrain(ids) });
  remote = elsewhere(supervisor.baseUrl);
  const served = await serveApp([], {
    nodeArgs: ['--import', pathToFileURL(monitor).href],
    env: {
      NETWORK_MONITOR_LOG: log,
      OPENAI_API_KEY: undefined,
      DIZINER_API_KEYS: undefined,
      OLLAMA_HOST: undefined,
    },
  });
  try {
    const path = await wholeJob(served);
    app = await wholeLedger(served);
    exported = (await served.rpc('ledger.export', {})).text.split('\r\n');
    await served.interrupt();
    const db = openStore(path, { mode: 'open' });
    project = listNetworkCalls(db, { remoteOnly: false, offset: 0, limit: 1_000_000 }).rows;
    db.close();
  } finally {
    await served.close();
  }
}, 300_000);
afterAll(async () => {
  await ollama.close();
  await supervisor.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('the served app under a network monitor', () => {
  it('did the whole job, watched in its engine thread too', () => {
    expect(run, run?.reason ?? '').toMatchObject({ state: 'done' });
    expect(labelled).toBe('done');
    expect(new Set(seen().map(({ thread }) => thread)).size).toBeGreaterThan(1);
    const threads = seen().filter(({ kind }) => kind === 'connect');
    expect(threads.length).toBeGreaterThan(0);
    expect(threads.every(({ thread }) => thread !== 0)).toBe(true);
  });

  it('asks nobody anything for projects, documents and settings', () => {
    expect(beforeWork).toBe(0);
  });

  it('connects to no address that the ledger does not name, looks up no name, sends no datagram', () => {
    const hosts = new Set(app.map(({ host }) => host));
    for (const { host, port } of seen().filter(({ kind }) => kind === 'connect'))
      expect(hosts).toContain(`${host}:${port}`);
    expect(hosts).toEqual(new Set([new URL(ollama.url).host, new URL(remote.url).host]));
    const names = seen().filter(
      ({ kind, host }) => kind === 'lookup' && !/^127\.|^0\.0\.0\.0$|^localhost$|^::/u.test(host),
    );
    expect(names).toEqual([]);
    expect(seen().filter(({ kind }) => kind === 'datagram')).toEqual([]);
  });

  it('has exactly the requests of the servers in the ledger of the app', () => {
    const count = (host: string): number => app.filter((row) => row.host === new URL(host).host).length;
    expect(count(ollama.url)).toBe(ollama.requests.length);
    expect(count(remote.url)).toBe(supervisor.requests.length);
    expect(app.every(({ allowed, sha256 }) => allowed && /^[0-9a-f]{64}$/u.test(sha256))).toBe(true);
    for (const path of [
      '/api/version',
      '/api/status',
      '/api/tags',
      '/api/pull',
      '/api/chat',
      '/v1/chat/completions',
    ])
      expect(app.map((row) => row.path)).toContain(path);
  });

  it('has what was done for the project in the ledger of the project as well, and document text only there', () => {
    const line = (row: NetworkCallRow | LedgerEntry): string =>
      [row.at, row.host, row.method, row.path, row.purpose, row.sha256, row.requestBytes].join(' ');
    const all = new Set(app.map(line));
    expect(project.length).toBeGreaterThan(0);
    expect(project.map(line).filter((row) => !all.has(row))).toEqual([]);
    const withText = app.filter(({ containsDocumentText }) => containsDocumentText);
    expect(new Set(withText.map(({ purpose }) => purpose))).toEqual(new Set(['annotate', 'supervise']));
    expect(project.filter(({ containsDocumentText }) => containsDocumentText)).toHaveLength(withText.length);
    expect(project.map(({ path }) => path)).not.toContain('/api/pull');
  });

  it('shows and saves all of it, remote calls marked as such', () => {
    expect(exported).toHaveLength(app.length + 1);
    expect(exported[0]).toMatch(/^at,host,purpose,method,path,/u);
    expect(new Set(app.map(({ id }) => id)).size).toBe(app.length);
    const outside = app.filter(({ loopback }) => !loopback);
    expect(outside).toHaveLength(supervisor.requests.length);
    expect(outside.every(({ host }) => host === new URL(remote.url).host)).toBe(true);
  });
});
