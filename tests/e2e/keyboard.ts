import { expect, type Locator, type Page } from '@playwright/test';

// What a person without a mouse does; nothing here clicks or sets the focus by script.

/** Presses Tab until the focus is on the element (or Shift+Tab, for what lies before). */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 150; presses += 1) {
    if ((await target.and(page.locator(':focus')).count()) > 0) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${target.toString()} can't be reached with ${key}`);
}

/** Reaches an element with Tab and presses Enter on it. */
export async function press(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('Enter');
}

/** Reaches a box with Tab and ticks it, or takes the tick away. */
export async function tick(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('Space');
}

/** Goes somewhere, or does something, through the command palette. */
export async function command(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog');
  await expect(palette).toBeVisible();
  await page.keyboard.type(name);
  await expect(palette.getByRole('option', { name }).first()).toHaveAttribute('data-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(palette).toBeHidden();
}

/** Opens a list of choices and takes one with the arrow keys; each key is pressed when the one before has moved the focus. */
export async function choose(page: Page, list: Locator, option: RegExp): Promise<void> {
  await press(page, list);
  const options = page.getByRole('option');
  const wanted = page.getByRole('option', { name: option });
  await expect(wanted).toBeVisible();
  await page.keyboard.press('Home');
  await expect(options.first()).toBeFocused();
  for (let next = 1; (await wanted.and(page.locator(':focus')).count()) === 0; next += 1) {
    await page.keyboard.press('ArrowDown');
    await expect(options.nth(next)).toBeFocused();
  }
  await page.keyboard.press('Enter');
  await expect(wanted).toBeHidden();
}
