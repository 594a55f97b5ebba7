import { afterEach, describe, expect, it } from 'vitest';
import type { RunSettingsInput } from '#shared/domain/run-settings.ts';
import { readAnalysis } from '#core/store/analysis-table.ts';
import { newestGuidelineNumber, readGuidelineRevision } from '#core/store/guideline-table.ts';
import { readDocumentSet } from '#core/store/document-set-table.ts';
import { listIterations, type RunRow } from '#core/store/run-table.ts';
import { readUnits } from '#core/store/unit-table.ts';
import type { RunDeps } from '#core/run/ports.ts';
import { runProblems } from '#core/run/start-run.ts';
import type { Brain } from '#fakes/brain.ts';
import { uniform } from '#fakes/hash.ts';
import { countRules, fencedDocument } from '#fakes/ner-brain.ts';
import { startFakeOllama, type FakeOllama } from '#fakes/fake-ollama.ts';
import { fakeModel } from '#fakes/ollama-model.ts';
import { runCorpus, runLexicon } from '../helpers/run-corpus.ts';
import { labDeps, labModels, labProject, startAndRun } from '../helpers/run-lab.ts';

const builtins = [
  'builtin:lexicon',
  'builtin:shape',
  'builtin:context',
  'builtin:chunks',
  'builtin:entities',
];
const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const goal = 'GOAL-MARKER: find who did what where.';

async function lab(
  models: readonly string[],
  brain?: Brain,
): Promise<{ fake: FakeOllama; deps: RunDeps; annotatorIds: string[] }> {
  const fake = await startFakeOllama({
    models: models.map((name) => fakeModel(name)),
    lexicon: runLexicon,
    numParallel: 2,
    ...(brain === undefined ? {} : { brain }),
  });
  const annotatorIds = models.map((name) => `ollama:${name}`);
  const project = labProject({ annotators: annotatorIds, documents: runCorpus(60), goal });
  const provider = labModels({ ollamaUrl: fake.url });
  open.push(() => fake.close(), project.close, provider.close);
  return { fake, deps: labDeps(project.db, provider.models), annotatorIds };
}

const rules: Pick<RunSettingsInput, 'supervisor' | 'setSize'> = { supervisor: { kind: 'rules' }, setSize: 8 };

function expectDone(run: RunRow): void {
  expect(run, run.reason ?? '').toMatchObject({ state: 'done' });
}

/** Perfect answers, or nothing at all where the model's name says so. */
const perfect: Brain = (call) => {
  const document = fencedDocument(call.turns[0]?.content ?? '');
  const entities = [...runLexicon]
    .filter(([surface]) => document.includes(surface))
    .map(([span, type]) => ({ span, type }));
  return call.model.startsWith('blind') ? JSON.stringify({ entities: [] }) : JSON.stringify({ entities });
};

