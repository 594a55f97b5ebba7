import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startFakeOllama, type FakeOllama } from '#fakes/fake-ollama.ts';
import { startFakeOpenAi, type FakeOpenAi } from '#fakes/fake-openai.ts';
import { fakeModel } from '#fakes/ollama-model.ts';
import { runCli, type CliEnd } from '../helpers/cli-process.ts';
import { elsewhere } from '../helpers/elsewhere.ts';
import { openExpertApp, startRun, type ExpertApp } from '../helpers/expert-app.ts';
import { runCorpus, runLexicon, runSchema } from '../helpers/run-corpus.ts';
import { supervisorBrain } from '../helpers/supervisor-brain.ts';

/** Annotators' server and supervisor's server, each reached as if on another computer. */
let lab: FakeOpenAi;
let supervisor: FakeOpenAi;
beforeEach(async () => {
  lab = await startFakeOpenAi({ profile: 'vllm', models: ['lab-model'], lexicon: runLexicon });
  supervisor = await startFakeOpenAi({ profile: 'vllm', brain: supervisorBrain(['builtin:lexicon']) });
});
afterEach(async () => {
  await lab.close();
  await supervisor.close();
});

/** Requests that carried text. */
const posts = ({ requests }: Pick<FakeOpenAi, 'requests'>): number =>
  requests.filter(({ method }) => method === 'POST').length;

describe('on the command line', () => {
  let dir: string;
  let project: string;
  let file = 0;
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'diziner-consent-'));
    const corpus = join(dir, 'corpus.jsonl');
    const schema = join(dir, 'schema.json');
    writeFileSync(
      corpus,
      runCorpus(8)
        .map(({ id, text, gold }) => JSON.stringify({ id, text, spans: gold }))
        .join('\n'),
    );
    writeFileSync(schema, JSON.stringify(runSchema));
    project = join(dir, 'project.diziner');
    expect(await runCli(['new', project, '--name', 'Consent', '--schema', schema])).toMatchObject({
      code: 0,
    });
    expect(await runCli(['import', corpus, '--project', project])).toMatchObject({ code: 0 });
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  /** A copy of the project, and a computer on which nothing was allowed yet. */
  const fresh = () => {
    file += 1;
    const path = join(dir, `copy-${String(file)}.diziner`);
    copyFileSync(project, path);
    const env = { DIZINER_DATA_DIR: join(dir, `computer-${String(file)}`) };
    const cli = (args: readonly string[]): Promise<CliEnd> =>
      runCli(args, { env: { ...env, OPENAI_API_KEY: '' }, cwd: dir });
    return { path, cli };
  };
  const short = ['--iterations', '0', '--set-size', '3', '--new'];
  const more = ['--iterations', '0', '--set-size', '6', '--new'];

  it('a server of annotators that is stored in the project must be named again, for run and label', async () => {
    const { path, cli } = fresh();
    const { url, host } = elsewhere(lab.baseUrl);
    const annotators = `builtin:lexicon,openai:lab-model@${url}`;
    const named = await cli(['run', '--project', path, '--annotators', annotators, ...short]);
    expect(named, named.stderr).toMatchObject({ code: 0 });
    const before = lab.requests.length;
    expect(posts(lab)).toBeGreaterThan(0);

    for (const args of [
      ['run', '--project', path, ...short],
      ['label', '--project', path, '--with', 'consensus'],
    ]) {
      const refused = await cli(args);
      expect(refused.code, args[0]).toBe(1);
      expect(refused.stderr).toContain(`--allow-host ${host}`);
      expect(refused.stderr).toContain(`diziner hosts allow ${host} --for annotator`);
    }
    expect(lab.requests.length).toBe(before);

    const again = await cli(['label', '--project', path, '--allow-host', host]);
    expect(again, again.stderr).toMatchObject({ code: 0 });
    expect(lab.requests.length).toBeGreaterThan(before);
  });

  it('what was allowed on this computer holds without a flag, for its purpose only, until it is forgotten', async () => {
    const { path, cli } = fresh();
    const { url, host } = elsewhere(lab.baseUrl);
    const annotators = `builtin:lexicon,openai:lab-model@${url}`;
    await cli(['run', '--project', path, '--annotators', annotators, ...short]);
    const before = posts(lab);
    const other = await cli(['hosts', 'allow', host, '--for', 'supervisor']);
    expect(other, other.stderr).toMatchObject({ code: 0 });
    expect(await cli(['run', '--project', path, ...short])).toMatchObject({ code: 1 });
    expect(posts(lab)).toBe(before);

    const allowed = await cli(['hosts', 'allow', url, '--for', 'annotator', '--json']);
    expect(JSON.parse(allowed.stdout)).toMatchObject([
      { host, purpose: 'annotator' },
      { host, purpose: 'supervisor' },
    ]);
    // More documents than before: equal questions are answered from what is stored.
    expect(await cli(['run', '--project', path, ...more])).toMatchObject({ code: 0 });
    expect(posts(lab)).toBeGreaterThan(before);

    expect(await cli(['hosts', 'forget', host])).toMatchObject({ code: 0 });
    expect(await cli(['run', '--project', path, ...short])).toMatchObject({ code: 1 });
  });

  it('a supervisor that is stored with the run must be named again; its address is none for annotators', async () => {
    const { path, cli } = fresh();
    const { url } = elsewhere(supervisor.baseUrl);
    const run = ['run', '--project', path];
    const waits = await cli([
      ...[...run, '--annotators', 'builtin:lexicon,builtin:shape', '--set-size', '3', '--iterations', '1'],
      ...['--supervisor', 'openai:gpt-5.6-luna', '--supervisor-url', url, '--review'],
    ]);
    expect(waits, waits.stderr).toMatchObject({ code: 0 });
    const before = supervisor.requests.length;
    const refused = await cli(run);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`--supervisor-url ${url}`);
    const asAnnotator = await cli([...run, '--allow-host', elsewhere(supervisor.baseUrl).host]);
    expect(asAnnotator.code).toBe(1);
    expect(supervisor.requests.length).toBe(before);
  });

  it.each(['--allow-host', '--ollama-url', '--supervisor-url'])('refuses a %s that is none', async (flag) => {
    const { path, cli } = fresh();
    const end = await cli(['run', '--project', path, '--supervisor', 'openai:m', flag, 'a/b c', ...short]);
    expect(end.code).toBe(2);
    expect(end.stderr).toContain(flag);
  });
});

