import { afterEach, describe, expect, it } from 'vitest';
import { votes, type UnitState } from '#shared/domain/annotator.ts';
import { buildAnnotatorPrompt } from '#core/annotators/build-prompt.ts';
import type { LlmOutcome } from '#core/llm/llm-client.ts';
import { retryFailedUnits } from '#core/run/retry-failed.ts';
import { readRunStatus } from '#core/run/run-status.ts';
import { readAnalysis } from '#core/store/analysis-table.ts';
import type { RunRow } from '#core/store/run-table.ts';
import { startFakeOllama } from '#fakes/fake-ollama.ts';
import type { Fault, FaultMode } from '#fakes/fault-queue.ts';
import { fakeModel } from '#fakes/ollama-model.ts';
import {
  annotatorIds,
  asks,
  closeAll,
  documents,
  expectFree,
  faultLab,
  names,
  onTarget,
  open,
  settings,
  targetUnit,
  unitsOf,
  type Lab,
} from '../helpers/fault-lab.ts';
import { runCorpus, runLexicon, runSchema } from '../helpers/run-corpus.ts';
import {
  freshSignals,
  goOn,
  labDeps,
  labGoal,
  labModels,
  labProject,
  shortLimits,
  startAndRun,
} from '../helpers/run-lab.ts';

afterEach(closeAll);

const always = { times: 1_000 };

/** Fault, how often it strikes, how the unit ends, how many requests it takes. Section 5.3 of the protocol notes. */
const endings: readonly [string, Fault, readonly UnitState[], number][] = [
  ['a slow answer', onTarget('latency', { args: { ms: 60 } }), ['ok'], 1],
  ['two full queues', onTarget('queue503', { times: 2 }), ['ok'], 3],
  ['a reset connection', onTarget('reset'), ['ok'], 2],
  ['connections that are always reset', onTarget('reset', always), ['failed'], 3],
  ['a stream cut once', onTarget('cutMidStream'), ['ok'], 2],
  ['a stream that is always cut', onTarget('cutMidStream', always), ['failed'], 3],
  ['an end without done, once', onTarget('endNoDone'), ['repaired'], 2],
  ['an end without done, always', onTarget('endNoDone', always), ['truncated'], 2],
  ['done:false, always', onTarget('doneFalse', always), ['truncated'], 2],
  ['an error line, once', onTarget('errorLine'), ['ok'], 2],
  ['malformed JSON, once', onTarget('malformedJson'), ['repaired'], 2],
  ['JSON beyond repair, always', onTarget('malformedJson', always), ['failed'], 3],
  ['a fenced answer', onTarget('fenced', always), ['ok', 'repaired'], 1],
  ['prose around the answer', onTarget('proseWrap', always), ['ok', 'repaired'], 1],
  ['a leaked thought', onTarget('thinkLeak', always), ['ok', 'repaired'], 1],
  ['two objects', onTarget('twoObjects', always), ['ok', 'repaired'], 1],
  ['half a surrogate pair', onTarget('unicodeBad', always), ['failed'], 3],
  ['wrong types, always', onTarget('wrongTypes', always), ['failed'], 3],
  ['an unknown label', onTarget('unknownLabel', always), ['failed'], 3],
  [
    'a mention that is not there',
    onTarget('hallucinatedSpan', { ...always, args: { type: 'person' } }),
    ['unlocated'],
    1,
  ],
  ['null instead of a list', onTarget('nullList', always), ['repaired', 'empty'], 1],
  ['a cut answer, once', onTarget('truncated'), ['repaired'], 2],
  ['a cut answer, always', onTarget('truncated', always), ['truncated'], 2],
  ['endless white space', onTarget('whitespaceLoop', always), ['truncated', 'failed'], 2],
  ['endless repetition', onTarget('repeatLoop', always), ['truncated', 'failed'], 2],
  ['silence before the headers, once', onTarget('hangBeforeHeaders'), ['ok'], 2],
  ['silence before the headers, always', onTarget('hangBeforeHeaders', always), ['failed'], 2],
  ['silence in the middle, once', onTarget('hangMidBody'), ['ok'], 2],
  ['a slow drip, once', onTarget('slowDrip', { args: { bytesPerSecond: 20 } }), ['ok'], 2],
  ['a crash, once', onTarget('crash500'), ['ok'], 2],
  ['a crash, always', onTarget('crash500', always), ['failed'], 2],
  ['out of memory in the middle, once', onTarget('oom500'), ['ok'], 2],
  ['out of memory in the middle, always', onTarget('oom500', always), ['failed'], 2],
  ['a broken line', onTarget('badNdjson', { args: { kind: 'broken' } }), ['repaired', 'ok'], 2],
  ['HTTP 500, once', onTarget('500'), ['ok'], 2],
  ['HTTP 502 with HTML, once', onTarget('502html'), ['ok'], 2],
  ['429 with a wish', onTarget('429', { args: { retryAfter: 0 } }), ['ok'], 2],
];

