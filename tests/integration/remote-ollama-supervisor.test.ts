import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFakeOllama, type FakeOllama } from '#fakes/fake-ollama.ts';
import { fakeModel } from '#fakes/ollama-model.ts';
import { elsewhere } from '../helpers/elsewhere.ts';
import { openExpertApp, runRests, startRun, type ExpertApp } from '../helpers/expert-app.ts';
import { supervisorBrain } from '../helpers/supervisor-brain.ts';

let app: ExpertApp;
let ollama: FakeOllama;
let projectId: string;
/** What the model was given to read, in order. */
let read: string[];
beforeEach(async () => {
  read = [];
  const supervise = supervisorBrain(['builtin:lexicon']);
  app = await openExpertApp();
  ollama = await startFakeOllama({
    models: [fakeModel('s:1b')],
    brain: (call) => {
      const text = [call.system, ...call.turns.map(({ content }) => content)].join('\n');
      if (text.length > 500) read.push(text);
      return supervise(call);
    },
  });
  projectId = (await app.call('projects.createSample', {})).id;
  const settings = await app.call('supervisor.get', { projectId });
  await app.call('supervisor.set', {
    projectId,
    settings: {
      ...settings,
      config: { kind: 'ollama', model: 's:1b' },
      redactions: ['Harnby', '/Skel\\w+/'],
    },
  });
});
afterEach(async () => {
  await app.close();
  await ollama.close();
});

const supervisor = { kind: 'ollama', model: 's:1b' } as const;
const preview = () => app.call('supervisor.preview', { projectId });

describe('a supervisor served by Ollama', () => {
  it('on another computer is asked for leave, gets redacted text, and only what was approved', async () => {
    const { url, host } = elsewhere(ollama.url);
    await app.call('settings.set', { settings: { ollamaUrl: url, manageOllama: false } });
    const settings = { supervisor, iterations: 1, askBeforeSending: true };
    await expect(startRun(app, projectId, settings)).rejects.toThrow(/PRIVACY_BLOCKED/u);
    await app.call('hosts.allow', { host, purpose: 'supervisor' });
    expect(await preview()).toMatchObject({ leavesComputer: true, host });

    let status = await startRun(app, projectId, settings);
    let approved = 0;
    while (status.state === 'waiting-for-approval') {
      expect(read).toHaveLength(approved);
      const { text, leavesComputer, redacted } = await preview();
      expect(leavesComputer).toBe(true);
      expect(text).not.toMatch(/Harnby|Skelder/u);
      if (approved === 0) expect(redacted).toBeGreaterThan(0);
      await app.call('supervisor.approve', { projectId, callId: status.pendingCallId!, approve: true });
      status = await runRests(app, projectId);
      approved += 1;
    }
    expect(status, status.reason ?? '').toMatchObject({ state: 'done' });
    expect(approved).toBeGreaterThan(2);
    expect(read.join('\n')).not.toMatch(/Harnby|Skelder/u);
    const { rows } = await app.call('ledger.list', { remoteOnly: true });
    expect(rows.some((row) => row.purpose === 'supervise' && row.containsDocumentText)).toBe(true);
  });

  it('on this computer gets the text as it is, without asking', async () => {
    await app.call('settings.set', { settings: { ollamaUrl: ollama.url, manageOllama: false } });
    const status = await startRun(app, projectId, { supervisor, iterations: 1, askBeforeSending: true });
    expect(status, status.reason ?? '').toMatchObject({ state: 'done' });
    expect(read.length).toBeGreaterThan(2);
    expect(read.join('\n')).toContain('Harnby');
  });
});
