import type { Command } from 'commander';
import { AppError } from '#shared/errors.ts';
import { answerPendingCall, readPendingCall } from '#core/run/pending-call.ts';
import { newestRun } from '#core/store/run-table.ts';
import { describePending } from '../ask-approval.ts';
import { cliAction } from '../cli-action.ts';
import { projectOption, withProject } from '../open-project.ts';
import { note, printJson, printLine } from '../output.ts';

interface Flags {
  readonly project: string;
  readonly yes?: boolean;
  readonly no?: boolean;
  readonly json?: boolean;
}

export function registerApprove(program: Command): void {
  projectOption(
    program
      .command('approve')
      .description('shows the supervisor call that waits for your approval, and lets it go or leaves it out'),
  )
    .option('--yes', 'let it go')
    .option('--no', 'leave it out; the built-in rules do this step')
    .option('--json', 'the waiting call as JSON')
    .action((flags: Flags) =>
      cliAction(flags.json === true, async () =>
        withProject(flags.project, (db) => {
          if (flags.yes === true && flags.no === true)
            throw new AppError('INVALID_ARGUMENT', 'Either --yes or --no.');
          const run = newestRun(db);
          const call = run === undefined ? null : readPendingCall(db, run);
          if (run === undefined || call === null) {
            throw new AppError('NOT_FOUND', 'No call waits for approval.', {
              action: 'See how the run stands: diziner status --project …',
            });
          }
          if (flags.yes === undefined && flags.no === undefined) {
            if (flags.json === true) printJson(call);
            else printLine(call.requestText);
            note(describePending(call));
            note(`Let it go with --yes, leave it out with --no.`);
            return 0;
          }
          answerPendingCall(db, run, call.requestHash, flags.yes === true);
          if (flags.json === true) printJson({ requestHash: call.requestHash, approved: flags.yes === true });
          note(
            `${flags.yes === true ? 'Approved' : 'Left out'}. Continue with: diziner run --project ${flags.project}`,
          );
          return 0;
        }),
      ),
    );
}
