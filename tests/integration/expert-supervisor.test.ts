import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFakeOpenAi, type FakeOpenAi } from '#fakes/fake-openai.ts';
import type { BrainCall } from '#fakes/brain.ts';
import type { RunSettingsInput } from '#shared/domain/run-settings.ts';
import {
  hotspotsOf,
  openExpertApp,
  resume,
  runRests,
  startRun,
  type ExpertApp,
} from '../helpers/expert-app.ts';

let app: ExpertApp;
let server: FakeOpenAi;
let projectId: string;
/** What the supervisor was asked, in order. */
let asked: { phase: string; text: string }[];
/** What it answers in phases 3 and 4; replaced by tests. */
let rules: () => object[];
let organised: () => object;

const rule = (id: string, text: string, more: object = {}) => ({
  id,
  text,
  type: '',
  priority: 'medium',
  patternIds: ['p1'],
  hotspotIds: [],
  replaces: '',
  examples: [],
  ...more,
});

function brain(call: BrainCall): string {
  asked.push({
    phase: call.schemaName,
    text: [call.system, ...call.turns.map(({ content }) => content)].join('\n'),
  });
  switch (call.schemaName) {
    case 'phase1_patterns':
      return JSON.stringify({
        summary: 's',
        patterns: [
          {
            id: 'p1',
            name: 'Titles',
            count: 2,
            rootCause: '',
            types: [],
            hotspotIds: [],
            examples: [],
            coveredBy: [],
          },
        ],
        principles: [],
        questions: [
          {
            id: 'q1',
            text: 'Do titles belong to the name?',
            approaches: [
              { id: 'a', text: 'Yes.', rationale: '', supporters: ['builtin:shape'], hotspotIds: [] },
              { id: 'b', text: 'No.', rationale: '', supporters: [], hotspotIds: [] },
            ],
          },
        ],
      });
    case 'phase2_annotator':
      return JSON.stringify({ summary: '', strengths: [], weaknesses: [], needs: [] });
    case 'phase3_rules':
      return JSON.stringify({ resolutions: [], common: rules(), specific: [], goal: '', summary: '' });
    case 'phase4_organise':
      return JSON.stringify({ contradictions: [], rules: [], retired: [], summary: '', ...organised() });
    default:
      return '{"answer":"ready"}';
  }
}

beforeEach(async () => {
  asked = [];
  rules = () => [rule('1', 'Leave titles out of names.'), rule('2', 'Mark clubs as ORGANISATION.')];
  organised = () => ({});
  server = await startFakeOpenAi({ brain });
  app = await openExpertApp();
  projectId = (await app.call('projects.createSample', {})).id;
  await app.call('supervisor.setKey', { url: server.baseUrl, key: server.apiKey });
  await app.call('supervisor.setKey', { url: remote().url, key: server.apiKey });
});
afterEach(async () => {
  await app.close();
  await server.close();
});

/** The fake under an address the product does not know as this computer: what goes there "leaves". */
const remote = (): { url: string; host: string } => {
  const name = process.platform === 'win32' ? '[::ffff:127.0.0.1]' : '0.0.0.0';
  const { host } = new URL(`http://${name}:${new URL(server.url).port}`);
  return { url: `http://${host}/v1`, host };
};

async function start(settings: Partial<RunSettingsInput>, url = server.baseUrl) {
  const supervisor = { kind: 'openai' as const, model: 'gpt-5.6-luna', url };
  return startRun(app, projectId, { supervisor, setSize: 10, ...settings });
}
const callsOf = (phase: string) => asked.filter((call) => call.phase === phase);

