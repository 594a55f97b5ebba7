import { afterEach, describe, expect, it } from 'vitest';
import type { RunSettingsInput } from '#shared/domain/run-settings.ts';
import type { ModelProvider, RunDeps } from '#core/run/ports.ts';
import { answerPendingCall, readApproval, readPendingCall } from '#core/run/pending-call.ts';
import { listQuestions } from '#core/store/expert-tables.ts';
import { newestGuidelineNumber, readGuidelineRevision } from '#core/store/guideline-table.ts';
import { updateRun, type RunRow } from '#core/store/run-table.ts';
import { readRunStatus } from '#core/run/run-status.ts';
import { listSupervisorCalls, readSupervision, spentUsd } from '#core/store/supervision-table.ts';
import { startFakeOpenAi, type FakeOpenAi } from '#fakes/fake-openai.ts';
import type { Fault } from '#fakes/fault-queue.ts';
import { runCorpus } from '../helpers/run-corpus.ts';
import { supervisorBrain } from '../helpers/supervisor-brain.ts';
import { goOn, labDeps, labModels, labProject, startAndRun } from '../helpers/run-lab.ts';

const annotatorIds = ['builtin:lexicon', 'builtin:shape', 'builtin:context'];
const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

interface Lab {
  readonly fake: FakeOpenAi;
  readonly deps: RunDeps;
  readonly settings: RunSettingsInput;
}

/** Built-in annotators and a supervisor behind the fake OpenAI API; `remote` makes it count as another computer. */
async function lab(
  given: { readonly remote?: boolean; readonly redact?: (text: string) => string } = {},
): Promise<Lab> {
  const fake = await startFakeOpenAi({ brain: supervisorBrain(annotatorIds) });
  const project = labProject({ annotators: annotatorIds, documents: runCorpus(30) });
  const { models, close } = labModels({ keyFor: () => fake.apiKey });
  open.push(() => fake.close(), project.close, close);
  const provider: ModelProvider =
    given.remote === true
      ? {
          ...models,
          openSupervisor: async (config, signal) => ({
            ...(await models.openSupervisor(config, signal)),
            leavesComputer: true,
            costUsd: ({ inputTokens, outputTokens }) => (inputTokens + outputTokens) * 1e-6,
          }),
        }
      : models;
  return {
    fake,
    deps: labDeps(project.db, provider, given.redact === undefined ? {} : { redact: given.redact }),
    settings: {
      annotatorIds,
      supervisor: { kind: 'openai', model: 'gpt-5.6-luna', url: fake.baseUrl },
      iterations: 1,
      setSize: 8,
    },
  };
}

/** Calls that reached the model; those before with a parameter it does not know are its way of learning. */
const sent = (fake: FakeOpenAi): number =>
  fake.requests.filter(({ method, status }) => method === 'POST' && status !== 400).length;
const fallbackOf = ({ deps }: Lab, run: RunRow): string =>
  (readSupervision(deps.db, run.runKey, 0)?.result as { fallback?: string } | undefined)?.fallback ?? '';
const always = { times: 1_000 };

describe('a supervisor that works', () => {
  it('proposes a guideline with rules, and every call is kept with request, answer and usage', async () => {
    const all = await lab();
    const run = await startAndRun(all.deps, all.settings);
    expect(run, run.reason ?? '').toMatchObject({ state: 'done' });
    const calls = listSupervisorCalls(all.deps.db, run.runKey);
    expect(calls).toHaveLength(sent(all.fake));
    expect(
      calls.every((call) => call.status === 'accepted' && call.inputTokens > 0 && call.request !== ''),
    ).toBe(true);
    expect(fallbackOf(all, run)).toBe('');
    const newest = readGuidelineRevision(all.deps.db, newestGuidelineNumber(all.deps.db));
    expect(newest?.rules.length).toBeGreaterThan(0);
  });
});

