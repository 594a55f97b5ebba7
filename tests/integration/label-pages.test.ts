import { describe, expect, it } from 'vitest';
import type { AnnotationResult } from '#core/annotators/annotator.ts';
import { createLabelJob, planLabelling } from '#core/run/label-job.ts';
import { labelCorpus } from '#core/run/label-corpus.ts';
import type { ModelProvider, OpenSessionRequest } from '#core/run/ports.ts';
import { countLabelDocuments } from '#core/store/label-document-table.ts';
import { newestLabelJob } from '#core/store/label-job-table.ts';
import { freshSignals, labDeps, labProject } from '../helpers/run-lab.ts';

const texts = Array.from({ length: 1_203 }, (_, index) => ({ id: String(index + 1), text: 'Ada', gold: [] }));
const annotatorIds = ['builtin:lexicon', 'builtin:shape'];
const answer: AnnotationResult = {
  state: 'empty',
  spans: [],
  unlocated: [],
  unknownTypes: {},
  raw: [],
  rung: '',
  mode: 'none',
  servedModel: '',
  usage: { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 },
  timings: { totalMs: 0, loadMs: 0, promptMs: 0, outputMs: 0 },
  requests: 1,
};

/** Annotators that answer at once, two documents in flight; `hold` answers one document when it likes. */
function provider(hold: (key: number) => Promise<void> | null) {
  const opened: OpenSessionRequest[] = [];
  const asked: number[] = [];
  const models: ModelProvider = {
    beginJob: () => undefined,
    openAnnotator: (request) => {
      opened.push(request);
      return Promise.resolve({
        annotator: {
          config: request.config,
          annotate: async ({ document }) => {
            const key = Number(document.id);
            asked.push(key);
            await hold(key);
            return answer;
          },
        },
        concurrency: 2,
        options: null,
        digest: '',
        remark: null,
        close: () => Promise.resolve(),
      });
    },
    openSupervisor: () => Promise.reject(new Error('not asked')),
    serverState: () => Promise.resolve('up'),
    close: () => Promise.resolve(),
  };
  return { models, opened, asked };
}

describe('the labelling of more documents than are read at a time', () => {
  it('asks about the next page while a document of the page before is still in flight, in one session', async () => {
    const project = labProject({ annotators: annotatorIds, documents: texts });
    const release = Promise.withResolvers<undefined>();
    const { models, opened, asked } = provider((key) => {
      // The second page has begun: the slow document of the first may end.
      if (key > 600) release.resolve(undefined);
      return key === 499 ? release.promise : null;
    });
    const deps = labDeps(project.db, models);
    try {
      const job = createLabelJob(deps.db, planLabelling(deps.db, 'builtin:shape'), 'all', deps);
      await labelCorpus(deps, job, freshSignals(), () => undefined);
      expect(newestLabelJob(deps.db)).toMatchObject({ state: 'done' });
      expect(asked).toEqual(texts.map((_, index) => index + 1));
      expect(opened).toHaveLength(1);
      expect(countLabelDocuments(deps.db)).toMatchObject({ done: texts.length, failed: 0 });
    } finally {
      project.close();
    }
  });

  it('that is paused in the middle asks about the rest when it goes on, and about nothing twice', async () => {
    const project = labProject({ annotators: annotatorIds, documents: texts });
    const signals = freshSignals();
    const { models, asked } = provider((key) => {
      if (key === 700) signals.pause();
      return null;
    });
    const deps = labDeps(project.db, models);
    try {
      const job = createLabelJob(deps.db, planLabelling(deps.db, 'builtin:shape'), 'all', deps);
      await labelCorpus(deps, job, signals, () => undefined);
      expect(newestLabelJob(deps.db)).toMatchObject({ state: 'paused' });
      // What is answered is settled, so that it can be reviewed meanwhile.
      expect(countLabelDocuments(deps.db).done).toBe(asked.length);
      await labelCorpus(deps, job, freshSignals(), () => undefined);
      expect(asked.toSorted((a, b) => a - b)).toEqual(texts.map((_, index) => index + 1));
      expect(countLabelDocuments(deps.db)).toMatchObject({ done: texts.length, failed: 0 });
    } finally {
      project.close();
    }
  });
});
