import type { Command } from 'commander';
import type { AnnotatorConfig } from '#shared/domain/annotator.ts';
import { runSettingsSchema, type RunSettings } from '#shared/domain/run-settings.ts';
import { environmentKeyFor } from '#core/llm/environment-keys.ts';
import type { RunSignals } from '#core/run/execute-run.ts';
import { answerPendingCall, readPendingCall } from '#core/run/pending-call.ts';
import { summariseIterations } from '#core/run/iteration-summary.ts';
import { readRunStatus } from '#core/run/run-status.ts';
import { retryFailedUnits } from '#core/run/retry-failed.ts';
import { startRun } from '#core/run/start-run.ts';
import type { Database } from '#core/store/open-store.ts';
import { newestRun, readRunByKey, updateRun, type RunRow } from '#core/store/run-table.ts';
import { readAllAnnotators } from '#core/store/setup-tables.ts';
import { environmentKeys } from '#host/environment-keys.ts';
import { askApproval } from '../ask-approval.ts';
import { cliAction } from '../cli-action.ts';
import { withMachine, type Machine } from '../machine.ts';
import { allowHostOption, namedHosts, requireLeave } from '../named-hosts.ts';
import { limitFlags, runSettingsFrom, serversNamed, type RunFlags } from '../run-flags.ts';
import { exitCodes, note, printJson, printLine } from '../output.ts';
import {
  inFlightFlag,
  inFlightOption,
  ollamaUrlOption,
  parseSupervisor,
  projectOption,
  withProject,
} from '../open-project.ts';
import { parseFlags } from '../parse-flags.ts';
import { printIterations } from '../print-iterations.ts';
import { newId, now } from '../now-and-ids.ts';
import { openModels, type OpenedModels } from '../open-models.ts';
import { runWithProgress } from '../run-project.ts';
import { supervisorWords } from '../supervisor-words.ts';

export function registerRun(program: Command): void {
  allowHostOption(
    inFlightOption(
      projectOption(program.command('run').description('runs the loop, or resumes where it stopped')),
    ),
  )
    .option(
      '--annotators <ids>',
      'comma-separated: builtin:lexicon, ollama:qwen3:14b, openai:MODEL@URL; default: the whole pool',
    )
    .option(
      '--supervisor <name>',
      'openai:MODEL | ollama:MODEL | rules; default: the one chosen for the project, else rules',
    )
    .option(...ollamaUrlOption)
    .option('--supervisor-url <url>', 'base URL of an OpenAI-compatible server, ending in /v1')
    .option('--iterations <n>', 'supervised rounds after the first (0 to 20)')
    .option('--set-size <n>', 'documents per iteration')
    .option('--preset <name>', 'stable | relaxed | aggressive')
    .option('--seed <n>', 'seed of document choice and resampling')
    .option('--review', 'wait for the expert after each supervision')
    .option('--hotspot-percentile <n>', 'percentile of the token score that makes a hotspot')
    .option('--coalition-cutoff <n>', 'cumulative weight of the coalition')
    .option('--boundary <variant>', 'start-inside | entity')
    .option('--weights <scheme>', 'hybrid | span-only | kappa-only')
    .option(
      '--adaptive-threshold [rule]',
      'raise the hotspot threshold: gap (where the scores have one; without a rule) | permutation (above chance) | off',
    )
    .option('--hotspot-budget <n>', 'most hotspots of a round where nobody agrees; shrinks with agreement')
    .option('--skip-goal', 'ablation: no goal in any text')
    .option('--gold-supervision', 'ablation: gold instead of the consensus')
    .option('--homogeneous-pool', 'ablation: one model family on purpose')
    .option('--model-specific-for-all', 'rules for every annotator, not only those outside the coalition')
    .option('--drop-worst', 'drop an annotator that lags far behind')
    .option('--early-stopping', 'stop when a probe set shows no gain, and go back to the best guideline')
    .option('--probe-set-size <n>', 'documents of the probe set, a third of the corpus at most')
    .option('--cost-cap <usd>', 'stop before the supervisor costs more')
    .option('--ask', 'show each text before it is sent to another computer, and wait for approval')
    .option('--no-ask', 'send without asking; default: as chosen for the project, else ask')
    .option('--new', 'start a new run even if one can be resumed')
    .option('--data-dir <dir>', 'folder of the app')
    .option('--retry-failed', 'ask again for failed answers of the newest iteration')
    .option('--json', 'print the status as JSON at the end')
    .action((raw: RunFlags) =>
      cliAction(raw.json === true, async (signals) =>
        withProject(raw.project, (db) =>
          withMachine(raw.dataDir, (machine) => startOrResume(db, machine, raw, signals)),
        ),
      ),
    );
}