describe('faults of the supervisor', () => {
  const mended: readonly [string, Fault][] = [
    ['a full rate bucket', { mode: '429', args: { retryAfter: 0 } }],
    ['HTTP 500', { mode: '500' }],
    ['HTTP 502 with HTML', { mode: '502html' }],
    ['a reset connection', { mode: 'reset' }],
    ['a stream cut in the middle', { mode: 'cutMidStream' }],
    ['invalid JSON', { mode: 'malformedJson' }],
    ['an answer of the wrong shape', { mode: 'wrongTypes' }],
    ['a cut answer', { mode: 'truncated' }],
    ['all tokens spent on thinking', { mode: 'emptyReasoning' }],
    ['a parameter it does not know', { mode: 'unsupportedParam', args: { param: 'reasoning' } }],
  ];
  it.each(mended)('%s, once: asked again, nothing falls back to rules', async (_, fault) => {
    const all = await lab();
    all.fake.fault(fault);
    const run = await startAndRun(all.deps, all.settings);
    expect(run, run.reason ?? '').toMatchObject({ state: 'done' });
    expect(fallbackOf(all, run)).toBe('');
  });

  const replaced: readonly [string, Fault][] = [
    ['refuses', { mode: 'refusal', ...always }],
    ['is stopped by a content filter', { mode: 'contentFilter', ...always }],
    ['never gives valid JSON', { mode: 'malformedJson', ...always }],
    ['never ends an answer', { mode: 'truncated', ...always }],
  ];
  it.each(replaced)(
    'a supervisor that %s is replaced by the rules, phase by phase, and the result says so',
    async (_, fault) => {
      const all = await lab();
      all.fake.fault(fault);
      const run = await startAndRun(all.deps, all.settings);
      expect(run, run.reason ?? '').toMatchObject({ state: 'done' });
      expect(fallbackOf(all, run)).toMatch(/phase1_patterns: .*done by the rule-based supervisor/u);
      expect(
        readGuidelineRevision(all.deps.db, newestGuidelineNumber(all.deps.db))?.rules.length,
      ).toBeGreaterThan(0);
    },
  );

  const paused: readonly [string, Fault, RegExp][] = [
    ['a wrong key', { mode: '401', ...always }, /key|access/iu],
    ['a used-up quota', { mode: 'quota429', ...always }, /quota|credit|balance/iu],
    [
      'a rate limit that never ends',
      { mode: '429', args: { retryAfter: 0 }, ...always },
      /busy|slow down|rate/iu,
    ],
    ['a server that only fails', { mode: '500', ...always }, /fail|error|HTTP 500/iu],
  ];
  it.each(paused)(
    '%s pauses the run with the reason; the annotations stay and the run goes on later',
    async (_, fault, reason) => {
      const all = await lab();
      all.fake.fault(fault);
      const rests = await startAndRun(all.deps, all.settings);
      expect(rests.state).toBe('paused');
      expect(rests.reason).toMatch(reason);
      expect(rests.reason).not.toContain(all.fake.apiKey);
      all.fake.faults.clear();
      const done = await goOn(all.deps, rests);
      expect(done, done.reason ?? '').toMatchObject({ state: 'done' });
      expect(readRunStatus(all.deps.db, done).unitsDone).toBe(3 * 8 * 2);
    },
  );

  it('one phase that failed is not paid again: earlier answers are used from the store', async () => {
    const all = await lab();
    all.fake.fault({ mode: '401', match: { nth: 5 }, times: 1 });
    const rests = await startAndRun(all.deps, all.settings);
    expect(rests.state).toBe('paused');
    expect(sent(all.fake)).toBe(2);
    const done = await goOn(all.deps, rests);
    expect(done.state).toBe('done');
    const accepted = listSupervisorCalls(all.deps.db, done.runKey).filter(
      (call) => call.status === 'accepted',
    );
    expect(sent(all.fake)).toBe(accepted.length + 1);
  });
});

