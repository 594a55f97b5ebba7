import type { Command } from 'commander';
import { builtinAnnotators } from '#core/annotators/builtin/create-builtin-annotator.ts';
import { readLabelStatus } from '#core/engine/label-status.ts';
import { annotatorFromId } from '#core/run/annotator-from-id.ts';
import type { RunSignals } from '#core/run/execute-run.ts';
import { createLabelJob, planLabelling } from '#core/run/label-job.ts';
import { labelCorpus } from '#core/run/label-corpus.ts';
import { ollamaModelsOf, probeNewModels } from '#core/run/probe-new-models.ts';
import { acquireRunLock } from '#core/run/run-lock.ts';
import { newestLabelJob, type LabelJobRow } from '#core/store/label-job-table.ts';
import type { Database } from '#core/store/open-store.ts';
import { readAllAnnotators } from '#core/store/setup-tables.ts';
import { cliAction } from '../cli-action.ts';
import { withMachine, type Machine } from '../machine.ts';
import { allowHostOption, namedHosts, requireLeave, type ServerFlags } from '../named-hosts.ts';
import { exitCodes, note, printJson } from '../output.ts';
import {
  inFlightFlag,
  inFlightOption,
  ollamaUrlOption,
  projectOption,
  withProject,
} from '../open-project.ts';
import { createProgress, formatDuration } from '../progress.ts';
import { newId, now } from '../now-and-ids.ts';
import { openModels } from '../open-models.ts';

interface Flags {
  readonly project: string;
  readonly with?: string;
  readonly all?: boolean;
  readonly new?: boolean;
  readonly ollamaUrl?: string;
  readonly inFlight?: string;
  readonly dataDir?: string;
  readonly allowHost?: readonly string[];
  readonly json?: boolean;
}

export function registerLabel(program: Command): void {
  allowHostOption(
    inFlightOption(
      projectOption(program.command('label').description('labels the whole corpus, or resumes doing so')),
    ),
  )
    .option('--with <who>', 'best | consensus | elite | an annotator; default best')
    .option('--all', 'label again what is labelled already (accepted and edited documents stay)')
    .option('--new', 'start again even if a labelling can be resumed')
    .option(...ollamaUrlOption)
    .option('--data-dir <dir>', 'folder of the app')
    .option('--json', 'print the status as JSON at the end')
    .action((flags: Flags) =>
      cliAction(flags.json === true, (signals) =>
        withProject(flags.project, (db) =>
          withMachine(flags.dataDir, (machine) => startOrResume(db, machine, flags, signals)),
        ),
      ),
    );
}

async function startOrResume(
  db: Database,
  machine: Machine,
  flags: Flags,
  signals: RunSignals,
): Promise<number> {
  const inFlight = inFlightFlag(flags.inFlight);
  const leaves = [...namedHosts(serversNamed(flags)), ...machine.leaves()];
  const job = resumable(db, flags) ?? newJob(db, flags);
  const annotators = readAllAnnotators(db)
    .map(({ config }) => config)
    .filter(({ id }) => job.annotatorIds.includes(id));
  requireLeave(
    { annotators, supervisor: null, ollamaUrl: flags.ollamaUrl ?? machine.settings().ollamaUrl },
    leaves,
  );
  const models = await openModels(db, { ollamaUrl: flags.ollamaUrl, inFlight, leaves, machine });
  const release = acquireRunLock(db.name);
  const progress = createProgress();
  try {
    const names = ollamaModelsOf(db, job.annotatorIds, null);
    await probeNewModels(models.desk, names, signals.drain, (text) => progress.update(null, text));
    const deps = { db, models: models.provider, now, newId, emit: () => undefined };
    await labelCorpus(deps, job, signals, () => {
      const status = readLabelStatus(db, newestLabelJob(db) ?? job);
      progress.update(
        status.documents === 0 ? null : status.done / status.documents,
        `Labelling with ${status.with}: ${status.done.toLocaleString('en-US')} of ${status.documents.toLocaleString('en-US')} documents${
          status.etaMs === null ? '' : ` · about ${formatDuration(status.etaMs)} left`
        }`,
      );
    });
  } finally {
    progress.end();
    release();
    await models.close();
  }
  const status = readLabelStatus(db, newestLabelJob(db) ?? job);
  if (flags.json === true) printJson(status);
  note(
    `${status.state}: ${status.done} documents, ${status.failed} without an answer${status.reason === null ? '' : ` (${status.reason})`}.`,
  );
  if (status.state === 'done') return exitCodes.done;
  return signals.drain.aborted ? exitCodes.interrupted : exitCodes.failed;
}

/** `--with openai:MODEL@URL` names a server. */
function serversNamed(flags: Flags): ServerFlags {
  const isNamed = flags.with?.startsWith('openai:') === true;
  return {
    ollamaUrl: flags.ollamaUrl,
    allowHost: flags.allowHost ?? [],
    annotators: isNamed ? [annotatorFromId(flags.with ?? '', builtinAnnotators)] : [],
  };
}

function newJob(db: Database, flags: Flags): LabelJobRow {
  const plan = planLabelling(db, flags.with ?? 'best');
  const why = {
    iteration: `that of iteration ${plan.iteration ?? 0}`,
    edited: 'the newest: the expert changed it after the chosen iteration',
    newest: 'the newest',
  }[plan.guidelineWhy];
  note(
    `Labelling with ${plan.source} (${plan.annotatorIds.join(', ')}) and guideline ${plan.guidelineNumber} (${why}).`,
  );
  return createLabelJob(db, plan, flags.all === true ? 'all' : 'unlabelled', { newId, now });
}

function resumable(db: Database, flags: Flags): LabelJobRow | null {
  const job = newestLabelJob(db);
  if (flags.new === true || job === undefined || job.state === 'done' || job.state === 'stopped') return null;
  if (flags.with !== undefined && flags.with !== job.source) return null;
  note(`Resuming the labelling of ${job.startedAt}.`);
  return job;
}
