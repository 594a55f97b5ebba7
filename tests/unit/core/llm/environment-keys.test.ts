import { describe, expect, it } from 'vitest';
import { environmentKeyFor } from '#core/llm/environment-keys.ts';

const nowhere = (): boolean => false;

describe('the key of the environment', () => {
  const keys = { openAiKey: 'sk-openai' };

  it('goes to api.openai.com over TLS, whatever the path', () => {
    expect(environmentKeyFor(keys, 'https://api.openai.com/v1', nowhere)).toBe('sk-openai');
    expect(environmentKeyFor(keys, 'https://api.openai.com', nowhere)).toBe('sk-openai');
  });

  it.each([
    'http://api.openai.com/v1',
    'https://api.openai.com:8443/v1',
    'https://api.openai.com.evil.example/v1',
    'https://evil.example/https://api.openai.com/v1',
    'https://api.openai.com@evil.example/v1',
    'http://127.0.0.1:8000/v1',
    'nonsense',
  ])('does not go to %s', (address) => {
    expect(environmentKeyFor(keys, address, nowhere)).toBeNull();
  });

  it('goes to an address the user gave in person, at that origin only', () => {
    const chosen = (origin: string): boolean => origin === 'http://lab:8000';
    expect(environmentKeyFor(keys, 'http://lab:8000/v1', chosen)).toBe('sk-openai');
    expect(environmentKeyFor(keys, 'http://lab:8001/v1', chosen)).toBeNull();
  });

  it('of a further server goes to that server, before any other', () => {
    const more = { ...keys, apiKeys: ' https://lab.example:8000/=a=b\nhttp://localhost:1234=local junk = ' };
    expect(environmentKeyFor(more, 'https://lab.example:8000/v1', () => true)).toBe('a=b');
    expect(environmentKeyFor(more, 'http://127.0.0.1:1234/v1', nowhere)).toBe('local');
    expect(environmentKeyFor(more, 'https://lab.example/v1', nowhere)).toBeNull();
  });
});
