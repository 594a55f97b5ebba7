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
    const targets = [...text.matchAll(/\]\((?<target>[^)#]+)(?:#[^)]*)?\)/gu)]
      .map((match) => match.groups?.['target'] ?? '')
      .filter((target) => !/^[a-z]+:/u.test(target));
    const missing = targets.filter((target) => !existsSync(new URL(target, new URL(page, root))));
    expect(missing).toEqual([]);
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
