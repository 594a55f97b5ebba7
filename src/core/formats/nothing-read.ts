import { optionPlaces } from '#shared/domain/reader-options.ts';
import { AppError } from '#shared/errors.ts';
import { unreadable, type ImportReport } from './import-report.ts';

/**
 * The failure of an import or a conversion that found no document: what was read as what, the first reason, and what
 * to do.
 * @param after what did not happen: "Nothing was changed."
 */
export function nothingRead(report: ImportReport, paths: readonly string[], after: string): AppError {
  const problems = report.files.flatMap((file) =>
    file.quarantined.map((row) => ({ file: file.file, ...row })),
  );
  const [first] = problems;
  const total = problems.length + report.files.reduce((sum, { notListed }) => sum + notListed.quarantined, 0);
  const formats = [...new Set(report.files.map(({ format }) => format))].filter((id) => id !== unreadable);
  const place = first === undefined ? '' : `${first.file}${first.line > 0 ? `, line ${first.line}` : ''}`;
  return new AppError(
    'NO_DOCUMENTS',
    `No document could be read from ${few(paths)}${formats.length === 0 ? '' : ` (read as ${few(formats)})`}.` +
      (first === undefined
        ? ' There is nothing in it.'
        : ` ${total === 1 ? 'The problem' : `The first of ${total} problems`}: ${place}: ${first.why}.`),
    { action: `Check the file, or name its format with ${optionPlaces.format}, then try again. ${after}` },
  );
}

const shown = 3;

function few(names: readonly string[]): string {
  const more = names.length - shown;
  return names.slice(0, shown).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