describe('settings of a run', () => {
  it('early stopping ends a run whose probe set shows no gain and goes back to the best guideline', async () => {
    // Worse with every rule: the first iteration stays the best.
    const worse: Brain = (call) => {
      const document = fencedDocument(call.turns[0]?.content ?? '');
      const miss = Math.min(0.8, 0.1 + 0.1 * countRules(call.system));
      const entities = [...runLexicon]
        .filter(([surface]) => document.includes(surface))
        .filter(([surface]) => uniform(call.model, document, surface, call.system.length) >= miss)
        .map(([span, type]) => ({ span, type }));
      return JSON.stringify({ entities });
    };
    const all = await lab(['m1:1b', 'm2:1b', 'm3:1b'], worse);
    const run = await startAndRun(all.deps, {
      ...rules,
      annotatorIds: all.annotatorIds,
      iterations: 6,
      earlyStopping: true,
      probeSetSize: 6,
    });
    expectDone(run);
    const rounds = listIterations(all.deps.db, run.runKey);
    expect(rounds.length).toBeLessThan(7);
    const probe = readDocumentSet(all.deps.db, run.runKey, 0, 'probe');
    expect(probe).toHaveLength(6);
    for (const round of rounds) {
      expect(readDocumentSet(all.deps.db, run.runKey, round.iteration, 'probe')).toEqual(probe);
      const main = readDocumentSet(all.deps.db, run.runKey, round.iteration, 'main');
      expect(main.filter((key) => probe.includes(key))).toEqual([]);
      expect(readAnalysis(all.deps.db, run.runKey, round.iteration, 'probe')).toBeDefined();
    }
    const best = rounds.find((round) => round.iteration === run.best?.iteration);
    const newest = readGuidelineRevision(all.deps.db, newestGuidelineNumber(all.deps.db));
    const kept = readGuidelineRevision(all.deps.db, best?.guideline ?? -1);
    expect(newest?.rules).toEqual(kept?.rules);
    expect(newest?.goal).toBe(kept?.goal);
  });

  it.each([
    [15, 5, 10],
    [18, 6, 12],
    [60, 15, 25],
  ])(
    'of %i documents early stopping checks %i and leaves %i to the first round',
    async (documents, probe, main) => {
      const project = labProject({ annotators: builtins, documents: runCorpus(documents) });
      const provider = labModels();
      open.push(project.close, provider.close);
      const run = await startAndRun(labDeps(project.db, provider.models), {
        annotatorIds: builtins,
        supervisor: { kind: 'rules' },
        iterations: 1,
        earlyStopping: true,
      });
      expectDone(run);
      for (const iteration of [0, 1]) {
        const sets = (['probe', 'main'] as const).map((kind) =>
          readDocumentSet(project.db, run.runKey, iteration, kind),
        );
        expect(sets.map((keys) => new Set(keys).size)).toEqual([probe, main]);
        expect(new Set(sets.flat()).size).toBe(probe + main);
      }
    },
  );

  it('early stopping is refused, with what to do, where a check set would leave too little', () => {
    const project = labProject({ annotators: builtins, documents: runCorpus(14) });
    open.push(project.close);
    const settings = { annotatorIds: builtins, goldSupervision: false };
    expect(runProblems(project.db, { ...settings, earlyStopping: false })).toEqual([]);
    expect(runProblems(project.db, { ...settings, earlyStopping: true })).toEqual([
      expect.stringMatching(/at least 15 documents.*there are 14.*switch early stopping off/u),
    ]);
  });

  it('dropping the worst leaves one lagging annotator out from the third round on, never below four', async () => {
    const all = await lab(['m1:1b', 'm2:1b', 'm3:1b', 'm4:1b', 'blind:1b'], perfect);
    const run = await startAndRun(all.deps, {
      ...rules,
      annotatorIds: all.annotatorIds,
      iterations: 3,
      dropWorst: true,
    });
    expectDone(run);
    expect(run.dropped).toEqual(['ollama:blind:1b']);
    expect(listIterations(all.deps.db, run.runKey).map((round) => round.annotatorIds.length)).toEqual([
      5, 5, 4, 4,
    ]);
  });

  it('an adaptive threshold never makes more hotspots than the fixed percentile', async () => {
    const hotspots: number[] = [];
    for (const adaptiveThreshold of ['off', 'gap', 'permutation'] as const) {
      const all = await lab(['m1:1b', 'm2:1b', 'm3:1b']);
      const run = await startAndRun(all.deps, {
        ...rules,
        annotatorIds: all.annotatorIds,
        iterations: 0,
        analysis: { adaptiveThreshold },
      });
      expectDone(run);
      const analysis = readAnalysis(all.deps.db, run.runKey, 0, 'main')?.analysis;
      expect(analysis?.params.adaptiveThreshold).toBe(adaptiveThreshold);
      hotspots.push(analysis?.hotspots.length ?? -1);
    }
    expect(hotspots[1]).toBeLessThanOrEqual(hotspots[0] ?? 0);
    expect(hotspots[2]).toBeLessThanOrEqual(hotspots[0] ?? 0);
  });

  it('without the goal no text that a model gets holds a word of it', async () => {
    for (const skipGoal of [false, true]) {
      const all = await lab(['m1:1b', 'm2:1b']);
      const run = await startAndRun(all.deps, {
        ...rules,
        annotatorIds: all.annotatorIds,
        iterations: 1,
        skipGoal,
      });
      expectDone(run);
      const texts = JSON.stringify(all.fake.requests.map((request) => request.body));
      expect(texts.includes('GOAL-MARKER')).toBe(!skipGoal);
    }
  });

  it('with gold supervision every set holds gold documents only and the reference is gold', async () => {
    const all = await lab(['m1:1b', 'm2:1b', 'm3:1b']);
    all.deps.db.prepare(`DELETE FROM gold WHERE document_key % 2 = 0`).run();
    const run = await startAndRun(all.deps, {
      ...rules,
      annotatorIds: all.annotatorIds,
      iterations: 2,
      goldSupervision: true,
    });
    expectDone(run);
    for (const round of listIterations(all.deps.db, run.runKey)) {
      const keys = readDocumentSet(all.deps.db, run.runKey, round.iteration, 'main');
      expect(keys.every((key) => key % 2 === 1)).toBe(true);
      expect(readAnalysis(all.deps.db, run.runKey, round.iteration, 'main')?.analysis.coalition).toEqual([]);
    }
  });

  it('a homogeneous pool runs and is recorded with the run', async () => {
    const all = await lab(['m1:1b', 'm2:1b']);
    const run = await startAndRun(all.deps, {
      ...rules,
      annotatorIds: all.annotatorIds,
      iterations: 1,
      homogeneousPool: true,
    });
    expectDone(run);
    expect(run.settings.homogeneousPool).toBe(true);
  });

  it('built-in annotators and rules alone run all iterations without any connection', async () => {
    const project = labProject({ annotators: builtins.slice(0, 4), documents: runCorpus(60) });
    const provider = labModels();
    open.push(project.close, provider.close);
    const deps = labDeps(project.db, provider.models);
    const run = await startAndRun(deps, { ...rules, annotatorIds: builtins.slice(0, 4), iterations: 3 });
    expectDone(run);
    expect(provider.ledger).toEqual([]);
    const seen = new Set<number>();
    for (const round of listIterations(project.db, run.runKey)) {
      for (const key of readDocumentSet(project.db, run.runKey, round.iteration, 'main')) {
        expect(seen.has(key)).toBe(false);
        seen.add(key);
      }
      expect(readUnits(project.db, run.runKey, round.iteration)).toHaveLength(4 * 8);
    }
  });

  it('two runs with the same seed choose the same documents; another seed others', async () => {
    const sets: number[][] = [];
    for (const seed of [1, 1, 2]) {
      const project = labProject({ annotators: builtins.slice(0, 2), documents: runCorpus(60) });
      const provider = labModels();
      open.push(project.close, provider.close);
      const deps = labDeps(project.db, provider.models);
      const run = await startAndRun(deps, {
        ...rules,
        annotatorIds: builtins.slice(0, 2),
        iterations: 0,
        seed,
      });
      sets.push(readDocumentSet(project.db, run.runKey, 0, 'main'));
    }
    expect(sets[0]).toEqual(sets[1]);
    expect(sets[0]).not.toEqual(sets[2]);
  });
});
