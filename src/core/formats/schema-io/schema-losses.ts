import type { EntityType, LabelSchema } from '#shared/domain/entity-type.ts';
import { AppError } from '#shared/errors.ts';
import { readSchemaText, writeSchemaText, type SchemaFormat } from './schema-text.ts';

/** What one field of the types loses in a form, e.g. the definitions of all types in doccano labels. */
export interface SchemaLoss {
  readonly field: keyof EntityType | 'allowNested';
  /** Names of the types that come back without it or with another value; empty for the schema as a whole. */
  readonly types: readonly string[];
}

const fields = [
  'name',
  'definition',
  'include',
  'exclude',
  'positiveExamples',
  'negativeExamples',
  'borderlineExamples',
  'color',
  'key',
  'group',
  'active',
] as const satisfies readonly (keyof EntityType)[];

/** What a form cannot hold of these types: found by writing them, reading them back and comparing. */
export function schemaLosses(schema: LabelSchema, format: SchemaFormat): readonly SchemaLoss[] {
  const back = readBack(schema, format);
  const byName = new Map(back.types.map((type) => [type.name, type]));
  const lost = new Map<keyof EntityType, string[]>();
  const lose = (field: keyof EntityType, name: string): void => {
    const names = lost.get(field);
    if (names === undefined) lost.set(field, [name]);
    else names.push(name);
  };
  for (const type of schema.types) {
    const found = byName.get(type.name);
    if (found === undefined) lose('name', type.name);
    else
      for (const field of fields)
        if (JSON.stringify(found[field]) !== JSON.stringify(type[field])) lose(field, type.name);
  }
  const losses: SchemaLoss[] = [...lost].map(([field, types]) => ({ field, types }));
  if (back.allowNested !== schema.allowNested) losses.push({ field: 'allowNested', types: [] });
  return losses;
}

function readBack(schema: LabelSchema, format: SchemaFormat): LabelSchema {
  try {
    return readSchemaText(writeSchemaText(schema, format).text, format);
  } catch (error) {
    if (error instanceof AppError) return { types: [], allowNested: false };
    throw error;
  }
}
