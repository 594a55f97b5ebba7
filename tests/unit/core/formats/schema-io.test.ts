import { describe, expect, it } from 'vitest';
import { entityTypeSchema, type LabelSchema } from '#shared/domain/entity-type.ts';
import { schemaLosses } from '#core/formats/schema-io/schema-losses.ts';
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

describe('what a form cannot hold', () => {
  const rich = entityTypeSchema.parse({
    name: 'A B',
    definition: 'd',
    exclude: ['x'],
    color: '#0072B2',
    key: '1',
    group: 'g',
    active: false,
  });
  it.each<[(typeof schemaFormats)[number], readonly string[]]>([
    ['json', []],
    ['markdown', ['active', 'allowNested']],
    ['tagset', ['exclude', 'color', 'key', 'group', 'active', 'allowNested']],
    ['label-studio', ['exclude', 'group', 'active', 'allowNested']],
    ['doccano', ['definition', 'exclude', 'group', 'active', 'allowNested']],
    ['brat', ['name', 'allowNested']],
  ])('%s: %j', (format, fields) => {
    const losses = schemaLosses({ types: [rich], allowNested: true }, format);
    expect(losses.map(({ field }) => field)).toEqual(fields);
  });
  it('names of brat that become the same are lost', () => {
    const types = ['A_B', 'A B'].map((name) => entityTypeSchema.parse({ name }));
    expect(schemaLosses({ types, allowNested: false }, 'brat')).toEqual([{ field: 'name', types: ['A B'] }]);
  });
  it('a bare list of names and a list of objects are recognised as ours', () => {
    expect(readSchemaText('["PER", "LOC"]', null).types.map(({ name }) => name)).toEqual(['PER', 'LOC']);
    expect(readSchemaText('[{"name": "PER", "definition": "d"}]', null).types[0]?.definition).toBe('d');
    expect(readSchemaText('[{"id": 1, "text": "PER"}]', null).types[0]?.name).toBe('PER');
  });
});
