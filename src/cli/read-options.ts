import { readFileSync, statSync } from 'node:fs';
import type { Command } from 'commander';
import { columnRoles, type ColumnRole } from '#shared/domain/reader-options.ts';
import { importOptionsSchema, type ImportOptions } from '#shared/rpc/corpus.ts';
import { AppError } from '#shared/errors.ts';
import { namesFromJson } from '#core/formats/label-names.ts';
import { parseFlags } from './parse-flags.ts';

const roles: readonly ColumnRole[] = columnRoles.filter((role) => role !== 'meta');

/** What a command may fix about the files it reads; everything left out is detected. */
export function readOptions(command: Command): Command {
  return command
    .option('--encoding <name>', 'character encoding, when the guess is wrong')
    .option('--delimiter <text>', 'delimiter of tables; tab and none (one column) by name')
    .option(
      '--columns <list>',
      `which column or field is what: role=name, or role=number from 0; roles: ${roles.join(', ')}`,
    )
    .option('--header', 'tables: the first row holds the names of the columns')
    .option('--no-header', 'tables: the first row is data')
    .option('--tag-scheme <scheme>', 'iob1 | iob2 | iobes | bilou | io')
    .option(
      '--label-names <list>',
      'names of integer tags in their order, or a file with them (JSON or lines)',
    )
    .option('--offset-unit <unit>', 'utf16 | codepoint | grapheme | crlf-as-one | codepoint-crlf-as-one')
    .option('--inclusive-end', 'the last character belongs to the span (old Label Studio files)')
    .option('--text-unit <unit>', 'plain text: a document per line | file | block')
    .option('--document-unit <unit>', 'column files: a document per sentence | marks | file')
    .option('--layers <list>', 'UIMA, WebAnno: layers to read; spaCy: span groups, ents for the entities')
    .option('--skip-event-triggers', 'brat: leave out marks that only trigger events')
    .option(
      '--annotator-files',
      "each file is one annotator's; of one folder or archive, each file or folder in it",
    )
    .option(
      '--empty-means <kind>',
      'what a document without any span is: annotated | unannotated',
      'annotated',
    );
}

/** The flags as options of an import. @throws {AppError} INVALID_ARGUMENT naming the flag, FILE_UNREADABLE */
export function parseReadOptions(raw: object): ImportOptions {
  const flags = raw as Readonly<Record<string, unknown>>;
  return parseFlags(importOptionsSchema, {
    ...flags,
    ...lists(flags, 'columns', parseColumns),
    ...lists(flags, 'layers', parseLayers),
    ...lists(flags, 'labelNames', parseNames),
  });
}

function lists<T>(
  flags: Readonly<Record<string, unknown>>,
  name: string,
  parse: (text: string) => T,
): Readonly<Record<string, T>> {
  const value = flags[name];
  return typeof value === 'string' ? { [name]: parse(value) } : {};
}

/** Nothing between commas is told, not skipped: for names of tags it would shift all that follow. */
function parseNameList(text: string): string[] {
  return text.split(',').map((part) => part.trim());
}

/** @throws {AppError} INVALID_ARGUMENT */
function parseLayers(text: string): string[] {
  const layers = parseNameList(text);
  if (layers.includes(''))
    throw new AppError('INVALID_ARGUMENT', `--layers: there is an empty name in "${text}".`, {
      action: 'Give names with commas between them, for example: NamedEntity,Motion.',
    });
  return layers;
}

function parseList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** `text=body,id=doc_id` → column → role. @throws {AppError} INVALID_ARGUMENT */
function parseColumns(text: string): Record<string, ColumnRole> {
  const columns: Record<string, ColumnRole> = {};
  for (const part of parseList(text)) {
    const [name = '', ...rest] = part.split('=');
    const role = roles.find((candidate) => candidate === name.trim());
    const column = rest.join('=').trim();
    if (role === undefined || column === '') throw noColumns(`"${part}" is not role=column`);
    if (Object.values(columns).includes(role)) throw noColumns(`${role} is given twice`);
    if (Object.hasOwn(columns, column)) throw noColumns(`column "${column}" is given twice`);
    columns[column] = role;
  }
  return columns;
}

const noColumns = (problem: string): AppError =>
  new AppError('INVALID_ARGUMENT', `--columns: ${problem}.`, {
    action: `For example: text=body,id=doc_id. Roles: ${roles.join(', ')}; each at most once.`,
  });

/** Larger files hold no names of tags. */
const maxNameBytes = 4 << 20;

/** `O,B-PER,I-PER`, or a file: JSON as beside Hugging Face corpora, or a name a line. @throws {AppError} */
function parseNames(text: string): string[] {
  const facts = statSync(text, { throwIfNoEntry: false });
  if (facts?.isFile() !== true) {
    if (!text.includes(',') && /[\\/]|\.(json|txt)$/iu.test(text))
      throw new AppError('FILE_NOT_FOUND', `--label-names: there is no file ${text}.`, {
        action: 'Give the names themselves (O,B-PER,I-PER) or a file that holds them.',
      });
    return parseNameList(text);
  }
  if (facts.size > maxNameBytes)
    throw new AppError(
      'FILE_TOO_LARGE',
      `--label-names: ${text} is no list of names: it has more than 4 MB.`,
      {
        action: 'Give a file with a name a line, or JSON such as ["O", "B-PER"].',
      },
    );
  const content = readFileSync(text, 'utf8');
  return [...(namesFromJson(content) ?? content.split(/\r?\n/u).filter((line) => line.trim() !== ''))];
}
