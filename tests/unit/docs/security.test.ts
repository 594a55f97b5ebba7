import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
/** `path`: `text that is in it`, across line breaks. */
const reference =
  /`((?:src|tests|docs|scripts)\/[^`]+|package\.json|electron-builder\.config\.js)`:\s+`([^`]+)`/g;

describe('docs/security.md', () => {
  const text = read('docs/security.md');
  const references = [...text.matchAll(reference)].map((match) => [match[1]!, match[2]!] as const);

  it('goes through all twenty points of the Electron checklist', () => {
    const points = [...text.matchAll(/^\| (\d+) /gm)].map((match) => Number(match[1]));
    expect(points).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  it('gives code or a test for each point', () => {
    for (const row of text.split('\n').filter((line) => /^\| \d+ /.test(line))) {
      expect([row.slice(0, 40), [...row.matchAll(reference)].length > 0]).toEqual([row.slice(0, 40), true]);
    }
  });

  it.each(references)('%s has: %s', (path, quoted) => {
    expect(read(path)).toContain(quoted);
  });
});

describe('docs/decisions', () => {
  const names = readdirSync(new URL('docs/decisions/', root)).filter((name) => name.endsWith('.md'));

  it('are numbered without a gap', () => {
    const numbers = names.map((name) => Number(name.slice(0, 4))).sort((left, right) => left - right);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });

  it.each(names)('%s has context, choice and consequences, and names files that exist', (name) => {
    const text = read(`docs/decisions/${name}`);
    for (const heading of ['## Context', '## Choice', '## Consequences']) expect(text).toContain(heading);
    for (const match of text.matchAll(/`((?:src|tests|docs|scripts|resources|bench|bin)\/[\w./-]+)`/g)) {
      expect([match[1], existsSync(new URL(match[1]!, root))]).toEqual([match[1], true]);
    }
  });
});
