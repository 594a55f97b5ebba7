import { AppError, isAbortError, toErrorData } from '#shared/errors.ts';
import { asFileError } from '#core/store/file-error.ts';

/** Exit codes of the CLI (architecture 7.1). */
export const exitCodes = { done: 0, failed: 1, wrongUse: 2, interrupted: 130 } as const;

/** Data goes to stdout, and nothing else does. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

export function printLine(text = ''): void {
  process.stdout.write(`${text}\n`);
}

/** Messages go to stderr. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Codes that mean "called wrongly" rather than "failed". */
const wrongUse: ReadonlySet<string> = new Set(['INVALID_ARGUMENT', 'FORMAT_UNKNOWN', 'ANNOTATOR_UNKNOWN']);

/** Says what happened, why, and what to do; returns the exit code. */
export function reportFailure(thrown: unknown, json: boolean): number {
  const error = asFileError(thrown);
  if (isAbortError(error)) {
    note('Interrupted. Everything finished is stored; run the same command again to go on.');
    return exitCodes.interrupted;
  }
  const data = toErrorData(error);
  if (json) printJson({ error: data });
  note(`Error: ${data.message}`);
  if (data.action !== undefined) note(`What to do: ${data.action}`);
  if (data.detail !== undefined) note(`Details: ${data.detail}`);
  if (!(error instanceof AppError) && error instanceof Error && process.env['DIZINER_DEBUG'] !== undefined) {
    note(error.stack ?? '');
  }
  return error instanceof AppError && wrongUse.has(error.code) ? exitCodes.wrongUse : exitCodes.failed;
}

/** Left-aligned text table; numbers are right-aligned. */
export function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? formatNumber(cell) : cell)));
  const numeric = header.map((_, column) => rows.every((row) => typeof row[column] === 'number'));
  const widths = header.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => (row[column] ?? '').length)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        numeric[column] === true ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)].join('\n');
}

function formatNumber(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString('en-US') : value.toFixed(3);
}
