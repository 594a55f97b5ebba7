import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LabelStatus } from '#shared/rpc/labelling.ts';
import { openExpertApp, startRun, type ExpertApp } from '../helpers/expert-app.ts';

describe('the guideline of a labelling', () => {
  let app: ExpertApp;
  let projectId: string;
  beforeEach(async () => {
    app = await openExpertApp();
    projectId = (await app.call('projects.createSample', {})).id;
  });
  afterEach(() => app.close());

  const choiceOf = async (source: string) =>
    (await app.call('label.choices', { projectId })).find((choice) => choice.with === source);
  const labelled = async (source: string): Promise<LabelStatus> => {
    await app.call('label.start', { projectId, with: source });
    await expect
      .poll(async () => (await app.call('label.status', { projectId }))?.state, { timeout: 30_000 })
      .toBe('done');
    return (await app.call('label.status', { projectId }))!;
  };

  it('is offered in the words of the window, where an iteration is a round', async () => {
    await startRun(app, projectId, { iterations: 1 });
    const reasons = (await app.call('label.choices', { projectId })).map(({ reason }) => reason).join('\n');
    expect(reasons).toMatch(/In round \d the annotators agreed most/u);
    expect(reasons).not.toMatch(/iteration/iu);
  });

  it('is that of the chosen iteration until the expert changes it; then it is the newest, and is shown', async () => {
    const run = await startRun(app, projectId, { iterations: 1 });
    const { iterations } = await app.call('results.get', { projectId, runId: run.runId });
    const measured = iterations.find(({ iteration }) => iteration === run.best!.iteration)!.guidelineNumber;
    const newest = (await app.call('guidelines.get', { projectId })).number;
    for (const source of ['best', 'consensus', 'elite']) {
      expect(await choiceOf(source)).toMatchObject({
        guidelineNumber: measured,
        guidelineWhy: 'iteration',
      });
    }
    expect(await choiceOf('builtin:shape')).toMatchObject({
      guidelineNumber: newest,
      guidelineWhy: 'newest',
    });
    expect((await labelled('best')).guidelineNumber).toBe(measured);

    await app.call('guidelines.edit', {
      projectId,
      edit: {
        kind: 'add',
        scope: { kind: 'general' },
        text: 'Titles are no part of a name.',
        examples: [],
        priority: 'high',
        parentId: null,
      },
    });
    const edited = await app.call('guidelines.get', { projectId });
    for (const source of ['best', 'consensus', 'elite']) {
      expect(await choiceOf(source)).toMatchObject({
        guidelineNumber: edited.number,
        guidelineWhy: 'edited',
      });
    }
    await app.call('edit.undo', { projectId });
    expect(await choiceOf('best')).toMatchObject({ guidelineNumber: measured, guidelineWhy: 'iteration' });
    await app.call('edit.redo', { projectId });
    expect((await labelled('elite')).guidelineNumber).toBe(edited.number);
  });
});
