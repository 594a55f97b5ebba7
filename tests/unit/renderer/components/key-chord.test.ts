import { describe, expect, it } from 'vitest';
import { chordOf, describeChord, normaliseChord } from '../../../../src/renderer/components/key-chord.ts';

const press = (
  key: string,
  code: string,
  held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {},
) => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

describe('key chords', () => {
  it('takes Ctrl as mod on Linux and Windows, Command on a Mac', () => {
    expect(chordOf(press('k', 'KeyK', { ctrlKey: true }), false)).toBe('mod+k');
    expect(chordOf(press('k', 'KeyK', { metaKey: true }), true)).toBe('mod+k');
    expect(chordOf(press('k', 'KeyK', { ctrlKey: true }), true)).toBe('ctrl+k');
  });

  it('reads digits from the place of the key, so that AZERTY works', () => {
    expect(chordOf(press('&', 'Digit1'), false)).toBe('1');
    expect(chordOf(press('1', 'Digit1', { shiftKey: true }), false)).toBe('shift+1');
  });

  it('lets a shifted sign stand for itself', () => {
    expect(chordOf(press('?', 'Slash', { shiftKey: true }), false)).toBe('questionmark');
    expect(chordOf(press('?', 'Minus', { shiftKey: true }), false)).toBe('questionmark');
  });

  it('waits while only modifiers are down', () => {
    expect(chordOf(press('Shift', 'ShiftLeft', { shiftKey: true }), false)).toBeNull();
  });

  it('keeps Shift for letters', () => {
    expect(chordOf(press('Z', 'KeyZ', { ctrlKey: true, shiftKey: true }), false)).toBe('mod+shift+z');
  });

  it('writes one spelling for a chord', () => {
    expect(normaliseChord('Shift+Mod+Z')).toBe('mod+shift+z');
  });

  it('shows chords the way the system writes them', () => {
    expect(describeChord('mod+shift+z', true)).toEqual(['⌘', '⇧', 'Z']);
    expect(describeChord('mod+shift+z', false)).toEqual(['Ctrl', 'Shift', 'Z']);
    expect(describeChord('questionmark', false)).toEqual(['?']);
  });
});
