import { describe, expect, it } from 'vitest';
import {
  actionFor,
  allShortcuts,
  createShortcutRegistry,
} from '../../../../src/renderer/app/shortcut-registry.ts';
import { findClashes, type Shortcut } from '../../../../src/renderer/app/shortcuts.ts';

const press = (
  key: string,
  code: string,
  held: { ctrlKey?: boolean; altKey?: boolean; shiftKey?: boolean } = {},
) => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});
const always = () => true;
const nowhere = { inField: false, scope: null };

describe('shortcuts', () => {
  it('have no clash by default', () => {
    expect(findClashes(allShortcuts, {})).toEqual([]);
  });

  it('have one id each', () => {
    expect(new Set(allShortcuts.map(({ id }) => id)).size).toBe(allShortcuts.length);
  });

  it('report a clash a user makes', () => {
    expect(findClashes(allShortcuts, { help: 'mod+k' })).toEqual([
      { chord: 'mod+k', ids: ['palette', 'help'] },
    ]);
  });

  it('may share a key where their places never meet', () => {
    const shared: Shortcut[] = [
      { id: 'a', label: 'common.next', chord: 'n', scope: 'text' },
      { id: 'b', label: 'common.next', chord: 'n', scope: 'list' },
    ];
    expect(findClashes(shared, {})).toEqual([]);
  });

  it('do nothing while somebody types, except those made for it', () => {
    const typing = { inField: true, scope: null };
    expect(actionFor(press('z', 'KeyZ', { ctrlKey: true }), typing, {}, true, always)).toBeNull();
    expect(actionFor(press('?', 'Slash', { shiftKey: true }), typing, {}, true, always)).toBeNull();
    expect(actionFor(press('k', 'KeyK', { ctrlKey: true }), typing, {}, true, always)).toBe('palette');
  });

  it('with single letters act only in the text pane, and not at all when switched off', () => {
    const inText = { inField: false, scope: 'text' };
    expect(actionFor(press('n', 'KeyN'), nowhere, {}, true, always)).toBeNull();
    expect(actionFor(press('n', 'KeyN'), inText, {}, true, always)).toBe('next-hotspot');
    expect(actionFor(press('n', 'KeyN'), inText, {}, false, always)).toBeNull();
  });

  it('follow a rebound key and forget the default', () => {
    const own = { undo: 'mod+u' };
    expect(actionFor(press('u', 'KeyU', { ctrlKey: true }), nowhere, own, true, always)).toBe('undo');
    expect(actionFor(press('z', 'KeyZ', { ctrlKey: true }), nowhere, own, true, always)).toBeNull();
  });

  it('fall through to nothing where nobody carries them out', () => {
    expect(actionFor(press('z', 'KeyZ', { ctrlKey: true }), nowhere, {}, true, () => false)).toBeNull();
  });
});

it('the registry runs the newest handler and goes back to the one before', () => {
  const registry = createShortcutRegistry();
  const calls: string[] = [];
  registry.add('undo', () => calls.push('frame'));
  const end = registry.add('undo', () => calls.push('screen'));
  registry.run('undo');
  end();
  registry.run('undo');
  expect(calls).toEqual(['screen', 'frame']);
  expect(registry.run('nothing')).toBe(false);
});
