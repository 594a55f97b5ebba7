import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importReportSchema } from '#shared/rpc/corpus.ts';
import { runStatusSchema } from '#shared/domain/run.ts';
import { runCli, startCli, type CliEnd } from '../helpers/cli-process.ts';
import { tempFolder } from '../helpers/store-lab.ts';

/** Commands on a project, in the order of the work; each test goes on where the one before ended. */

const resources = join(import.meta.dirname, '..', '..', 'resources', 'sample');
let folder: ReturnType<typeof tempFolder>;
let project: string;
beforeAll(() => {
  folder = tempFolder();
  project = folder.file('p.diziner');
});
afterAll(() => folder.remove());

const run = (...args: string[]): Promise<CliEnd> => runCli(args);
const json = (end: CliEnd): unknown => JSON.parse(end.stdout);
const annotators = 'builtin:lexicon,builtin:shape,builtin:chunks';

describe('the job on the command line', { timeout: 120_000 }, () => {
  it('new: makes the file once, says so on stderr, data on stdout only with --json', async () => {
    const made = await run(
      ...['new', project, '--name', 'Test', '--json', '--schema', join(resources, 'schema.json')],
      ...['--goal', join(resources, 'goal.txt')],
    );
    expect(made.code).toBe(0);
    expect(json(made)).toMatchObject({ name: 'Test' });
    expect((json(made) as { types: string[] }).types).toContain('PERSON');
    expect(made.stderr).toContain('Created');
    const again = await run('new', project, '--name', 'Test');
    expect([again.code, again.stdout]).toEqual([1, '']);
    expect(again.stderr).toMatch(/exists already[^]*What to do:/u);
  });

  it('import: keeps good rows, lists bad ones beside the project, writes the report', async () => {
    const input = folder.file('mixed.jsonl');
    const sample = readFileSync(join(resources, 'sample.jsonl'), 'utf8').split('\n').slice(0, 40).join('\n');
    writeFileSync(
      input,
      `${sample}\n{"id": "broken", \n{"id": "sample-001", "text": "Twice.", "spans": []}\n{"id": "empty", "text": "", "spans": []}\n`,
    );
    const reportFile = folder.file('report.json');
    const end = await run('import', input, '--project', project, '--report', reportFile, '--json');
    expect(end.code).toBe(0);
    const report = importReportSchema.parse(json(end));
    expect(JSON.parse(readFileSync(reportFile, 'utf8'))).toEqual(json(end));
    expect(report.files[0]).toMatchObject({ format: 'jsonl', encoding: 'utf-8', documents: 42 });
    expect(report.files[0]?.surfaces.verified).toBe(report.files[0]?.surfaces.total);
    expect(report.files[0]?.quarantined).toMatchObject([{ line: 41 }]);
    const repaired = report.files[0]?.repaired.map(({ what }) => what).join('\n');
    expect(repaired).toContain('sample-001~2');
    expect(repaired).toMatch(/empty has no text/u);
    const quarantine = readFileSync(`${project}.quarantine.jsonl`, 'utf8').trim().split('\n');
    expect(quarantine.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { file: input, line: 41, text: '{"id": "broken", ' },
    ]);
    expect(end.stderr).toContain(`${project}.quarantine.jsonl`);
  });

  it('status: before a run, as text and as JSON', async () => {
    const text = await run('status', '--project', project);
    expect(text.stdout).toContain('42 documents');
    expect(text.stdout).toContain('No run yet');
    const status = json(await run('status', '--project', project, '--json'));
    expect(status).toMatchObject({ run: null, rounds: [], labelling: null, corpus: { documents: 42 } });
  });

  it('run: Ctrl+C ends with 130 and the same command goes on to the end', async () => {
    const args = [
      'run',
      '--project',
      project,
      '--annotators',
      annotators,
      '--iterations',
      '1',
      '--set-size',
      '8',
    ];
    const first = startCli(args);
    const seen = new Promise<void>((resolve) =>
      first.child.stderr?.on('data', () => {
        if (first.output().includes('iteration 0')) resolve();
      }),
    );
    await Promise.race([seen, first.ended]);
    first.child.kill('SIGINT');
    const stopped = await first.ended;
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toContain('Paused by you');
    const waiting = await run('status', '--project', project);
    expect(waiting.stdout).toContain('Run: paused');
    const resumed = await run('run', '--project', project, '--json');
    expect(resumed.code).toBe(0);
    expect(resumed.stderr).toContain('Resuming the run');
    const status = runStatusSchema.parse(json(resumed));
    expect(status).toMatchObject({ state: 'done', iteration: 1, unitsDone: 48, unitsTotal: 48 });
    expect(status.best).not.toBeNull();
  });

  it('status --json: shows every stage of every iteration', async () => {
    const status = json(await run('status', '--project', project, '--json')) as {
      stages: { iteration: number; state: string; thresholds: object | null; coalition: string[] }[];
      rounds: { agreement: number | null }[];
    };
    expect(status.stages.map(({ iteration, state }) => [iteration, state])).toEqual([
      [0, 'supervised'],
      [1, 'analysed'],
    ]);
    expect(status.stages.every((stage) => stage.thresholds !== null && stage.coalition.length > 0)).toBe(
      true,
    );
    expect(status.rounds.every((round) => round.agreement !== null)).toBe(true);
  });

  it('questions: none of the rule supervisor; an unknown one and an empty answer are refused', async () => {
    expect(json(await run('questions', '--project', project, '--json', '--all'))).toEqual([]);
    const unknown = await run('questions', '--project', project, '--answer', 'q9', '--text', 'Yes.');
    expect([unknown.code, unknown.stdout]).toEqual([1, '']);
    expect(unknown.stderr).toContain('q9');
  });

  it('decide: lists hotspots, settles one, refuses readings and spans that are not there', async () => {
    const list = json(await run('decide', '--project', project, '--json')) as {
      hotspotId: string;
      options: unknown[];
    }[];
    expect(list.length).toBeGreaterThan(0);
    const { hotspotId, options } = list[0]!;
    const wrong = await run('decide', '--project', project, '--hotspot', hotspotId, '--option', 'x');
    expect([wrong.code, wrong.stderr.includes('--option')]).toEqual([2, true]);
    const far = await run(
      'decide',
      '--project',
      project,
      '--hotspot',
      hotspotId,
      '--span',
      '0-999999-PERSON',
    );
    expect([far.code, far.stderr.includes('0-999999-PERSON')]).toEqual([2, true]);
    const settled = await run(
      ...['decide', '--project', project, '--hotspot', hotspotId, '--option', String(options.length)],
      ...['--reason', 'so it is'],
    );
    expect([settled.code, settled.stdout]).toEqual([0, '']);
    const rest = json(await run('decide', '--project', project, '--json')) as unknown[];
    expect(rest).toHaveLength(list.length - 1);
  });

  it('guidelines: versions, differences, the prompt, and the four formats', async () => {
    const versions = json(await run('guidelines', '--project', project, '--list', '--json')) as {
      number: number;
      rules: number;
    }[];
    expect(versions.map(({ number }) => number)).toEqual([1, 0]);
    const diff = json(await run('guidelines', '--project', project, '--diff', '0', '1', '--json'));
    expect(diff).toMatchObject({ from: 0, to: 1, counts: { added: versions[0]?.rules } });
    const markdown = await run('guidelines', '--project', project, '--iteration', '1');
    expect(markdown.stdout).toMatch(/^# Annotation guidelines: Test/u);
    const prompt = await run('guidelines', '--project', project, '--prompt', 'builtin:shape');
    expect(prompt.stdout).toContain('PERSON');
    const docx = folder.file('g.docx');
    const written = await run('guidelines', '--project', project, '--format', 'docx', '--out', docx);
    expect([written.code, written.stdout, readFileSync(docx).subarray(0, 2).toString()]).toEqual([
      0,
      '',
      'PK',
    ]);
    const wrong = await run('guidelines', '--project', project, '--diff', '0', 'x');
    expect([wrong.code, wrong.stderr.includes('--diff')]).toEqual([2, true]);
  });

  it('label: labels everything, once; export writes it with a manifest, refuses to overwrite', async () => {
    const labelled = await run('label', '--project', project, '--with', 'consensus', '--json');
    expect([labelled.code, json(labelled)]).toMatchObject([0, { state: 'done', documents: 42, done: 42 }]);
    const out = folder.file('out.conll');
    const args = ['export', '--project', project, '--format', 'conll', '--out', out];
    const exported = await run(...args, '--json');
    expect(exported.code).toBe(0);
    expect(json(exported)).toMatchObject([{ format: 'conll', documents: 42, roundTrip: { different: [] } }]);
    const again = await run(...args);
    expect([again.code, again.stderr.includes('exists already')]).toEqual([1, true]);
    const odd = await run(...args, '--overwrite', '--seed', 'x');
    expect([odd.code, odd.stderr.includes('--seed')]).toEqual([2, true]);
    const bundle = await run(
      'export',
      '--project',
      project,
      '--format',
      'bundle',
      '--out',
      folder.file('p.zip'),
    );
    expect([bundle.code, readFileSync(folder.file('p.zip')).subarray(0, 2).toString()]).toEqual([0, 'PK']);
    const twice = await run(
      'export',
      '--project',
      project,
      '--format',
      'bundle',
      '--out',
      folder.file('p.zip'),
    );
    expect([twice.code, twice.stderr.includes('exists already')]).toEqual([1, true]);
    expect(readdirSync(folder.path).filter((name) => name.includes('.part'))).toEqual([]);
  });

  it('report: the page with every round and version; the methods paragraph alone', async () => {
    const page = folder.file('report.html');
    const written = await run('report', '--project', project, '--out', page);
    expect([written.code, written.stdout]).toEqual([0, '']);
    const html = readFileSync(page, 'utf8');
    for (const text of ['Report: Test', 'Agreement by round', 'Versions of the guidelines', 'none (rules)'])
      expect(html).toContain(text);
    const methods = await run('report', '--project', project, '--methods');
    expect([methods.code, methods.stdout]).toMatchObject([
      0,
      expect.stringMatching(/in a corpus of 42 documents/u),
    ]);
    expect(methods.stdout).toContain('No gold labels were used');
  });
});
