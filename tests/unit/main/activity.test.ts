import { describe, expect, it } from 'vitest';
import { runSettingsSchema } from '#shared/domain/run-settings.ts';
import type { RunState, RunStatus } from '#shared/domain/run.ts';
import type { EngineEvent } from '#shared/rpc/events.ts';
import { createActivityTracker, createAwakeSwitch } from '../../../src/main/activity.ts';

function runChange(state: RunState, unitsDone = 0): EngineEvent {
  const status: RunStatus = {
    runId: 'r1',
    state,
    stage: 'annotate',
    iteration: 0,
    iterations: 5,
    startedAt: '2026-11-22T08:00:00Z',
    endedAt: null,
    settings: runSettingsSchema.parse({ annotatorIds: ['a', 'b'], supervisor: { kind: 'rules' } }),
    units: {},
    unitsToRetry: 0,
    unitsTotal: 200,
    unitsDone,
    etaMs: null,
    inputTokens: 0,
    outputTokens: 0,
    costUsd: 0,
    costCapUsd: null,
    activity: '',
    reason: null,
    openQuestions: 0,
    pendingCallId: null,
    best: null,
  };
  return { kind: 'run-change', projectId: 'p', status };
}
function labelChange(state: 'running' | 'done', done: number): EngineEvent {
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
      reason: null,
    },
  };
}

describe('activity', () => {
  it('is idle as long as nothing runs', () => {
    const track = createActivityTracker();
    expect(track({ kind: 'settings-change' })).toEqual({ busy: false, progress: null });
    expect(track(runChange('done', 200))).toEqual({ busy: false, progress: null });
  });

  it('shows the share of units done over everything that runs', () => {
    const track = createActivityTracker();
    expect(track(runChange('running', 50))).toEqual({ busy: true, progress: 0.25 });
    expect(track(labelChange('running', 40)).progress).toBeCloseTo(90 / 300, 12);
    expect(track({ kind: 'settings-change' }).busy).toBe(true);
  });

  it.each(['paused', 'waiting-for-expert', 'waiting-for-approval', 'stopped', 'done', 'failed'] as const)(
    'ends when the run is %s',
    (state) => {
      const track = createActivityTracker();
      track(runChange('running', 10));
      expect(track(runChange(state, 20))).toEqual({ busy: false, progress: null });
    },
  );

  it('lasts until the last task has ended', () => {
    const track = createActivityTracker();
    track(runChange('running', 10));
    track(labelChange('running', 10));
    expect(track(labelChange('done', 100)).busy).toBe(true);
    expect(track(runChange('failed', 10)).busy).toBe(false);
  });

  it('is at zero before the first unit is known', () => {
    const event = runChange('running', 0);
    if (event.kind !== 'run-change') throw new Error('not a run');
    const empty: EngineEvent = { ...event, status: { ...event.status, unitsTotal: 0 } };
    expect(createActivityTracker()(empty)).toEqual({ busy: true, progress: 0 });
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