describe('one document of one model meets a fault', () => {
  it.each(endings)(
    '%s: right state, right number of requests, no slot leaked, the rest untouched',
    async (_, fault, states, requests) => {
      const all = await faultLab();
      all.fake.fault(fault);
      const run = await startAndRun(all.deps, settings);
      expect(run, run.reason ?? '').toMatchObject({ state: 'done' });
      const unit = targetUnit(all, run);
      expect(states, `${unit.state}: ${unit.error?.message ?? ''}`).toContain(unit.state);
      expect(asks(all.fake)).toBe(requests);
      if (!votes(unit.state)) expect(unit.error?.message).toBeTruthy();
      if (unit.state === 'failed') expect(unit.spans).toEqual([]);
      // Never counted as "no entities": who did not answer is absent from the vote.
      const analysis = readAnalysis(all.deps.db, run.runKey, 0, 'main')?.analysis;
      const document = analysis?.tokens.find((row) => row.documentId === 'doc-0002');
      expect(document).toBeDefined();
      const others = unitsOf(all, run).filter((row) => row !== unit && row.documentKey !== unit.documentKey);
      expect(others.every((row) => votes(row.state))).toBe(true);
      expect(unitsOf(all, run)).toHaveLength(names.length * documents.length);
      await expectFree(all.fake);
    },
  );
});

describe('asking again after a fault is gone', () => {
  const unreadable: readonly FaultMode[] = ['malformedJson', 'wrongTypes', 'unknownLabel', 'unicodeBad'];
  it.each(unreadable)(
    'answers that could not be read (%s) are never taken from the cache; those that could are',
    async (mode) => {
      const kept = new Map<string, LlmOutcome>();
      const cache = {
        get: (key: string) => kept.get(key),
        put: (key: string, value: LlmOutcome) => void kept.set(key, value),
      };
      const all = await faultLab({}, annotatorIds, { cache });
      all.fake.fault(onTarget(mode, always));
      const run = await startAndRun(all.deps, settings);
      expect(targetUnit(all, run).state).toBe('failed');
      all.fake.faults.clear();
      const before = asks(all.fake);
      expect(retryFailedUnits(all.deps.db, run.runKey)).toBe(1);
      const mended = await goOn(all.deps, run);
      expect(asks(all.fake) - before).toBe(1);
      expect(votes(targetUnit(all, mended).state)).toBe(true);

      const chats = all.fake.requests.filter(({ path }) => path === '/api/chat').length;
      const again = await startAndRun(all.deps, settings);
      expect(again, again.reason ?? '').toMatchObject({ state: 'done' });
      const checks = names.length; // one tiny question after each load
      expect(all.fake.requests.filter(({ path }) => path === '/api/chat').length - chats).toBe(checks);
    },
  );
});

describe('faults that no retry can mend', () => {
  const stoppers: readonly [FaultMode, RegExp][] = [
    ['401', /refused access/u],
    ['403', /refused access/u],
    ['404model', /does not have the model/u],
    ['quota429', /quota/u],
    ['remoteAnswer', /cloud|another computer|not on this computer/iu],
    ['200html', /not an LLM server/u],
    ['emptyBody', /not an LLM server/u],
    ['redirect', /sent the request on/u],
  ];

  it.each(stoppers)(
    '%s pauses the run after one call, says why, and goes on from there',
    async (mode, reason) => {
      const all = await faultLab();
      all.fake.fault(onTarget(mode));
      const paused = await startAndRun(all.deps, settings);
      expect(paused.state).toBe('paused');
      expect(paused.reason).toMatch(reason);
      expect(asks(all.fake)).toBe(1);
      expect(targetUnit(all, paused).state).toBe('queued');
      await expectFree(all.fake);
      const done = await goOn(all.deps, paused);
      expect(done.state).toBe('done');
      expect(unitsOf(all, done).every((unit) => unit.state === 'ok' || unit.state === 'empty')).toBe(true);
      expect(asks(all.fake)).toBe(2);
    },
  );
});

