import { describe, expect, it } from 'vitest';
import { AppError } from '#shared/errors.ts';
import { createDispatcher } from '#host/dispatcher.ts';
import { createStubEngine } from '../../helpers/stub-engine.ts';

describe('createDispatcher', () => {
  it('hands the parsed input to the handler and the checked output back', async () => {
    const engine = createStubEngine({ 'goal.get': ({ projectId }) => ({ goal: `of ${projectId}` }) });
    const dispatch = createDispatcher(engine.handlers);
    expect(await dispatch('goal.get', { projectId: 'p1', extra: 1 })).toEqual({
      ok: true,
      value: { goal: 'of p1' },
    });
  });

  it('fills in defaults before the handler sees the input', async () => {
    let seen: unknown;
    const engine = createStubEngine({
      'corpus.list': (input) => {
        seen = input;
        return { total: 0, rows: [] };
      },
    });
    await createDispatcher(engine.handlers)('corpus.list', { projectId: 'p' });
    expect(seen).toEqual({ projectId: 'p', offset: 0, limit: 100, search: '' });
  });

  it.each([
    '',
    'goal',
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
    'goal.get ',
    'x'.repeat(1e5),
  ])('knows no method %#', async (method) => {
    const engine = createStubEngine();
    const reply = await createDispatcher(engine.handlers)(method, {});
    expect(reply).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
    expect(JSON.stringify(reply).length).toBeLessThan(300);
    expect(engine.called).toEqual([]);
  });

  it('names the field of a bad input, not its value', async () => {
    const engine = createStubEngine();
    const reply = await createDispatcher(engine.handlers)('supervisor.setKey', { key: ['sk-secret'] });
    expect(reply).toMatchObject({ ok: false, error: { code: 'INVALID_ARGUMENT' } });
    expect(JSON.stringify(reply)).toContain('key:');
    expect(JSON.stringify(reply)).not.toContain('sk-secret');
    expect(engine.called).toEqual([]);
  });

  it('refuses cyclic, deep, binary and huge inputs without reaching the handler', async () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level += 1) deep = [deep];
    const engine = createStubEngine();
    const dispatch = createDispatcher(engine.handlers);
    for (const input of [
      cyclic,
      deep,
      new Uint8Array(8),
      { projectId: 'p', goal: 'x'.repeat(150_000_000) },
      new Array(6_000_000),
    ]) {
      expect(await dispatch('goal.set', input)).toMatchObject({ error: { code: 'INVALID_ARGUMENT' } });
    }
    expect(engine.called).toEqual([]);
  });

  it('reports an answer that breaks the contract as our bug, with the place', async () => {
    const engine = createStubEngine({ 'goal.get': () => ({ goal: 7 }) as never });
    const reply = await createDispatcher(engine.handlers)('goal.get', { projectId: 'p' });
    expect(reply).toMatchObject({ ok: false, error: { code: 'INTERNAL' } });
    expect(reply.ok ? '' : reply.error.detail).toContain('goal:');
  });

  it('passes a planned failure on as data and a thrown anything as INTERNAL', async () => {
    const failures: unknown[] = [
      new AppError('NO_DOCUMENTS', 'none', { action: 'import some' }),
      new Error('x'),
      'text',
    ];
    const engine = createStubEngine({
      'goal.get': () => {
        throw failures.shift();
      },
    });
    const dispatch = createDispatcher(engine.handlers);
    const next = () => dispatch('goal.get', { projectId: 'p' });
    expect(await next()).toEqual({
      ok: false,
      error: { code: 'NO_DOCUMENTS', message: 'none', action: 'import some' },
    });
    expect(await next()).toMatchObject({ error: { code: 'INTERNAL', detail: 'Error: x' } });
    expect(await next()).toMatchObject({ error: { code: 'INTERNAL', detail: 'text' } });
  });
});
