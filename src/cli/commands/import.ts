import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { AppError } from '#shared/errors.ts';
import { importDocuments, type ImportOutcome } from '#core/engine/import-documents.ts';
import { readRows } from '#core/engine/read-rows.ts';
import { readerOptions } from '#core/engine/reader-options.ts';
import { writeQuarantine } from '#core/engine/write-quarantine.ts';
import { cliAction } from '../cli-action.ts';
import { importSummary } from '../import-summary.ts';
import { note, printJson } from '../output.ts';
import { projectOption, withProject } from '../open-project.ts';
import { createProgress } from '../progress.ts';
import { parseReadOptions, readOptions } from '../read-options.ts';
import { unusedOptions } from '../unused-options.ts';
import { now } from '../now-and-ids.ts';

interface Flags {
  readonly project: string;
  readonly report?: string;
  readonly json?: boolean;
}

export function registerImport(program: Command): void {
  const command = projectOption(
    program
      .command('import')
      .description('imports corpora: good rows are kept, bad ones are listed with line and reason')
      .argument('<file...>', 'files, folders or zip archives'),
  )
    .option('--format <id>', 'a format id, or auto', 'auto')
    .option('--as <kind>', 'what labels in the file are: gold | pre | ignore', 'gold');
  readOptions(command)
    .option('--report <file>', 'write the import report (JSON) there')
    .option('--json', 'print the import report as JSON')
    .action((files: string[], raw: Flags) =>
      cliAction(raw.json === true, async ({ drain }) => {
        const options = parseReadOptions(raw);
        return withProject(raw.project, async (db) => {
          const progress = createProgress();
          const reading = readRows(
            files,
            { ...readerOptions(options), ids: 'given', signal: drain },
            options,
          );
          const listSetAside = async (): Promise<void> => {
            const path = await writeQuarantine(reading.report(), raw.project, now());
            if (path !== null) note(`Rows set aside are listed in ${path}.`);
          };
          let outcome: ImportOutcome;
          try {
            outcome = await importDocuments(db, reading, files, options, {
              now,
              signal: drain,
              onProgress: (documents, file) =>
                progress.update(null, `Importing ${file}: ${documents.toLocaleString('en-US')} documents`),
            });
          } catch (error) {
            progress.end();
            // Where no row at all was good, the list of bad ones is what helps.
            if (error instanceof AppError && error.code === 'NO_DOCUMENTS') await listSetAside();
            throw error;
          }
          progress.end();
          if (raw.report !== undefined)
            await writeFile(raw.report, `${JSON.stringify(outcome.report, null, 2)}\n`);
          if (raw.json === true) printJson(outcome.report);
          note(importSummary(outcome.report, outcome.documents, raw.report));
          for (const words of unusedOptions(outcome.report, options)) note(words);
          await listSetAside();
          return 0;
        });
      }),
    );
}
