import { describe, expect, it } from 'vitest';
import { entityTypeSchema, type LabelSchema } from '#shared/domain/entity-type.ts';
import { readSchemaText, schemaFormats, writeSchemaText } from '#core/formats/schema-io/schema-text.ts';

const schema: LabelSchema = {
  allowNested: false,
  types: [
    entityTypeSchema.parse({
      name: 'PER',
      definition: 'People, "named" & real | or not',
      color: '#0072B2',
      key: '1',
      include: ['given names'],
      positiveExamples: ['Ada', 'B\\C'],
    }),
    entityTypeSchema.parse({ name: 'ORG', definition: 'two\nlines', group: 'PER' }),
  ],
};

describe('schemas', () => {
  it.each(schemaFormats)('%s: what it writes it recognises and reads', (format) => {
    const { text, fileName } = writeSchemaText(schema, format);
    expect(fileName).toMatch(/\.\w+$/);
    const back = readSchemaText(text, null);
    expect(back.types.map(({ name }) => name)).toEqual(['PER', 'ORG']);
    if (['json', 'tagset', 'label-studio', 'markdown'].includes(format))
      expect(back.types.map(({ definition }) => definition)).toEqual(
        schema.types.map(({ definition }) => definition),
      );
    if (['json', 'doccano', 'label-studio', 'markdown'].includes(format))
      expect([back.types[0]?.color, back.types[0]?.key]).toEqual(['#0072B2', '1']);
  });
  it('own JSON and Markdown keep everything', () => {
    expect(readSchemaText(writeSchemaText(schema, 'json').text, 'json')).toEqual(schema);
    expect(readSchemaText(writeSchemaText(schema, 'markdown').text, 'markdown')).toEqual(schema);
  });
  it('reads a brat hierarchy as groups', () => {
    const { types } = readSchemaText(
      '[entities]\n# comment\n!Place\n\tGPE\n\tFAC\nPerson\n[relations]\nX Arg1:GPE\n',
      null,
    );
    expect(types.map(({ name, group }) => [name, group])).toEqual([
      ['GPE', 'Place'],
      ['FAC', 'Place'],
      ['Person', null],
    ]);
  });
  it('refuses with a reason', () => {
    expect(() => readSchemaText('hello', null)).toThrow(expect.objectContaining({ code: 'FORMAT_UNKNOWN' }));
    expect(() => readSchemaText('{"types":[]}', null)).toThrow(
      expect.objectContaining({ code: 'SCHEMA_EMPTY' }),
    );
    expect(() => readSchemaText('{"types":', 'json')).toThrow(
      expect.objectContaining({ code: 'FORMAT_INVALID' }),
    );
    expect(() => readSchemaText('{"types":[{"name":"A","color":"red"}]}', 'json')).toThrow(
      expect.objectContaining({ code: 'FORMAT_INVALID' }),
    );
  });
});
