import { afterEach, describe, expect, it } from 'vitest';
import { votes } from '#shared/domain/annotator.ts';
import type { RunDeps } from '#core/run/ports.ts';
import type { RunRow } from '#core/store/run-table.ts';
import type { UnitRow } from '#core/store/unit-table.ts';
import type { FakeOllama } from '#fakes/fake-ollama.ts';
import type { Fault, FaultMode } from '#fakes/fault-queue.ts';
import {
  annotatorIds,
  closeAll,
  documents,
  expectFree,
  faultLab as lab,
  open,
  settings,
  unitsOf,
  type Lab,
} from '../helpers/fault-lab.ts';
import { freshSignals, goOn, labDeps, labModels, startAndRun } from '../helpers/run-lab.ts';

afterEach(closeAll);

describe('a model that can no longer work as it was loaded', () => {
  /** Documents, but not the small question after a load, while the model has the context it began with. */
  const inTheMiddle = (mode: FaultMode, more: Partial<Fault> = {}): Fault => ({
    mode,
    match: { model: 'b:1b', docRegex: 'Note [0-9]+[.].*"num_ctx":8192' },
    times: 1_000,
    ...more,
  });
  const contexts = (all: Lab, run: RunRow): Set<number> =>
    new Set(
      unitsOf(all, run)
        .filter((unit) => unit.model === 'b:1b')
        .map((unit) => (unit.options as { numCtx: number }).numCtx),
    );
  const docAsks = (fake: FakeOllama, model = 'b:1b'): number =>
    fake.requests.filter(
      ({ path, body }) =>
        path === '/api/chat' &&
        (body as { model: string }).model === model &&
        /Note \d+[.]/u.test(JSON.stringify(body)),
    ).length;
  const own = (all: Lab, run: RunRow): UnitRow[] => unitsOf(all, run).filter((unit) => unit.model === 'b:1b');

  it('goes on with half the context where memory ran out: every document is answered, each only once', async () => {
    const all = await lab();
    all.fake.fault(inTheMiddle('oom500'));
    const run = await startAndRun(all.deps, settings);
    expect(run, run.reason ?? '').toMatchObject({ state: 'done' });
    expect(unitsOf(all, run).every((unit) => votes(unit.state))).toBe(true);
    expect(contexts(all, run)).toEqual(new Set([4_096]));
    // Only what was in flight when memory ran out was asked twice, and the count of requests says so.
    const asked = docAsks(all.fake);
    expect(asked).toBeGreaterThan(documents.length);
    expect(asked).toBeLessThanOrEqual(documents.length + 3);
    expect(own(all, run).reduce((sum, unit) => sum + unit.requests, 0)).toBe(asked);
    await expectFree(all.fake);
  });

  it('keeps that context in later iterations and after a restart, as if nothing had been', async () => {
    const all = await lab();
    all.fake.fault(inTheMiddle('oom500'));
    const twoRounds = { ...settings, iterations: 1, setSize: 4 };
    const signals = freshSignals();
    let answered = 0;
    const deps: RunDeps = {
      ...all.deps,
      emit: (event) => {
        if (event.kind === 'unit-end' && event.annotatorId === 'ollama:b:1b' && (answered += 1) === 2)
          signals.pause();
      },
    };
    const paused = await startAndRun(deps, twoRounds, signals);
    expect(paused.state).toBe('paused');
    const restarted = labModels({ ollamaUrl: all.fake.url });
    open.push(restarted.close);
    const run = await goOn(labDeps(all.deps.db, restarted.models), paused);
    expect(run, run.reason ?? '').toMatchObject({ state: 'done' });
    for (const iteration of [0, 1]) {
      const units = unitsOf(all, run, iteration).filter((unit) => unit.model === 'b:1b');
      expect(units.map((unit) => (unit.options as { numCtx: number }).numCtx)).toEqual([
        4_096, 4_096, 4_096, 4_096,
      ]);
    }
  });

  it('is given up with the true reason where no context is small enough', async () => {
    const all = await lab();
    all.fake.fault({ mode: 'oom500', match: { model: 'b:1b', docRegex: 'Note [0-9]+[.]' }, times: 1_000 });
    const run = await startAndRun(all.deps, settings);
    expect(run, run.reason ?? '').toMatchObject({ state: 'done' });
    const units = own(all, run);
    expect(units.map((unit) => unit.state)).toEqual(documents.map(() => 'failed'));
    for (const unit of units) {
      expect(unit.error?.code).toBe('LLM_OUT_OF_MEMORY');
      expect(unit.error?.message).toMatch(/does not fit into memory/u);
      expect(unit.error?.message).not.toMatch(/server/u);
    }
    expect(units.filter((unit) => unit.error?.message.includes('was taken out')).length).toBeGreaterThan(0);
    // No endless circle: each document at most twice, and after two vain repairs once.
    expect(docAsks(all.fake)).toBeLessThanOrEqual(2 * documents.length);
    expect(
      unitsOf(all, run)
        .filter((unit) => unit.model !== 'b:1b')
        .every((unit) => votes(unit.state)),
    ).toBe(true);
    await expectFree(all.fake);
  });

  it('that was silent five times is loaded anew, and what was silent is asked again once', async () => {
    const all = await lab();
    all.fake.fault({
      mode: 'hangBeforeHeaders',
      match: { model: 'b:1b', docRegex: 'Note [0-9]+[.]' },
      times: 5,
    });
    const run = await startAndRun(all.deps, settings);
    expect(run, run.reason ?? '').toMatchObject({ state: 'done' });
    const units = own(all, run);
    // Five silences, each document asked at most twice: two can be silent twice.
    expect(units.filter((unit) => unit.state === 'failed').length).toBeLessThanOrEqual(2);
    for (const unit of units.filter(({ state }) => state === 'failed')) {
      expect(unit.error?.code).toBe('LLM_TIMEOUT');
      expect(unit.error?.message).toMatch(/no answer within .*Loading the model anew did not help/u);
    }
    const preloads = all.fake.requests.filter(
      ({ path, body }) =>
        path === '/api/generate' &&
        (body as { model: string; keep_alive: unknown }).model === 'b:1b' &&
        (body as { keep_alive: unknown }).keep_alive !== 0,
    );
    expect(preloads.length).toBeGreaterThanOrEqual(2);
    expect(docAsks(all.fake)).toBe(
      documents.length + 5 - units.filter((unit) => unit.state === 'failed').length,
    );
    await expectFree(all.fake);
  });

  it('because the scheduler hangs in the middle is brought back by emptying its memory', async () => {
    let asked = 0;
    const all = await lab({
      brain: (call) => {
        if (call.model === 'b:1b' && /Note/u.test(call.turns[0]?.content ?? '') && (asked += 1) === 3) {
          all.fake.state.scheduler.restart(); // its model is gone, and the next call for it waits for ever
          all.fake.state.scheduler.wedge();
        }
        return undefined;
      },
    });
    const run = await startAndRun(all.deps, settings);
    expect(run, run.reason ?? '').toMatchObject({ state: 'done' });
    expect(unitsOf(all, run).every((unit) => votes(unit.state))).toBe(true);
    await expectFree(all.fake);
  });

  it('and is silent again after that makes our own server start anew', async () => {
    let restarts = 0;
    const all = await lab({}, annotatorIds, {
      restartOllama: () => {
        restarts += 1;
        all.fake.faults.clear();
        all.fake.state.scheduler.restart();
        return Promise.resolve(all.fake.url);
      },
    });
    all.fake.fault({
      mode: 'hangBeforeHeaders',
      match: { model: 'b:1b', docRegex: 'Note [0-9]+[.]' },
      times: 1_000,
    });
    const run = await startAndRun(all.deps, settings);
    expect(run, run.reason ?? '').toMatchObject({ state: 'done' });
    expect(restarts).toBe(1);
    const failed = own(all, run).filter((unit) => unit.state === 'failed');
    expect(failed.length).toBeLessThanOrEqual(3);
    expect(own(all, run).length - failed.length).toBeGreaterThanOrEqual(documents.length - 3);
    await expectFree(all.fake);
  });
});
