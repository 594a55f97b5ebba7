import { afterEach, describe, expect, it } from 'vitest';
import type { UnitState } from '#shared/domain/annotator.ts';
import { labelCorpus } from '#core/run/label-corpus.ts';
import type { RunDeps } from '#core/run/ports.ts';
import { newestGuidelineNumber } from '#core/store/guideline-table.ts';
import {
  countLabelDocuments,
  listLabelDocuments,
  readLabelDocument,
} from '#core/store/label-document-table.ts';
import { insertLabelJob, newestLabelJob, type LabelJobRow } from '#core/store/label-job-table.ts';
import { readAllAnnotators, readSchema } from '#core/store/setup-tables.ts';
import { startFakeOllama } from '#fakes/fake-ollama.ts';
import { fakeModel } from '#fakes/ollama-model.ts';
import {
  annotatorIds,
  closeAll,
  documents,
  expectFree,
  faultLab,
  names,
  open,
  type Lab,
} from '../helpers/fault-lab.ts';
import { runLexicon } from '../helpers/run-corpus.ts';
import { fakeTime, freshSignals, labDeps, labModels, labProject } from '../helpers/run-lab.ts';

afterEach(closeAll);

/** A job that all of these label, each with the same weight. */
function labelJob(deps: RunDeps, ids: readonly string[] = annotatorIds): LabelJobRow {
  return insertLabelJob(deps.db, {
    labelJobId: 'job',
    source: ids.length === 1 ? (ids[0] ?? '') : 'consensus',
    runId: null,
    iteration: null,
    guideline: newestGuidelineNumber(deps.db),
    schemaNumber: readSchema(deps.db).number,
    annotatorIds: ids,
    weights: ids.map(() => 1),
    scope: 'all',
    lastDocument: documents.length,
    startedAt: fakeTime,
  });
}

/** Works the job once, or goes on with it. */
async function label(deps: RunDeps, job: LabelJobRow, signals = freshSignals()): Promise<LabelJobRow> {
  await labelCorpus(deps, job, signals, () => undefined);
  return newestLabelJob(deps.db) ?? job;
}

const statesOf = ({ deps }: Lab, model: string): UnitState[] => {
  const key = readAllAnnotators(deps.db).find((row) => row.config.model === model)?.annotatorKey;
  return deps.db
    .prepare(`SELECT state FROM label_unit WHERE annotator_key = ? ORDER BY document_key`)
    .pluck()
    .all(key) as UnitState[];
};
const labels = ({ deps }: Lab): unknown[] =>
  listLabelDocuments(deps.db, { order: 'corpus', search: '', offset: 0, limit: 100 }).rows.map(
    ({ key }) => readLabelDocument(deps.db, key)?.spans,
  );

