import { EventEmitter } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App, BrowserWindow } from 'electron';
import { describe, expect, it } from 'vitest';
import { openMainWindow, windowOptions } from '../../../src/main/main-window.ts';
import { menuTemplate } from '../../../src/main/menu.ts';
import { claimSingleInstance } from '../../../src/main/single-instance.ts';
import { loadWindowState, saveWindowState, type WindowState } from '../../../src/main/window-state.ts';
import { StubWindow } from '../../helpers/electron-stub.ts';

const screen = [{ x: 0, y: 0, width: 1920, height: 1040 }];
const state: WindowState = { x: 100, y: 50, width: 1200, height: 800, maximized: false };
const freshFile = () => join(mkdtempSync(join(tmpdir(), 'diziner-window-')), 'window.json');

describe('window options', () => {
  it('isolates the page: sandbox, own context, no Node, web security, no webview', () => {
    expect(windowOptions('/p/index.cjs', '/i.png', null).webPreferences).toMatchObject({
      preload: '/p/index.cjs',
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      spellcheck: false,
    });
    expect(windowOptions('p', 'i', null).webPreferences).not.toHaveProperty('enableBlinkFeatures');
  });

  it('opens at the stored place, shows itself when painted, and saves its place on closing', () => {
    const saved: WindowState[] = [];
    const window = openMainWindow({
      create: (options) => new StubWindow(options as Record<string, unknown>) as unknown as BrowserWindow,
      preload: 'p',
      icon: 'i',
      state: { ...state, maximized: true },
      save: (value) => saved.push(value),
    }) as unknown as StubWindow;
    expect(window.options).toMatchObject({ x: 100, y: 50, width: 1200, height: 800, show: false });
    expect(window.urls).toEqual(['app://diziner/index.html']);
    expect(window.calls).toEqual([]);
    window.emit('ready-to-show');
    expect(window.calls).toEqual(['show']);
    window.emit('close');
    expect(saved).toEqual([{ x: 10, y: 20, width: 1300, height: 900, maximized: true }]);
  });
});

describe('window state', () => {
  it('comes back as it was saved', () => {
    const file = freshFile();
    saveWindowState(file, state);
    expect(loadWindowState(file, screen)).toEqual(state);
  });

  it('is ignored where the file is missing, damaged or holds nonsense', () => {
    const file = freshFile();
    expect(loadWindowState(file, screen)).toBeNull();
    for (const text of ['', '{', 'null', '[]', '{"x":1}', JSON.stringify({ ...state, width: 'wide' })]) {
      writeFileSync(file, text);
      expect(loadWindowState(file, screen)).toBeNull();
    }
  });

  it('is ignored where the screen it was on is gone', () => {
    const file = freshFile();
    saveWindowState(file, { ...state, x: 2500 });
    expect(loadWindowState(file, screen)).toBeNull();
    expect(loadWindowState(file, [...screen, { x: 1920, y: 0, width: 1920, height: 1080 }])).not.toBeNull();
  });

  it('does not fail where the folder cannot be written', () => {
    expect(() => saveWindowState(join(freshFile(), 'not-a-folder', 'w.json'), state)).not.toThrow();
  });

  it('is written as plain JSON', () => {
    const file = freshFile();
    saveWindowState(file, state);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(state);
  });
});

describe('single instance', () => {
  const start = (lock: boolean, window: StubWindow | null) => {
    const quits: string[] = [];
    const app = Object.assign(new EventEmitter(), {
      requestSingleInstanceLock: () => lock,
      quit: () => quits.push('quit'),
    });
    const first = claimSingleInstance(app as unknown as App, () => window as unknown as BrowserWindow | null);
    return { app, first, quits };
  };

  it('quits the second process', () => {
    expect(start(false, null)).toMatchObject({ first: false, quits: ['quit'] });
  });

  it('brings the first process to the front when a second one starts', () => {
    const window = new StubWindow({});
    window.minimized = true;
    const { app, first } = start(true, window);
    expect(first).toBe(true);
    app.emit('second-instance');
    expect(window.calls).toEqual(['restore', 'show', 'focus']);
  });

  it('survives a second start while no window is open', () => {
    expect(() => start(true, null).app.emit('second-instance')).not.toThrow();
  });
});

describe('menu', () => {
  it('leaves undo and redo to the page and offers developer tools in a checkout only', () => {
    const roles = (packaged: boolean) => JSON.stringify(menuTemplate('linux', packaged, () => undefined));
    expect(roles(true)).not.toMatch(/undo|redo|toggleDevTools|reload/);
    expect(roles(false)).toMatch(/toggleDevTools/);
  });

  it('has the application menu on macOS', () => {
    expect(menuTemplate('darwin', true, () => undefined)[0]).toEqual({ role: 'appMenu' });
  });
});
