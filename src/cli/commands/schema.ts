import { writeFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import type { EntityType, LabelSchema } from '#shared/domain/entity-type.ts';
import { AppError } from '#shared/errors.ts';
import { schemaLosses, type SchemaLoss } from '#core/formats/schema-io/schema-losses.ts';
import { schemaFormats, writeSchemaText, type SchemaFormat } from '#core/formats/schema-io/schema-text.ts';
import { countGoldTypes } from '#core/store/document-table.ts';
import { recordEdit } from '#core/store/edits.ts';
import { addSchemaRevision, readSchema } from '#core/store/setup-tables.ts';
import { asFileError } from '#core/store/file-error.ts';
import { cliAction } from '../cli-action.ts';
import { note, printJson } from '../output.ts';
import { projectOption, withProject } from '../open-project.ts';
import { now } from '../now-and-ids.ts';
import { readSchemaFile } from './new.ts';

interface ImportFlags {
  readonly project: string;
  readonly format: SchemaFormat | 'auto';
  readonly add?: boolean;
  readonly json?: boolean;
}

interface ExportFlags {
  readonly project: string;
  readonly format: SchemaFormat;
  readonly out?: string;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

const forms = schemaFormats.join(' | ');

export function registerSchema(program: Command): void {
  const schema = program.command('schema').description('entity types from and for other tools');
  projectOption(
    schema
      .command('import')
      .description('takes the entity types of a file; marks stay as they are, and the window can undo it')
      .argument(
        '<file>',
        'own JSON, INCEpTION tagset, Label Studio config, doccano labels, brat conf, Markdown',
      ),
  )
    .addOption(
      new Option('--format <form>', `the form of the file: auto | ${forms}`)
        .choices(['auto', ...schemaFormats])
        .default('auto'),
    )
    .option('--add', 'keep the types of the project and add those it does not have')
    .option('--json', 'print the types as JSON')
    .action((file: string, flags: ImportFlags) =>
      cliAction(flags.json === true, async () => {
        const read = await readSchemaFile(file, flags.format === 'auto' ? null : flags.format);
        return withProject(flags.project, (db) => {
          const { schema: before } = readSchema(db);
          const after = flags.add === true ? withNewTypes(before, read) : read;
          recordEdit(db, 'Import entity types', now(), () =>
            addSchemaRevision(db, after, `Import of ${file}`, now()),
          );
          if (flags.json === true) printJson(after);
          noteChanges(before, after, countGoldTypes(db));
          return 0;
        });
      }),
    );
  projectOption(
    schema
      .command('export')
      .description('writes the entity types in the form of a tool, and lists what it has no place for'),
  )
    .addOption(new Option('--format <form>', forms).choices(schemaFormats).default('json'))
    .option('--out <file>', 'file to write; without it the text goes to standard output')
    .option('--overwrite', 'replace what is there')
    .option('--json', 'print file name, text and losses as JSON')
    .action((flags: ExportFlags) =>
      cliAction(flags.json === true, () =>
        withProject(flags.project, async (db) => {
          const { schema: types } = readSchema(db);
          if (types.types.length === 0)
            throw new AppError('SCHEMA_EMPTY', 'The project has no entity types yet.', {
              action: 'Add types in the window, or take them from a file with "diziner schema import".',
            });
          const { fileName, text } = writeSchemaText(types, flags.format);
          const losses = schemaLosses(types, flags.format);
          if (flags.out !== undefined) await write(flags.out, text, flags.overwrite === true);
          if (flags.json === true) printJson({ fileName, text, losses });
          else if (flags.out === undefined) process.stdout.write(text);
          for (const loss of losses) note(`Not kept in this form: ${inWords(loss, types.types.length)}.`);
          if (flags.out !== undefined) note(`Written: ${flags.out}`);
          return 0;
        }),
      ),
    );
}

function withNewTypes(schema: LabelSchema, { types }: LabelSchema): LabelSchema {
  const names = new Set(schema.types.map(({ name }) => name));
  return { ...schema, types: [...schema.types, ...types.filter(({ name }) => !names.has(name))] };
}

function noteChanges(before: LabelSchema, after: LabelSchema, marks: Readonly<Record<string, number>>): void {
  const old = new Map(before.types.map((type) => [type.name, JSON.stringify(type)]));
  const names = new Set(after.types.map(({ name }) => name));
  const added = after.types.filter(({ name }) => !old.has(name)).length;
  const changed = after.types.filter(
    (type) => old.has(type.name) && old.get(type.name) !== JSON.stringify(type),
  );
  const removed = [...old.keys()].filter((name) => !names.has(name));
  note(`${names.size} entity types: ${added} added, ${changed.length} changed, ${removed.length} removed.`);
  for (const name of removed) {
    const count = marks[name] ?? 0;
    if (count > 0)
      note(`${count} gold marks of the removed type ${name} stay; annotators are not asked for it.`);
  }
}

const words: Readonly<Record<keyof EntityType | 'allowNested', string>> = {
  name: 'names (they come back changed or not at all)',
  definition: 'definitions',
  include: 'criteria of inclusion',
  exclude: 'criteria of exclusion',
  positiveExamples: 'examples',
  negativeExamples: 'counter-examples',
  borderlineExamples: 'borderline examples',
  color: 'colours',
  key: 'keys',
  group: 'groups',
  active: 'whether a type is active',
  allowNested: 'whether spans may be nested',
};

function inWords({ field, types }: SchemaLoss, all: number): string {
  if (types.length === 0) return words[field];
  const whose = types.length === all ? 'of all types' : types.slice(0, 5).join(', ');
  return `${words[field]}, ${whose}${types.length === all || types.length <= 5 ? '' : ', …'}`;
}

async function write(path: string, text: string, overwrite: boolean): Promise<void> {
  try {
    await writeFile(path, text, { flag: overwrite ? 'w' : 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new AppError('ALREADY_EXISTS', `${path} exists already`, {
        action: 'Choose another name, or allow it to be replaced with --overwrite.',
        cause: error,
      });
    throw asFileError(error);
  }
}
