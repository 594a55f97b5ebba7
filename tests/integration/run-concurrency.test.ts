import { afterEach, describe, expect, it } from 'vitest';
import type { AnnotatorConfig } from '#shared/domain/annotator.ts';
import type { LlmOutcome } from '#core/llm/llm-client.ts';
import { emptyGuideline } from '#core/guideline/empty-guideline.ts';
import { annotatorFromId } from '#core/run/annotator-from-id.ts';
import { createLabelJob, planLabelling } from '#core/run/label-job.ts';
import { labelCorpus } from '#core/run/label-corpus.ts';
import { readPool, setPool } from '#core/store/setup-tables.ts';
import { newestLabelJob } from '#core/store/label-job-table.ts';
import { startFakeOllama } from '#fakes/fake-ollama.ts';
import { startFakeOpenAi, type FakeOpenAi, type FakeOpenAiOptions } from '#fakes/fake-openai.ts';
import type { RecordedRequest } from '#fakes/fake-server.ts';
import { fakeModel } from '#fakes/ollama-model.ts';
import { listedRecords } from '../helpers/model-records.ts';
import { runCorpus, runLexicon, runSchema } from '../helpers/run-corpus.ts';
import { freshSignals, labDeps, labModels, labProject, type LabModels } from '../helpers/run-lab.ts';

const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** Most requests that were open at the same moment. */
function mostAtOnce(requests: readonly RecordedRequest[], from = 0, to = Infinity): number {
  const events = requests
    .filter((request) => /chat/u.test(request.path) && JSON.stringify(request.body).includes('Note '))
    .slice(from, to)
    .flatMap((request) => [
      { at: request.t0, step: 1 },
      { at: request.tEnd ?? Infinity, step: -1 },
    ])
    .sort((a, b) => a.at - b.at || a.step - b.step);
  let now = 0;
  let most = 0;
  for (const { step } of events) most = Math.max(most, (now += step));
  return most;
}

/** Labels `count` documents with one annotator through the product's own provider. */
async function label(
  annotator: string,
  count: number,
  lab: LabModels,
  config: Partial<AnnotatorConfig> = {},
): Promise<string> {
  const project = labProject({ annotators: [annotator], documents: runCorpus(count) });
  open.push(project.close, lab.close);
  setPool(
    project.db,
    readPool(project.db).map((row) => ({ ...row.config, ...config })),
  );
  const deps = labDeps(project.db, lab.models);
  const job = createLabelJob(project.db, planLabelling(project.db, annotator), 'all', deps);
  await labelCorpus(deps, job, freshSignals(), () => undefined);
  const { done, failed } = project.db
    .prepare(`SELECT count(*) AS done, sum(failed) AS failed FROM label_document`)
    .get() as { done: number; failed: number };
  return `${newestLabelJob(project.db)?.state ?? ''}: ${done} labelled, ${failed} failed`;
}

describe('documents in flight at an Ollama server', () => {
  const ollama = async (numParallel: number) => {
    const fake = await startFakeOllama({
      models: [fakeModel('a:8b')],
      lexicon: runLexicon,
      numParallel,
      chunkChars: Infinity,
      outputTokensPerSecond: 1000, // some 50 ms for a document
    });
    open.push(() => fake.close());
    return fake;
  };

  it('start at two and rise where nobody has measured its slots and more pay', async () => {
    const fake = await ollama(4);
    const lab = labModels({ ollamaUrl: fake.url });
    expect(await label('ollama:a:8b', 60, lab)).toBe('done: 60 labelled, 0 failed');
    expect(mostAtOnce(fake.requests, 0, 8)).toBe(2);
    expect(mostAtOnce(fake.requests)).toBeGreaterThan(2);
  });

  it('are one more than the slots that were measured', async () => {
    const fake = await ollama(4);
    const lab = labModels({ ollamaUrl: fake.url, records: listedRecords({ slots: 1 }) });
    expect(await label('ollama:a:8b', 40, lab)).toBe('done: 40 labelled, 0 failed');
    expect(mostAtOnce(fake.requests)).toBe(2);
  });
});

