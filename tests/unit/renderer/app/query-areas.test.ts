import { describe, expect, it } from 'vitest';
import { dependsOn, isStaleAfter } from '../../../../src/renderer/app/query-areas.ts';

describe('what an event makes old', () => {
  it('the overview depends on every area', () => {
    expect(dependsOn('projects.overview', ['comments'])).toBe(true);
  });

  it('the corpus list does not depend on the goal', () => {
    expect(dependsOn('corpus.list', ['goal'])).toBe(false);
    expect(dependsOn('corpus.list', ['goal', 'corpus'])).toBe(true);
  });

  it('the most special entry wins: run.defaults depends on more than run.list', () => {
    expect(dependsOn('run.defaults', ['goal'])).toBe(true);
    expect(dependsOn('run.list', ['goal'])).toBe(false);
  });

  it('who can label, and with which guideline, depends on edits of the guidelines; what is labelled does not', () => {
    expect(dependsOn('label.choices', ['guidelines'])).toBe(true);
    expect(dependsOn('label.list', ['guidelines'])).toBe(false);
  });

  it('a finished test of a model makes the model list old, a running one does not', () => {
    const job = {
      jobId: 'j',
      kind: 'probe' as const,
      projectId: null,
      title: '',
      fraction: null,
      detail: '',
      etaMs: null,
      error: null,
      result: null,
    };
    const query = { method: 'models.list' as const, projectId: null };
    expect(isStaleAfter({ kind: 'job-change', job: { ...job, state: 'running' } }, query)).toBe(false);
    expect(isStaleAfter({ kind: 'job-change', job: { ...job, state: 'done' } }, query)).toBe(true);
  });
});
