import { describe, expect, test } from 'vitest';
import { labelPosition, selectionKey } from '../../../../src/renderer/components/annotated-text/text-keys.ts';

const press = (
  key: string,
  code = key,
  held: Partial<Record<'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey', boolean>> = {},
) => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

describe('labelPosition', () => {
  test('1 to 0 are the first ten types, with Shift the next ten, with Shift+Alt the third', () => {
    expect(labelPosition(press('1', 'Digit1'))).toBe(0);
    expect(labelPosition(press('0', 'Digit0'))).toBe(9);
    expect(labelPosition(press('!', 'Digit1', { shiftKey: true }))).toBe(10);
    expect(labelPosition(press('¡', 'Digit3', { shiftKey: true, altKey: true }))).toBe(22);
  });
  test('the place of the key counts, not what AZERTY prints on it', () => {
    expect(labelPosition(press('&', 'Digit1'))).toBe(0);
  });
  test('letters, Ctrl+digit and Alt+digit are no labels', () => {
    expect(labelPosition(press('n', 'KeyN'))).toBeNull();
    expect(labelPosition(press('1', 'Digit1', { ctrlKey: true }))).toBeNull();
    expect(labelPosition(press('1', 'Digit1', { altKey: true }))).toBeNull();
  });
});

describe('selectionKey', () => {
  test('arrows move, with Shift they select, with Ctrl they go by words', () => {
    expect(selectionKey(press('ArrowRight'))).toEqual({ kind: 'move', by: 'unit', forward: true });
    expect(selectionKey(press('ArrowLeft', 'ArrowLeft', { shiftKey: true }))).toEqual({
      kind: 'extend',
      by: 'unit',
      forward: false,
    });
    expect(selectionKey(press('ArrowRight', 'ArrowRight', { ctrlKey: true, shiftKey: true }))).toEqual({
      kind: 'extend',
      by: 'word',
      forward: true,
    });
  });
  test('Alt+arrows are left to the rebindable actions', () => {
    expect(selectionKey(press('ArrowRight', 'ArrowRight', { altKey: true }))).toBeNull();
  });
});
