import { describe, expect, it } from 'vitest';
import { allowedHostOf, hostOf, isLoopbackUrl, originOf } from '#shared/domain/address.ts';

describe('the host of an address', () => {
  it.each([
    ['https://api.openai.com/v1', 'api.openai.com:443'],
    ['http://Lab.Example/v1', 'lab.example:80'],
    ['http://lab.example:8000', 'lab.example:8000'],
    ['http://[2001:db8::1]:8000/v1', '[2001:db8::1]:8000'],
  ])('%s is %s', (address, host) => {
    expect(hostOf(address)).toBe(host);
  });
  it.each(['', 'lab', 'lab:8000', 'file:///etc/passwd', 'ftp://lab/'])('%j has none', (address) => {
    expect(hostOf(address)).toBeNull();
    expect(originOf(address)).toBeNull();
    expect(isLoopbackUrl(address)).toBe(false);
  });
});

describe('the origin of an address', () => {
  it('is scheme, host and port, without path, user or default port', () => {
    expect(originOf('https://API.openai.com:443/v1/')).toBe('https://api.openai.com');
    expect(originOf('http://user:secret@lab:8000/v1')).toBe('http://lab:8000');
    expect(originOf('http://localhost:1234/v1')).toBe(originOf('http://127.0.0.1:1234'));
  });
  it('differs between schemes and ports', () => {
    expect(originOf('http://lab:8000')).not.toBe(originOf('https://lab:8000'));
    expect(originOf('http://lab:8000')).not.toBe(originOf('http://lab:8001'));
  });
});

describe('a host that is allowed', () => {
  it.each([
    ['Lab.Example:8000', 'lab.example:8000'],
    ['https://lab.example/v1', 'lab.example:443'],
    [' http://lab ', 'lab:80'],
    ['lab', 'lab'],
    ['192.0.2.7:443', '192.0.2.7:443'],
    ['[2001:db8::1]:8000', '[2001:db8::1]:8000'],
  ])('written %j is kept as %s', (text, host) => {
    expect(allowedHostOf(text)).toBe(host);
  });
  it.each(['', ' ', 'a b', 'a/b', 'user@lab', 'http://', 'lab:port', '*', 'ftp://lab'])(
    'is not %j',
    (text) => {
      expect(allowedHostOf(text)).toBeNull();
    },
  );
});
