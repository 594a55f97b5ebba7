import { labelSchemaSchema, type LabelSchema } from '#shared/domain/entity-type.ts';
import { AppError } from '#shared/errors.ts';
import { readBratConf, writeBratConf } from './brat-conf.ts';
import { readDoccanoLabels, writeDoccanoLabels } from './doccano-labels.ts';
import { readLabelStudioConfig, writeLabelStudioConfig } from './label-studio-config.ts';
import { readMarkdownTable, writeMarkdownTable } from './markdown-table.ts';
import { readOwnSchema, writeOwnSchema } from './own-schema.ts';
import type { PartialType } from './partial-type.ts';
import { readTagset, writeTagset } from './tagset.ts';

export const schemaFormats = ['json', 'tagset', 'label-studio', 'doccano', 'brat', 'markdown'] as const;
export type SchemaFormat = (typeof schemaFormats)[number];

const readers: Readonly<Record<SchemaFormat, (text: string) => readonly PartialType[]>> = {
  json: readOwnSchema,
  tagset: readTagset,
  'label-studio': readLabelStudioConfig,
  doccano: readDoccanoLabels,
  brat: readBratConf,
  markdown: readMarkdownTable,
};

const writers: Readonly<Record<SchemaFormat, readonly [string, (schema: LabelSchema) => string]>> = {
  json: ['schema.json', writeOwnSchema],
  tagset: ['tagset.json', writeTagset],
  'label-studio': ['label_config.xml', writeLabelStudioConfig],
  doccano: ['label_config.json', writeDoccanoLabels],
  brat: ['annotation.conf', writeBratConf],
  markdown: ['entity-types.md', writeMarkdownTable],
};

/**
 * Entity types from a file of another tool; names that occur twice are taken once.
 * @param format null: recognised by the text
 * @throws {AppError} FORMAT_UNKNOWN, FORMAT_INVALID, SCHEMA_EMPTY
 */
export function readSchemaText(text: string, format: SchemaFormat | null): LabelSchema {
  const chosen = format ?? recognise(text);
  if (chosen === null)
    throw new AppError('FORMAT_UNKNOWN', 'The text is no schema in a known form', {
      action: `Choose the form by hand: ${schemaFormats.join(', ')}.`,
    });
  const seen = new Set<string>();
  const types = readers[chosen](text).filter(({ name }) => name !== '' && !seen.has(name) && seen.add(name));
  if (types.length === 0)
    throw new AppError('SCHEMA_EMPTY', 'The file names no entity type', {
      action: 'Check that it is the right file and form.',
    });
  const parsed = labelSchemaSchema.safeParse({ types, allowNested: allowsNested(text, chosen) });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new AppError(
    'FORMAT_INVALID',
    `The schema does not fit: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
    {
      action: 'Correct that entry and import again.',
    },
  );
}

/** The schema in the form of another tool, with the file name that tool expects. */
export function writeSchemaText(
  schema: LabelSchema,
  format: SchemaFormat,
): { readonly fileName: string; readonly text: string } {
  const [fileName, write] = writers[format];
  return { fileName, text: write(schema) };
}

function recognise(text: string): SchemaFormat | null {
  const start = text.replace(/^\uFEFF/, '').trimStart();
  if (start.startsWith('<')) return 'label-studio';
  if (/^\[\s*\{/.test(start)) return /"text"\s*:/.test(start) ? 'doccano' : 'json';
  if (/^\[\s*"/.test(start)) return 'json';
  if (start.startsWith('{')) return /"tags"\s*:/.test(start) ? 'tagset' : 'json';
  if (/^\[entities\]/m.test(start)) return 'brat';
  return /^\s*\|.*\|\s*\r?\n\s*\|[\s:|-]+\|/m.test(start) ? 'markdown' : null;
}

function allowsNested(text: string, format: SchemaFormat): boolean {
  return format === 'json' && /"allowNested"\s*:\s*true/.test(text);
}
