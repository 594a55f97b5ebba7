import { expect, goTo, test } from './fixtures.ts';
import { choose, command, press, tabTo } from './keyboard.ts';
import { runReaches, sampleProject, startRun } from './scenes.ts';

test('the expert settles hotspots, answers a question, judges rules, sees the effect, and takes it all back', async ({
  page,
  app,
}) => {
  const projectId = await sampleProject(app);
  await startRun(app, projectId, { mode: 'review', iterations: 2 });
  await runReaches(app, projectId, ['waiting-for-expert']);
  await goTo(page, `/p/${projectId}/run`);
  const undoable = async () => (await app.rpc('projects.overview', { projectId })).undoableChanges;
  const atStart = await undoable();

  await test.step('five hotspots by keyboard alone', async () => {
    await command(page, 'Go to Compare');
    await tabTo(page, page.locator('[data-text-pane]').first());
    await page.keyboard.press('n');
    const current = page.getByRole('region', { name: /^Hotspot [1-9]\d* of/ });
    let last: string | null = null;
    for (let decided = 1; decided <= 5; decided += 1) {
      // The card has moved on to a hotspot that is still open, and its document is here.
      await expect.poll(() => current.getAttribute('aria-label')).not.toBe(last);
      await expect(current.getByRole('button', { name: /^Choose 1:/ })).toBeVisible();
      await expect(current.getByText('decided', { exact: true })).toBeHidden();
      last = await current.getAttribute('aria-label');
      await page.keyboard.press('1');
      await expect.poll(async () => (await app.rpc('decisions.list', { projectId })).length).toBe(decided);
    }
    const decisions = await app.rpc('decisions.list', { projectId });
    expect(new Set(decisions.map((decision) => decision.hotspotId)).size).toBe(5);
    for (const decision of decisions) {
      expect(decision).toMatchObject({ kind: 'hotspot', author: 'Ada', unclear: false, iteration: 0 });
      expect(Date.parse(decision.createdAt)).toBeGreaterThan(Date.now() - 300_000);
    }
  });

  await test.step('one question', async () => {
    await command(page, 'Go to Questions');
    await press(page, page.getByRole('button', { name: 'Use this' }).first());
    await expect(page.getByText('Your answer', { exact: true })).toBeVisible();
    const [question] = await app.rpc('questions.list', { projectId });
    expect(question?.answer?.approachId).toBe(question?.approaches[0]?.id);
    await press(page, page.getByRole('button', { name: 'Go on with the run' }));
    // The rules are there and wait for a look.
    await expect
      .poll(async () => (await app.rpc('guidelines.get', { projectId })).rules.length, { timeout: 60_000 })
      .toBeGreaterThan(2);
    await runReaches(app, projectId, ['waiting-for-expert']);
  });

  const before = await app.rpc('guidelines.get', { projectId });
  const [toReject, toLock, toEdit] = before.rules;
  const edited = 'Mark the longest name, and nothing inside it.';

  await test.step('one rule rejected, one locked, one edited', async () => {
    await command(page, 'Go to Guidelines');
    const card = (text: string) => page.getByRole('article', { name: text });
    await press(page, card(toReject!.text).getByRole('button', { name: 'Reject' }));
    await expect
      .poll(
        async () =>
          (await app.rpc('guidelines.get', { projectId })).rules.find(({ id }) => id === toReject!.id)
            ?.status,
      )
      .toBe('rejected');
    await press(page, card(toLock!.text).getByRole('button', { name: 'Lock' }));
    await expect
      .poll(
        async () =>
          (await app.rpc('guidelines.get', { projectId })).rules.find(({ id }) => id === toLock!.id)?.locked,
      )
      .toBe(true);
    await press(page, card(toEdit!.text).getByRole('button', { name: 'Edit' }));
    const dialog = page.getByRole('dialog');
    await tabTo(page, dialog.getByRole('textbox', { name: 'Rule', exact: true }));
    await page.keyboard.press('Control+a');
    await page.keyboard.type(edited);
    await press(page, dialog.getByRole('button', { name: 'Save rule' }));
    await expect(dialog).toBeHidden();
    await expect(card(edited)).toBeVisible();
  });

  const judged = await app.rpc('guidelines.get', { projectId });

  await test.step('the difference shows exactly that, word by word', async () => {
    await tabTo(page, page.getByRole('tab', { name: /^Rules/ }));
    await page.keyboard.press('ArrowRight');
    await choose(
      page,
      page.getByRole('combobox', { name: 'From' }),
      new RegExp(`^Version ${before.number}$`),
    );
    await expect(page.getByText(/0 added, 3 changed, 0 moved, 0 removed/)).toBeVisible();
    await expect(page.getByText('Status: proposed → rejected')).toBeVisible();
    await expect(page.locator('ins', { hasText: 'inside' }).first()).toBeVisible();
  });

  await test.step('the next round starts from exactly that', async () => {
    const { rules } = await app.rpc('guidelines.diff', { projectId, from: before.number, to: judged.number });
    const changed = rules.filter((rule) => rule.kind !== 'same').map((rule) => rule.ruleId);
    expect(new Set(changed)).toEqual(new Set([toReject!.id, toLock!.id, toEdit!.id]));
    await app.rpc('run.resume', { projectId });
    const status = await runReaches(app, projectId, ['waiting-for-expert', 'done']);
    expect(status.iteration).toBe(1);
    // What the annotators were given in round 1 is the judged version.
    const unit = await app.rpc('run.grid', { projectId, runId: status.runId, iteration: 1 });
    const detail = await app.rpc('run.unit', {
      projectId,
      runId: status.runId,
      iteration: 1,
      annotatorId: unit.annotators[0]!.annotatorId,
      documentKey: unit.documents[0]!.key,
    });
    expect(detail.guidelineNumber).toBe(judged.number);
  });

  await test.step('all of it is taken back', async () => {
    await page.keyboard.press('Escape');
    while ((await undoable()) > atStart) {
      const left = await undoable();
      await page.keyboard.press('Control+z');
      await expect.poll(undoable).toBeLessThan(left);
    }
    expect(await app.rpc('decisions.list', { projectId })).toEqual([]);
    expect((await app.rpc('questions.list', { projectId }))[0]?.answer).toBeNull();
    const now = await app.rpc('guidelines.get', { projectId, number: before.number });
    expect(now.rules.map(({ text, status, locked }) => ({ text, status, locked }))).toEqual(
      before.rules.map(({ text, status, locked }) => ({ text, status, locked })),
    );
  });
});
