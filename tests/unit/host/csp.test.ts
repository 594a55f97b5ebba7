import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy, securityHeaders } from '#host/csp.ts';

const directives = (policy: string) =>
  new Map(policy.split('; ').map((part) => [part.split(' ')[0]!, part.split(' ').slice(1)]));

describe('contentSecurityPolicy', () => {
  it('allows scripts of our own files only: no inline script, no eval', () => {
    const policy = directives(contentSecurityPolicy());
    expect(policy.get('script-src')).toEqual(["'self'"]);
    expect(policy.get('default-src')).toEqual(["'self'"]);
    expect(contentSecurityPolicy()).not.toContain('unsafe-eval');
  });

  it('closes plug-ins, base addresses, frames and forms', () => {
    const policy = directives(contentSecurityPolicy());
    for (const name of ['object-src', 'base-uri', 'frame-ancestors', 'form-action']) {
      expect(policy.get(name)).toEqual(["'none'"]);
    }
  });

  it('connects to itself, and to the event socket where one is named', () => {
    expect(directives(contentSecurityPolicy()).get('connect-src')).toEqual(["'self'"]);
    const headers = securityHeaders(['ws://127.0.0.1:4000']);
    expect(directives(headers['Content-Security-Policy']!).get('connect-src')).toEqual([
      "'self'",
      'ws://127.0.0.1:4000',
    ]);
  });
});
