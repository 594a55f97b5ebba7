import type { LabelSchema } from '#shared/domain/entity-type.ts';
import { AppError } from '#shared/errors.ts';
import { asArray, asObject, asString } from '../json-fields.ts';
import { parseJson } from '../read-json-elements.ts';
import type { PartialType } from './schema-text.ts';

/** Our own JSON: `{types: [{name, definition, …}], allowNested}`; a bare list of names or `{name: definition}` is read too. */
export function readOwnSchema(text: string): readonly PartialType[] {
  const value = parseSchemaJson(text);
  const list = asArray(asObject(value)?.['types']) ?? asArray(value);
  if (list !== null)
    return list.flatMap((entry): PartialType[] => {
      const name = asString(entry) ?? asString(asObject(entry)?.['name']);
      return name === null ? [] : [{ ...(asObject(entry) as Partial<PartialType> | null), name }];
    });
  return Object.entries(asObject(value) ?? {}).flatMap(([name, definition]) =>
    typeof definition === 'string' ? [{ name, definition }] : [],
  );
}

export function writeOwnSchema(schema: LabelSchema): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** @throws {AppError} FORMAT_INVALID */
export function parseSchemaJson(text: string): unknown {
  const { value, problem } = parseJson(text.replace(/^\uFEFF/, ''), 1);
  if (problem === undefined) return value;
  throw new AppError('FORMAT_INVALID', `The schema is ${problem}`, {
    action: 'Check that the file is complete.',
  });
}
