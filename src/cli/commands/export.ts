import type { Command } from 'commander';
import { exportCorpus, formatIdOf } from '#core/engine/export-corpus.ts';
import { writeProjectBundle } from '#core/engine/project-bundle.ts';
import { AppError } from '#shared/errors.ts';
import { cliAction } from '../cli-action.ts';
import { lossBehaviour, lossOptions, noteExport, type LossFlags } from '../loss-options.ts';
import { outUnit, outUnitOption } from '../out-unit.ts';
import { note, printJson } from '../output.ts';
import { integerFlag, projectOption, withProject } from '../open-project.ts';
import { appVersion } from '../resources.ts';
import { now } from '../now-and-ids.ts';

interface Flags extends LossFlags {
  readonly outUnit?: string;
  readonly project: string;
  readonly format: string;
  readonly out: string;
  readonly what: string;
  readonly split?: string;
  readonly seed: string;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

export function registerExport(program: Command): void {
  const command = projectOption(
    program.command('export').description('exports marks in a format, with a manifest and a list of losses'),
  )
    .requiredOption('--format <id>', 'a format id; bundle is the whole project')
    .requiredOption('--out <path>', 'file or folder to write')
    .option('--what <source>', 'consensus | best | an annotator | gold | pre | final', 'final')
    .option('--split <parts>', 'for example train=0.8,dev=0.1,test=0.1')
    .option('--seed <n>', 'seed of the split', '42')
    .option('--overwrite', 'replace what is there')
    .option('--json', 'print the manifests as JSON');
  lossOptions(outUnitOption(command)).action((flags: Flags) =>
    cliAction(flags.json === true, ({ drain }) =>
      withProject(flags.project, async (db) => {
        if (flags.format === 'bundle') {
          if (flags.dryRun === true) {
            note(`Dry run: ${flags.out} is not written. A bundle holds the whole project.`);
            return 0;
          }
          await writeProjectBundle(db, flags.out, { overwrite: flags.overwrite === true });
          note(`Written: ${flags.out}`);
          return 0;
        }
        const results = await exportCorpus(db, {
          format: flags.format,
          what: flags.what,
          path: flags.out,
          split: flags.split === undefined ? null : parseSplit(flags.split),
          seed: integerFlag('--seed', flags.seed),
          appVersion: appVersion(),
          createdAt: now(),
          overwrite: flags.overwrite === true,
          signal: drain,
          ...lossBehaviour(flags),
          ...outUnit(formatIdOf(flags.format), flags.outUnit),
        });
        if (flags.json === true) printJson(results.map((result) => result.manifest));
        for (const result of results) noteExport(result.out, result);
        return 0;
      }),
    ),
  );
}

function parseSplit(text: string): Record<string, number> {
  const parts = text
    .split(',')
    .map((part) => /^(?<name>[\w-]+)=(?<share>[\d.]+)$/u.exec(part.trim())?.groups);
  if (parts.some((part) => part === undefined || !(Number(part['share']) > 0))) {
    throw new AppError('INVALID_ARGUMENT', `--split: "${text}" is not a list of parts.`, {
      action: 'For example: train=0.8,dev=0.1,test=0.1',
    });
  }
  return Object.fromEntries(parts.map((part) => [part?.['name'] ?? '', Number(part?.['share'])]));
}