async function startOrResume(
  db: Database,
  machine: Machine,
  raw: RunFlags,
  signals: RunSignals,
): Promise<number> {
  const inFlight = inFlightFlag(raw.inFlight);
  if (raw.retryFailed === true) retryFailed(db);
  const open = resumable(db, raw);
  const settings = open?.settings ?? runSettingsFrom(db, raw);
  if (raw.supervisor === undefined) note(supervisorWords(settings.supervisor, open !== null));
  const leaves = [...namedHosts(serversNamed(raw, settings)), ...machine.leaves()];
  requireLeave(
    {
      ...settings,
      annotators: annotatorsOf(db, settings),
      ollamaUrl: raw.ollamaUrl ?? machine.settings().ollamaUrl,
    },
    leaves,
  );
  const run = open ?? startRun(db, settings, { newId, now });
  if (raw.supervisorUrl !== undefined) machine.rememberSupervisor(raw.supervisorUrl);
  const models = await openModels(db, { ollamaUrl: raw.ollamaUrl, inFlight, leaves, machine });
  noteUnusedKey(run, machine);
  const ended = await runToRest(db, models, run, signals).finally(() => models.close());
  report(db, ended, raw.json === true);
  switch (ended.state) {
    case 'done':
      return exitCodes.done;
    case 'waiting-for-expert':
    case 'waiting-for-approval':
    case 'stopped':
      return exitCodes.done;
    case 'paused':
      return signals.drain.aborted ? exitCodes.interrupted : exitCodes.failed;
    case 'running':
    case 'failed':
      return exitCodes.failed;
  }
}

/** Runs; where a call waits for approval and somebody sits at the terminal, asks there and goes on. */
async function runToRest(
  db: Database,
  models: OpenedModels,
  run: RunRow,
  signals: RunSignals,
): Promise<RunRow> {
  let row = await runWithProgress(db, models, run, signals);
  const terminal = { input: process.stdin, output: process.stderr };
  while (terminal.input.isTTY && terminal.output.isTTY) {
    const call = readPendingCall(db, row);
    if (call === null) return row;
    const answer = await askApproval(call, terminal, signals.drain);
    if (answer === 'later') return row;
    if (answer === 'all') {
      updateRun(db, row.runKey, { settings: { ...row.settings, askBeforeSending: false } });
    }
    answerPendingCall(db, row, call.requestHash, answer !== 'skip');
    row = await runWithProgress(db, models, readRunByKey(db, row.runKey), signals);
  }
  return row;
}

/** Says why a key that lies in the environment is not sent along. */
function noteUnusedKey(run: RunRow, machine: Machine): void {
  const { kind, url } = run.settings.supervisor;
  const keys = environmentKeys();
  if (kind !== 'openai' || url === null || keys.openAiKey === undefined) return;
  if (environmentKeyFor(keys, url, (origin) => machine.isSupervisorOrigin(origin)) !== null) return;
  note(
    `OPENAI_API_KEY is not sent to ${url}: the address comes with the project. To send it, name the address: --supervisor-url ${url}`,
  );
}

/** Puts failed answers of the newest round back into the queue; the run then counts as unfinished. */
function retryFailed(db: Database): void {
  const run = newestRun(db);
  const units = run === undefined ? 0 : retryFailedUnits(db, run.runKey);
  note(units === 0 ? 'No failed answers to ask again.' : `Asking again for ${units} failed answers.`);
}

/** The newest run where it is unfinished; flags that change a run need --new. */
function resumable(db: Database, flags: RunFlags): RunRow | null {
  const run = newestRun(db);
  if (flags.new === true || run === undefined || run.state === 'done' || run.state === 'stopped') return null;
  if (flags.supervisor !== undefined || flags.supervisorUrl !== undefined) {
    const supervisor = parseSupervisor(
      flags.supervisor ??
        (run.settings.supervisor.kind === 'rules'
          ? 'rules'
          : `${run.settings.supervisor.kind}:${run.settings.supervisor.model}`),
      flags.supervisorUrl ?? run.settings.supervisor.url,
    );
    updateRun(db, run.runKey, { settings: { ...run.settings, supervisor } });
  }
  const limits = limitFlags(flags);
  if (Object.keys(limits).length > 0) {
    const { settings } = readRunByKey(db, run.runKey);
    updateRun(db, run.runKey, { settings: parseFlags(runSettingsSchema, { ...settings, ...limits }) });
  }
  note(`Resuming the run of ${run.startedAt} at iteration ${run.iteration}.`);
  return readRunByKey(db, run.runKey);
}

function annotatorsOf(db: Database, { annotatorIds }: RunSettings): AnnotatorConfig[] {
  return readAllAnnotators(db)
    .map(({ config }) => config)
    .filter(({ id }) => annotatorIds.includes(id));
}

function report(db: Database, run: RunRow, json: boolean): void {
  const iterations = summariseIterations(db, run);
  if (json) {
    printJson({ ...readRunStatus(db, run), rounds: iterations });
    return;
  }
  printIterations(db, iterations);
  if (run.reason !== null) note(`The run is ${run.state}: ${run.reason}`);
  if (run.state === 'waiting-for-approval') {
    note(`Look at it, and let it go or leave it out, with: diziner approve --project ${db.name}`);
  }
  if (run.best !== null) {
    printLine();
    printLine(`Chosen by agreement alone: ${run.best.reason}`);
  }
}