describe('a model that always fails', () => {
  it('leaves weights, consensus and agreement of the others exactly as without it', async () => {
    const broken = await faultLab();
    broken.fake.fault({ mode: 'crash500', match: { model: 'c:1b' }, times: 10_000 });
    const withBroken = await startAndRun(broken.deps, settings);
    expect(withBroken.state).toBe('done');
    const failed = unitsOf(broken, withBroken).filter((unit) => unit.model === 'c:1b');
    expect(failed.map((unit) => unit.state)).toEqual(documents.map(() => 'failed'));

    const pair = await faultLab({}, annotatorIds.slice(0, 2));
    const alone = await startAndRun(pair.deps, { ...settings, annotatorIds: annotatorIds.slice(0, 2) });
    const rowA = readAnalysis(broken.deps.db, withBroken.runKey, 0, 'main');
    const rowB = readAnalysis(pair.deps.db, alone.runKey, 0, 'main');
    if (rowA === undefined || rowB === undefined) throw new Error('no analysis');
    expect(rowA.interval).toEqual(rowB.interval);
    const [a, b] = [rowA.analysis, rowB.analysis];
    expect(a.consensus).toEqual(b.consensus);
    expect(a.weights.hybrid.slice(0, 2)).toEqual(b.weights.hybrid);
    expect(a.hotspots).toEqual(b.hotspots);
    expect(a.agreement.mean).toBe(b.agreement.mean);
    expect(a.agreement.perAnnotator.slice(0, 2)).toEqual(b.agreement.perAnnotator);
  });

  it('is taken out by the breaker after five calls in a row, its units say so, and they can be asked again', async () => {
    const all = await faultLab();
    all.fake.fault({ mode: 'crash500', match: { model: 'b:1b', docRegex: 'Note' }, times: 10_000 });
    const run = await startAndRun(all.deps, settings);
    expect(run.state).toBe('done');
    const own = unitsOf(all, run).filter((unit) => unit.model === 'b:1b');
    expect(own.every((unit) => unit.state === 'failed')).toBe(true);
    expect(own.filter((unit) => unit.error?.message.includes('taken out')).length).toBeGreaterThan(0);
    await expectFree(all.fake);
    all.fake.faults.clear();
    expect(readRunStatus(all.deps.db, run).unitsToRetry).toBe(documents.length);
    expect(retryFailedUnits(all.deps.db, run.runKey)).toBe(documents.length);
    const mended = await goOn(all.deps, run);
    expect(mended.state).toBe('done');
    expect(unitsOf(all, mended).every((unit) => votes(unit.state))).toBe(true);
    expect(readAnalysis(all.deps.db, run.runKey, 0, 'main')?.analysis.agreement.mean).toBeGreaterThan(0);
  });

  it('three models without any answer pause the run with the reason instead of inventing an agreement', async () => {
    const all = await faultLab();
    all.fake.fault({ mode: 'crash500', match: { docRegex: 'Note' }, times: 10_000 });
    const run = await startAndRun(all.deps, settings);
    expect(run.state).toBe('paused');
    expect(run.reason).toMatch(/no document has answers of two annotators/u);
    expect(unitsOf(all, run).every((unit) => unit.state === 'failed')).toBe(true);
  });
});

