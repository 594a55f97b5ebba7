import { afterEach, describe, expect, it } from 'vitest';
import { startEngineThread, type EngineClient } from '#host/engine-thread.ts';
import type { EngineEvent } from '#shared/rpc/events.ts';

const workerUrl = new URL('../helpers/stub-engine-worker.ts', import.meta.url);
let engine: EngineClient;
const start = (dataDir = 'any', closeTimeoutMs = 5000): EngineClient => {
  engine = startEngineThread(
    { dataDir, resourcesDir: 'any', host: 'cli', appVersion: '0', env: {} },
    { workerUrl, closeTimeoutMs },
  );
  return engine;
};
const goal = (projectId: string) => engine.call('goal.get', { projectId });
const okGoal = (text: string) => ({ ok: true, value: { goal: text } });
const stopped = {
  ok: false,
  error: { code: 'INTERNAL', message: expect.stringContaining('stopped') as string },
};

afterEach(() => engine.close());

describe('startEngineThread', () => {
  it('answers calls, also those made before the engine is ready', async () => {
    start();
    expect(await Promise.all([goal('a'), goal('b')])).toEqual([okGoal('goal of a'), okGoal('goal of b')]);
  });

  it('passes events to subscribers until they leave', async () => {
    start();
    const seen: EngineEvent[] = [];
    const leave = engine.subscribe((event) => seen.push(event));
    await goal('event');
    leave();
    await goal('event');
    expect(seen).toEqual([{ kind: 'projects-change' }]);
  });

  it('answers a call whose input is no plain data with a typed error', async () => {
    start();
    const reply = await engine.call('goal.get', { projectId: () => 'code' });
    expect(reply).toMatchObject({ ok: false, error: { code: 'INVALID_ARGUMENT' } });
  });

  it('rejects what was in flight when the engine crashes, starts it once more and gives it the key again', async () => {
    start();
    engine.setSecret('http://lab:8000', 'sk-test');
    expect(await goal('key')).toEqual(okGoal('http://lab:8000 sk-test'));
    const seen: EngineEvent[] = [];
    engine.subscribe((event) => seen.push(event));
    const replies = await Promise.all([goal('hang'), goal('crash')]);
    expect(replies).toMatchObject([stopped, stopped]);
    expect(await goal('key')).toEqual(okGoal('http://lab:8000 sk-test'));
    expect(seen).toContainEqual({ kind: 'projects-change' });
  });

  it('does not restart an engine that crashes again at once', async () => {
    start();
    await goal('crash');
    await goal('crash');
    expect(await goal('a')).toMatchObject({ ok: false, error: { code: 'INTERNAL' } });
  });

  it('answers every call with the reason when the engine cannot be created', async () => {
    start('unusable');
    expect(await goal('a')).toMatchObject({ ok: false, error: { code: 'STORE_TOO_NEW' } });
    expect(await goal('b')).toMatchObject({ ok: false, error: { code: 'STORE_TOO_NEW' } });
  });

  it('closes while a call hangs, and answers that call', async () => {
    start('any', 200);
    const hanging = goal('hang');
    await goal('a');
    await engine.close();
    expect(await hanging).toMatchObject({ ok: false, error: { code: 'CANCELLED' } });
    expect(await goal('a')).toMatchObject({ ok: false, error: { code: 'CANCELLED' } });
  });
});
