import type { SelectionAction } from './selection-reducer.ts';

export interface PaneKey {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** What a movement key does to the selection; null for other keys. Alt+arrows are rebindable actions, not these. */
export function selectionKey(press: PaneKey): SelectionAction | null {
  const mod = press.ctrlKey || press.metaKey;
  if (press.altKey) return null;
  const kind = press.shiftKey ? 'extend' : 'move';
  switch (press.key) {
    case 'ArrowLeft':
    case 'ArrowRight':
      return { kind, by: mod ? 'word' : 'unit', forward: press.key === 'ArrowRight' };
    case 'ArrowUp':
    case 'ArrowDown':
      return mod ? null : { kind, by: 'sentence', forward: press.key === 'ArrowDown' };
    case 'Escape':
      return { kind: 'collapse' };
    case 'a':
    case 'A':
      return mod && !press.shiftKey ? { kind: 'all' } : null;
    default:
      return null;
  }
}

/**
 * Position of the entity type a digit key stands for: 1-0 → 0-9, with Shift 10-19, with Shift+Alt 20-29; null otherwise.
 * Read from the key's place (`code`), so that it works on AZERTY, where digits need Shift, too.
 */
export function labelPosition(press: PaneKey): number | null {
  if (press.ctrlKey || press.metaKey) return null;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(press.code)?.[1];
  if (digit === undefined || (press.altKey && !press.shiftKey)) return null;
  const place = (Number(digit) + 9) % 10;
  return place + (press.shiftKey ? 10 : 0) + (press.altKey ? 10 : 0);
}
