import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from '#core/engine/create-engine.ts';
import type { Engine } from '#core/engine/engine.ts';
import { createDispatcher, type Dispatch } from '#host/dispatcher.ts';
import { rpcContract, type RpcHandlers, type RpcMethod } from '#shared/rpc/contract.ts';
import { folderHash } from '../helpers/folder-hash.ts';
import { placesIn, sampleFor, withValueAt } from '../helpers/schema-samples.ts';

const runs = 1000;
const methods = Object.keys(rpcContract) as RpcMethod[];
const resourcesDir = fileURLToPath(new URL('../../resources', import.meta.url));
const dataDir = mkdtempSync(join(tmpdir(), 'diziner-fuzz-'));
let engine: Engine;
let dispatch: Dispatch;
let projectId: string;
let reached = 0;

beforeAll(async () => {
  engine = await createEngine({ dataDir, resourcesDir, host: 'cli', appVersion: '0.0.0', env: {} });
  // The engine's own handlers, with a count of how often any is reached.
  const counted = Object.fromEntries(
    methods.map((method) => [
      method,
      (input: never) => {
        reached += 1;
        return engine.handlers[method](input);
      },
    ]),
  ) as unknown as RpcHandlers;
  dispatch = createDispatcher(counted);
  const created = await dispatch('projects.createSample', {});
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  projectId = (created.value as { id: string }).id;
});
afterAll(async () => {
  await engine.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Values that trip up careless code. */
const hostile = fc.constantFrom<unknown>(
  undefined,
  null,
  NaN,
  Infinity,
  -1,
  1.5,
  2 ** 53,
  '',
  '\u0000',
  '\ud800',
  '../../etc/passwd',
  "'; DROP TABLE document; --",
  'x'.repeat(100_000),
  [],
  {},
  [[]],
  new Date(0),
  new Map(),
  Symbol('s'),
  10n,
  () => 1,
  JSON.parse('{"__proto__":{"polluted":true}}') as unknown,
  { toString: null },
);

/** Inputs that do not fit the method's schema: anything at all, or a fitting one with one place spoilt. */
function malformedFor(method: RpcMethod): fc.Arbitrary<unknown> {
  const { input } = rpcContract[method];
  const sample = sampleFor(input);
  const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true });
  const spoilt = fc
    .tuple(fc.constantFrom(...placesIn(sample)), fc.oneof(hostile, anything))
    .map(([place, value]) => withValueAt(sample, place, value));
  return fc.oneof(hostile, anything, spoilt, spoilt).filter((value) => !input.safeParse(value).success);
}

describe(`every RPC method, ${runs} malformed inputs each`, () => {
  it.each(methods)(
    '%s answers each with a typed error, and nothing is reached or written',
    async (method) => {
      const before = folderHash(dataDir);
      const reachedBefore = reached;
      await fc.assert(
        fc.asyncProperty(malformedFor(method), async (input) => {
          const reply = await dispatch(method, input);
          expect(reply.ok).toBe(false);
          expect(reply.ok ? '' : reply.error.code).toBe('INVALID_ARGUMENT');
        }),
        { numRuns: runs, seed: 7 },
      );
      expect(reached).toBe(reachedBefore);
      expect(folderHash(dataDir)).toBe(before);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    },
  );
});

describe('sampleFor', () => {
  it.each(methods)(
    'makes an input that fits %s, so that spoiling one place is what makes it malformed',
    (method) => {
      expect(rpcContract[method].input.safeParse(sampleFor(rpcContract[method].input)).error).toBeUndefined();
    },
  );
});

describe('well-formed calls about things that do not exist', () => {
  const foreign = [
    'no-such',
    '../../etc/passwd',
    '/etc/passwd',
    '__proto__',
    'constructor',
    '\u0000',
    'x'.repeat(200),
  ];
  const ofProject = methods.filter((method) => {
    const sample = sampleFor(rpcContract[method].input);
    return typeof sample === 'object' && sample !== null && 'projectId' in sample && method !== 'jobs.list';
  });

  it.each(ofProject)(
    '%s refuses unknown projects with a planned error and writes nothing',
    async (method) => {
      const before = folderHash(dataDir);
      for (const name of foreign) {
        const reply = await dispatch(
          method,
          withValueAt(sampleFor(rpcContract[method].input), ['projectId'], name),
        );
        expect(reply.ok, `${method} of ${name.slice(0, 20)}`).toBe(false);
        expect(reply.ok ? '' : reply.error.code).not.toBe('INTERNAL');
      }
      expect(folderHash(dataDir)).toBe(before);
    },
  );

  const ofRun = ofProject.filter((method) => 'runId' in (sampleFor(rpcContract[method].input) as object));
  it.each(ofRun)('%s refuses unknown runs of a real project', async (method) => {
    const before = folderHash(dataDir);
    const sample = withValueAt(sampleFor(rpcContract[method].input), ['projectId'], projectId);
    for (const name of foreign) {
      const reply = await dispatch(method, withValueAt(sample, ['runId'], name));
      // supervisor.calls lists what there is: of an unknown run, nothing.
      if (reply.ok) expect(reply.value, `${method} of ${name.slice(0, 20)}`).toEqual([]);
      else expect(reply.error.code).not.toBe('INTERNAL');
    }
    expect(folderHash(dataDir)).toBe(before);
  });
});