describe('the expert and a supervisor model', () => {
  it('hands decisions, reasons and answers to every later phase as binding', async () => {
    const { runId } = await start({ mode: 'review', iterations: 2 });
    const spots = (await hotspotsOf(app, projectId, runId, 0)).filter(({ options }) => options.length > 1);
    const spot = spots[0]!;
    const spans = spot.options.at(-1)!.spans;
    await app.call('decisions.add', {
      projectId,
      runId,
      iteration: 0,
      decision: {
        kind: 'hotspot',
        hotspotId: spot.hotspotId,
        documentKey: spot.documentKey,
        start: spot.start,
        end: spot.end,
        spans,
        reason: 'as the statutes say',
      },
    });
    const [question] = await app.call('questions.list', { projectId });
    expect(question).toMatchObject({ text: 'Do titles belong to the name?', answer: null });
    await app.call('questions.answer', {
      projectId,
      questionId: question!.questionId,
      approachId: 'b',
      text: 'Only Dame stays.',
    });
    await resume(app, projectId);
    const reading = spans.map((span) => `${span.text} → ${span.type}`).join('; ') || 'nothing';
    const decision = `- ${spot.hotspotId}: ${JSON.stringify(spot.text)} -> ${reading} (as the statutes say)`;
    for (const phase of ['phase3_rules', 'phase4_organise']) {
      expect(callsOf(phase).at(-1)?.text).toContain(decision);
    }
    expect(callsOf('phase3_rules')[0]?.text).toMatch(
      /Answers of the expert \(binding[^]*Do titles belong to the name\? -> No\. Only Dame stays\./u,
    );
    // No rule of the model cites the answer, so the answer becomes a rule.
    const { rules: after } = await app.call('guidelines.get', { projectId });
    expect(after.find(({ id }) => id.startsWith('answer/'))).toMatchObject({
      text: 'Do titles belong to the name? Decided by the expert: No. Only Dame stays.',
      status: 'accepted',
    });
    // The next round works on other documents; decision and answer still stand in all of its calls.
    await resume(app, projectId);
    const second = callsOf('phase1_patterns')[1];
    expect(second?.text).toContain(decision);
    expect(second?.text).toContain('Only Dame stays.');
  });

  it('leaves a locked rule as it is, byte for byte, over five more rounds that attack it', async () => {
    await start({ mode: 'review', iterations: 6 });
    await resume(app, projectId);
    const first = await app.call('guidelines.get', { projectId });
    const target = first.rules.find(({ text }) => text === 'Leave titles out of names.')!;
    await app.call('guidelines.edit', {
      projectId,
      edit: { kind: 'lock', ruleIds: [target.id], locked: true },
    });
    const locked = (await app.call('guidelines.get', { projectId })).rules.find(({ id }) => id === target.id);
    const bytes = JSON.stringify(locked);
    let round = 0;
    rules = () => {
      round += 1;
      return [
        rule(target.id, `Keep titles in, attack ${round}.`, { replaces: target.id, priority: 'low' }),
        rule('x', `Another attack ${round}.`, { replaces: target.id }),
      ];
    };
    organised = () => ({
      retired: [{ id: target.id, reason: 'old' }],
      rules: [{ id: target.id, parentId: '', priority: 'low' }],
    });
    for (;;) {
      const status = await app.call('run.status', { projectId });
      if (status?.state === 'done') break;
      const { rules: now } = await app.call('guidelines.get', { projectId });
      expect(JSON.stringify(now.find(({ id }) => id === target.id))).toBe(bytes);
      await resume(app, projectId);
    }
    expect(round).toBe(5);
    const { rules: end } = await app.call('guidelines.get', { projectId });
    expect(JSON.stringify(end.find(({ id }) => id === target.id))).toBe(bytes);
  });

  it('flags the return of a rejected rule and keeps it out', async () => {
    await start({ mode: 'review', iterations: 2 });
    await resume(app, projectId);
    const first = await app.call('guidelines.get', { projectId });
    const target = first.rules.find(({ text }) => text === 'Mark clubs as ORGANISATION.')!;
    await app.call('guidelines.edit', { projectId, edit: { kind: 'reject', ruleIds: [target.id] } });
    expect(
      (await app.call('guidelines.conflicts', { projectId })).filter(({ kind }) => kind === 'returned'),
    ).toEqual([]);
    await resume(app, projectId);
    await resume(app, projectId);
    const prompts = asked.filter(({ text }) => text.includes('Rules the expert rejected'));
    expect(prompts.length).toBeGreaterThan(0);
    expect(await app.call('guidelines.conflicts', { projectId })).toContainEqual({
      kind: 'returned',
      ruleIds: [target.id],
      message: expect.stringContaining('“Mark clubs as ORGANISATION.”') as string,
    });
    const { rules: now } = await app.call('guidelines.get', { projectId });
    expect(now.filter(({ text }) => text === target.text).map(({ status }) => status)).toEqual(['rejected']);
  });
});

describe('what leaves this computer', () => {
  it('shows exactly the text of each next call, with redactions applied and document text marked', async () => {
    const { url, host } = remote();
    const settings = await app.call('supervisor.get', { projectId });
    await app.call('supervisor.set', {
      projectId,
      settings: {
        ...settings,
        config: { kind: 'openai', model: 'gpt-5.6-luna', url },
        redactions: ['Harnby', '/Skel\\w+/'],
      },
    });
    await app.call('hosts.allow', { host, purpose: 'supervisor' });
    const preview = () => app.call('supervisor.preview', { projectId });
    expect(await preview()).toMatchObject({ text: '', leavesComputer: true, host });

    let status = await start({ mode: 'autonomous', iterations: 1, askBeforeSending: true }, url);
    const shown: string[] = [];
    while (status.state === 'waiting-for-approval') {
      const { pendingCallId } = status;
      const { text, note, snippets, redacted } = await preview();
      expect(note).toContain('waits for your approval');
      expect(text).not.toMatch(/Harnby|Skelder/u);
      expect(redacted).toBe(text.split('▮▮▮').length - 1);
      if (shown.length === 0) {
        expect(redacted).toBeGreaterThan(0);
        expect(snippets.length).toBeGreaterThan(0);
        expect(asked).toEqual([]);
      }
      for (const { start: from, end } of snippets) expect(text.slice(from, end).trim()).not.toBe('');
      shown.push(text);
      await app.call('supervisor.approve', { projectId, callId: pendingCallId!, approve: true });
      status = await runRests(app, projectId);
    }
    expect([status.state, status.reason]).toEqual(['done', null]);
    expect(asked.map(({ text }) => text.replaceAll(/\s+/gu, ' ').trim())).toEqual(
      shown.map((text) => text.replaceAll(/\s+/gu, ' ').trim()),
    );
    const calls = await app.call('supervisor.calls', { projectId, runId: status.runId });
    expect(calls.map(({ request }) => request)).toEqual(shown);
    await expect(
      app.call('supervisor.approve', { projectId, callId: 'gone', approve: true }),
    ).rejects.toThrow(/NOT_FOUND/u);
  });

  it('shows the rules call while the run waits for answers, with the answers given so far', async () => {
    await start({ mode: 'review', iterations: 1 });
    const [question] = await app.call('questions.list', { projectId });
    await app.call('questions.answer', { projectId, questionId: question!.questionId, approachId: 'a' });
    const { text, note, leavesComputer } = await app.call('supervisor.preview', { projectId });
    expect(leavesComputer).toBe(false);
    expect(note).toContain('rules');
    expect(text).toContain('Do titles belong to the name? -> Yes.');
    await resume(app, projectId);
    const sent = callsOf('phase3_rules')[0]!.text;
    expect(sent.replaceAll(/\s+/gu, ' ').trim()).toBe(text.replaceAll(/\s+/gu, ' ').trim());
  });

  it('does not send a call that is declined; the rules of the built-in supervisor step in', async () => {
    const { url, host } = remote();
    await app.call('hosts.allow', { host, purpose: 'supervisor' });
    let status = await start({ iterations: 1, askBeforeSending: true }, url);
    let declined = 0;
    while (status.state === 'waiting-for-approval') {
      await app.call('supervisor.approve', { projectId, callId: status.pendingCallId!, approve: false });
      declined += 1;
      status = await runRests(app, projectId);
    }
    expect(status.state).toBe('done');
    expect(declined).toBeGreaterThanOrEqual(3);
    expect(asked).toEqual([]);
    expect(await app.call('supervisor.calls', { projectId, runId: null })).toEqual([]);
    expect((await app.call('guidelines.get', { projectId })).rules.length).toBeGreaterThan(0);
  });
});

describe('a run that rests', () => {
  const choose = async (config: { kind: 'openai' | 'rules'; model: string; url: string | null }) => {
    const settings = await app.call('supervisor.get', { projectId });
    await app.call('supervisor.set', { projectId, settings: { ...settings, config, runCapUsd: 3 } });
  };

  it('keeps its supervisor until it is told to use the one chosen for the project since', async () => {
    const { state } = await start({ mode: 'review', iterations: 1 });
    expect(state).toBe('waiting-for-expert');
    const before = asked.length;
    await choose({ kind: 'rules', model: '', url: null });
    expect((await app.call('run.status', { projectId }))?.settings.supervisor.kind).toBe('openai');
    const changed = await app.call('run.useSupervisor', { projectId });
    expect(changed).toMatchObject({
      state: 'waiting-for-expert',
      settings: { supervisor: { kind: 'rules' }, costCapUsd: 3 },
    });
    for (let status = changed; status.state !== 'done';) status = await resume(app, projectId);
    expect(asked).toHaveLength(before);
    await expect(app.call('run.useSupervisor', { projectId })).rejects.toThrow(/CONFLICT/u);
  });

  it('no longer waits with a call of the supervisor before', async () => {
    const { url, host } = remote();
    await app.call('hosts.allow', { host, purpose: 'supervisor' });
    const waits = await start({ mode: 'autonomous', iterations: 1, askBeforeSending: true }, url);
    expect(waits.state).toBe('waiting-for-approval');
    await choose({ kind: 'rules', model: '', url: null });
    expect(await app.call('run.useSupervisor', { projectId })).toMatchObject({
      state: 'paused',
      pendingCallId: null,
    });
    expect((await resume(app, projectId)).state).toBe('done');
    expect(asked).toEqual([]);
  });

  it('is over when it was stopped: it neither goes on nor asks anything again', async () => {
    await start({ mode: 'review', iterations: 1 });
    await app.call('run.stop', { projectId });
    await expect(app.call('run.resume', { projectId })).rejects.toThrow(/CONFLICT.*stopped/u);
    await expect(app.call('run.retryFailed', { projectId })).rejects.toThrow(/CONFLICT.*stopped/u);
    await expect(app.call('run.useSupervisor', { projectId })).rejects.toThrow(/CONFLICT.*stopped/u);
    expect((await app.call('run.status', { projectId }))?.state).toBe('stopped');
  });
});
