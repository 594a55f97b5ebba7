import { EventEmitter } from 'node:events';
import type { App, Session } from 'electron';
import { describe, expect, it } from 'vitest';
import { isTrustedSender } from '../../../src/main/trusted-sender.ts';
import {
  denyForeignRequests,
  denyNavigation,
  denyPermissions,
  isExternalLinkAllowed,
} from '../../../src/main/web-security.ts';

describe('external links', () => {
  it('opens https pages of the listed hosts only', () => {
    expect(isExternalLinkAllowed('https://ollama.com/download')).toBe(true);
  });

  it.each([
    'http://ollama.com/',
    'https://ollama.com.evil.example/',
    'https://evil.example/?https://ollama.com',
    'https://user:pass@ollama.com/',
    'https://ollama.com:444/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://ollama.com/share',
    '',
  ])('refuses %s', (address) => {
    expect(isExternalLinkAllowed(address)).toBe(false);
  });
});

describe('permissions', () => {
  type Handler = (...args: unknown[]) => unknown;
  const handlers: Record<string, Handler> = {};
  const keep = (name: string) => (handler: Handler) => (handlers[name] = handler);
  denyPermissions({
    setPermissionRequestHandler: keep('request'),
    setPermissionCheckHandler: keep('check'),
    setDevicePermissionHandler: keep('device'),
  } as unknown as Session);
  const own = 'app://diziner/index.html';
  const requested = (permission: string, requestingUrl: string) => {
    let answer: unknown = null;
    handlers['request']!(null, permission, (granted: unknown) => (answer = granted), { requestingUrl });
    return answer;
  };

  it.each([
    'media',
    'geolocation',
    'notifications',
    'clipboard-read',
    'openExternal',
    'fullscreen',
    'fileSystem',
  ])('denies %s, asked or checked', (permission) => {
    expect(requested(permission, own)).toBe(false);
    expect(handlers['check']!(null, permission, 'app://diziner/')).toBe(false);
  });

  it('denies every device', () => {
    expect(handlers['device']!({ deviceType: 'usb' })).toBe(false);
  });

  it('lets our own page write to the clipboard, and nobody else', () => {
    const permission = 'clipboard-sanitized-write';
    expect(requested(permission, own)).toBe(true);
    expect(requested(permission, 'https://diziner/')).toBe(false);
    expect(requested(permission, 'app://diziner.evil/')).toBe(false);
    expect(handlers['check']!(null, permission, 'app://diziner')).toBe(true);
    expect(handlers['check']!(null, permission, 'app://diziner/')).toBe(true);
    expect(handlers['check']!(null, permission, 'app://diziner.evil')).toBe(false);
    expect(handlers['check']!(null, permission, 'null')).toBe(false);
  });
});

describe('requests of the window', () => {
  it('are cancelled unless they go to the app itself', () => {
    let listener:
      ((details: { url: string }, callback: (answer: { cancel: boolean }) => void) => void) | null = null;
    denyForeignRequests({
      webRequest: { onBeforeRequest: (handler: typeof listener) => (listener = handler) },
    } as unknown as Session);
    const cancelled = (url: string) => {
      let result: boolean | null = null;
      listener!({ url }, ({ cancel }) => (result = cancel));
      return result;
    };
    expect(cancelled('app://diziner/assets/index.js')).toBe(false);
    expect(cancelled('https://example.org/collect')).toBe(true);
    expect(cancelled('http://127.0.0.1:11434/api/tags')).toBe(true);
    expect(cancelled('app://diziner.evil/index.html')).toBe(true);
    expect(cancelled('file:///etc/passwd')).toBe(true);
    expect(cancelled('ws://127.0.0.1:9/')).toBe(true);
  });
});

describe('navigation', () => {
  const lock = () => {
    const app = new EventEmitter();
    const opened: string[] = [];
    denyNavigation(app as unknown as App, async (url) => void opened.push(url));
    let open: (details: { url: string }) => { action: string } = () => ({ action: 'none set' });
    const contents = Object.assign(new EventEmitter(), {
      setWindowOpenHandler: (handler: typeof open) => (open = handler),
    });
    app.emit('web-contents-created', {}, contents);
    return { contents, opened, open: (url: string) => open({ url }) };
  };

  it.each(['will-navigate', 'will-redirect', 'will-frame-navigate', 'will-attach-webview'])(
    'prevents %s in every web contents',
    (name) => {
      let prevented = 0;
      lock().contents.emit(name, { preventDefault: () => (prevented += 1) });
      expect(prevented).toBe(1);
    },
  );

  it('never opens a window; a listed page goes to the system browser, anything else nowhere', () => {
    const { open, opened } = lock();
    expect(open('https://ollama.com/download')).toEqual({ action: 'deny' });
    expect(open('https://example.org/')).toEqual({ action: 'deny' });
    expect(open('file:///etc/passwd')).toEqual({ action: 'deny' });
    expect(opened).toEqual(['https://ollama.com/download']);
  });
});

describe('trusted sender', () => {
  const from = (url: string, parent: object | null = null) =>
    isTrustedSender({ senderFrame: { url, parent } } as Parameters<typeof isTrustedSender>[0]);

  it('is the main frame of our own page', () => {
    expect(from('app://diziner/index.html')).toBe(true);
  });

  it('is not a sub-frame, another origin, a look-alike, or a frame that is gone', () => {
    expect(from('app://diziner/index.html', {})).toBe(false);
    expect(from('https://diziner/index.html')).toBe(false);
    expect(from('app://diziner.evil/index.html')).toBe(false);
    expect(from('about:blank')).toBe(false);
    expect(isTrustedSender({ senderFrame: null })).toBe(false);
  });
});