it('a model is asked in the form in which its probe had an answer', async () => {
  const fake = await startFakeOllama({ models: [fakeModel('a:8b')], lexicon: runLexicon });
  open.push(() => fake.close());
  const lab = labModels({ ollamaUrl: fake.url, records: listedRecords({ mode: 'json', slots: 2 }) });
  expect(await label('ollama:a:8b', 3, lab)).toBe('done: 3 labelled, 0 failed');
  const chats = fake.requests.filter((request) => request.path === '/api/chat');
  expect(chats.length).toBeGreaterThanOrEqual(3);
  expect(new Set(chats.map((request) => (request.body as { format?: unknown }).format))).toEqual(
    new Set(['json']),
  );
});

describe('documents in flight at an OpenAI-compatible server', () => {
  const server = async (options: FakeOpenAiOptions): Promise<FakeOpenAi> => {
    const fake = await startFakeOpenAi({
      profile: 'vllm',
      models: ['m'],
      lexicon: runLexicon,
      chunkChars: Infinity,
      ...options,
    });
    open.push(() => fake.close());
    return fake;
  };
  /** Some 100 ms for a document: far above what a call costs this process. */
  const slow = { outputTokensPerSecond: 500 };

  it('rise from four, at most to what the command line says', async () => {
    const fake = await server({ ...slow, slots: 64 });
    const lab = labModels({ serverInFlight: 12 });
    expect(await label(`openai:m@${fake.baseUrl}`, 100, lab)).toBe('done: 100 labelled, 0 failed');
    // How far they rise depends on what else this machine does; the first step is always tried.
    expect(fake.stats.maxInFlight).toBeGreaterThanOrEqual(8);
    expect(fake.stats.maxInFlight).toBeLessThanOrEqual(12);
  });

  it('have a connection each', async () => {
    const fake = await server({ outputTokensPerSecond: 50 });
    const lab = labModels();
    const session = await lab.models.openAnnotator(
      {
        config: annotatorFromId(`openai:m@${fake.baseUrl}`, []),
        systemTokens: 500,
        longestDocumentTokens: 100,
        next: null,
        onActivity: () => undefined,
      },
      freshSignals().abort,
    );
    const stop = new AbortController();
    open.push(lab.close);
    const task = {
      schema: runSchema,
      guideline: emptyGuideline('Names.'),
      annotatorId: 'm',
      skipGoal: false,
    };
    const calls = runCorpus(60).map((document) =>
      session.annotator.annotate({ ...task, document: { ...document, tokens: [] } }, stop.signal),
    );
    await expect.poll(() => fake.stats.maxInFlight, { timeout: 10_000 }).toBe(60);
    stop.abort();
    await Promise.allSettled(calls);
  });

  it('never exceed what the annotator allows', async () => {
    const fake = await server(slow);
    const id = `openai:m@${fake.baseUrl}`;
    const lab = labModels();
    expect(await label(id, 60, lab, { inFlight: 5 })).toBe('done: 60 labelled, 0 failed');
    expect(fake.stats.maxInFlight).toBe(5);
  });

  it('fall when the server says that it is busy, and no document is lost', async () => {
    const fake = await server({ ...slow, busyAbove: 6 });
    const lab = labModels({ serverInFlight: 64, openAiLimits: { retryBaseMs: 50 } });
    expect(await label(`openai:m@${fake.baseUrl}`, 200, lab)).toBe('done: 200 labelled, 0 failed');
    expect(fake.stats.turnedAway).toBeGreaterThan(0);
    // Half of what was refused, then at most what is accepted: hardly anybody is sent away any more.
    expect(fake.stats.turnedAway).toBeLessThan(60);
    expect(fake.stats.answers).toBe(200);
  });

  it('are answered from the cache when the same documents are asked again', async () => {
    const fake = await server({});
    const cache = new Map<string, LlmOutcome>();
    const id = `openai:m@${fake.baseUrl}`;
    const store = {
      get: (key: string) => cache.get(key),
      put: (key: string, value: LlmOutcome) => void cache.set(key, value),
    };
    await label(id, 20, labModels({ cache: store }));
    expect(fake.stats.answers).toBe(20);
    expect(await label(id, 20, labModels({ cache: store }))).toBe('done: 20 labelled, 0 failed');
    expect(fake.stats.answers).toBe(20);
  });
});
