import { afterEach, describe, expect, it } from 'vitest';
import type { RunSettingsInput } from '#shared/domain/run-settings.ts';
import type { RunDeps } from '#core/run/ports.ts';
import { readSupervision } from '#core/store/supervision-table.ts';
import type { Brain } from '#fakes/brain.ts';
import { startFakeOllama, type FakeOllama } from '#fakes/fake-ollama.ts';
import { fakeModel, type FakeModel } from '#fakes/ollama-model.ts';
import { runCorpus, runLexicon } from '../helpers/run-corpus.ts';
import { dumpRun } from '../helpers/run-dump.ts';
import { freshSignals, goOn, labDeps, labModels, labProject, startAndRun } from '../helpers/run-lab.ts';
import { supervisorBrain } from '../helpers/supervisor-brain.ts';

const names = ['a:1b', 'b:1b'];
const annotatorIds = names.map((name) => `ollama:${name}`);
/** Iteration 0 ends with b, so its model is in memory when it is asked to supervise, and again for iteration 1. */
const settings: RunSettingsInput = {
  annotatorIds,
  supervisor: { kind: 'ollama', model: 'b:1b' },
  iterations: 1,
  setSize: 6,
};

const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const isSupervision = (text: string): boolean => !/Note \d/u.test(text) && text.length > 200;

interface Lab {
  readonly fake: FakeOllama;
  /** A provider of its own each time, as after a restart of the app. */
  readonly deps: () => RunDeps;
}

async function lab(
  given: {
    readonly brain?: Brain;
    readonly model?: Partial<FakeModel>;
    readonly names?: readonly string[];
  } = {},
): Promise<Lab> {
  const supervise = supervisorBrain(annotatorIds);
  const fake = await startFakeOllama({
    models: (given.names ?? names).map((name) => fakeModel(name, given.model)),
    lexicon: runLexicon,
    maxLoaded: 1,
    brain: (call) =>
      given.brain?.(call) ??
      (call.schema !== null && 'entities' in properties(call.schema) ? undefined : supervise(call)),
  });
  const project = labProject({ annotators: annotatorIds, documents: runCorpus(20) });
  open.push(() => fake.close(), project.close);
  let ids = 0;
  return {
    fake,
    deps: () => {
      const { models, close } = labModels({ ollamaUrl: fake.url });
      open.push(close);
      return labDeps(project.db, models, { newId: () => `lab-${(ids += 1)}` });
    },
  };
}

const properties = (schema: Readonly<Record<string, unknown>>): object =>
  Object(schema['properties']) as object;

interface Asked {
  readonly model: string;
  readonly numCtx: number;
  readonly numPredict: number;
}

/** Options of the chats of each kind, without the tiny checks after a load. */
function asked(fake: FakeOllama): { annotations: Asked[]; supervisions: Asked[] } {
  const all = fake.requests
    .filter(({ path }) => path === '/api/chat')
    .map(({ body }) => {
      const chat = body as {
        model: string;
        format: Record<string, unknown>;
        options: { num_ctx: number; num_predict: number };
      };
      return {
        model: chat.model,
        numCtx: chat.options.num_ctx,
        numPredict: chat.options.num_predict,
        fields: Object.keys(properties(chat.format)),
      };
    })
    .filter(({ numPredict }) => numPredict > 8);
  const plain = ({ model, numCtx, numPredict }: (typeof all)[number]): Asked => ({
    model,
    numCtx,
    numPredict,
  });
  const annotates = ({ fields }: (typeof all)[number]): boolean => fields.includes('entities');
  return {
    annotations: all.filter(annotates).map(plain),
    supervisions: all.filter((chat) => !annotates(chat)).map(plain),
  };
}

