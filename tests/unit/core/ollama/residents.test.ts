import { describe, expect, it } from 'vitest';
import { createResidents, type Residents } from '#core/ollama/residents.ts';
import { localRoom } from '#core/ollama/local-room.ts';

const minute = 60_000;
const running = (name: string, share = 1, digest = `digest of ${name}`) => ({
  name,
  digest,
  size: 1000,
  sizeVram: share * 1000,
  contextLength: 8192,
});

function two(): Residents {
  const residents = createResidents();
  residents.add('a:8b', 'digest of a:8b', 0);
  residents.add('b:latest', 'digest of b', 0);
  return residents;
}

describe('models that stay together', () => {
  it('do so while the server has them all, named with or without a tag', () => {
    const residents = two();
    expect(residents.check([running('b'), running('other:1b', 0.2), running('a:8b')], minute)).toBe(true);
    expect(residents.names()).toEqual(['a:8b', 'b:latest']);
  });

  it('do not where one is gone, or another file has its name', () => {
    const gone = two();
    expect(gone.check([running('a:8b')], minute)).toBe(false);
    expect(gone.names()).toEqual(['a:8b']);
    expect(two().check([running('a:8b'), running('b', 1, 'pulled anew')], minute)).toBe(false);
  });

  it('may lose one that nobody used for as long as it was to stay', () => {
    const residents = two();
    residents.used('a:8b', 50 * minute);
    expect(residents.check([running('a:8b')], 61 * minute)).toBe(true);
    expect(residents.names()).toEqual(['a:8b']);
  });

  it('do not where one lies partly on the CPU, unless the computer has no GPU at all', () => {
    expect(two().check([running('a:8b'), running('b', 0.94)], minute)).toBe(false);
    expect(two().check([running('a:8b'), running('b', 0)], minute)).toBe(false);
    expect(two().check([running('a:8b', 0), running('b', 0)], minute)).toBe(true);
  });
});

describe('the room of a server', () => {
  it('is known on this computer only; a server of ours keeps more models', () => {
    expect(localRoom('http://127.0.0.1:11434', false)).toMatchObject({ maxLoaded: 3 });
    expect(localRoom('http://127.0.0.1:40000', true)).toMatchObject({ maxLoaded: 9 });
    expect(localRoom('http://lab:11434', false)).toBeNull();
  });
});
