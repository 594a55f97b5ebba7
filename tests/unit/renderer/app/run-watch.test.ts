import { expect, it, vi } from 'vitest';
import type { Api } from '../../../../src/renderer/app/api.ts';
import { createQueryCache } from '../../../../src/renderer/app/query-cache.ts';
import type { LabelStatus } from '#shared/rpc/labelling.ts';
import { createRunWatch } from '../../../../src/renderer/app/run-watch.ts';
import { fakeRun } from '../../../helpers/fake-host-data.ts';

function watch() {
  const calls: string[] = [];
  const answers: Record<string, unknown> = { 'run.list': [], 'run.status': null, 'results.get': {} };
  const call = ((method: string) => {
    calls.push(method);
    return Promise.resolve(answers[method]);
  }) as Api['call'];
  const queries = createQueryCache({ call });
  const api = { setProgress: vi.fn(), notify: vi.fn() };
  return { calls, queries, api, onEvent: createRunWatch(api, queries) };
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

it('puts a new run into the list without asking, and its share on the taskbar', async () => {
  const { calls, queries, api, onEvent } = watch();
  queries.subscribe('run.list', { projectId: 'p' }, vi.fn());
  await settled();
  onEvent({ kind: 'run-change', projectId: 'p', status: fakeRun });
  expect(queries.snapshot('run.list', { projectId: 'p' }).data).toEqual([fakeRun]);
  expect(api.setProgress).toHaveBeenCalledWith(0.64);
  await settled();
  expect(calls).toEqual(['run.list']);
});

it('reads results again when the run reaches another stage, not for every reading', async () => {
  const { calls, queries, onEvent } = watch();
  queries.subscribe('results.get', { projectId: 'p', runId: 'run-1' }, vi.fn());
  await settled();
  onEvent({ kind: 'run-change', projectId: 'p', status: fakeRun });
  await settled();
  for (let done = 129; done < 150; done += 1) {
    onEvent({ kind: 'run-change', projectId: 'p', status: { ...fakeRun, unitsDone: done } });
  }
  await settled();
  expect(calls.filter((method) => method === 'results.get')).toHaveLength(2);
  onEvent({ kind: 'run-change', projectId: 'p', status: { ...fakeRun, stage: 'analyse' } });
  await settled();
  expect(calls.filter((method) => method === 'results.get')).toHaveLength(3);
});

it('tells the system when the run ends and clears the taskbar', () => {
  const { api, onEvent } = watch();
  onEvent({ kind: 'run-change', projectId: 'p', status: fakeRun });
  onEvent({ kind: 'run-change', projectId: 'p', status: { ...fakeRun, state: 'done', stage: 'done' } });
  expect(api.notify).toHaveBeenCalledWith('Run finished', '');
  expect(api.setProgress).toHaveBeenLastCalledWith(null);
});

it('shows the share of a labelling on the taskbar and tells the system when it ends', () => {
  const { api, onEvent } = watch();
  const status: LabelStatus = {
    labelJobId: 'l',
    state: 'running',
    with: 'best',
    runId: null,
    iteration: null,
    guidelineNumber: 0,
    annotatorIds: ['a'],
    documents: 40,
    done: 10,
    failed: 0,
    spans: {},
    etaMs: null,
    documentsPerSecond: null,
    startedAt: '2026-11-22T00:00:00Z',
    reason: null,
  };
  onEvent({ kind: 'label-change', projectId: 'p', status });
  expect(api.setProgress).toHaveBeenLastCalledWith(0.25);
  onEvent({ kind: 'label-change', projectId: 'p', status: { ...status, state: 'done', done: 40 } });
  expect(api.setProgress).toHaveBeenLastCalledWith(null);
  expect(api.notify).toHaveBeenCalledWith('Corpus labelled', '40 documents');
});
