import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { importOptionsSchema } from '#shared/rpc/corpus.ts';
import type { ImportReport } from '#core/formats/import-report.ts';
import { readFiles } from '#core/formats/read-files.ts';
import { importDocuments } from '#core/engine/import-documents.ts';
import { readerOptions } from '#core/engine/reader-options.ts';
import { cliAction } from '../cli-action.ts';
import { note, printJson, table } from '../output.ts';
import { projectOption, withProject } from '../open-project.ts';
import { parseFlags } from '../parse-flags.ts';
import { createProgress } from '../progress.ts';
import { now } from '../run-project.ts';

interface Flags {
  readonly project: string;
  readonly report?: string;
  readonly json?: boolean;
}

export function registerImport(program: Command): void {
  projectOption(
    program
      .command('import')
      .description('imports corpora: good rows are kept, bad ones are listed with line and reason')
      .argument('<file...>', 'files, folders or zip archives'),
  )
    .option('--format <id>', 'a format id, or auto', 'auto')
    .option('--as <kind>', 'what labels in the file are: gold | pre | ignore', 'gold')
    .option('--encoding <name>', 'character encoding, when the guess is wrong')
    .option('--delimiter <text>', 'column delimiter of tables')
    .option('--tag-scheme <scheme>', 'iob1 | iob2 | iobes | bilou | io')
    .option('--offset-unit <unit>', 'utf16 | codepoint | grapheme | crlf-as-one')
    .option('--text-unit <unit>', 'plain text: a document per line | file | block')
    .option('--report <file>', 'write the import report (JSON) there')
    .option('--json', 'print the import report as JSON')
    .action((files: string[], raw: Flags) =>
      cliAction(raw.json === true, async ({ drain }) => {
        const options = parseFlags(importOptionsSchema, raw);
        return withProject(raw.project, async (db) => {
          const progress = createProgress();
          const outcome = await importDocuments(
            db,
            readFiles(files, { ...readerOptions(options), signal: drain }),
            files,
            options,
            {
              now,
              signal: drain,
              onProgress: (documents, file) =>
                progress.update(null, `Importing ${file}: ${documents.toLocaleString('en-US')} documents`),
            },
          );
          progress.end();
          if (raw.report !== undefined)
            await writeFile(raw.report, `${JSON.stringify(outcome.report, null, 2)}\n`);
          const quarantine = await writeQuarantine(outcome.report, raw.project);
          if (raw.json === true) printJson(outcome.report);
          note(summary(outcome.report, outcome.documents));
          if (quarantine !== null) note(`Rows set aside are listed in ${quarantine}.`);
          return 0;
        });
      }),
    );
}

/** Bad rows beside the project, with line and reason; null where there are none. */
async function writeQuarantine(report: ImportReport, project: string): Promise<string | null> {
  const rows = report.files.flatMap((file) => file.quarantined.map((row) => ({ file: file.file, ...row })));
  if (rows.length === 0) return null;
  const path = `${project}.quarantine.jsonl`;
  await writeFile(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return path;
}

export function summary(report: ImportReport, documents: number): string {
  const lines = [`${documents.toLocaleString('en-US')} documents.`];
  lines.push(
    table(
      ['file', 'format', 'documents', 'spans', 'surfaces verified', 'repaired', 'set aside'],
      report.files.map((file) => [
        file.file.replace(/^.*[\\/]/u, ''),
        `${file.format}, ${file.encoding}`,
        file.documents,
        Object.values(file.spans).reduce((sum, count) => sum + count, 0),
        file.surfaces.total === 0 ? '–' : `${file.surfaces.verified} of ${file.surfaces.total}`,
        file.repaired.length + file.notListed.repaired,
        file.quarantined.length + file.notListed.quarantined,
      ]),
    ),
  );
  for (const file of report.files) {
    for (const row of file.quarantined.slice(0, 5))
      lines.push(`set aside: ${file.file}, line ${row.line}: ${row.why}`);
    for (const row of file.repaired.slice(0, 5))
      lines.push(`repaired: ${file.file}, line ${row.line}: ${row.what}`);
  }
  return lines.join('\n');
}
