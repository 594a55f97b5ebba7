import type { LabelSchema } from '#shared/domain/entity-type.ts';
import { asArray, asObject, asString } from '../json-fields.ts';
import { parseSchemaJson } from './parse-schema-json.ts';
import type { PartialType } from './partial-type.ts';

/** doccano labels: `[{text, suffix_key, background_color, …}]`. */
export function readDoccanoLabels(text: string): readonly PartialType[] {
  return (asArray(parseSchemaJson(text)) ?? []).flatMap((entry): PartialType[] => {
    const label = asObject(entry);
    const name = asString(label?.['text']) ?? asString(label?.['name']) ?? asString(entry);
    if (name === null) return [];
    const key = asString(label?.['suffix_key']) ?? asString(label?.['suffixKey']);
    const color = asString(label?.['background_color']) ?? asString(label?.['backgroundColor']);
    return [
      {
        name,
        ...(key?.length === 1 ? { key } : {}),
        ...(color !== null && /^#[0-9a-fA-F]{6}$/.test(color) ? { color } : {}),
      },
    ];
  });
}

export function writeDoccanoLabels({ types }: LabelSchema): string {
  const labels = types.map(({ name, key, color }, i) => ({
    id: i + 1,
    text: name,
    prefix_key: null,
    suffix_key: key,
    background_color: color ?? '#209cee',
    text_color: '#ffffff',
  }));
  return `${JSON.stringify(labels, null, 2)}\n`;
}
