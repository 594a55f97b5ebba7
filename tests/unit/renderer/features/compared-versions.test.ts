import { describe, expect, it } from 'vitest';
import { compared, lastChange, pairOf } from '#renderer/features/guidelines/compared-versions.ts';

describe('versions whose changes are shown', () => {
  it('are the last two at first, and an edit made there extends the list instead of replacing it', () => {
    const chosen = lastChange(4);
    expect(pairOf(chosen, 4)).toEqual({ from: 3, to: 4 });
    expect(pairOf(chosen, 5)).toEqual({ from: 3, to: 5 });
  });

  it('are version 0 alone where there is no other', () => {
    expect(pairOf(lastChange(0), 0)).toEqual({ from: 0, to: 0 });
  });

  it('follow the newest where the newest was chosen, and stay where an older one was', () => {
    expect(pairOf(compared({ from: 1, to: 4 }, 4), 6)).toEqual({ from: 1, to: 6 });
    expect(pairOf(compared({ from: 1, to: 3 }, 4), 6)).toEqual({ from: 1, to: 3 });
  });

  it('exist, also after an undo took the chosen ones away', () => {
    expect(pairOf({ from: 5, to: 6 }, 4)).toEqual({ from: 4, to: 4 });
    expect(pairOf({ from: 2, to: 6 }, 4)).toEqual({ from: 2, to: 4 });
  });
});
