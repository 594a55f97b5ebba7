import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Guideline } from '#shared/domain/guideline.ts';
import type { HotspotView } from '#shared/rpc/run.ts';
import {
  hotspotsOf,
  jobEnds,
  openExpertApp,
  resume,
  runRests,
  startRun,
  type ExpertApp,
} from '../helpers/expert-app.ts';

let app: ExpertApp;
let projectId: string;
beforeEach(async () => {
  app = await openExpertApp();
  projectId = (await app.call('projects.createSample', {})).id;
});
afterEach(() => app.close());

/** What the expert can change by hand, as one value. */
async function expertState() {
  const revisions = await app.call('guidelines.revisions', { projectId });
  return {
    revisions,
    guidelines: await Promise.all(
      revisions.map(({ number }) => app.call('guidelines.get', { projectId, number })),
    ),
    decisions: await app.call('decisions.list', { projectId }),
    questions: await app.call('questions.list', { projectId }),
    goal: await app.call('goal.get', { projectId }),
  };
}

function decisionFor(spot: HotspotView, option: number) {
  return {
    kind: 'hotspot' as const,
    hotspotId: spot.hotspotId,
    documentKey: spot.documentKey,
    start: spot.start,
    end: spot.end,
    spans: spot.options[option]!.spans,
    reason: 'for the test',
  };
}

/** Texts of the rules that cite a question. */
function rulesFor(guideline: Guideline, questionId: string): string[] {
  return guideline.rules
    .filter(({ origin }) => origin.patternIds.some((id) => questionId.endsWith(`:${id}`)))
    .map(({ text }) => text);
}

async function undoAll(): Promise<string[]> {
  const labels: string[] = [];
  for (;;) {
    const { label } = await app.call('edit.undo', { projectId });
    if (label === null) return labels;
    labels.push(label);
  }
}

async function exported(what: string, path: string): Promise<string> {
  const job = await jobEnds(
    app,
    await app.call('export.write', {
      projectId,
      options: { format: 'jsonl', what },
      path,
      overwrite: true,
    }),
  );
  expect(job.error).toBeNull();
  return readFileSync(path, 'utf8');
}

/** First iteration in review mode, up to the questions. */
async function firstRound() {
  const status = await startRun(app, projectId, { mode: 'review', setSize: 25 });
  expect(status).toMatchObject({ state: 'waiting-for-expert', iteration: 0 });
  return status.runId;
}

const nextStep = async () => (await app.call('projects.overview', { projectId })).summary.nextStep;

async function decideFive(runId: string) {
  const spots = (await hotspotsOf(app, projectId, runId, 0)).filter((spot) => spot.options.length > 1);
  for (const spot of spots.slice(0, 5)) {
    await app.call('decisions.add', {
      projectId,
      runId,
      iteration: 0,
      decision: decisionFor(spot, spot.options.length - 1),
    });
  }
  return spots.slice(0, 5);
}