describe('what a model is taken out for', () => {
  const stateOf = (all: Lab, run: RunRow, model: string): string[] =>
    unitsOf(all, run)
      .filter((unit) => unit.model === model)
      .map((unit) => unit.state);

  it('is not that documents are too long for it: they abstain and say so, the others are labelled', async () => {
    const texts = runCorpus(14).map((document, index) =>
      index < 6 ? { ...document, text: `${document.text} ${'And so it went on. '.repeat(1_000)}` } : document,
    );
    const { system } = buildAnnotatorPrompt(runSchema, { goal: labGoal, rules: [] }, 'ollama:a:1b', false);
    // Room for a short document beside the instructions, and not for the 64th part of a long one.
    const contextLength = Math.ceil(Buffer.byteLength(system) / 4) + 70;
    const pair = names.slice(0, 2);
    const all = await faultLab(
      { models: pair.map((name) => fakeModel(name, { contextLength })) },
      annotatorIds.slice(0, 2),
      {},
      texts,
    );
    const run = await startAndRun(all.deps, {
      ...settings,
      annotatorIds: annotatorIds.slice(0, 2),
      setSize: texts.length,
    });
    expect(run, run.reason ?? '').toMatchObject({ state: 'done' });
    const failed = unitsOf(all, run).filter((row) => row.state === 'failed');
    expect(failed.map((unit) => unit.documentKey)).toEqual(pair.flatMap(() => [1, 2, 3, 4, 5, 6]));
    for (const unit of failed) {
      expect(unit.error?.code).toBe('LLM_CONTEXT_OVERFLOW');
      expect(unit.error?.message).toMatch(/The document is too long for the context of/u);
    }
    await expectFree(all.fake);
  });

  it('is that its answers run in circles', async () => {
    const all = await faultLab({}, annotatorIds, {}, runCorpus(14));
    all.fake.fault({
      mode: 'repeatLoop',
      match: { model: 'b:1b', docRegex: 'Note [0-9]+[.]' },
      times: 1_000,
    });
    const run = await startAndRun(all.deps, { ...settings, setSize: 14 });
    expect(run, run.reason ?? '').toMatchObject({ state: 'done' });
    const states = stateOf(all, run, 'b:1b');
    expect(states.filter((state) => state === 'truncated').length).toBeGreaterThanOrEqual(7);
    const notAsked = unitsOf(all, run).filter((unit) => unit.state === 'failed');
    expect(notAsked.length).toBeGreaterThan(0);
    for (const unit of notAsked) {
      expect(unit.error?.message).toMatch(
        /7 of its first 7 answers could not be used; the last: .*repeated itself/u,
      );
    }
    await expectFree(all.fake);
  });

  it('each answer that ran in a circle is asked for once more with another seed', async () => {
    const all = await faultLab();
    all.fake.fault(onTarget('repeatLoop'));
    const run = await startAndRun(all.deps, settings);
    expect(targetUnit(all, run).state).toBe('repaired');
    const seeds = all.fake.requests
      .filter(({ path, body }) => path === '/api/chat' && /Note 2[.]/u.test(JSON.stringify(body)))
      .filter(({ body }) => (body as { model: string }).model === 'b:1b')
      .map(({ body }) => (body as { options: { seed: number } }).options.seed);
    expect(seeds).toEqual([7, 8]);
  });
});

