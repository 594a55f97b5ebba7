import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFiles } from '#core/formats/read-files.ts';
import { mostLoads } from '#core/ollama/model-order.ts';
import { openStore } from '#core/store/open-store.ts';
import { listNetworkCalls } from '#core/store/network-table.ts';
import { readGuidelineRevision } from '#core/store/guideline-table.ts';
import { listIterations, newestRun } from '#core/store/run-table.ts';
import { readUnits } from '#core/store/unit-table.ts';
import { startFakeOllama, type FakeOllama } from '#fakes/fake-ollama.ts';
import { startFakeOpenAi, type FakeOpenAi } from '#fakes/fake-openai.ts';
import { defaultPool } from '#fakes/ollama-model.ts';
import { runCli } from '../helpers/cli-process.ts';
import { runCorpus } from '../helpers/run-corpus.ts';
import { supervisorBrain } from '../helpers/supervisor-brain.ts';

const politics = fileURLToPath(
  new URL('../../../shared/data/corpora/crossner/politics/dev.txt', import.meta.url),
);
const setSize = 6;
const iterations = 5;
const dir = mkdtempSync(join(tmpdir(), 'diziner-crossner-'));
const project = join(dir, 'politics.diziner');
let fake: FakeOllama;
let supervisor: FakeOpenAi;
let status: CliStatus;

interface CliStatus {
  readonly run: {
    readonly state: string;
    readonly unitsDone: number;
    readonly best: { readonly reason: string };
  };
  readonly corpus: { readonly documents: number };
  readonly stages: readonly {
    readonly iteration: number;
    readonly state: string;
    readonly guideline: number;
    readonly annotators: readonly string[];
    readonly coalition: readonly string[];
    readonly thresholds: unknown;
    readonly supervisorCalls: number;
  }[];
  readonly rounds: readonly { readonly agreement: number | null; readonly rules: number }[];
}

/** The public corpus where it lies beside the repository, else one of our own. */
function corpusFile(): string {
  if (existsSync(politics)) return politics;
  const own = join(dir, 'corpus.jsonl');
  const rows = runCorpus(120).map(({ id, text, gold }) => JSON.stringify({ id, text, spans: gold }));
  writeFileSync(own, `${rows.join('\n')}\n`);
  return own;
}

beforeAll(async () => {
  const file = corpusFile();
  const lexicon = new Map<string, string>();
  for await (const { documents } of readFiles([file], {}).batches) {
    for (const document of documents) for (const span of document.spans) lexicon.set(span.text, span.type);
  }
  fake = await startFakeOllama({ lexicon, maxLoaded: 1, numParallel: 2, chunkChars: Infinity });
  const ids = defaultPool.map((model) => `ollama:${model.name}`);
  supervisor = await startFakeOpenAi({ brain: supervisorBrain(ids) });
  const annotators = ids.join(',');
  const env = { OPENAI_API_KEY: supervisor.apiKey };
  const made = await runCli(['new', project, '--name', 'Politics'], { env });
  expect(made, made.stderr).toMatchObject({ code: 0 });
  const imported = await runCli(['import', file, '--project', project, '--as', 'gold'], { env });
  expect(imported, imported.stderr).toMatchObject({ code: 0 });
  const run = await runCli(
    [
      ...['run', '--project', project, '--annotators', annotators, '--ollama-url', fake.url],
      ...['--supervisor', 'openai:gpt-5.6-luna', '--supervisor-url', supervisor.baseUrl],
      ...['--iterations', String(iterations), '--set-size', String(setSize)],
    ],
    { env },
  );
  expect(run, run.stderr).toMatchObject({ code: 0 });
  const asked = await runCli(['status', '--project', project, '--json'], { env });
  status = JSON.parse(asked.stdout) as CliStatus;
}, 120_000);

