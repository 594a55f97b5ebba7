// The narrowest window the app is made for: nothing sticks out of its panel, and no table is cut.
import { expect, goTo, test } from './fixtures.ts';
import { runReaches, sampleProject, startRun } from './scenes.ts';

test.use({ viewport: { width: 1024, height: 800 } });

/** Choices and tables that are wider than what holds them. */
const wider = `[...document.querySelectorAll('main [role=group], main [role=radiogroup], main table')]
  .filter((element) => element.getBoundingClientRect().right > element.parentElement.getBoundingClientRect().right + 1)
  .map((element) => element.getAttribute('aria-label') ?? element.textContent.slice(0, 60))`;

test('choices and tables fit into a window 1024 wide @once', async ({ page, app }) => {
  const id = await sampleProject(app);
  await goTo(page, `/p/${id}/run`);
  await page.getByText('Advanced', { exact: true }).click();
  await expect(page.getByRole('button', { name: 'Start run' })).toBeVisible();
  expect(await page.evaluate(wider)).toEqual([]);

  await startRun(app, id, { iterations: 1 });
  await runReaches(app, id);
  await goTo(page, `/p/${id}/results`);
  for (const tab of ['Overview', 'Confusions', 'Details', 'Against gold']) {
    await page.getByRole('tab', { name: tab }).click();
    await expect(page.getByRole('main').getByRole('table').first()).toBeVisible();
    expect(await page.evaluate(wider), tab).toEqual([]);
  }
});