describe('in the app', () => {
  let app: ExpertApp;
  let projectId: string;
  beforeEach(async () => {
    app = await openExpertApp();
    projectId = (await app.call('projects.createSample', {})).id;
  });
  afterEach(() => app.close());

  const setPool = async (endpoint: string): Promise<void> => {
    const [first] = await app.call('annotators.pool', { projectId });
    await app.call('annotators.setPool', {
      projectId,
      annotators: [
        first!,
        { ...first!, id: 'openai:lab-model', kind: 'openai', model: 'lab-model', endpoint },
      ],
    });
  };
  const problems = async (): Promise<string> =>
    (await app.call('run.defaults', { projectId })).problems.join('\n');

  it('leave for the supervisor is none for annotators on the same host', async () => {
    const { url, host } = elsewhere(lab.baseUrl);
    await setPool(url);
    await app.call('hosts.allow', { host, purpose: 'supervisor' });
    expect(await problems()).toContain(host);
    await expect(startRun(app, projectId, { iterations: 0, setSize: 3 })).rejects.toThrow(/PRIVACY_BLOCKED/u);
    expect(lab.requests).toEqual([]);

    await app.call('hosts.allow', { host, purpose: 'annotator' });
    expect(await problems()).not.toContain(host);
    const status = await startRun(app, projectId, { iterations: 0, setSize: 3 });
    expect(status, status.reason ?? '').toMatchObject({ state: 'done' });
    expect(posts(lab)).toBeGreaterThan(0);
  });

  it('a project that names hosts brings no leave along, also where its file says so', async () => {
    const { url, host } = elsewhere(supervisor.baseUrl);
    const config = { kind: 'openai' as const, model: 'gpt-5.6-luna', url };
    const settings = { config, allowedHosts: [host] };
    await app.call('supervisor.set', { projectId, settings });
    expect(await app.call('hosts.list', {})).toEqual([]);
    expect(await problems()).toContain(host);
    expect(await app.call('supervisor.test', { projectId })).toMatchObject({
      ok: false,
      message: expect.stringContaining(host) as string,
    });
    await expect(startRun(app, projectId, { iterations: 1, setSize: 3, supervisor: config })).rejects.toThrow(
      /PRIVACY_BLOCKED/u,
    );
    expect(supervisor.requests).toEqual([]);
    expect((await app.call('system.health', {})).hosts.map((row) => row.host)).not.toContain(host);

    await app.call('hosts.allow', { host, purpose: 'supervisor' });
    expect(await app.call('supervisor.test', { projectId })).toMatchObject({ ok: true });
    expect((await app.call('system.health', {})).hosts).toContainEqual({
      host,
      purpose: 'supervisor',
      allowed: true,
    });
    await app.call('hosts.forget', { host, purpose: 'supervisor' });
    expect(await app.call('supervisor.test', { projectId })).toMatchObject({ ok: false });
  });

  it('labels with an annotator elsewhere only where it is allowed', async () => {
    const { url, host } = elsewhere(lab.baseUrl);
    await setPool(url);
    const label = () => app.call('label.start', { projectId, with: 'openai:lab-model', scope: 'unlabelled' });
    await expect(label()).rejects.toThrow(/PRIVACY_BLOCKED/u);
    expect(lab.requests).toEqual([]);
    await app.call('hosts.allow', { host, purpose: 'annotator' });
    await label();
    await app.call('label.stop', { projectId });
  });

  it('refuses what is no host', async () => {
    for (const host of ['', 'a/b', 'a b', 'user@host', 'http://'])
      await expect(app.call('hosts.allow', { host, purpose: 'annotator' })).rejects.toThrow(
        /INVALID_ARGUMENT/u,
      );
  });
});

