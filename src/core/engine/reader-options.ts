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
  const columns = options.columns ?? {};
  const column = (role: string): string | undefined =>
    Object.entries(columns).find(([, value]) => value === role)?.[0];
  const token = column('token');
  const tag = column('tag') ?? column('label');
  const text = column('text');
  const id = column('id');
  const label = column('label');
  return {
    format: options.format === 'auto' ? 'auto' : formatIdOf(options.format),
    ...(options.encoding === undefined ? {} : { encoding: options.encoding }),
    ...(options.delimiter === undefined ? {} : { delimiter: options.delimiter }),
    ...(tagScheme === undefined ? {} : { tagScheme }),
    ...(offsetUnit === undefined ? {} : { offsetUnit }),
    ...(options.textUnit === undefined ? {} : { textUnit: options.textUnit }),
    ...(options.annotatorFiles === undefined ? {} : { annotatorFiles: options.annotatorFiles }),
    ...(options.emptyMeans === undefined ? {} : { emptyMeans: options.emptyMeans }),
    ...(token === undefined ? {} : { tokenColumn: asColumn(token) }),
    ...(tag === undefined ? {} : { tagColumn: asColumn(tag) }),
    ...(text === undefined ? {} : { textField: text }),
    ...(id === undefined ? {} : { idField: id }),
    ...(label === undefined ? {} : { labelField: label }),
  };
}

function asColumn(name: string): number | string {
  return /^\d+$/u.test(name) ? Number(name) : name;
}
