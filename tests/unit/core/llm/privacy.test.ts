import { describe, expect, it } from 'vitest';
import { isCloudEntry, isCloudModelName, withTag } from '#core/llm/ollama-names.ts';
import { redact } from '#core/llm/redact.ts';
import { hostsForPurpose } from '#core/llm/hosts-for-purpose.ts';
import { createTransport, isAllowedUrl, type LedgerEntry } from '#core/llm/transport.ts';
import { systemClock } from '#core/llm/clock.ts';
import { isLoopbackHost } from '#shared/domain/address.ts';

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
    expect(isAllowedUrl(url, ['api.openai.com:443'])).toBe(true);
    expect(isAllowedUrl(url, ['api.openai.com:80'])).toBe(false);
    expect(isAllowedUrl(new URL('http://lab:8000/v1'), ['lab:8001'])).toBe(false);
    expect(isAllowedUrl(new URL('file:///etc/passwd'), ['etc'])).toBe(false);
  });
});

describe('leave to reach a host', () => {
  const leaves = [
    { host: 'lab:8000', purpose: 'annotator' },
    { host: 'api.openai.com:443', purpose: 'supervisor' },
  ] as const;

  it.each([
    ['annotate', ['lab:8000']],
    ['embed', ['lab:8000']],
    ['supervise', ['api.openai.com:443']],
    ['probe', ['lab:8000', 'api.openai.com:443']],
    ['manage', ['lab:8000', 'api.openai.com:443']],
  ] as const)('%s may reach %j', (purpose, hosts) => {
    expect(hostsForPurpose(leaves, purpose)).toEqual(hosts);
  });

  it('for the supervisor is none for annotators: the call is refused, listed, and nothing is sent', async () => {
    const entries: LedgerEntry[] = [];
    const sent: string[] = [];
    const transport = createTransport({
      allowedHosts: (purpose) => hostsForPurpose(leaves, purpose),
      ledger: (entry) => entries.push(entry),
      clock: systemClock,
      fetch: (input) => {
        sent.push(input instanceof Request ? input.url : String(input));
        return Promise.resolve(new Response('{}'));
      },
    });
    const send = async (purpose: 'annotate' | 'supervise'): Promise<unknown> =>
      transport.fetchFor({ purpose, containsDocumentText: true })('https://api.openai.com/v1/responses', {
        method: 'POST',
        body: 'text of a document',
      });
    await expect(send('annotate')).rejects.toMatchObject({
      code: 'PRIVACY_BLOCKED',
      message: expect.stringContaining('api.openai.com was not made') as string,
    });
    expect(sent).toEqual([]);
    expect(entries).toMatchObject([{ allowed: false, requestBytes: 0, purpose: 'annotate' }]);
    await send('supervise');
    expect(sent).toEqual(['https://api.openai.com/v1/responses']);
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
