import { afterEach, describe, expect, it } from 'vitest';
import { labelCorpus } from '#core/run/label-corpus.ts';
import { createOllamaClient, type OllamaClient } from '#core/llm/ollama-client.ts';
import { newestGuidelineNumber } from '#core/store/guideline-table.ts';
import { insertLabelJob } from '#core/store/label-job-table.ts';
import { readSchema } from '#core/store/setup-tables.ts';
import { testRequest, testTransport } from '#fakes/llm-request.ts';
import type { FakeOllama } from '#fakes/fake-ollama.ts';
import { fakeModel } from '#fakes/ollama-model.ts';
import {
  annotatorIds,
  closeAll,
  documents,
  faultLab,
  names,
  open,
  settings,
  type Lab,
} from '../helpers/fault-lab.ts';
import { fakeTime, freshSignals, goOn, labDeps, labModels, startAndRun } from '../helpers/run-lab.ts';

afterEach(closeAll);

const never = new AbortController().signal;
const foreign = 'foreign:1b';
const loaded = (fake: FakeOllama): string[] =>
  [...fake.state.scheduler.runners.values()].map(({ model }) => model.name).sort();

/** A lab whose server holds several models at once, and what is in memory whenever a document or a task is asked about. */
async function lab(): Promise<{
  readonly all: Lab;
  readonly seen: Set<string>;
  readonly client: OllamaClient;
}> {
  const seen = new Set<string>();
  const all: Lab = await faultLab({
    models: [...names, 'd:1b', foreign].map((name) => fakeModel(name)),
    maxLoaded: 8,
    vramBytes: 200e9,
    brain: (call) => {
      const isCheck = call.schema !== null && 'ok' in Object(call.schema['properties'] ?? {});
      if (!isCheck) seen.add(`${call.model}: ${loaded(all.fake).join(' ')}`);
      return undefined;
    },
  });
  const transport = testTransport();
  open.push(() => transport.close());
  return { all, seen, client: createOllamaClient({ baseUrl: all.fake.url, transport }) };
}

/** As a killed process leaves them. */
async function leaveBehind(client: OllamaClient, ...models: readonly string[]): Promise<void> {
  for (const model of models) await client.preload(model, testRequest().options, never);
}

describe('models in memory', () => {
  it('that a killed process of the same pool left make room before the first document; others stay', async () => {
    const { all, seen, client } = await lab();
    await leaveBehind(client, 'c:1b', 'b:1b', foreign);
    const run = await startAndRun(all.deps, settings);
    expect(run, run.reason ?? '').toMatchObject({ state: 'done' });
    expect(seen).toEqual(new Set(names.map((name) => `${name}: ${[name, foreign].join(' ')}`)));
    expect(loaded(all.fake)).toEqual([foreign]);
  });

  it('make room for a supervisor of Ollama too, where the run goes on with its supervision', async () => {
    const { all, seen, client } = await lab();
    const signals = freshSignals();
    const withSupervisor = {
      ...settings,
      supervisor: { kind: 'ollama' as const, model: 'd:1b' },
      iterations: 1,
      setSize: 4,
    };
    const paused = await startAndRun(
      {
        ...all.deps,
        emit: (event) => {
          if (event.kind === 'run-change' && event.status.stage === 'supervise') signals.breakOff();
        },
      },
      withSupervisor,
      signals,
    );
    expect(paused.state).toBe('paused');
    seen.clear();
    await leaveBehind(client, 'a:1b', 'c:1b', foreign);
    const restarted = labModels({ ollamaUrl: all.fake.url });
    open.push(restarted.close);
    const run = await goOn(labDeps(all.deps.db, restarted.models), paused);
    expect(run, run.reason ?? '').toMatchObject({ state: 'done' });
    for (const moment of seen) expect(moment).toMatch(/^(\S+): \1 foreign:1b$/u);
    expect([...seen].some((moment) => moment.startsWith('d:1b'))).toBe(true);
    expect(loaded(all.fake)).toEqual([foreign]);
  });

  it('are those of a labelling job only while it works', async () => {
    const { all, seen, client } = await lab();
    await leaveBehind(client, 'c:1b', foreign);
    const job = insertLabelJob(all.deps.db, {
      labelJobId: 'job',
      source: 'consensus',
      runId: null,
      iteration: null,
      guideline: newestGuidelineNumber(all.deps.db),
      schemaNumber: readSchema(all.deps.db).number,
      annotatorIds: annotatorIds.slice(0, 2),
      weights: [1, 1],
      scope: 'all',
      lastDocument: documents.length,
      startedAt: fakeTime,
    });
    await labelCorpus(all.deps, job, freshSignals(), () => undefined);
    expect(seen).toEqual(new Set(['a:1b', 'b:1b'].map((name) => `${name}: ${[name, foreign].join(' ')}`)));
    expect(loaded(all.fake)).toEqual([foreign]);
  });

  it('leave also where the last model of the job could not be brought up', async () => {
    const { all } = await lab();
    all.fake.fault({ mode: 'crash500', match: { model: 'c:1b', path: '/api/chat' }, times: 1_000 });
    const run = await startAndRun(all.deps, settings);
    expect(run, run.reason ?? '').toMatchObject({ state: 'done' });
    expect(loaded(all.fake)).toEqual([]);
  });
});
