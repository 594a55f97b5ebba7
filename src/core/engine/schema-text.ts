import { labelSchemaSchema, type LabelSchema } from '#shared/domain/entity-type.ts';
import { AppError } from '#shared/errors.ts';

export function readSchemaText(text: string, _format: string | null): LabelSchema {
  return labelSchemaSchema.parse(JSON.parse(text));
}
export function writeSchemaText(schema: LabelSchema, format: string): { fileName: string; text: string } {
  if (format !== 'json') throw new AppError('UNSUPPORTED', `Schemas can't be written as ${format} yet.`);
  return { fileName: 'schema.json', text: JSON.stringify(schema, null, 2) };
}
