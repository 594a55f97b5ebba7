import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RpcInput } from '#shared/rpc/contract.ts';
import { openStore } from '#core/store/open-store.ts';
import { writeSetting } from '#core/store/project-table.ts';
import { startFakeOpenAi, type FakeOpenAi } from '#fakes/fake-openai.ts';
import { runCli, type CliEnd } from '../helpers/cli-process.ts';
import { elsewhere } from '../helpers/elsewhere.ts';
import { runCorpus, runLexicon, runSchema } from '../helpers/run-corpus.ts';
import { supervisorBrain } from '../helpers/supervisor-brain.ts';

type Stored = RpcInput<'supervisor.set'>['settings'];

const annotators = ['builtin:lexicon', 'builtin:shape', 'builtin:context'];
let dir: string;
let empty: string;
let project: string;
let files = 0;
let supervisor: FakeOpenAi;
/** What the supervisor was given to read, in order. */
let read: string[];

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'diziner-cli-privacy-'));
  empty = join(dir, 'empty.diziner');
  const corpus = join(dir, 'corpus.jsonl');
  const schema = join(dir, 'schema.json');
  writeFileSync(
    corpus,
    runCorpus(12)
      .map(({ id, text, gold }) => JSON.stringify({ id, text, spans: gold }))
      .join('\n'),
  );
  writeFileSync(schema, JSON.stringify(runSchema));
  expect(await runCli(['new', empty, '--name', 'Private', '--schema', schema])).toMatchObject({ code: 0 });
  expect(await runCli(['import', corpus, '--project', empty])).toMatchObject({ code: 0 });
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

beforeEach(async () => {
  read = [];
  const supervise = supervisorBrain(annotators);
  supervisor = await startFakeOpenAi({
    brain: (call) => {
      read.push([call.system, ...call.turns.map(({ content }) => content)].join('\n'));
      return supervise(call);
    },
  });
  files += 1;
  project = join(dir, `project-${String(files)}.diziner`);
  copyFileSync(empty, project);
});
afterEach(() => supervisor.close());

/** What the window stores when the user chooses a supervisor. */
function store(settings: Partial<Stored>): void {
  const db = openStore(project, { mode: 'open' });
  writeSetting(db, 'supervisor', { config: { kind: 'rules' }, ...settings });
  db.close();
}

const cli = (args: readonly string[]): Promise<CliEnd> =>
  runCli(args, { env: { OPENAI_API_KEY: supervisor.apiKey }, cwd: dir });
const run = (more: readonly string[] = []): Promise<CliEnd> =>
  cli([
    ...[
      'run',
      '--project',
      project,
      '--annotators',
      annotators.join(','),
      '--iterations',
      '1',
      '--set-size',
      '6',
    ],
    ...[
      '--supervisor',
      'openai:gpt-5.6-luna',
      '--supervisor-url',
      elsewhere(supervisor.baseUrl).url,
      ...more,
    ],
  ]);
/** Without naming a supervisor, its key at hand. */
const runWithStored = (more: readonly string[] = []): Promise<CliEnd> => {
  const urls = [supervisor.baseUrl, elsewhere(supervisor.baseUrl).url];
  const keys = urls.map((url) => `${url}=${supervisor.apiKey}`).join(' ');
  return runCli(
    [
      ...['run', '--project', project, '--annotators', annotators.join(',')],
      ...['--iterations', '1', '--set-size', '6', '--no-ask', ...more],
    ],
    { env: { DIZINER_API_KEYS: keys }, cwd: dir },
  );
};
const words = (text: string): string => text.replaceAll(/\s+/gu, ' ').trim();

