import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '#core/store/open-store.ts';
import { listNetworkCalls, type NetworkCallRow } from '#core/store/network-table.ts';
import { readUnits } from '#core/store/unit-table.ts';
import { startFakeOllama, type FakeOllama } from '#fakes/fake-ollama.ts';
import { startFakeOpenAi, type FakeOpenAi } from '#fakes/fake-openai.ts';
import { fakeModel } from '#fakes/ollama-model.ts';
import { runCli, type CliEnd } from '../helpers/cli-process.ts';
import { runCorpus, runLexicon, runSchema } from '../helpers/run-corpus.ts';
import { theRun } from '../helpers/run-dump.ts';
import { labDeps, labModels, labProject, startAndRun } from '../helpers/run-lab.ts';
import { supervisorBrain } from '../helpers/supervisor-brain.ts';

const monitor = fileURLToPath(new URL('../helpers/network-monitor.js', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'diziner-privacy-'));
const project = join(dir, 'seen.diziner');
const log = join(dir, 'network.log');
const secret = 'sk-fake-key-0123456789abcdef';
const wrongSecret = 'sk-wrong-key-fedcba9876543210';
const ids = ['ollama:a:1b', 'ollama:b:1b', 'builtin:lexicon'];

let fake: FakeOllama;
let supervisor: FakeOpenAi;
const ends: CliEnd[] = [];

async function cli(args: readonly string[], key = secret): Promise<CliEnd> {
  const end = await runCli(args, {
    env: { OPENAI_API_KEY: key, NETWORK_MONITOR_LOG: log },
    nodeArgs: ['--import', pathToFileURL(monitor).href],
    cwd: dir,
  });
  ends.push(end);
  return end;
}

beforeAll(async () => {
  fake = await startFakeOllama({ models: [fakeModel('a:1b'), fakeModel('b:1b')], lexicon: runLexicon });
  supervisor = await startFakeOpenAi({ apiKey: secret, brain: supervisorBrain(ids) });
  const corpus = join(dir, 'corpus.jsonl');
  const schema = join(dir, 'schema.json');
  writeFileSync(
    corpus,
    runCorpus(24)
      .map(({ id, text, gold }) => JSON.stringify({ id, text, spans: gold }))
      .join('\n'),
  );
  writeFileSync(schema, JSON.stringify(runSchema));
  const servers = ['--ollama-url', fake.url, '--supervisor-url', supervisor.baseUrl];
  const run = [
    ...['run', '--project', project, '--annotators', ids.join(','), ...servers],
    ...['--supervisor', 'openai:gpt-5.6-luna', '--iterations', '1', '--set-size', '5'],
  ];
  expect(await cli(['new', project, '--name', 'Seen', '--schema', schema])).toMatchObject({ code: 0 });
  expect(await cli(['import', corpus, '--project', project])).toMatchObject({ code: 0 });
  // First with a wrong key, which the server repeats in its error: no trace of it may stay.
  const refused = await cli(run, wrongSecret);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/key/iu);
  const done = await cli(['run', '--project', project, '--ollama-url', fake.url]);
  expect(done, done.stderr).toMatchObject({ code: 0 });
  const label = await cli(['label', '--project', project, '--with', 'consensus', '--ollama-url', fake.url]);
  expect(label, label.stderr).toMatchObject({ code: 0 });
  for (const [format, name] of [
    ['jsonl', 'out.jsonl'],
    ['iob2', 'out.iob2'],
    ['bundle', 'out.zip'],
  ]) {
    const end = await cli([
      'export',
      '--project',
      project,
      '--format',
      format ?? '',
      '--out',
      join(dir, name ?? ''),
    ]);
    expect(end, end.stderr).toMatchObject({ code: 0 });
  }
  expect(await cli(['guidelines', '--project', project, '--format', 'md'])).toMatchObject({ code: 0 });
  expect(await cli(['status', '--project', project, '--json'])).toMatchObject({ code: 0 });
}, 180_000);

afterAll(async () => {
  await fake.close();
  await supervisor.close();
  rmSync(dir, { recursive: true, force: true });
});

interface Seen {
  readonly kind: string;
  readonly host: string;
  readonly port: number;
}

const seen = (): Seen[] =>
  readFileSync(log, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Seen);

