import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../src/shared/errors.ts';
import type { Job } from '../../../../src/shared/rpc/corpus.ts';
import { createApi, type Api } from '../../../../src/renderer/app/api.ts';
import { createJobsStore } from '../../../../src/renderer/app/jobs-store.ts';
import { createSelectionStore } from '../../../../src/renderer/app/selection-store.ts';
import { createSettingsStore } from '../../../../src/renderer/app/settings-store.ts';
import { projectIdOf, stepOf, stepPath } from '../../../../src/renderer/app/routes.ts';
import { resolveTheme } from '../../../../src/renderer/app/theme.ts';
import { createFakeHostApi } from '../../../helpers/fake-host-api.ts';

describe('selection', () => {
  it('forgets run and round in another project, and keeps them in the same', () => {
    const store = createSelectionStore();
    store.getState().openProject('a');
    store.getState().selectRun('r');
    store.getState().selectIteration(2);
    store.getState().openProject('a');
    expect(store.getState()).toMatchObject({ runId: 'r', iteration: 2 });
    store.getState().openProject('b');
    expect(store.getState()).toMatchObject({ projectId: 'b', runId: null, iteration: null });
  });
});

describe('jobs', () => {
  const job: Job = {
    jobId: 'j',
    kind: 'import',
    projectId: 'p',
    title: '',
    fraction: 0,
    detail: '',
    etaMs: null,
    state: 'running',
    error: null,
    result: null,
  };
  it('stay finished when the answer of the starting call arrives after the last event', () => {
    const store = createJobsStore();
    store.getState().putJob({ ...job, state: 'done' });
    store.getState().putJob(job);
    expect(store.getState().jobs['j']?.state).toBe('done');
  });
});

describe('settings', () => {
  it('show a change at once and take it back where writing fails', async () => {
    const call = ((method: string) =>
      method === 'settings.set' ? Promise.reject(new Error('disk')) : Promise.resolve({})) as Api['call'];
    const store = createSettingsStore({ call });
    const write = store.getState().update({ theme: 'dark' });
    expect(store.getState().settings.theme).toBe('dark');
    await expect(write).rejects.toThrow('disk');
    expect(store.getState().settings.theme).toBe('system');
  });

  it('follow the system where the user has not chosen', () => {
    expect(resolveTheme('system', true)).toBe('dark');
    expect(resolveTheme('light', true)).toBe('light');
  });
});

describe('addresses', () => {
  it('name the project and the step', () => {
    expect(projectIdOf(stepPath('a/b', 'goal'))).toBe('a/b');
    expect(stepOf('/p/x/compare/12')).toBe('compare');
    expect(stepOf('/p/x/import')).toBe('corpus');
    expect(stepOf('/settings')).toBeNull();
  });
});

describe('api', () => {
  it('throws an AppError for a failed call and returns the value of a good one', async () => {
    const api = createApi(createFakeHostApi());
    expect((await api.call('goal.get', { projectId: 'p' })).goal).not.toBe('');
    await expect(api.call('projects.overview', { projectId: 'none' })).rejects.toBeInstanceOf(AppError);
  });
});
