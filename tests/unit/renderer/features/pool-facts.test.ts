import { describe, expect, it } from 'vitest';
import { annotatorConfigSchema } from '../../../../src/shared/domain/annotator.ts';
import {
  monogramFor,
  poolFacts,
  sizeAdvice,
  withAnnotator,
  withSettings,
} from '../../../../src/renderer/features/annotators/pool-facts.ts';
import {
  inFlightOf,
  serverAddress,
  serverAnnotator,
} from '../../../../src/renderer/features/annotators/server-draft.ts';
import { remoteHosts } from '../../../../src/renderer/features/annotators/remote-hosts.ts';

const model = (name: string, maker: string, family: string, enabled = true) =>
  annotatorConfigSchema.parse({
    id: `ollama:${name}`,
    kind: 'ollama',
    model: name,
    displayName: name,
    monogram: name.slice(0, 2).toUpperCase(),
    maker,
    family,
    enabled,
  });

describe('pool facts', () => {
  it('gives 1 where every annotator has its own maker and family, 0 where all are of one', () => {
    expect(poolFacts([model('a', 'A', 'x'), model('b', 'B', 'y'), model('c', 'C', 'z')]).diversity).toBe(1);
    expect(poolFacts([model('a', 'A', 'x'), model('b', 'a', 'X')]).diversity).toBe(0);
  });

  it('worked by hand: three annotators, two makers, two families = (1 + 1) / 4', () => {
    expect(poolFacts([model('a', 'A', 'x'), model('b', 'A', 'x'), model('c', 'B', 'y')]).diversity).toBe(0.5);
  });

  it('does not count annotators that are switched off', () => {
    expect(poolFacts([model('a', 'A', 'x'), model('b', 'B', 'y', false)])).toMatchObject({
      chosen: 1,
      diversity: 0,
    });
  });

  it('warns below two and above twelve', () => {
    expect([1, 3, 6, 10, 13].map((n) => sizeAdvice(n).tone)).toEqual([
      'warning',
      'info',
      'success',
      'info',
      'warning',
    ]);
  });

  it('gives each model letters of its own', () => {
    const pool = [model('qwen3:14b', '', ''), model('qwen2.5:7b', '', '')];
    expect(monogramFor('qwen3:8b', [])).toBe('QW');
    expect(monogramFor('qwen3:8b', pool)).toBe('QE');
    expect(monogramFor('7:8', [])).toMatch(/^M\d/);
  });

  it('keeps the place of an annotator that is switched off and on again', () => {
    const pool = [model('a', 'A', 'x'), model('b', 'B', 'y')];
    const off = withAnnotator(pool, model('a', 'A', 'x'), false);
    expect(off.map(({ id, enabled }) => [id, enabled])).toEqual([
      ['ollama:a', false],
      ['ollama:b', true],
    ]);
    expect(withAnnotator(off, model('a', 'A', 'x'), true)[0]?.enabled).toBe(true);
    expect(withAnnotator(pool, model('c', 'C', 'z'), false)).toBe(pool);
  });
});

describe('other computers of a pool', () => {
  const served = (name: string, endpoint: string | null, enabled = true) =>
    annotatorConfigSchema.parse({
      ...model(name, '', '', enabled),
      id: `openai:${name}`,
      kind: 'openai',
      endpoint,
    });

  it('are named once, with the chosen annotators that work there', () => {
    const pool = [
      served('a', 'http://lab:8000/v1'),
      served('b', 'http://lab:8000/v1'),
      served('c', null),
      served('d', 'http://127.0.0.1:8000/v1'),
      served('e', 'http://off:8000/v1', false),
      model('g', '', ''),
    ];
    expect(remoteHosts(pool, 'http://127.0.0.1:11434')).toEqual([
      { host: 'lab:8000', names: ['a', 'b'] },
      { host: 'api.openai.com:443', names: ['c'] },
    ]);
    expect(remoteHosts(pool.slice(-1), 'http://big:11434')).toEqual([{ host: 'big:11434', names: ['g'] }]);
  });
});

describe('an annotator at a server', () => {
  const draft = { url: 'http://lab:8000/v1', model: ' meta/Llama-3.1-8B ', inFlight: 64 };

  it('has the id that the command line takes', () => {
    expect(serverAnnotator(draft, [])).toMatchObject({
      id: 'openai:meta/Llama-3.1-8B@http://lab:8000/v1',
      kind: 'openai',
      model: 'meta/Llama-3.1-8B',
      endpoint: 'http://lab:8000/v1',
      inFlight: 64,
      monogram: 'LL',
    });
  });

  it('has an address without white space or a slash at its end, or none', () => {
    expect(serverAddress(' http://lab:8000/v1/ ')).toBe('http://lab:8000/v1');
    expect(['', 'lab', 'ftp://lab/v1', 'http://'].map(serverAddress)).toEqual([null, null, null, null]);
  });

  it('gets from 1 to 256 documents at once, 16 where nobody says', () => {
    expect(['', '1', '256'].map(inFlightOf)).toEqual([16, 1, 256]);
    expect(['0', '257', '1.5', 'many', '-3'].map(inFlightOf)).toEqual([null, null, null, null, null]);
  });

  it('keeps its place when its settings change, and comes last when it is new', () => {
    const first = serverAnnotator(draft, []);
    const pool = [first, model('a', 'A', 'x')];
    expect(withSettings(pool, { ...first, inFlight: 8 }).map(({ inFlight }) => inFlight)).toEqual([
      8,
      undefined,
    ]);
    const other = serverAnnotator({ ...draft, model: 'other' }, pool);
    expect(withSettings(pool, other).map(({ model: name }) => name)).toEqual([
      'meta/Llama-3.1-8B',
      'a',
      'other',
    ]);
  });
});
