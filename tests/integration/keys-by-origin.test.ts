import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startFakeOpenAi, type FakeOpenAi } from '#fakes/fake-openai.ts';
import { runCli, type CliEnd } from '../helpers/cli-process.ts';
import { openExpertApp, startRun, type ExpertApp } from '../helpers/expert-app.ts';
import { runCorpus, runLexicon, runSchema } from '../helpers/run-corpus.ts';
import { supervisorBrain } from '../helpers/supervisor-brain.ts';

const secret = 'sk-fake-key-0123456789abcdef';
const annotatorIds = ['builtin:lexicon', 'openai:lab-model'];

/** The supervisor's server wants the key; the annotators' own takes everybody. */
let supervisor: FakeOpenAi;
let lab: FakeOpenAi;
beforeEach(async () => {
  supervisor = await startFakeOpenAi({ apiKey: secret, brain: supervisorBrain(annotatorIds) });
  lab = await startFakeOpenAi({ profile: 'vllm', models: ['lab-model'], lexicon: runLexicon });
});
afterEach(async () => {
  await supervisor.close();
  await lab.close();
});

const credentials = (server: FakeOpenAi): Set<string> =>
  new Set(server.requests.map(({ headers }) => headers['authorization'] ?? ''));

describe('on the command line', () => {
  let dir: string;
  let project: string;
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'diziner-keys-'));
    project = join(dir, 'keys.diziner');
    const corpus = join(dir, 'corpus.jsonl');
    const schema = join(dir, 'schema.json');
    writeFileSync(
      corpus,
      runCorpus(12)
        .map(({ id, text, gold }) => JSON.stringify({ id, text, spans: gold }))
        .join('\n'),
    );
    writeFileSync(schema, JSON.stringify(runSchema));
    expect(await runCli(['new', project, '--name', 'Keys', '--schema', schema])).toMatchObject({ code: 0 });
    expect(await runCli(['import', corpus, '--project', project])).toMatchObject({ code: 0 });
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const run = (args: readonly string[], computer = 'here'): Promise<CliEnd> =>
    runCli(['run', ...args], {
      env: { OPENAI_API_KEY: secret, DIZINER_DATA_DIR: join(dir, computer) },
      cwd: dir,
    });

  it('the key goes to the supervisor that is named, and not to a server of annotators', async () => {
    const end = await run([
      ...['--project', project, '--annotators', `builtin:lexicon,openai:lab-model@${lab.baseUrl}`],
      ...['--supervisor', 'openai:gpt-5.6-luna', '--supervisor-url', supervisor.baseUrl],
      ...['--iterations', '1', '--set-size', '4', '--new'],
    ]);
    expect(end, end.stderr).toMatchObject({ code: 0 });
    expect(lab.stats.answers).toBeGreaterThan(0);
    expect(credentials(lab)).toEqual(new Set(['Bearer none']));
    expect(credentials(supervisor)).toEqual(new Set([`Bearer ${secret}`]));
  });

  it('a supervisor address that came with the project file gets no key until it is named here', async () => {
    const file = join(dir, 'from-elsewhere.diziner');
    copyFileSync(project, file);
    const paused = await run(
      [
        ...['--project', file, '--annotators', 'builtin:lexicon,builtin:shape', '--new'],
        ...['--supervisor', 'openai:gpt-5.6-luna', '--supervisor-url', supervisor.baseUrl],
        ...['--iterations', '1', '--set-size', '4', '--review'],
      ],
      'there',
    );
    expect(paused.stderr).toContain('waiting-for-expert');
    const before = supervisor.requests.length;
    const refused = await run(['--project', file], 'here-too');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`--supervisor-url ${supervisor.baseUrl}`);
    expect(supervisor.requests.length).toBeGreaterThan(before);
    const later = supervisor.requests.slice(before).map(({ headers }) => headers['authorization']);
    expect(new Set(later)).toEqual(new Set(['Bearer none']));
    const named = await run(['--project', file, '--supervisor-url', supervisor.baseUrl], 'here-too');
    expect(named.stderr).toContain('waiting-for-expert');
    expect(named.code).toBe(0);
    const remembered = await run(['--project', file], 'here-too');
    expect(remembered, remembered.stderr).toMatchObject({ code: 0 });
  });
});

describe('in the app', () => {
  let app: ExpertApp;
  let projectId: string;
  const settingsAt = (url: string | null) =>
    ({ projectId, settings: { config: { kind: 'openai', model: 'gpt-5.6-luna', url } } }) as const;
  const open = async (env?: { openAiKey: string }): Promise<void> => {
    app = await openExpertApp(env);
    projectId = (await app.call('projects.createSample', {})).id;
  };
  afterEach(() => app.close());

  it('a key belongs to the server it was given for: the test of that supervisor works, annotators get none', async () => {
    await open();
    await app.call('supervisor.set', settingsAt(supervisor.baseUrl));
    expect(await app.call('supervisor.test', { projectId })).toMatchObject({ ok: false });
    expect(await app.call('supervisor.setKey', { url: supervisor.baseUrl, key: secret })).toEqual({
      source: 'session',
      hint: 'cdef',
    });
    expect(await app.call('supervisor.test', { projectId })).toMatchObject({ ok: true });
    expect(await app.call('supervisor.keyState', { url: lab.baseUrl })).toEqual({
      source: 'none',
      hint: null,
    });
    expect(await app.call('supervisor.keyState', {})).toEqual({ source: 'none', hint: null });
    const pool = await app.call('annotators.pool', { projectId });
    await app.call('annotators.setPool', {
      projectId,
      annotators: [
        ...pool.slice(0, 1),
        {
          ...pool[0]!,
          id: 'openai:lab-model',
          kind: 'openai',
          model: 'lab-model',
          endpoint: lab.baseUrl,
        },
      ],
    });
    const status = await startRun(app, projectId, { iterations: 0, setSize: 4 });
    expect(status, status.reason ?? '').toMatchObject({ state: 'done' });
    expect(lab.stats.answers).toBeGreaterThan(0);
    expect(credentials(lab)).toEqual(new Set(['Bearer none']));
  });

  it('the key of the environment goes where the user chose a supervisor, not where a project file says', async () => {
    await open({ openAiKey: secret });
    expect(await app.call('supervisor.keyState', { url: null })).toMatchObject({ source: 'environment' });
    expect(await app.call('supervisor.keyState', { url: supervisor.baseUrl })).toMatchObject({
      source: 'none',
    });
    const given = { supervisor: settingsAt(supervisor.baseUrl).settings.config, iterations: 1, setSize: 4 };
    const status = await startRun(app, projectId, given);
    expect(status.state).toBe('paused');
    expect(credentials(supervisor)).toEqual(new Set(['Bearer none']));
    await app.call('supervisor.set', settingsAt(supervisor.baseUrl));
    expect(await app.call('supervisor.keyState', { url: supervisor.baseUrl })).toMatchObject({
      source: 'environment',
    });
    expect(await app.call('supervisor.test', { projectId })).toMatchObject({ ok: true });
  });
});
