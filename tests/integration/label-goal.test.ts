import { describe, expect, it } from 'vitest';
import { createLabelJob, planLabelling } from '#core/run/label-job.ts';
import { labelCorpus } from '#core/run/label-corpus.ts';
import { readRunByKey } from '#core/store/run-table.ts';
import { startFakeOllama } from '#fakes/fake-ollama.ts';
import { fakeModel } from '#fakes/ollama-model.ts';
import { runCorpus, runLexicon } from '../helpers/run-corpus.ts';
import { freshSignals, labDeps, labModels, labProject, startAndRun } from '../helpers/run-lab.ts';

describe('a labelling after a run that left the goal out', () => {
  it.each([
    ['leaves it out too', true],
    ['and one after a plain run states it', false],
  ])('%s', async (_, skipGoal) => {
    const fake = await startFakeOllama({
      models: [fakeModel('m1:1b'), fakeModel('m2:1b')],
      lexicon: runLexicon,
    });
    const annotatorIds = ['ollama:m1:1b', 'ollama:m2:1b'];
    const project = labProject({
      annotators: annotatorIds,
      documents: runCorpus(20),
      goal: 'GOAL-MARKER: who did what where.',
    });
    const provider = labModels({ ollamaUrl: fake.url });
    try {
      const deps = labDeps(project.db, provider.models);
      const settings = { annotatorIds, supervisor: { kind: 'rules' } as const, iterations: 0, setSize: 5 };
      const run = await startAndRun(deps, { ...settings, skipGoal });
      expect(readRunByKey(deps.db, run.runKey).state).toBe('done');
      fake.requests.length = 0;
      const job = createLabelJob(deps.db, planLabelling(deps.db, 'consensus'), 'all', deps);
      await labelCorpus(deps, job, freshSignals(), () => undefined);
      const prompts = fake.requests
        .filter(({ path }) => path === '/api/chat')
        .map(({ body }) => JSON.stringify(body));
      // Two annotators, twenty documents; the rest are the checks of each model before its first document.
      expect(prompts.filter((prompt) => prompt.includes('GOAL-MARKER')).length).toBe(skipGoal ? 0 : 40);
    } finally {
      await provider.close();
      project.close();
      await fake.close();
    }
  });
});