afterAll(async () => {
  await fake.close();
  await supervisor.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('eight models, a supervisor and six iterations from the command line', () => {
  it('completes with every unit of every round done', () => {
    expect(status.run.state).toBe('done');
    expect(status.run.unitsDone).toBe(8 * setSize * (iterations + 1));
    expect(status.run.best.reason).toContain('Agreement is not accuracy');
  });

  it('shows every stage of every iteration in status --json', () => {
    expect(status.stages.map((stage) => stage.iteration)).toEqual([0, 1, 2, 3, 4, 5]);
    for (const stage of status.stages) {
      expect(stage.annotators).toHaveLength(8);
      expect(stage.coalition.length).toBeGreaterThan(0);
      expect(stage.thresholds).not.toBeNull();
      expect(stage.state).toBe(stage.iteration === iterations ? 'analysed' : 'supervised');
      if (stage.iteration === iterations) expect(stage.supervisorCalls).toBe(0);
      else expect(stage.supervisorCalls).toBeGreaterThanOrEqual(3);
    }
  });

  it('grows the guidelines and feeds the rules of each revision to the annotators of the next round', () => {
    const db = openStore(project, { mode: 'open' });
    const run = newestRun(db);
    if (run === undefined) throw new Error('no run');
    const rounds = listIterations(db, run.runKey);
    const prompts = new Set(
      fake.requests
        .filter((request) => request.path === '/api/chat')
        .map((request) => JSON.stringify(request.body)),
    );
    let before = 0;
    for (const round of rounds) {
      const rules = readGuidelineRevision(db, round.guideline)?.rules ?? [];
      if (round.iteration > 0) expect(rules.length).toBeGreaterThan(0);
      expect(rules.length).toBeGreaterThanOrEqual(before);
      before = rules.length;
      const common = rules
        .filter((rule) => rule.scope.kind !== 'annotator')
        .map((rule) => JSON.stringify(rule.text).slice(1, -1));
      const ofRound = readUnits(db, run.runKey, round.iteration);
      expect(new Set(ofRound.map((unit) => unit.guideline))).toEqual(new Set([round.guideline]));
      if (common.length === 0) continue;
      const withAll = [...prompts].filter((prompt) => common.every((text) => prompt.includes(text)));
      expect(withAll.length).toBeGreaterThanOrEqual(setSize * 8);
    }
    expect(before).toBeGreaterThan(3);
    db.close();
  });

  it('reloads no model and loads at most M·I−(I−1) times, beside the one time each model was tried', () => {
    expect(fake.stats.reloads).toBe(0);
    expect(fake.stats.loads).toBeLessThanOrEqual(8 + mostLoads(8, iterations + 1));
    expect(fake.stats.maxInFlight).toBeLessThanOrEqual(2);
    expect(fake.stats.inFlight).toBe(0);
  });

  it('evaluates at most 64 tokens beside the document, once a slot has seen the instructions', () => {
    const tokens = (text: string): number => Math.ceil(Buffer.byteLength(text) / 4);
    let allowed = 0;
    const passes = new Map<string, number>();
    for (const { path, body } of fake.requests) {
      if (path !== '/api/chat') continue;
      const { model, messages } = body as { model: string; messages: { role: string; content: string }[] };
      const text = (role: string): string => messages.find((message) => message.role === role)?.content ?? '';
      // The user turn is the document and its fence, whose lines are part of what may be evaluated beside it.
      const document = /\n(?<inside>[\s\S]*)\n/u.exec(text('user'))?.groups?.['inside'] ?? text('user');
      allowed += tokens(document) + 64;
      passes.set(`${model}\n${text('system')}`, tokens(text('system')));
    }
    for (const instructions of passes.values()) allowed += 2 * instructions; // two slots
    expect(fake.stats.evaluatedTokens).toBeLessThanOrEqual(allowed);
    expect(fake.stats.promptTokens).toBeGreaterThan(2 * fake.stats.evaluatedTokens);
  });

  it('sends nothing anywhere but to the two servers, and documents to the supervisor only in its own calls', () => {
    const db = openStore(project, { mode: 'open' });
    const { rows } = listNetworkCalls(db, { remoteOnly: false, offset: 0, limit: 100_000 });
    expect(new Set(rows.map((row) => row.host))).toEqual(
      new Set([new URL(fake.url).host, new URL(supervisor.url).host]),
    );
    const toSupervisor = rows.filter((row) => row.host === new URL(supervisor.url).host);
    expect(toSupervisor.every((row) => row.purpose === 'supervise')).toBe(true);
    db.close();
  });
});
