import type { LabelSchema } from '#shared/domain/entity-type.ts';
import { asArray, asObject, asString } from '../json-fields.ts';
import { parseSchemaJson } from './parse-schema-json.ts';
import type { PartialType } from './partial-type.ts';

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
