import type { ImportOptions } from '#shared/rpc/corpus.ts';
import { isUsedBy, readerOptionFormats, type ReaderOption } from '#shared/domain/reader-options.ts';
import { flagName } from './parse-flags.ts';

/** What was asked for and changed nothing, because no file of the import is of a format that knows it. */
export function unusedOptions(
  { files }: { readonly files: readonly { readonly format: string }[] },
  options: ImportOptions,
): string[] {
  const formats = [...new Set(files.map(({ format }) => format))];
  if (formats.length === 0) return [];
  return (Object.keys(readerOptionFormats) as ReaderOption[])
    .filter((option) => {
      const value: unknown = options[option];
      return (
        value !== undefined &&
        (value !== false || option === 'header') &&
        !formats.some((format) => isUsedBy(option, format))
      );
    })
    .map(
      (option) =>
        `${flagName(options[option] === false ? `no-${option}` : option)} changed nothing: it is for ${readerOptionFormats[option].join(', ')}, and the files are ${formats.join(', ')}.`,
    );
}
