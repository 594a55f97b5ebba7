import { entityTypeSchema, type EntityType, type LabelSchema } from '#shared/domain/entity-type.ts';

export function newType(name: string): EntityType {
  return entityTypeSchema.parse({ name });
}

/** "NEW_TYPE", "NEW_TYPE_2" …: the first that is free. */
export function freeName(types: readonly EntityType[], wish: string): string {
  const taken = new Set(types.map((type) => type.name));
  if (!taken.has(wish)) return wish;
  let number = 2;
  while (taken.has(`${wish}_${number}`)) number += 1;
  return `${wish}_${number}`;
}

export function addType(schema: LabelSchema, type: EntityType): LabelSchema {
  return { ...schema, types: [...schema.types, type] };
}

export function updateType(schema: LabelSchema, name: string, patch: Partial<EntityType>): LabelSchema {
  return {
    ...schema,
    types: schema.types.map((type) => (type.name === name ? { ...type, ...patch } : type)),
  };
}

/** Moves an item by one place; at the ends nothing changes. */
export function moveItem<T>(items: readonly T[], index: number, by: -1 | 1): readonly T[] {
  const target = index + by;
  const item = items[index];
  const other = items[target];
  if (item === undefined || other === undefined) return items;
  return items.with(index, other).with(target, item);
}

/** Adds the types whose names are new. */
export function mergeTypes(schema: LabelSchema, offered: readonly EntityType[]): LabelSchema {
  const known = new Set(schema.types.map((type) => type.name));
  return { ...schema, types: [...schema.types, ...offered.filter((type) => !known.has(type.name))] };
}

/** What is wrong with a name, or null. */
export function nameProblem(
  types: readonly EntityType[],
  current: string,
  name: string,
): 'needed' | 'taken' | null {
  const wish = name.trim();
  if (wish === '') return 'needed';
  return types.some((type) => type.name !== current && type.name === wish) ? 'taken' : null;
}

/** The other type that answers to the same key, or null. */
export function keyClash(types: readonly EntityType[], current: EntityType): string | null {
  if (current.key === null) return null;
  const key = current.key.toLowerCase();
  return types.find((type) => type.name !== current.name && type.key?.toLowerCase() === key)?.name ?? null;
}
