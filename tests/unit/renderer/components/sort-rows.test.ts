import { describe, expect, it } from 'vitest';
import { nextSort, sortRows } from '../../../../src/renderer/components/sort-rows.ts';
import { moveRow } from '../../../../src/renderer/components/table-keys.ts';

describe('table rows', () => {
  it('sorts numbers inside names as numbers', () => {
    expect(sortRows(['doc 10', 'doc 9', 'Doc 1'], (row) => row, 'ascending')).toEqual([
      'Doc 1',
      'doc 9',
      'doc 10',
    ]);
  });

  it('keeps rows without a value last in both directions', () => {
    const rows = [2, null, 3, 1];
    expect(sortRows(rows, (row) => row, 'ascending')).toEqual([1, 2, 3, null]);
    expect(sortRows(rows, (row) => row, 'descending')).toEqual([3, 2, 1, null]);
  });

  it('keeps the order of equal rows', () => {
    const rows = [
      { id: 1, v: 0 },
      { id: 2, v: 0 },
      { id: 3, v: 0 },
    ];
    expect(sortRows(rows, (row) => row.v, 'descending').map(({ id }) => id)).toEqual([1, 2, 3]);
  });

  it('starts with the useful direction of a column and then turns round', () => {
    const first = nextSort(null, 'score', 'descending');
    expect(first).toEqual({ column: 'score', direction: 'descending' });
    expect(nextSort(first, 'score', 'descending').direction).toBe('ascending');
    expect(nextSort(first, 'id', 'ascending')).toEqual({ column: 'id', direction: 'ascending' });
  });

  it('moves by key and stays inside the table', () => {
    expect(moveRow('ArrowDown', 9, 10, 5)).toBe(9);
    expect(moveRow('PageUp', 3, 10, 5)).toBe(0);
    expect(moveRow('End', 0, 100_000, 5)).toBe(99_999);
    expect(moveRow('ArrowDown', 0, 0, 5)).toBeNull();
    expect(moveRow('x', 0, 10, 5)).toBeNull();
  });
});
