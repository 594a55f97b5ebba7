import { describe, expect, it } from 'vitest';
import { runSettingsSchema } from '#shared/domain/run-settings.ts';
import type { RunState, RunStatus } from '#shared/domain/run.ts';
import type { EngineEvent } from '#shared/rpc/events.ts';
import { createActivityTracker, createAwakeSwitch } from '../../../src/main/activity.ts';

function runChange(state: RunState, unitsDone = 0, reason: string | null = null, runId = 'r1'): EngineEvent {
  const status: RunStatus = {
    runId,
    state,
    stage: 'annotate',
    iteration: 0,
    iterations: 5,
    startedAt: '2026-11-22T08:00:00Z',
    endedAt: null,
    settings: runSettingsSchema.parse({ annotatorIds: ['a', 'b'], supervisor: { kind: 'rules' } }),
    units: {},
    unitsTotal: 200,
    unitsDone,
    etaMs: null,
    inputTokens: 0,
    outputTokens: 0,
    costUsd: 0,
    costCapUsd: null,
    activity: '',
    reason,
    openQuestions: 0,
    pendingCallId: null,
    best: null,
  };
  return { kind: 'run-change', projectId: 'p', status };
}
function labelChange(state: 'running' | 'done' | 'failed' | 'stopped', done: number): EngineEvent {
  return {
    kind: 'label-change',
    projectId: 'p',
    status: {
      labelJobId: 'l1',
      state,
      with: 'best',
      runId: null,
      iteration: null,
      guidelineNumber: 0,
      annotatorIds: [],
      documents: 100,
      done,
      failed: 0,
      spans: {},
      etaMs: null,
      documentsPerSecond: null,
      startedAt: '',
      reason: state === 'failed' ? 'The disk is full.' : null,
    },
  };
}

describe('activity', () => {
  it('is idle before anything runs', () => {
    expect(createActivityTracker().current()).toEqual({ busy: false, progress: null });
  });

  it('shows the share of units done over everything that runs', () => {
    const tracker = createActivityTracker();
    tracker.apply(runChange('running', 50));
    expect(tracker.current()).toEqual({ busy: true, progress: 0.25 });
    tracker.apply(labelChange('running', 40));
    expect(tracker.current().progress).toBeCloseTo(90 / 300, 12);
  });

  it('announces the end of a run once and is idle again', () => {
    const tracker = createActivityTracker();
    tracker.apply(runChange('running', 199));
    expect(tracker.apply(runChange('done', 200))?.title).toBe('Run finished');
    expect(tracker.apply(runChange('done', 200))).toBeNull();
    expect(tracker.current().busy).toBe(false);
  });

  it('says nothing about a run that ended before this session', () => {
    expect(createActivityTracker().apply(runChange('failed', 10, 'no server'))).toBeNull();
  });

  it.each([
    ['failed', 'Run failed'],
    ['waiting-for-expert', 'Your review is needed'],
    ['waiting-for-approval', 'Approval needed'],
  ] as const)('announces %s', (state, title) => {
    const tracker = createActivityTracker();
    tracker.apply(runChange('running'));
    expect(tracker.apply(runChange(state))?.title).toBe(title);
  });

  it('announces a pause the program made, with its reason, but not one the user made', () => {
    const tracker = createActivityTracker();
    tracker.apply(runChange('running'));
    expect(tracker.apply(runChange('paused'))).toBeNull();
    tracker.apply(runChange('running'));
    expect(tracker.apply(runChange('paused', 5, 'Ollama does not answer.'))?.body).toBe(
      'Ollama does not answer.',
    );
  });

  it('announces the end of corpus labelling', () => {
    const tracker = createActivityTracker();
    tracker.apply(labelChange('running', 1));
    expect(tracker.apply(labelChange('done', 100))?.body).toBe('100 documents are labelled.');
    tracker.apply(labelChange('running', 1));
    expect(tracker.apply(labelChange('failed', 1))?.body).toBe('The disk is full.');
    tracker.apply(labelChange('running', 1));
    expect(tracker.apply(labelChange('stopped', 1))).toBeNull();
  });

  it('ignores other events', () => {
    expect(createActivityTracker().apply({ kind: 'settings-change' })).toBeNull();
  });
});

describe('awake switch', () => {
  it('holds one blocker while on and none after', () => {
    const active = new Set<number>();
    let next = 0;
    const keepAwake = createAwakeSwitch({
      start: () => {
        active.add(++next);
        return next;
      },
      stop: (id) => active.delete(id),
    });
    keepAwake(true);
    keepAwake(true);
    expect([...active]).toEqual([1]);
    keepAwake(false);
    keepAwake(false);
    expect(active.size).toBe(0);
    keepAwake(true);
    expect([...active]).toEqual([2]);
  });
});
