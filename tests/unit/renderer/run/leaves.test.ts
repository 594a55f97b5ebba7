import { describe, expect, it } from 'vitest';
import { annotatorConfigSchema } from '../../../../src/shared/domain/annotator.ts';
import { leavesOf, staysHere } from '../../../../src/renderer/features/run/leaves.ts';

const here = 'http://127.0.0.1:11434';
const pool = [
  { id: 'a', kind: 'builtin', model: 'shape' },
  { id: 'b', kind: 'ollama', model: 'b:8b' },
  { id: 'c', kind: 'openai', model: 'c', endpoint: 'http://lab.example:8000/v1' },
  { id: 'd', kind: 'openai', model: 'd', endpoint: 'http://lab.example:8000/v1' },
  { id: 'e', kind: 'openai', model: 'e', endpoint: 'http://localhost:8000/v1' },
].map((config) =>
  annotatorConfigSchema.parse({
    displayName: config.id,
    monogram: config.id.toUpperCase(),
    maker: 'M',
    family: 'F',
    ...config,
    kind: config.kind as 'builtin',
  }),
);
const rules = { kind: 'rules', model: '', url: null } as const;
const openai = { kind: 'openai', model: 'm', url: null } as const;
const ollama = { kind: 'ollama', model: 'm', url: null } as const;
const all = pool.map(({ id }) => id);

describe('what a run sends to other computers', () => {
  it('nothing with annotators and a supervisor on this computer', () => {
    const leaves = leavesOf({ annotatorIds: ['a', 'b', 'e'], supervisor: ollama, iterations: 2 }, pool, here);
    expect(leaves).toEqual({ annotators: [], supervisor: null });
    expect(staysHere(leaves)).toBe(true);
  });

  it('documents to each host of its own annotators once, also those of an Ollama elsewhere', () => {
    const work = { annotatorIds: all, supervisor: rules, iterations: 2 };
    expect(leavesOf(work, pool, 'http://big:11434').annotators).toEqual(['big:11434', 'lab.example:8000']);
    expect(leavesOf({ ...work, annotatorIds: ['a', 'b'] }, pool, here).annotators).toEqual([]);
  });

  it('stretches to the supervisor, unless it is never asked', () => {
    const work = { annotatorIds: ['a'], supervisor: openai, iterations: 1 };
    expect(leavesOf(work, pool, here).supervisor).toBe('api.openai.com:443');
    expect(leavesOf({ ...work, supervisor: ollama }, pool, 'http://big:11434').supervisor).toBe('big:11434');
    expect(leavesOf({ ...work, iterations: 0 }, pool, here).supervisor).toBe(null);
  });
});