describe('the server', () => {
  it('whose scheduler hangs while loading is emptied, and the run ends as if nothing had been', async () => {
    const all = await faultLab();
    all.fake.fault({ mode: 'wedge', match: { path: '/api/generate', model: 'b:1b' } });
    const run = await startAndRun(all.deps, settings);
    expect(run, run.reason ?? '').toMatchObject({ state: 'done' });
    expect(unitsOf(all, run).every((unit) => votes(unit.state))).toBe(true);
    await expectFree(all.fake);
  });

  it('that goes away before a model pauses the run with the address; nothing is marked as failed', async () => {
    const all = await faultLab();
    await all.fake.stopListening();
    const paused = await startAndRun(all.deps, settings);
    expect(paused.state).toBe('paused');
    expect(paused.reason).toContain(all.fake.url);
    expect(unitsOf(all, paused).every((unit) => unit.state === 'queued')).toBe(true);
    await all.fake.listenAgain();
    expect((await goOn(all.deps, paused)).state).toBe('done');
  });

  it('that dies in the middle pauses the run, keeps what was answered, and the rest is asked when it is back', async () => {
    let asked = 0;
    const all = await faultLab({
      brain: (call) => {
        if (call.model === 'b:1b' && /Note/u.test(call.turns[0]?.content ?? '')) {
          asked += 1;
          if (asked === 3) void all.fake.stopListening();
        }
        return undefined;
      },
    });
    const paused = await startAndRun(all.deps, settings);
    expect(paused.state).toBe('paused');
    expect(paused.reason).toMatch(/cannot be reached/u);
    const states = unitsOf(all, paused).map((unit) => unit.state);
    expect(states.filter((state) => state === 'failed')).toEqual([]);
    const kept = states.filter((state) => state !== 'queued').length;
    expect(kept).toBeGreaterThanOrEqual(documents.length);
    await all.fake.listenAgain();
    const done = await goOn(all.deps, paused);
    expect(done.state).toBe('done');
    expect(unitsOf(all, done).every((unit) => votes(unit.state))).toBe(true);
  });

  it('that comes back on the same port within the wait loses nothing and pauses nothing', async () => {
    let asked = 0;
    const all = await faultLab({
      brain: () => {
        asked += 1;
        if (asked === 8)
          void all.fake
            .stopListening()
            .then(() => setTimeout(() => void all.fake.listenAgain(), shortLimits.recoverMs / 3));
        return undefined;
      },
    });
    const run = await startAndRun(all.deps, settings);
    expect(run, run.reason ?? '').toMatchObject({ state: 'done' });
    expect(unitsOf(all, run).every((unit) => votes(unit.state))).toBe(true);
  });

  it('that dies while another can be found or started is replaced; what was in flight is asked there', async () => {
    const second = await startFakeOllama({
      models: names.map((name) => fakeModel(name)),
      lexicon: runLexicon,
    });
    let asked = 0;
    const first = await startFakeOllama({
      models: names.map((name) => fakeModel(name)),
      lexicon: runLexicon,
      numParallel: 2,
      brain: (call) => {
        if (/Note/u.test(call.turns[0]?.content ?? '') && (asked += 1) === 12) void first.stopListening();
        return undefined;
      },
    });
    const project = labProject({ annotators: annotatorIds, documents });
    let isGone = false;
    const { models, close } = labModels({
      ollamaUrl: first.url,
      resolveOllamaUrl: () => {
        const url = isGone ? second.url : first.url;
        isGone = true;
        return Promise.resolve(url);
      },
    });
    open.push(
      () => second.close(),
      () => first.close().catch(() => undefined),
      project.close,
      close,
    );
    const all: Lab = { fake: second, deps: labDeps(project.db, models) };
    const run = await startAndRun(all.deps, settings);
    expect(run, run.reason ?? '').toMatchObject({ state: 'done' });
    expect(unitsOf(all, run).every((unit) => votes(unit.state))).toBe(true);
    expect(second.stats.answers).toBeGreaterThan(0);
  });

  it('that does not have one of the models goes on without it and names it', async () => {
    const all = await faultLab({ models: names.slice(0, 2).map((name) => fakeModel(name)) });
    const run = await startAndRun(all.deps, settings);
    expect(run.state).toBe('done');
    const missing = unitsOf(all, run).filter((unit) => unit.model === 'c:1b');
    expect(missing.every((unit) => unit.state === 'failed' && unit.error?.code === 'LLM_MODEL_MISSING')).toBe(
      true,
    );
  });
});

describe('pause and break off', () => {
  it('a pause lets what is in flight end and stores it; going on asks only the rest', async () => {
    const signals = freshSignals();
    let asked = 0;
    const all = await faultLab({
      brain: (call) => {
        if (/Note/u.test(call.turns[0]?.content ?? '') && (asked += 1) === 7) signals.pause();
        return undefined;
      },
    });
    const paused = await startAndRun(all.deps, settings, signals);
    expect(paused).toMatchObject({ state: 'paused', reason: 'Paused by you.' });
    const stored = unitsOf(all, paused).filter((unit) => unit.state !== 'queued').length;
    expect(stored).toBe(asked);
    const done = await goOn(all.deps, paused);
    expect(done.state).toBe('done');
    expect(asked).toBe(names.length * documents.length);
    await expectFree(all.fake);
  });

  it('breaking off closes the calls in flight at once and leaves their units waiting', async () => {
    const signals = freshSignals();
    const all = await faultLab();
    all.fake.fault(onTarget('hangMidBody'));
    const running = startAndRun(all.deps, settings, signals);
    await expect.poll(() => asks(all.fake)).toBe(1);
    const before = performance.now();
    signals.breakOff();
    const paused = await running;
    expect(performance.now() - before).toBeLessThan(900);
    expect(paused).toMatchObject({ state: 'paused', reason: 'Paused by you.' });
    expect(targetUnit(all, paused).state).toBe('queued');
    await expectFree(all.fake);
    expect((await goOn(all.deps, paused)).state).toBe('done');
  });
});
