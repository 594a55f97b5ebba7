import { expect, expectAccessible, goTo, test } from './fixtures.ts';
import { runReaches, sampleProject, startRun } from './scenes.ts';

const stepNames = [
  'Corpus',
  'Entity types',
  'Goal',
  'Annotators',
  'Supervisor',
  'Run',
  'Results',
  'Compare',
  'Questions',
  'Guidelines',
  'Label corpus',
  'Export',
];
const steps = [
  'corpus',
  'schema',
  'goal',
  'annotators',
  'supervisor',
  'run',
  'results',
  'compare',
  'questions',
  'guidelines',
  'label',
  'export',
];

test('the screens before a project have no axe violation', async ({ page }) => {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expectAccessible(page, 'projects, none yet');
  await page.getByRole('button', { name: 'New project' }).first().click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectAccessible(page, 'new project dialog');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expectAccessible(page, 'shortcut sheet');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await expectAccessible(page, 'command palette');
  await page.keyboard.press('Escape');
  await goTo(page, '/settings');
  await expectAccessible(page, 'settings');
  await goTo(page, '/');
  await expectAccessible(page, 'welcome');
});

test('every screen of an empty project has no axe violation', async ({ page, app }) => {
  const { id } = await app.rpc('projects.create', { name: 'Empty' });
  for (const [index, step] of steps.entries()) {
    await goTo(page, `/p/${id}/${step}`);
    await expectAccessible(page, `${stepNames[index]!}, empty`);
  }
});

test('every screen of a project with results has no axe violation', async ({ page, app }) => {
  const id = await sampleProject(app);
  await startRun(app, id);
  await runReaches(app, id);
  for (const [index, step] of steps.entries()) {
    await goTo(page, `/p/${id}/${step}`);
    await page.screenshot({ path: test.info().outputPath(`${step}.png`) });
    await expectAccessible(page, stepNames[index]!);
  }
});
