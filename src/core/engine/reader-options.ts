import type { ColumnRole } from '#shared/domain/reader-options.ts';
import type { ImportOptions } from '#shared/rpc/corpus.ts';
import type { ImportOptions as FileOptions } from '#core/formats/describe-file.ts';
import { tagSchemes } from '#core/formats/reader.ts';
import { offsetUnits } from '#core/text/offsets.ts';
import { formatIdOf } from './export-corpus.ts';
import { oneOf } from './one-of.ts';

/** The wizard's and the command line's choices as the readers take them. @throws {AppError} FORMAT_UNKNOWN, INVALID_ARGUMENT */
export function readerOptions(options: ImportOptions): FileOptions {
  const tagScheme = oneOf('tag scheme', options.tagScheme, tagSchemes);
  const offsetUnit = oneOf('offset unit', options.offsetUnit, offsetUnits);
  const column = (role: ColumnRole): string | undefined =>
    Object.entries(options.columns ?? {}).find(([, value]) => value === role)?.[0];
  const details = Object.entries(options.columns ?? {}).flatMap(([name, role]) =>
    role === 'meta' ? [name] : [],
  );
  const token = column('token');
  const tag = column('tag') ?? column('label');
  const sentence = column('sentence');
  return {
    format: options.format === 'auto' ? 'auto' : formatIdOf(options.format),
    ...(options.encoding === undefined ? {} : { encoding: options.encoding }),
    ...(options.delimiter === undefined ? {} : { delimiter: options.delimiter }),
    ...(tagScheme === undefined ? {} : { tagScheme }),
    ...(offsetUnit === undefined ? {} : { offsetUnit }),
    ...sameOptions(options),
    ...(token === undefined ? {} : { tokenColumn: token }),
    ...(tag === undefined ? {} : { tagColumn: tag }),
    ...(sentence === undefined ? {} : { sentenceColumn: sentence }),
    ...fieldOptions(column),
    ...(details.length === 0 ? {} : { detailFields: details }),
  };
}

const fields = [
  ['textField', 'text'],
  ['idField', 'id'],
  ['labelField', 'label'],
  ['startField', 'start'],
  ['endField', 'end'],
] as const;

/** The names of fields, the ones that were given. */
function fieldOptions(
  column: (role: ColumnRole) => string | undefined,
): Pick<FileOptions, (typeof fields)[number][0]> {
  return Object.fromEntries(
    fields.flatMap(([name, role]) => {
      const field = column(role);
      return field === undefined ? [] : [[name, field]];
    }),
  );
}

const same = [
  'header',
  'inclusiveEnd',
  'textUnit',
  'documentUnit',
  'labelNames',
  'layers',
  'skipEventTriggers',
  'annotatorFiles',
  'emptyMeans',
] as const;

/** Options that the readers take as they are, the ones that were given. */
function sameOptions(options: ImportOptions): Pick<FileOptions, (typeof same)[number]> {
  return Object.fromEntries(
    same.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])),
  );
}
