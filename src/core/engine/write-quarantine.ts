import { appendFile } from 'node:fs/promises';
import type { ImportReport } from '#core/formats/import-report.ts';

/**
 * Appends the rows an import set aside to `<project>.quarantine.jsonl`, one `{at, file, line, why, text}` a line, so
 * that they can be mended and imported again. Earlier imports' rows stay.
 * @returns the file's path, or null where nothing was set aside
 */
export async function writeQuarantine(
  report: ImportReport,
  projectPath: string,
  at: string,
): Promise<string | null> {
  const rows = report.files.flatMap((file) =>
    file.quarantined.map((row) => ({ at, file: file.file, ...row })),
  );
  if (rows.length === 0) return null;
  const path = `${projectPath}.quarantine.jsonl`;
  await appendFile(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return path;
}
