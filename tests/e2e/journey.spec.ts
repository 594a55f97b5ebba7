import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from '@playwright/test';
import { expect, expectAccessible, test } from './fixtures.ts';
import { command, press, tabTo } from './keyboard.ts';

const sample = fileURLToPath(new URL('../../resources/sample/sample.jsonl', import.meta.url));
const goalText =
  'The marked names feed an index of a newspaper archive; a name that is one word too long or too short is an error.';

/** The same way through the app, by mouse or by keyboard alone. */
interface Hand {
  press(target: Locator): Promise<void>;
  write(target: Locator, text: string): Promise<void>;
  go(step: string): Promise<void>;
}

const byMouse = (page: Page): Hand => ({
  press: (target) => target.click(),
  write: (target, text) => target.fill(text),
  go: (step) =>
    page.getByRole('navigation', { name: 'Steps of the method' }).getByRole('link', { name: step }).click(),
});
const byKeyboard = (page: Page): Hand => ({
  press: (target) => press(page, target),
  async write(target, text) {
    await tabTo(page, target);
    await page.keyboard.press('Control+a');
    await page.keyboard.type(text);
  },
  go: (step) => command(page, `Go to ${step}`),
});

async function newProjectToExport(page: Page, hand: Hand): Promise<void> {
  const named = (name: string | RegExp, exact = false): Locator =>
    page.getByRole('button', { name, exact }).or(page.getByRole('link', { name, exact })).first();
  const screen = (title: string): Promise<void> =>
    expect(page.getByRole('main').getByRole('heading', { name: title, level: 1 })).toBeVisible();

  await test.step('a project', async () => {
    await hand.press(named('New project'));
    const dialog = page.getByRole('dialog');
    await hand.write(dialog.getByRole('textbox', { name: 'Name' }), 'Notices');
    await hand.press(dialog.getByRole('button', { name: 'Create project' }));
    await expect(dialog).toBeHidden();
  });

  await test.step('101 documents with gold spans', async () => {
    await hand.press(named('Import documents'));
    await screen('Import documents');
    const chooser = page.waitForEvent('filechooser');
    await hand.press(named('Choose files'));
    await (await chooser).setFiles(sample);
    await expect(page.getByText('sample-001').first()).toBeVisible();
    for (let step = 0; step < 2; step += 1) await hand.press(named('Next', true));
    await expect(page.getByText(/\d+ of \d+ surfaces verified/).first()).toBeVisible();
    await expectAccessible(page, 'import, check');
    await hand.press(named('Import', true));
    await expect(page.getByText('101 documents imported')).toBeVisible();
  });

  await test.step('entity types and goal', async () => {
    await hand.go('Entity types');
    await expect(page.getByText('ORGANISATION').first()).toBeVisible();
    await expectAccessible(page, 'entity types');
    await hand.go('Goal');
    await hand.write(page.getByRole('textbox', { name: 'What will the marks be used for?' }), goalText);
    await expect(page.getByRole('contentinfo').getByText('Saved')).toBeVisible();
  });

  await test.step('built-in annotators and supervisor', async () => {
    await hand.go('Annotators');
    await screen('Annotators');
    for (const box of await page.getByRole('main').getByRole('checkbox', { checked: false }).all()) {
      await hand.press(box);
    }
    await hand.go('Supervisor');
    await screen('Supervisor');
  });

  await test.step('a run', async () => {
    await hand.go('Run');
    await hand.write(page.getByLabel('Documents per round'), '8');
    await hand.write(page.getByLabel('Rounds of improvement'), '1');
    await hand.press(named('Start run'));
    await expect(page.getByRole('main').getByText('Finished').first()).toBeVisible({ timeout: 60_000 });
    await expectAccessible(page, 'run, finished');
  });

  await test.step('results, a decision, an accepted rule', async () => {
    await hand.go('Results');
    await expect(page.getByText('Agreement is not accuracy.').first()).toBeVisible();
    await expectAccessible(page, 'results');
    await hand.go('Compare');
    await hand.press(named('Next hotspot'));
    await hand.press(page.getByRole('button', { name: /^Choose 1:/ }));
    await expect(page.getByText(/^Decided:/).first()).toBeVisible();
    await expectAccessible(page, 'compare, a hotspot');
    await hand.go('Guidelines');
    await hand.press(page.getByRole('article').first().getByRole('button', { name: 'Accept' }));
    await expect(page.getByRole('article').first().getByText('accepted')).toBeVisible();
    await expectAccessible(page, 'guidelines');
  });

  await test.step('the whole corpus labelled', async () => {
    await hand.go('Label corpus');
    await hand.press(named('Start labelling'));
    await expect(page.getByText('101 of 101 documents')).toBeVisible({ timeout: 60_000 });
    await expectAccessible(page, 'label corpus, done');
  });

  await test.step('exported', async () => {
    await hand.go('Export');
    await expect(page.getByText(/101 documents, [\d,]+ spans/)).toBeVisible();
    await expectAccessible(page, 'export');
    await hand.press(named('Export …'));
    const done = page.getByRole('main').getByText('Export finished');
    await expect(done).toBeVisible({ timeout: 30_000 });
    const download = page.waitForEvent('download');
    await hand.press(named('Download', true));
    const lines = readFileSync(await (await download).path(), 'utf8')
      .trim()
      .split('\n');
    expect(lines).toHaveLength(101);
    const first = JSON.parse(lines[0]!) as {
      text: string;
      spans: { start: number; end: number; text: string }[];
    };
    for (const span of first.spans) expect(first.text.slice(span.start, span.end)).toBe(span.text);
  });
}

test('from a new project to exported files', async ({ page }) => {
  await newProjectToExport(page, byMouse(page));
});

test('from a new project to exported files, by keyboard alone @once', async ({ page }) => {
  test.setTimeout(240_000);
  await newProjectToExport(page, byKeyboard(page));
});
