import type { LabelSchema } from '#shared/domain/entity-type.ts';
import { asArray, asObject, asString } from '../json-fields.ts';
import { parseSchemaJson } from './parse-schema-json.ts';
import type { PartialType } from './partial-type.ts';

/** INCEpTION tagset: `{name, language, tags: [{tag_name, tag_description}]}`. */
export function readTagset(text: string): readonly PartialType[] {
  return (asArray(asObject(parseSchemaJson(text))?.['tags']) ?? []).flatMap((entry): PartialType[] => {
    const tag = asObject(entry);
    const name = asString(tag?.['tag_name']) ?? asString(tag?.['name']);
    if (name === null) return [];
    return [{ name, definition: asString(tag?.['tag_description']) ?? asString(tag?.['description']) ?? '' }];
  });
}

export function writeTagset({ types }: LabelSchema): string {
  const tags = types.map(({ name, definition }) => ({ tag_name: name, tag_description: definition }));
  const tagset = {
    name: 'Entity types',
    description: 'Written by DiZiNER',
    language: 'x-unspecified',
    tags,
    create_tag: false,
  };
  return `${JSON.stringify(tagset, null, 2)}\n`;
}
