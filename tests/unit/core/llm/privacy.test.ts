import { describe, expect, it } from 'vitest';
import { isCloudEntry, isCloudModelName, withTag } from '#core/llm/ollama-names.ts';
import { redact } from '#core/llm/redact.ts';
import { isAllowedUrl, isLoopbackHost } from '#core/llm/transport.ts';

describe('loopback', () => {
  it.each(['127.0.0.1', '127.8.9.1', 'localhost', '::1', '[::1]', 'LOCALHOST'])(
    '%s is this computer',
    (host) => {
      expect(isLoopbackHost(host)).toBe(true);
    },
  );
  it.each([
    '127.0.0.1.example.com',
    'localhost.evil.com',
    '10.0.0.1',
    '0.0.0.0',
    'example.com',
    '::2',
    '1127.0.0.1',
  ])('%s is not', (host) => {
    expect(isLoopbackHost(host)).toBe(false);
  });
  it('other hosts need to be on the list, with the right port where one is given', () => {
    const url = new URL('https://api.openai.com/v1/responses');
    expect(isAllowedUrl(url, [])).toBe(false);
    expect(isAllowedUrl(url, ['api.openai.com'])).toBe(true);
    expect(isAllowedUrl(url, ['API.OpenAI.com'])).toBe(true);
    expect(isAllowedUrl(url, ['openai.com'])).toBe(false);
    expect(isAllowedUrl(new URL('http://lab:8000/v1'), ['lab:8001'])).toBe(false);
    expect(isAllowedUrl(new URL('file:///etc/passwd'), ['etc'])).toBe(false);
  });
});

describe('cloud models', () => {
  it.each(['kimi-k2:cloud', 'gpt-oss:120b-cloud', 'library/x:1t-CLOUD'])('%s is one by name', (name) => {
    expect(isCloudModelName(name)).toBe(true);
  });
  it.each(['cloud:7b', 'cloudy', 'llama3.1:8b', 'gpt-oss:20b', 'x:cloud:local'])('%s is not', (name) => {
    expect(isCloudModelName(name)).toBe(false);
  });
  it('are also known by the host they name, or by being too small', () => {
    expect(isCloudEntry({ name: 'a:1b', remote_host: 'https://ollama.com:443' })).toBe(true);
    expect(isCloudEntry({ name: 'a:1b', size: 384 })).toBe(true);
    expect(isCloudEntry({ name: 'a:1b', size: 4e9, remote_host: '' })).toBe(false);
  });
  it('names without a tag mean latest', () => {
    expect(withTag('phi4')).toBe('phi4:latest');
    expect(withTag('hf.co:443/x/y')).toBe('hf.co:443/x/y:latest');
  });
});

describe('redact', () => {
  it.each([
    'Incorrect API key provided: sk-proj-abcDEF123456. See the page.',
    'Incorrect API key provided: sk-proj-****3456.',
    'authorization: Bearer abcdefgh',
    'api_key=verysecretvalue',
    '{"apiKey": "verysecretvalue"}',
    'my own-secret-key-1 is here',
  ])('takes the key out of %s', (text) => {
    const clean = redact(text, ['own-secret-key-1']);
    expect(clean).toContain('[key]');
    expect(clean).not.toMatch(/abc|3456|verysecret|own-secret/u);
  });
  it('leaves other text alone', () => {
    expect(redact('The task-force asked a risk-taker.')).toBe('The task-force asked a risk-taker.');
  });
});