describe('a supervisor that is also an annotator', () => {
  it('is asked with the room a supervisor needs, and the annotator keeps its own in every iteration', async () => {
    const all = await lab();
    const deps = all.deps();
    const run = await startAndRun(deps, settings);
    expect(run, run.reason ?? '').toMatchObject({ state: 'done' });
    const { annotations, supervisions } = asked(all.fake);
    expect(supervisions.length).toBeGreaterThanOrEqual(4);
    for (const chat of supervisions) {
      expect(chat).toEqual({ model: 'b:1b', numCtx: 32_768, numPredict: 8_000 });
    }
    expect(annotations).toHaveLength(2 * names.length * 6);
    expect(new Set(annotations.map(({ numCtx, numPredict }) => `${numCtx}/${numPredict}`)).size).toBe(1);
    expect(annotations[0]?.numCtx).toBeLessThan(32_768);
    expect(
      (readSupervision(deps.db, run.runKey, 0)?.result as { fallback?: string }).fallback,
    ).toBeUndefined();
  });

  it('is not loaded again where both need the same context', async () => {
    const all = await lab({ model: { contextLength: 8_192 } });
    const run = await startAndRun(all.deps(), settings);
    expect(run, run.reason ?? '').toMatchObject({ state: 'done' });
    const { annotations, supervisions } = asked(all.fake);
    expect([...annotations, ...supervisions].every(({ numCtx }) => numCtx === 8_192)).toBe(true);
    expect(supervisions.every(({ numPredict }) => numPredict === 8_000)).toBe(true);
    // a, b, then b again for the supervision and iteration 1, then a
    expect(all.fake.stats.loads).toBe(3);
    expect(all.fake.stats.reloads).toBe(0);
  });

  it('a run that goes on at the supervision in a new process ends as an unbroken one', async () => {
    const whole = await lab();
    const unbroken = whole.deps();
    await startAndRun(unbroken, settings);

    const signals = freshSignals();
    let isBroken = false;
    const broken = await lab({
      brain: (call) => {
        if (!isBroken && isSupervision(call.turns[0]?.content ?? '')) {
          isBroken = true;
          signals.breakOff();
        }
        return undefined;
      },
    });
    const paused = await startAndRun(broken.deps(), settings, signals);
    expect(paused).toMatchObject({ state: 'paused', stage: 'supervise' });
    const resumed = broken.deps();
    const done = await goOn(resumed, paused);
    expect(done, done.reason ?? '').toMatchObject({ state: 'done' });
    expect(dumpRun(resumed.db)).toEqual(dumpRun(unbroken.db));
    expect(new Set(asked(broken.fake).annotations.map(({ numCtx }) => numCtx))).toEqual(
      new Set(asked(whole.fake).annotations.map(({ numCtx }) => numCtx)),
    );
  });
});

describe('a supervisor of Ollama that fails', () => {
  const chief = { ...settings, supervisor: { kind: 'ollama', model: 'chief:1b' } } as const;
  it.each([
    [
      'runs out of memory when it is loaded',
      { mode: 'oom500', match: { path: '/api/generate', model: 'chief:1b' } },
      /does not fit into memory/u,
    ],
    [
      'runs out of memory in the middle',
      { mode: 'oom500', match: { model: 'chief:1b', nth: 2 } },
      /does not fit into memory/u,
    ],
    ['hangs', { mode: 'hangBeforeHeaders', match: { model: 'chief:1b', nth: 2 } }, /no answer within/u],
  ] as const)(
    'and %s pauses the run: it says who, what is kept and how to go on, and the run goes on',
    async (_, fault, why) => {
      const all = await lab({ names: [...names, 'chief:1b'] });
      all.fake.fault({ ...fault, times: 1_000 });
      const deps = all.deps();
      const paused = await startAndRun(deps, chief);
      expect(paused).toMatchObject({ state: 'paused', stage: 'supervise' });
      expect(paused.reason).toMatch(why);
      expect(paused.reason).toMatch(/^The supervisor chief:1b could not go on: /u);
      expect(paused.reason).toContain('The marks of the annotators are kept.');
      expect(paused.reason).toContain('continue the run: only the supervisor is asked again');

      all.fake.faults.clear();
      const before = asked(all.fake).annotations.length;
      const done = await goOn(all.deps(), paused);
      expect(done, done.reason ?? '').toMatchObject({ state: 'done' });
      // Only the second round was left to annotate.
      expect(asked(all.fake).annotations.length - before).toBe(names.length * 6);
    },
  );
});
