// Models on other computers: what leaves is said beside every button that sends it.
import { startFakeOpenAi, type FakeOpenAi } from '#fakes/fake-openai.ts';
import { elsewhere } from '../helpers/elsewhere.ts';
import { supervisorBrain } from '../helpers/supervisor-brain.ts';
import { expect, expectAccessible, goTo, test } from './fixtures.ts';
import { runReaches, sampleProject, startRun } from './scenes.ts';

const annotators = ['builtin:lexicon', 'builtin:chunks', 'builtin:shape'];
let server: FakeOpenAi;
test.beforeEach(async () => {
  server = await startFakeOpenAi({
    profile: 'vllm',
    models: ['lab-model', 'chief'],
    brain: supervisorBrain(annotators),
  });
});
test.afterEach(() => server.close());

test('a supervisor on another computer is named where its run is started, where it waits, and on the questions', async ({
  page,
  app,
}) => {
  const { url, host } = elsewhere(server.baseUrl);
  const id = await sampleProject(app);
  const supervisor = { kind: 'openai', model: 'chief', url } as const;
  await app.rpc('hosts.allow', { host, purpose: 'supervisor' });
  await app.rpc('supervisor.set', { projectId: id, settings: { config: supervisor } });
  const words = `Stretches around disagreements leave this computer: they are sent to the supervisor at ${host}.`;
  await goTo(page, `/p/${id}/run`);
  await expect(page.getByText(words)).toBeVisible();

  await startRun(app, id, { annotatorIds: annotators, supervisor, mode: 'review', iterations: 1 });
  await runReaches(app, id, ['waiting-for-expert']);
  for (const screen of ['run', 'questions']) {
    await goTo(page, `/p/${id}/${screen}`);
    await expect(page.getByRole('main').getByRole('button', { name: 'Go on with the run' })).toBeVisible();
    await expect(page.getByText(words)).toBeVisible();
    // The questions come first: no rule of this round is written yet.
    await expect(page.getByRole('link', { name: 'Review rules' })).toBeHidden();
    await expectAccessible(page, `${screen}, a supervisor elsewhere`);
  }
});

test('the filled tab for a model on a server has no axe violation, before and after leave is given', async ({
  page,
  app,
}) => {
  const { url, host } = elsewhere(server.baseUrl);
  const id = await sampleProject(app);
  await goTo(page, `/p/${id}/annotators`);
  await page.getByRole('tab', { name: 'On a server' }).click();
  await page.getByRole('textbox', { name: 'Address' }).fill(url);
  await page.getByRole('textbox', { name: 'Address' }).press('Enter');
  await expect(page.getByText(host).first()).toBeVisible();
  await expectAccessible(page, 'On a server, not allowed yet');

  // One in the notice; adding the annotator will bring a second one, in the panel of hosts.
  await page.getByLabel(`Allow ${host} for annotators`).click();
  await page.getByRole('button', { name: 'List' }).click();
  await page.getByRole('combobox', { name: 'Model' }).click();
  await expectAccessible(page, 'On a server, models listed');
  await page.getByRole('option', { name: 'lab-model' }).click();
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  await expectAccessible(page, 'On a server, tested');
  await page.getByRole('button', { name: 'Add annotator' }).click();
  await expect(page.getByText('lab-model').first()).toBeVisible();
  await expectAccessible(page, 'On a server, one added');
  await page.screenshot({ path: test.info().outputPath('server.png'), fullPage: true });
});
