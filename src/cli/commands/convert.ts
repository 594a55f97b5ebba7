import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { formatIdOf } from '#core/engine/export-corpus.ts';
import { readerOptions } from '#core/engine/reader-options.ts';
import { convert } from '#core/formats/convert.ts';
import { cliAction } from '../cli-action.ts';
import { lossBehaviour, lossOptions, noteExport, type LossFlags } from '../loss-options.ts';
import { outUnit, outUnitOption } from '../out-unit.ts';
import { note, printJson } from '../output.ts';
import { appVersion } from '../resources.ts';
import { importSummary } from '../import-summary.ts';
import { parseReadOptions, readOptions } from '../read-options.ts';
import { unusedOptions } from '../unused-options.ts';

interface Flags extends LossFlags {
  readonly outUnit?: string;
  readonly to: string;
  readonly out: string;
  readonly from: string;
  readonly report?: string;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

export function registerConvert(program: Command): void {
  const command = program
    .command('convert')
    .description('format to format through the same readers and writers')
    .argument('<in...>', 'files, folders or zip archives')
    .requiredOption('--to <format>', 'a format id')
    .requiredOption('--out <path>', 'file or folder to write')
    .option('--from <format>', 'a format id, or auto', 'auto');
  readOptions(command)
    .option('--report <file>', 'write the import report (JSON) there')
    .option('--overwrite', 'replace what is there')
    .option('--json', 'print report and manifest as JSON');
  lossOptions(outUnitOption(command)).action((paths: string[], flags: Flags) =>
    cliAction(flags.json === true, async ({ drain }) => {
      const options = parseReadOptions({ ...flags, format: flags.from });
      const read = { ...readerOptions(options), signal: drain };
      const to = formatIdOf(flags.to);
      const write = {
        appVersion: appVersion(),
        overwrite: flags.overwrite === true,
        signal: drain,
        ...lossBehaviour(flags),
        ...outUnit(to, flags.outUnit),
      };
      const result = await convert(paths, to, flags.out, { read, write });
      if (flags.report !== undefined)
        await writeFile(flags.report, `${JSON.stringify(result.import, null, 2)}\n`);
      if (flags.json === true) printJson({ import: result.import, manifest: result.export.manifest });
      note(importSummary(result.import, result.export.manifest.documents, flags.report));
      for (const words of unusedOptions(result.import, options)) note(words);
      noteExport(flags.out, result.export);
      return 0;
    }),
  );
}
