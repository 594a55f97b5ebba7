import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { AppError } from '#shared/errors.ts';
import type { LabelSchema } from '#shared/domain/entity-type.ts';
import { builtinAnnotators } from '#core/annotators/builtin/create-builtin-annotator.ts';
import { readSchemaText, type SchemaFormat } from '#core/formats/schema-io/schema-text.ts';
import { createProjectFile } from '#core/run/project-file.ts';
import { cliAction } from '../cli-action.ts';
import { note, printJson } from '../output.ts';
import { newId, now } from '../now-and-ids.ts';

export function registerNew(program: Command): void {
  program
    .command('new')
    .description('creates a project file')
    .argument('<project>', 'path of the new file, e.g. drug-labels.diziner')
    .requiredOption('--name <name>', 'name of the project')
    .option(
      '--schema <file>',
      'entity types: own JSON, tagset JSON, Label Studio config, doccano labels, brat conf or Markdown table',
    )
    .option('--goal <file>', 'text file: what the marks will be used for')
    .option('--json', 'print the result as JSON')
    .action((path: string, flags: { name: string; schema?: string; goal?: string; json?: boolean }) =>
      cliAction(flags.json === true, async () => {
        const schema =
          flags.schema === undefined ? { types: [], allowNested: false } : await readSchemaFile(flags.schema);
        const goal = flags.goal === undefined ? '' : (await readTextFile(flags.goal)).trim();
        createProjectFile(path, {
          projectId: newId(),
          name: flags.name,
          goal,
          schema,
          annotators: builtinAnnotators,
          sample: false,
          at: now(),
        }).close();
        if (flags.json === true)
          printJson({ project: path, name: flags.name, types: schema.types.map((type) => type.name) });
        note(`Created ${path} with ${schema.types.length} entity types${goal === '' ? '' : ' and a goal'}.`);
        if (schema.types.length === 0)
          note('Types of imported labels are added; or give a schema with --schema.');
        return 0;
      }),
    );
}

/**
 * @param format null: recognised by the text
 * @throws {AppError} FILE_NOT_FOUND, FORMAT_INVALID, FORMAT_UNKNOWN, SCHEMA_EMPTY
 */
export async function readSchemaFile(path: string, format: SchemaFormat | null = null): Promise<LabelSchema> {
  const text = await readTextFile(path);
  let schema: LabelSchema;
  try {
    schema = readSchemaText(text, format);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError(error.code, `${path}: ${error.message}`, { action: error.action, cause: error });
  }
  if (schema.types.length === 0) {
    throw new AppError('SCHEMA_EMPTY', `${path} defines no entity type.`, {
      action: 'Add at least one type: {"types": [{"name": "PERSON", "definition": "…"}]}.',
    });
  }
  return schema;
}

export async function readTextFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new AppError(
      'FILE_NOT_FOUND',
      `${path} can't be read (${(error as NodeJS.ErrnoException).code ?? 'error'}).`,
      {
        cause: error,
        action: 'Check the path.',
      },
    );
  }
}