describe('an Ollama on another computer', () => {
  let app: ExpertApp;
  let ollama: FakeOllama;
  beforeEach(async () => {
    app = await openExpertApp();
    ollama = await startFakeOllama({
      models: [fakeModel('a:1b'), fakeModel('b:1b')],
      lexicon: runLexicon,
    });
  });
  afterEach(async () => {
    await app.close();
    await ollama.close();
  });

  it('is not asked at all until it is allowed, and then finds models, loads and annotates', async () => {
    const { url, host } = elsewhere(ollama.url);
    await app.call('settings.set', { settings: { ollamaUrl: url, manageOllama: false } });
    const { ollama: closed, hosts } = await app.call('system.health', {});
    expect(closed).toMatchObject({ state: 'absent', url });
    expect(closed.message).toContain('not allowed');
    expect(hosts).toContainEqual({ host, purpose: 'annotators (Ollama)', allowed: false });
    expect((await app.call('models.list', {})).models).toEqual([]);
    await expect(app.call('models.remove', { model: 'a:1b' })).rejects.toThrow(/PRIVACY_BLOCKED/u);
    expect(ollama.requests).toEqual([]);

    await app.call('hosts.allow', { host, purpose: 'annotator' });
    expect((await app.call('system.health', {})).ollama).toMatchObject({ state: 'running', url });
    const { models } = await app.call('models.list', {});
    expect(models.map(({ name }) => name).sort()).toEqual(['a:1b', 'b:1b']);
    // The memory of another computer is not known here.
    expect(models.every(({ memory }) => memory === null)).toBe(true);

    const projectId = (await app.call('projects.createSample', {})).id;
    const [first] = await app.call('annotators.pool', { projectId });
    await app.call('annotators.setPool', {
      projectId,
      annotators: ['a:1b', 'b:1b'].map((model) => ({
        ...first!,
        id: `ollama:${model}`,
        kind: 'ollama' as const,
        model,
      })),
    });
    const status = await startRun(app, projectId, { iterations: 0, setSize: 3 });
    expect(status, status.reason ?? '').toMatchObject({ state: 'done' });
    expect(ollama.requests.some(({ path }) => path === '/api/chat')).toBe(true);
  });
});
