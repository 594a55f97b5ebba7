import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  freeName,
  keyClash,
  mergeTypes,
  moveItem,
  nameProblem,
  newType,
  updateType,
} from '../../../../src/renderer/features/schema/schema-edits.ts';

const types = ['A', 'B', 'C'].map(newType);

describe('schema edits', () => {
  it('moves a type by one and stops at the ends', () => {
    expect(moveItem(['a', 'b', 'c'], 1, -1)).toEqual(['b', 'a', 'c']);
    expect(moveItem(['a', 'b'], 1, 1)).toEqual(['a', 'b']);
  });

  it('moving there and back changes nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 2 }), fc.nat(), (items, n) => {
        const index = n % (items.length - 1);
        expect(moveItem(moveItem(items, index, 1), index + 1, -1)).toEqual(items);
      }),
    );
  });

  it('finds a free name', () => {
    expect(freeName(types, 'D')).toBe('D');
    expect(freeName([...types, newType('A_2')], 'A')).toBe('A_3');
  });

  it('says what is wrong with a name', () => {
    expect(nameProblem(types, 'A', ' ')).toBe('needed');
    expect(nameProblem(types, 'A', 'B')).toBe('taken');
    expect(nameProblem(types, 'A', 'A')).toBeNull();
  });

  it('finds the type that has the same key, whatever its case', () => {
    const schema = updateType({ types, allowNested: false }, 'A', { key: 'x' });
    const b = { ...newType('B'), key: 'X' };
    expect(keyClash(schema.types, b)).toBe('A');
    expect(keyClash(schema.types, newType('B'))).toBeNull();
  });

  it('adds only types of new names from a template', () => {
    const merged = mergeTypes({ types, allowNested: true }, [newType('B'), newType('D')]);
    expect(merged.types.map(({ name }) => name)).toEqual(['A', 'B', 'C', 'D']);
    expect(merged.allowNested).toBe(true);
  });
});
