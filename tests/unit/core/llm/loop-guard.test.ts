import { describe, expect, it } from 'vitest';
import { createLoopGuard } from '#core/llm/loop-guard.ts';

const feed = (text: string, size = 5): string | null => {
  const guard = createLoopGuard();
  for (let at = 0; at < text.length; at += size) {
    const found = guard.push(text.slice(at, at + size));
    if (found !== null) return found;
  }
  return null;
};

describe('createLoopGuard', () => {
  it('stops blanks without end, but not 64 of them', () => {
    expect(feed(`{"a":${' '.repeat(65)}`)).toBe('whitespace');
    expect(feed(`{"a":${'\n'.repeat(64)}1}`)).toBeNull();
  });

  it('leaves blanks inside a string alone, also behind an escaped quotation mark', () => {
    expect(feed(`{"a":"\\"${' '.repeat(200)}"}`)).toBeNull();
  });

  it('stops one item over and over', () => {
    expect(feed(`{"entities":[${'{"span":"again","type":"X"},'.repeat(60)}`)).toBe('repeat');
    expect(feed('ab'.repeat(400))).toBe('repeat');
  });

  it('stops early: within 600 characters of a short loop', () => {
    const guard = createLoopGuard();
    let sent = 0;
    while (guard.push('{"span":"x"},') === null) sent += 13;
    expect(sent).toBeLessThan(600);
  });

  it('lets a long list of different entities pass, and a name that occurs eleven times', () => {
    const items = Array.from({ length: 300 }, (_, index) => `{"span":"Name ${index * 7919}","type":"PER"}`);
    expect(feed(`{"entities":[${items.join(',')}]}`)).toBeNull();
    expect(
      feed(
        `{"entities":[${Array(11).fill('{"span":"European Parliament","type":"ORGANISATION"}').join(',')}]}`,
      ),
    ).toBeNull();
  });
});
