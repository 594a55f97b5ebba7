import { describe, expect, it, vi } from 'vitest';
import type { Api } from '../../../../src/renderer/app/api.ts';
import { createQueryCache } from '../../../../src/renderer/app/query-cache.ts';

function cacheOver(answers: Record<string, () => Promise<unknown>>) {
  const calls: string[] = [];
  const call = ((method: string) => {
    calls.push(method);
    return answers[method]?.() ?? Promise.reject(new Error(`no answer for ${method}`));
  }) as Api['call'];
  return { calls, cache: createQueryCache({ call }) };
}
const goal = { projectId: 'p' };
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('query cache', () => {
  it('asks once for two who look at the same thing', async () => {
    const { calls, cache } = cacheOver({ 'goal.get': () => Promise.resolve({ goal: 'g' }) });
    cache.subscribe('goal.get', goal, vi.fn());
    cache.subscribe('goal.get', { projectId: 'p' }, vi.fn());
    await settled();
    expect(calls).toEqual(['goal.get']);
    expect(cache.snapshot('goal.get', goal)).toEqual({
      data: { goal: 'g' },
      error: undefined,
      pending: false,
    });
  });

  it('asks again after an event that touches what it shows, and only then', async () => {
    const { calls, cache } = cacheOver({ 'goal.get': () => Promise.resolve({ goal: 'g' }) });
    cache.subscribe('goal.get', goal, vi.fn());
    await settled();
    cache.onEvent({ kind: 'project-change', projectId: 'p', areas: ['corpus'] });
    cache.onEvent({ kind: 'project-change', projectId: 'other', areas: ['goal'] });
    expect(calls).toHaveLength(1);
    cache.onEvent({ kind: 'project-change', projectId: 'p', areas: ['goal'] });
    expect(calls).toHaveLength(2);
  });

  it('asks again on the next look where nobody was looking', async () => {
    const { calls, cache } = cacheOver({ 'goal.get': () => Promise.resolve({ goal: 'g' }) });
    const leave = cache.subscribe('goal.get', goal, vi.fn());
    await settled();
    leave();
    cache.onEvent({ kind: 'project-change', projectId: 'p', areas: ['goal'] });
    expect(calls).toHaveLength(1);
    cache.subscribe('goal.get', goal, vi.fn());
    expect(calls).toHaveLength(2);
  });

  it('never lets a late answer overwrite a newer one', async () => {
    const waiting: ((value: unknown) => void)[] = [];
    const { cache } = cacheOver({ 'goal.get': () => new Promise((resolve) => waiting.push(resolve)) });
    cache.subscribe('goal.get', goal, vi.fn());
    void cache.refetch('goal.get', goal);
    waiting[1]?.({ goal: 'new' });
    await settled();
    waiting[0]?.({ goal: 'old' });
    await settled();
    expect(cache.snapshot('goal.get', goal).data).toEqual({ goal: 'new' });
  });

  it('asks once more after a storm of events during a call, not once per event', async () => {
    const waiting: ((value: unknown) => void)[] = [];
    const { calls, cache } = cacheOver({ 'goal.get': () => new Promise((resolve) => waiting.push(resolve)) });
    cache.subscribe('goal.get', goal, vi.fn());
    for (let n = 0; n < 50; n += 1) {
      cache.onEvent({ kind: 'project-change', projectId: 'p', areas: ['goal'] });
    }
    expect(calls).toHaveLength(1);
    waiting[0]?.({ goal: 'old' });
    await settled();
    expect(calls).toHaveLength(2);
    waiting[1]?.({ goal: 'new' });
    await settled();
    expect(cache.snapshot('goal.get', goal).data).toEqual({ goal: 'new' });
    expect(calls).toHaveLength(2);
  });

  it('keeps the last answer beside the error of a failed refresh', async () => {
    let fails = false;
    const { cache } = cacheOver({
      'goal.get': () => (fails ? Promise.reject(new Error('gone')) : Promise.resolve({ goal: 'g' })),
    });
    cache.subscribe('goal.get', goal, vi.fn());
    await settled();
    fails = true;
    await cache.refetch('goal.get', goal);
    expect(cache.snapshot('goal.get', goal)).toMatchObject({ data: { goal: 'g' }, error: new Error('gone') });
  });

  it('puts what came in during a call on top of its answer, and drops neither', async () => {
    let answer: (value: unknown) => void = () => undefined;
    const { cache } = cacheOver({
      'projects.overview': () => new Promise((resolve) => (answer = resolve)),
    });
    cache.subscribe('projects.overview', goal, vi.fn());
    answer({ counts: 1, run: 'running' });
    await settled();
    cache.onEvent({ kind: 'project-change', projectId: 'p', areas: ['run'] });
    cache.set('projects.overview', goal, (old) => old && ({ ...old, run: 'done' } as never));
    expect(cache.snapshot('projects.overview', goal).data).toEqual({ counts: 1, run: 'done' });
    answer({ counts: 2, run: 'running' });
    await settled();
    expect(cache.snapshot('projects.overview', goal)).toMatchObject({
      data: { counts: 2, run: 'done' },
      pending: false,
    });
  });

  it('stays old where only a part was put in place while nobody looked', async () => {
    const { calls, cache } = cacheOver({ 'goal.get': () => Promise.resolve({ goal: 'g' }) });
    cache.subscribe('goal.get', goal, vi.fn())();
    await settled();
    cache.onEvent({ kind: 'project-change', projectId: 'p', areas: ['goal'] });
    cache.set('goal.get', goal, (old) => old && { goal: `${old.goal}!` });
    cache.subscribe('goal.get', goal, vi.fn());
    expect(calls).toHaveLength(2);
  });

  it('shows an optimistic value at once and tells those who look', async () => {
    const { cache } = cacheOver({ 'goal.get': () => Promise.resolve({ goal: 'g' }) });
    const seen = vi.fn();
    cache.subscribe('goal.get', goal, seen);
    await settled();
    seen.mockClear();
    cache.set('goal.get', goal, (old) => old && { goal: `${old.goal}!` });
    expect(cache.snapshot('goal.get', goal).data).toEqual({ goal: 'g!' });
    expect(seen).toHaveBeenCalledTimes(1);
  });
});