describe('the expert in the loop, with the built-in annotators and supervisor', () => {
  it('adjudicates, answers, rejects, locks and edits, and sees exactly that in the diff of the next round', async () => {
    const runId = await firstRound();
    const questions = await app.call('questions.list', { projectId });
    expect(questions.length).toBeGreaterThan(0);
    for (const approach of questions[0]!.approaches) {
      expect(approach.examples.length).toBeGreaterThan(0);
    }
    expect(questions[0]!.approaches.flatMap(({ supporters }) => supporters).length).toBeGreaterThan(0);
    expect(await nextStep()).toBe('questions');

    const decided = await decideFive(runId);
    const asked = questions[0]!;
    const minority = asked.approaches[1]!;
    await app.call('questions.answer', {
      projectId,
      questionId: asked.questionId,
      approachId: minority.id,
    });
    expect((await resume(app, projectId)).reason).toMatch(/proposed/u);
    expect(await nextStep()).toBe('guidelines');

    const proposed = await app.call('guidelines.get', { projectId });
    // The answer is binding: a rule about this choice says what the expert said.
    expect(rulesFor(proposed, asked.questionId)).toEqual([expect.stringContaining(`as ${minority.id}`)]);
    // The decisions are evidence: differences inside decided hotspots are behind the rules.
    const evidence = new Set(proposed.rules.flatMap((rule) => rule.origin.hotspotIds));
    expect(decided.some(({ hotspotId }) => evidence.has(hotspotId))).toBe(true);

    const [rejected, locked, edited] = proposed.rules;
    await app.call('guidelines.edit', { projectId, edit: { kind: 'reject', ruleIds: [rejected!.id] } });
    await app.call('guidelines.edit', {
      projectId,
      edit: { kind: 'lock', ruleIds: [locked!.id], locked: true },
    });
    await app.call('guidelines.edit', {
      projectId,
      edit: { kind: 'edit', ruleId: edited!.id, text: 'My own words.', examples: [], priority: 'high' },
    });
    const mine = await app.call('guidelines.get', { projectId });
    const handDiff = await app.call('guidelines.diff', {
      projectId,
      from: proposed.number,
      to: mine.number,
    });
    expect(
      handDiff.rules
        .filter(({ kind }) => kind !== 'same')
        .map(({ ruleId, kind, after }) => [ruleId, kind, after?.status, after?.locked, after?.text]),
    ).toEqual([
      [rejected!.id, 'changed', 'rejected', false, rejected!.text],
      [locked!.id, 'changed', 'accepted', true, locked!.text],
      [edited!.id, 'changed', 'edited', false, 'My own words.'],
    ]);
    const { words } = handDiff.rules.find(({ ruleId }) => ruleId === edited!.id)!;
    const side = (gone: 'added' | 'removed') =>
      words.flatMap(({ kind, text }) => (kind === gone ? [] : [text])).join('');
    expect([side('added'), side('removed')]).toEqual([edited!.text, 'My own words.']);

    // Next round: annotated with the expert's guideline; the three rules come out as the expert left them.
    expect(await resume(app, projectId)).toMatchObject({ state: 'waiting-for-expert', iteration: 1 });
    const { iterations } = await app.call('results.get', { projectId, runId });
    expect(iterations[1]?.guidelineNumber).toBe(mine.number);
    expect((await resume(app, projectId)).reason).toMatch(/proposed/u);
    const next = await app.call('guidelines.get', { projectId });
    const diff = await app.call('guidelines.diff', { projectId, from: proposed.number, to: next.number });
    const change = (id: string) => diff.rules.find(({ ruleId }) => ruleId === id);
    expect(change(rejected!.id)).toMatchObject({ kind: 'changed', after: { status: 'rejected' } });
    expect(change(locked!.id)?.after).toEqual(mine.rules.find(({ id }) => id === locked!.id));
    expect(change(edited!.id)?.after).toEqual(mine.rules.find(({ id }) => id === edited!.id));
    const sinceMine = await app.call('guidelines.diff', { projectId, from: mine.number, to: next.number });
    for (const id of [rejected!.id, locked!.id, edited!.id]) {
      expect(sinceMine.rules.find(({ ruleId }) => ruleId === id)?.kind).not.toBe('changed');
    }

    // Undo of all of it, although a round has been built on it since: the run's history stays, the changes go.
    const labels = await undoAll();
    expect(labels).toEqual([
      'Edit rule',
      'Lock rule',
      'Reject rule',
      'Answer question',
      ...Array.from({ length: 5 }, () => 'Decide hotspot'),
    ]);
    expect(await app.call('decisions.list', { projectId })).toEqual([]);
    expect((await app.call('questions.list', { projectId })).every(({ answer }) => answer === null)).toBe(
      true,
    );
    const undone = await app.call('guidelines.get', { projectId });
    expect(undone.rules.find(({ id }) => id === rejected!.id)?.status).toBe('proposed');
    expect(undone.rules.find(({ id }) => id === locked!.id)).toMatchObject({
      locked: false,
      status: 'proposed',
    });
    expect(undone.rules.find(({ id }) => id === edited!.id)).toEqual(edited);
    expect(await app.call('guidelines.get', { projectId, number: mine.number })).toEqual(mine);

    // And all of it again.
    for (let count = 0; count < labels.length; count += 1) {
      expect((await app.call('edit.redo', { projectId })).label).not.toBeNull();
    }
    const redone = await app.call('guidelines.get', { projectId });
    expect(redone.rules).toEqual(next.rules);
    expect(await app.call('decisions.list', { projectId })).toHaveLength(5);
  });

  it('goes back to exactly the start when everything is undone before the run goes on', async () => {
    const runId = await firstRound();
    const start = await expertState();
    await decideFive(runId);
    const question = start.questions[0]!;
    await app.call('questions.answer', {
      projectId,
      questionId: question.questionId,
      approachId: null,
      text: 'It depends on the owner.',
    });
    await app.call('goalText.set', { projectId, goal: 'Another goal.' });
    const { rules } = await app.call('guidelines.get', { projectId });
    expect(rules).toEqual([]);
    await app.call('guidelines.edit', {
      projectId,
      edit: { kind: 'add', scope: { kind: 'general' }, text: 'A rule of mine.' },
    });
    const [own] = (await app.call('guidelines.get', { projectId })).rules;
    await app.call('guidelines.edit', {
      projectId,
      edit: { kind: 'lock', ruleIds: [own!.id], locked: true },
    });
    const [decision] = await app.call('decisions.list', { projectId });
    await app.call('decisions.remove', { projectId, decisionId: decision!.decisionId });
    expect(await expertState()).not.toEqual(start);
    expect(await undoAll()).toHaveLength(10);
    expect(await expertState()).toEqual(start);
    expect((await app.call('edit.redo', { projectId })).label).toBe('Decide hotspot');
  });

  it('does not wait in autonomous mode, keeps the questions open, and takes answers in the next run', async () => {
    const done = await startRun(app, projectId, { setSize: 25, iterations: 1 });
    expect(done.state).toBe('done');
    const [question] = await app.call('questions.list', { projectId });
    expect(question?.answer).toBeNull();
    const other = question!.approaches[1]!;
    await app.call('questions.answer', {
      projectId,
      questionId: question!.questionId,
      approachId: other.id,
    });
    await startRun(app, projectId, { setSize: 25, iterations: 1 });
    const asked = await app.call('questions.list', { projectId });
    expect(asked.map(({ text }) => text)).not.toContain(question!.text);
    const guideline = await app.call('guidelines.get', { projectId });
    expect(rulesFor(guideline, question!.questionId)).toEqual([expect.stringContaining(`as ${other.id}`)]);
  });

  it('turns a place marked as unclear into a question of the next round, and its answer into a rule', async () => {
    const runId = await firstRound();
    const spot = (await hotspotsOf(app, projectId, runId, 0)).find(({ options }) => options.length > 1)!;
    await app.call('decisions.add', {
      projectId,
      runId,
      iteration: 0,
      decision: { ...decisionFor(spot, 0), unclear: true, reason: 'Is this one name?' },
    });
    await resume(app, projectId);
    await resume(app, projectId);
    const question = (await app.call('questions.list', { projectId })).find(({ questionId }) =>
      questionId.endsWith(`unclear/${spot.hotspotId}`),
    );
    expect(question?.text).toContain('Is this one name?');
    expect(question?.iteration).toBe(1);
    expect(question?.approaches.flatMap(({ supporters }) => supporters).sort()).toEqual(
      spot.options.flatMap(({ voters }) => voters).sort(),
    );
    const nothing = question!.approaches.find(({ id }) => id === 'nothing')!;
    await app.call('questions.answer', {
      projectId,
      questionId: question!.questionId,
      approachId: nothing.id,
    });
    await resume(app, projectId);
    const { rules } = await app.call('guidelines.get', { projectId });
    expect(rules.find(({ id }) => id === `answer/unclear/${spot.hotspotId}`)).toMatchObject({
      status: 'accepted',
      origin: { author: 'expert', hotspotIds: [spot.hotspotId] },
      examples: [{ text: spot.text, annotation: 'nothing' }],
    });
    // An unclear mark is no decision: it is neither gold nor part of the final labels.
    const gold = join(app.dataDir, 'gold.jsonl');
    const before = await exported('gold', gold);
    await undoAll();
    expect(await exported('gold', gold)).toBe(before);
  });

  it('exports decisions as gold and in the final labels', async () => {
    const runId = await firstRound();
    const spots = await hotspotsOf(app, projectId, runId, 0);
    const spot = spots.find(({ options }) => options.some(({ spans }) => spans.length > 0))!;
    const span = { start: spot.start, end: spot.end, type: 'EVENT', text: spot.text };
    await app.call('decisions.add', {
      projectId,
      runId,
      iteration: 0,
      decision: { ...decisionFor(spot, 0), spans: [span] },
    });
    for (let rests = 0; rests < 9; rests += 1) {
      const status = await app.call('run.status', { projectId });
      if (status?.state === 'done') break;
      await resume(app, projectId);
    }
    await app.call('label.start', { projectId, with: 'consensus' });
    await expect
      .poll(async () => (await app.call('label.status', { projectId }))?.state, { timeout: 30_000 })
      .toBe('done');
    for (const what of ['gold', 'final']) {
      const path = join(app.dataDir, `${what}.jsonl`);
      const record = (await exported(what, path))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { id: string; spans: { start: number; end: number }[] })
        .find(({ id }) => id === spot.documentId);
      expect(record?.spans).toContainEqual(span);
      expect(record?.spans.filter((other) => other.start < span.end && span.start < other.end)).toHaveLength(
        1,
      );
    }
    expect((await runRests(app, projectId)).state).toBe('done');
  });
});