describe('a supervisor on another computer', () => {
  it('is not called once the estimate passes the cap; with a higher cap the run goes on', async () => {
    const all = await lab({ remote: true });
    const rests = await startAndRun(all.deps, { ...all.settings, costCapUsd: 0.0001 });
    expect(rests.state).toBe('paused');
    expect(rests.reason).toMatch(/it would pass the cap of \$/u);
    expect(sent(all.fake)).toBe(0);
    updateRun(all.deps.db, rests.runKey, { settings: { ...rests.settings, costCapUsd: 5 } });
    const done = await goOn(all.deps, rests);
    expect(done.state).toBe('done');
    expect(spentUsd(all.deps.db, done.runKey)).toBeGreaterThan(0);
    expect(spentUsd(all.deps.db, done.runKey)).toBeLessThan(5);
  });

  it('stops in the middle at a cap, never above it', async () => {
    const all = await lab({ remote: true });
    const rests = await startAndRun(all.deps, { ...all.settings, costCapUsd: 0.012 });
    expect(rests.state).toBe('paused');
    expect(spentUsd(all.deps.db, rests.runKey)).toBeLessThanOrEqual(0.012);
  });

  it('gets each text only after approval; nothing is sent while the run waits', async () => {
    const all = await lab({ remote: true });
    let run = await startAndRun(all.deps, { ...all.settings, askBeforeSending: true });
    let approvals = 0;
    while (run.state === 'waiting-for-approval') {
      expect(sent(all.fake)).toBe(approvals);
      const pending = readRunStatus(all.deps.db, run).pendingCallId;
      if (pending === null) throw new Error('no pending call');
      answerPendingCall(all.deps.db, run, pending, true);
      approvals += 1;
      run = await goOn(all.deps, run);
    }
    expect(run, run.reason ?? '').toMatchObject({ state: 'done' });
    expect(approvals).toBeGreaterThanOrEqual(3);
    expect(sent(all.fake)).toBe(approvals);
  });

  it('keeps to what was declined when the run stops asking; an approval holds for its host only', async () => {
    const all = await lab({ remote: true });
    let run = await startAndRun(all.deps, { ...all.settings, askBeforeSending: true });
    const declined = readPendingCall(all.deps.db, run);
    answerPendingCall(all.deps.db, run, declined?.requestHash ?? '', false);
    expect(readApproval(all.deps.db, declined?.requestHash ?? '', 'other:443')).toBe('skip');
    run = await goOn(all.deps, run);
    const approved = readPendingCall(all.deps.db, run);
    answerPendingCall(all.deps.db, run, approved?.requestHash ?? '', true);
    expect(readApproval(all.deps.db, approved?.requestHash ?? '', approved?.host ?? '')).toBe('go');
    expect(readApproval(all.deps.db, approved?.requestHash ?? '', 'other:443')).toBeUndefined();
    updateRun(all.deps.db, run.runKey, { settings: { ...run.settings, askBeforeSending: false } });
    expect(await goOn(all.deps, run)).toMatchObject({ state: 'done' });
    const calls = listSupervisorCalls(all.deps.db, run.runKey);
    expect(calls.length).toBeGreaterThan(1);
    expect(calls.map((call) => call.request)).not.toContain(declined?.requestText);
  });

  it('is skipped for a call that the expert declines; the rules do that phase', async () => {
    const all = await lab({ remote: true });
    let run = await startAndRun(all.deps, { ...all.settings, askBeforeSending: true });
    while (run.state === 'waiting-for-approval') {
      answerPendingCall(all.deps.db, run, readRunStatus(all.deps.db, run).pendingCallId ?? '', false);
      run = await goOn(all.deps, run);
    }
    expect(run.state).toBe('done');
    expect(sent(all.fake)).toBe(0);
    expect(fallbackOf(all, run)).toContain('the call was declined');
  });

  it('gets redacted texts, and the preview shows the same ones', async () => {
    const all = await lab({ remote: true, redact: (text) => text.replaceAll('Ada Lovelace', '[name]') });
    const run = await startAndRun(all.deps, all.settings);
    expect(run.state).toBe('done');
    expect(JSON.stringify(all.fake.requests.map((request) => request.body))).not.toContain('Ada Lovelace');
    for (const call of listSupervisorCalls(all.deps.db, run.runKey))
      expect(call.request).not.toContain('Ada Lovelace');
  });
});

describe('review mode', () => {
  it('waits for answers after phase 2 and for the rules after phase 4, once each, then continues', async () => {
    const all = await lab();
    let run = await startAndRun(all.deps, { ...all.settings, mode: 'review', iterations: 2 });
    const waits: string[] = [];
    while (run.state === 'waiting-for-expert') {
      waits.push(`${run.iteration}: ${run.reason ?? ''}`);
      run = await goOn(all.deps, run);
    }
    expect(run, run.reason ?? '').toMatchObject({ state: 'done' });
    expect(waits.map((wait) => wait.slice(0, 2))).toEqual(['0:', '0:', '1:', '1:']);
    expect(waits[1]).toContain('New rules are proposed');
    const questions = listQuestions(all.deps.db, run.runKey).map((row) => row.questionId);
    expect(new Set(questions).size).toBe(questions.length);
  });
});