function ledger(): readonly NetworkCallRow[] {
  const db = openStore(project, { mode: 'open' });
  try {
    return listNetworkCalls(db, { remoteOnly: false, offset: 0, limit: 1_000_000 }).rows;
  } finally {
    db.close();
  }
}

describe('the whole job under a network monitor', () => {
  it('was watched in every command', () => {
    expect(seen().filter((entry) => entry.kind === 'started').length).toBeGreaterThanOrEqual(ends.length);
  });

  it('connects to no address that the ledger does not name, and looks up no name', () => {
    const hosts = new Set(ledger().map((row) => row.host));
    const connections = seen().filter((entry) => entry.kind === 'connect');
    expect(connections.length).toBeGreaterThan(0);
    for (const { host, port } of connections) expect(hosts).toContain(`${host}:${port}`);
    const names = seen().filter(
      (entry) => entry.kind === 'lookup' && !/^127\.|^localhost$|^::1$/u.test(entry.host),
    );
    expect(names).toEqual([]);
    expect(seen().filter((entry) => entry.kind === 'datagram')).toEqual([]);
  });

  it('has in the ledger exactly the requests that the servers got', () => {
    const rows = ledger();
    expect(rows.length).toBe(fake.requests.length + supervisor.requests.length);
    expect(rows.every((row) => row.allowed && /^[0-9a-f]{64}$/u.test(row.sha256))).toBe(true);
    const texts = rows.filter((row) => row.containsDocumentText).map((row) => row.purpose);
    expect(new Set(texts)).toEqual(new Set(['annotate', 'supervise']));
  });

  it('leaves no key in any file, output or error text', () => {
    const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) =>
      statSync(join(dir, name)).isFile(),
    );
    expect(files.length).toBeGreaterThan(5);
    for (const name of files) {
      const bytes = readFileSync(join(dir, name));
      for (const key of [secret, wrongSecret]) {
        expect(bytes.includes(key), `${name} holds a key`).toBe(false);
        expect(bytes.includes(key.slice(3)), `${name} holds a key without its prefix`).toBe(false);
      }
    }
    for (const end of ends) {
      for (const key of [secret, wrongSecret]) expect(end.stdout + end.stderr).not.toContain(key.slice(3));
    }
  });
});

describe('annotators', () => {
  const open: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    for (const close of open.splice(0).reverse()) await close();
  });
  const settings = { supervisor: { kind: 'rules' as const }, iterations: 0, setSize: 4 };

  it.each([
    ['by its name', 'kimi:1t-cloud', {}],
    ['by its place', 'far:1b', { remoteHost: 'https://ollama.com:443' }],
  ])('refuse a cloud model known %s; no document text is sent', async (_, name, given) => {
    const server = await startFakeOllama({
      models: [fakeModel('a:1b'), fakeModel(name, given)],
      cloudDisabled: false,
    });
    const pool = ['ollama:a:1b', `ollama:${name}`];
    const lab = labProject({ annotators: pool, documents: runCorpus(6) });
    const { models, close } = labModels({ ollamaUrl: server.url });
    open.push(() => server.close(), lab.close, close);
    const run = await startAndRun(labDeps(lab.db, models), { ...settings, annotatorIds: pool });
    expect(run.state).toBe('paused');
    expect(run.reason).toMatch(/cloud/iu);
    const sent = server.requests.filter(
      ({ path, body }) => path === '/api/chat' && (body as { model: string }).model === name,
    );
    expect(sent).toEqual([]);
    expect(
      readUnits(lab.db, theRun(lab.db).runKey, 0).some(
        (unit) => unit.spans.length > 0 && unit.annotatorKey === 2,
      ),
    ).toBe(false);
  });

  it.each(['http://192.0.2.7:11434', 'http://lab.example:8000'])(
    'refuse %s, which nobody allowed, without connecting',
    async (url) => {
      const pool = [`openai:m@${url}/v1`, 'builtin:lexicon'];
      const lab = labProject({ annotators: pool, documents: runCorpus(6) });
      const { models, ledger: entries, close } = labModels();
      open.push(lab.close, close);
      const run = await startAndRun(labDeps(lab.db, models), { ...settings, annotatorIds: pool });
      expect(run.state).toBe('paused');
      expect(run.reason).toMatch(/allow/iu);
      expect(entries.length).toBeGreaterThan(0);
      expect(entries.every((entry) => !entry.allowed && entry.requestBytes === 0)).toBe(true);
    },
  );
});
