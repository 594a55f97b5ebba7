import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { collectReport } from '#core/engine/collect-report.ts';
import { methodsParagraph } from '#core/report/methods-paragraph.ts';
import { renderReport } from '#core/report/render-report.ts';
import { cliAction } from '../cli-action.ts';
import { projectOption, withProject } from '../open-project.ts';
import { note, printLine } from '../output.ts';
import { appVersion } from '../resources.ts';

export function registerReport(program: Command): void {
  projectOption(
    program.command('report').description('a page to hand over: agreement, annotators, guidelines, methods'),
  )
    .option('--out <file>', 'write the HTML page there instead of printing it')
    .option('--methods', 'only the paragraph for a methods section, as plain text')
    .action((flags: { project: string; out?: string; methods?: boolean }) =>
      cliAction(false, () =>
        withProject(flags.project, async (db) => {
          const facts = collectReport(db, new Date().toISOString(), appVersion());
          const text =
            flags.methods === true ? `${methodsParagraph(facts).join(' ')}\n` : renderReport(facts);
          if (flags.out === undefined) printLine(text.trimEnd());
          else {
            await writeFile(flags.out, text);
            note(`Written: ${flags.out}`);
          }
          return 0;
        }),
      ),
    );
}