describe('a corpus labelled by several models', () => {
  it('goes on without one that was deleted, says so, and is labelled as by the others alone', async () => {
    const all = await faultLab({ models: names.slice(0, 2).map((name) => fakeModel(name)) });
    const job = await label(all.deps, labelJob(all.deps));
    expect(job).toMatchObject({ state: 'done' });
    expect(job.reason).toMatch(/c:1b abstained in 9 of 9 documents: .*c:1b is not installed/u);
    expect(statesOf(all, 'c:1b')).toEqual(documents.map(() => 'failed'));
    expect(countLabelDocuments(all.deps.db)).toMatchObject({ done: documents.length, failed: 0 });

    const pair = await faultLab();
    await label(pair.deps, labelJob(pair.deps, annotatorIds.slice(0, 2)));
    expect(labels(all)).toEqual(labels(pair));
  });

  it('goes on without one that keeps failing, and names what it failed with', async () => {
    const all = await faultLab();
    all.fake.fault({ mode: 'crash500', match: { model: 'b:1b', docRegex: 'Note [0-9]+[.]' }, times: 10_000 });
    const job = await label(all.deps, labelJob(all.deps));
    expect(job.state).toBe('done');
    expect(job.reason).toMatch(/b:1b abstained in [34] of 9 documents: .*failed while running b:1b/u);
    expect(statesOf(all, 'b:1b')).toEqual(documents.map(() => 'failed'));
    expect(countLabelDocuments(all.deps.db)).toMatchObject({ done: documents.length, failed: 0 });
    await expectFree(all.fake);
  });

  it('pauses where none of them works, and labels nothing', async () => {
    const all = await faultLab({ models: [] });
    const started = labelJob(all.deps);
    const paused = await label(all.deps, started);
    expect(paused.state).toBe('paused');
    expect(paused.reason).toMatch(/a:1b is not installed/u);
    expect(statesOf(all, 'a:1b')).toEqual([]);
    expect(countLabelDocuments(all.deps.db).done).toBe(0);
    for (const name of names) all.fake.state.models.set(name, fakeModel(name));
    expect(await label(all.deps, paused)).toMatchObject({ state: 'done', reason: null });
    expect(countLabelDocuments(all.deps.db)).toMatchObject({ done: documents.length, failed: 0 });
  });

  it('that is back when the job goes on is asked again', async () => {
    const all = await faultLab({ models: [fakeModel('b:1b'), fakeModel('c:1b')] });
    const signals = freshSignals();
    all.fake.fault({ mode: 'latency', match: { model: 'c:1b' }, args: { ms: 50 }, times: 1_000 });
    const pausing: RunDeps = { ...all.deps };
    const working = labelCorpus(pausing, labelJob(all.deps), signals, () => undefined);
    await expect.poll(() => statesOf(all, 'c:1b').length).toBeGreaterThan(1);
    signals.pause();
    await working;
    expect(newestLabelJob(all.deps.db)?.state).toBe('paused');
    expect(statesOf(all, 'a:1b')).toEqual([]);
    all.fake.state.models.set('a:1b', fakeModel('a:1b'));
    const job = await label(all.deps, newestLabelJob(all.deps.db) ?? labelJob(all.deps));
    expect(job).toMatchObject({ state: 'done', reason: null });
    expect(statesOf(all, 'a:1b')).toHaveLength(documents.length);
  });
});

describe('a corpus labelled by one model', () => {
  it('pauses where the model does not work: nothing is given up', async () => {
    const all = await faultLab({ models: [] });
    const job = await label(all.deps, labelJob(all.deps, ['ollama:a:1b']));
    expect(job).toMatchObject({ state: 'paused' });
    expect(job.reason).toMatch(/a:1b is not installed.*Pull it first/u);
    expect(statesOf(all, 'a:1b')).toEqual([]);
  });

  it('goes on with half the context where memory ran out', async () => {
    const all = await faultLab();
    all.fake.fault({ mode: 'oom500', match: { docRegex: 'Note [0-9]+[.].*"num_ctx":8192' }, times: 1_000 });
    const job = await label(all.deps, labelJob(all.deps, ['ollama:a:1b']));
    expect(job, job.reason ?? '').toMatchObject({ state: 'done', reason: null });
    expect(statesOf(all, 'a:1b')).not.toContain('failed');
    await expectFree(all.fake);
  });

  it('goes on at another server where one is found; no answer is lost or doubled', async () => {
    const second = await startFakeOllama({
      models: names.map((name) => fakeModel(name)),
      lexicon: runLexicon,
    });
    let asked = 0;
    const first = await startFakeOllama({
      models: names.map((name) => fakeModel(name)),
      lexicon: runLexicon,
      brain: (call) => {
        if (/Note/u.test(call.turns[0]?.content ?? '') && (asked += 1) === 4) void first.stopListening();
        return undefined;
      },
    });
    const project = labProject({ annotators: annotatorIds, documents });
    let isGone = false;
    const { models, close } = labModels({
      ollamaUrl: first.url,
      resolveOllamaUrl: () => {
        const { url } = isGone ? second : first;
        isGone = true;
        return Promise.resolve(url);
      },
    });
    open.push(
      () => second.close(),
      () => first.close().catch(() => undefined),
      project.close,
      close,
    );
    const all: Lab = { fake: second, deps: labDeps(project.db, models) };
    const job = await label(all.deps, labelJob(all.deps, ['ollama:a:1b']));
    expect(job, job.reason ?? '').toMatchObject({ state: 'done', reason: null });
    expect(statesOf(all, 'a:1b')).toHaveLength(documents.length);
    expect(statesOf(all, 'a:1b')).not.toContain('failed');
    expect(second.stats.answers).toBeGreaterThan(0);
  });
});