describe('a run on the command line', () => {
  it('takes what is never sent out of every text, as the window does', async () => {
    const plain = await run(['--no-ask']);
    expect(plain, plain.stderr).toMatchObject({ code: 0 });
    const [name = '', other = ''] = [...runLexicon.keys()].filter((known) => read.join('\n').includes(known));
    expect(other).not.toBe('');

    read = [];
    store({ redactions: [name, `/${other.slice(0, -1)}./`], askBeforeSending: false });
    const end = await run(['--new']);
    expect(end, end.stderr).toMatchObject({ code: 0 });
    expect(read.length).toBeGreaterThan(2);
    expect(read.join('\n')).not.toContain(name);
    expect(read.join('\n')).not.toContain(other);
    expect(read.join('\n')).toContain('▮▮▮');
  });

  it.each([
    ['for a run', { runCapUsd: 0.000_01 }, /cap of \$0\.00/u],
    ['for a month', { monthlyCapUsd: 0 }, /cap of \$0\.00/u],
  ])('keeps to the cap %s that was chosen for the project', async (_, caps, reason) => {
    store({ ...caps, askBeforeSending: false });
    const end = await run();
    expect(end.code).toBe(1);
    expect(end.stderr).toMatch(reason);
    expect(read).toEqual([]);
  });

  it('may raise the cap of a run that is resumed', async () => {
    store({ runCapUsd: 0.000_01, askBeforeSending: false });
    expect((await run()).code).toBe(1);
    const raised = await run(['--cost-cap', '5']);
    expect(raised, raised.stderr).toMatchObject({ code: 0 });
    expect(read.length).toBeGreaterThan(2);
  });

  it('waits before anything is sent; the text can be read, let go or left out, and only that is sent', async () => {
    const waits = await run();
    expect(waits, waits.stderr).toMatchObject({ code: 0 });
    expect(waits.stderr).toContain('waiting-for-approval');
    expect(waits.stderr).toContain(`diziner approve --project ${project}`);
    expect(supervisor.requests).toEqual([]);

    const shown = await cli(['approve', '--project', project]);
    expect(shown, shown.stderr).toMatchObject({ code: 0 });
    expect(shown.stderr).toContain(elsewhere(supervisor.baseUrl).host);
    expect(supervisor.requests).toEqual([]);
    expect(await cli(['approve', '--project', project, '--yes', '--no'])).toMatchObject({ code: 2 });

    expect(await cli(['approve', '--project', project, '--yes'])).toMatchObject({ code: 0 });
    expect(await run()).toMatchObject({ code: 0 });
    expect(read.map(words)).toEqual([words(shown.stdout)]);

    const next = await cli(['approve', '--project', project, '--json']);
    const { phase, requestText } = JSON.parse(next.stdout) as { phase: string; requestText: string };
    expect(phase).not.toBe('phase1_patterns');
    expect(requestText).not.toBe(words(shown.stdout));
    expect(await cli(['approve', '--project', project, '--no'])).toMatchObject({ code: 0 });
    expect(await cli(['approve', '--project', project])).toMatchObject({ code: 1 });

    const end = await run(['--no-ask']);
    expect(end, end.stderr).toMatchObject({ code: 0 });
    expect(end.stdout).toContain('Chosen by agreement alone');
    expect(read.map(words)).not.toContain(words(requestText));
  });

  it('asks nothing of a supervisor on this computer', async () => {
    const end = await run(['--supervisor-url', supervisor.baseUrl]);
    expect(end, end.stderr).toMatchObject({ code: 0 });
    expect(read.length).toBeGreaterThan(2);
  });

  it('takes the supervisor that was chosen for the project where none is named, and says which', async () => {
    store({ config: { kind: 'openai', model: 'gpt-5.6-luna', url: supervisor.baseUrl } });
    const end = await runWithStored();
    expect(end, end.stderr).toMatchObject({ code: 0 });
    expect(read.length).toBeGreaterThan(2);
    expect(end.stderr).toContain(
      `Supervisor: gpt-5.6-luna at ${new URL(supervisor.baseUrl).host} (the project's)`,
    );

    read = [];
    const named = await runWithStored(['--new', '--supervisor', 'rules']);
    expect(named, named.stderr).toMatchObject({ code: 0 });
    expect(named.stderr).not.toContain('Supervisor:');
    expect(read).toEqual([]);
  });

  it('sends nothing to a chosen supervisor on another computer that nobody allowed here', async () => {
    store({ config: { kind: 'openai', model: 'gpt-5.6-luna', url: elsewhere(supervisor.baseUrl).url } });
    const refused = await runWithStored();
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`--supervisor-url ${elsewhere(supervisor.baseUrl).url}`);
    expect(read).toEqual([]);
    const url = ['--supervisor-url', elsewhere(supervisor.baseUrl).url];
    const named = await runWithStored(url);
    expect(named, named.stderr).toMatchObject({ code: 0 });
    expect(read.length).toBeGreaterThan(2);
  });

  it('does not start with a supervisor whose model was not chosen yet', async () => {
    store({ config: { kind: 'openai', model: '', url: null } });
    const end = await runWithStored(['--supervisor-url', supervisor.baseUrl]);
    expect(end.code).toBe(2);
    expect(end.stderr).toContain('The supervisor has no model yet.');
  });
});
