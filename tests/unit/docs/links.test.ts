import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);
const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
  ...readdirSync(new URL('docs/', root), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name.replaceAll('\\', '/')}`),
];

describe('the documentation', () => {
  it.each(pages)('%s links to files that exist', (page) => {
    const text = readFileSync(new URL(page, root), 'utf8');
    const targets = [...text.matchAll(/(?:\]\(|src(?:set)?=")(?<target>[^)#"]+)(?:#[^)]*)?[)"]/gu)]
      .map((match) => match.groups?.['target'] ?? '')
      .filter((target) => !/^[a-z]+:/u.test(target));
    const missing = targets.filter((target) => !existsSync(new URL(target, new URL(page, root))));
    expect(missing).toEqual([]);
  });

  it('shows every picture of the user guide, and keeps none that nobody shows', () => {
    const folder = new URL('docs/user-guide/', root);
    const shown = readdirSync(folder)
      .filter((name) => name.endsWith('.md'))
      .map((name) => readFileSync(new URL(name, folder), 'utf8'))
      .join('\n');
    const unused = readdirSync(new URL('images/', folder)).filter(
      (name) => !shown.includes(`images/${name}`),
    );
    expect(unused).toEqual([]);
  });

  it('names commands that the command line has', () => {
    const commands = readdirSync(new URL('src/cli/commands/', root)).map((name) => name.replace('.ts', ''));
    for (const page of pages) {
      const text = readFileSync(new URL(page, root), 'utf8');
      for (const match of text.matchAll(/^\$ diziner (?<command>[a-z]+)/gmu)) {
        expect([page, commands.includes(match.groups?.['command'] ?? '')]).toEqual([page, true]);
      }
    }
  });
});
