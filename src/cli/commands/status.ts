import type { Command } from 'commander';
import { summariseIterations } from '#core/run/iteration-summary.ts';
import { readRunStatus } from '#core/run/run-status.ts';
import { readLabelStatus } from '#core/engine/label-status.ts';
import { corpusFigures, countGoldTypes } from '#core/store/document-table.ts';
import { countDecisions, listQuestions } from '#core/store/expert-tables.ts';
import { listGuidelineRevisions } from '#core/store/guideline-table.ts';
import { newestLabelJob } from '#core/store/label-job-table.ts';
import { readAnalysis } from '#core/store/analysis-table.ts';
import type { Database } from '#core/store/open-store.ts';
import { readProject } from '#core/store/project-table.ts';
import { listIterations, newestRun } from '#core/store/run-table.ts';
import { readPool, readSchema } from '#core/store/setup-tables.ts';
import { listSupervisorCalls } from '#core/store/supervision-table.ts';
import { cliAction } from '../cli-action.ts';
import { printJson, printLine } from '../output.ts';
import { projectOption, withProject } from '../open-project.ts';
import { printIterations } from '../print-iterations.ts';

export function registerStatus(program: Command): void {
  projectOption(program.command('status').description('how the project stands, every stage'))
    .option('--json', 'everything as JSON')
    .action((flags: { project: string; json?: boolean }) =>
      cliAction(flags.json === true, () =>
        withProject(flags.project, (db) => {
          const status = collect(db);
          if (flags.json === true) printJson(status);
          else printStatus(db, status);
          return 0;
        }),
      ),
    );
}

type Status = ReturnType<typeof collect>;

function collect(db: Database) {
  const run = newestRun(db);
  const job = newestLabelJob(db);
  const { schema, number } = readSchema(db);
  return {
    project: readProject(db),
    corpus: { ...corpusFigures(db), goldSpans: countGoldTypes(db) },
    schema: { revision: number, types: schema.types.map((type) => type.name) },
    annotators: readPool(db).map(({ config }) => ({
      id: config.id,
      kind: config.kind,
      enabled: config.enabled,
      name: config.displayName,
    })),
    run: run === undefined ? null : readRunStatus(db, run),
    rounds: run === undefined ? [] : summariseIterations(db, run),
    stages:
      run === undefined
        ? []
        : listIterations(db, run.runKey).map((row) => {
            const analysis = readAnalysis(db, run.runKey, row.iteration, 'main')?.analysis;
            return {
              iteration: row.iteration,
              state: row.state,
              guideline: row.guideline,
              annotators: row.annotatorIds,
              coalition: analysis?.coalition ?? [],
              thresholds: analysis?.thresholds ?? null,
              hotspots: analysis?.hotspots.length ?? 0,
              decided: countDecisions(db, run.runKey, row.iteration),
              supervisorCalls: listSupervisorCalls(db, run.runKey).filter(
                (call) => call.iteration === row.iteration,
              ).length,
            };
          }),
    openQuestions: listQuestions(db).filter((question) => question.answer === null).length,
    guidelines: listGuidelineRevisions(db).map(({ goal: _goal, ...row }) => row),
    labelling: job === undefined ? null : readLabelStatus(db, job),
  };
}

function printStatus(db: Database, status: Status): void {
  printLine(
    `${status.project.name}: ${status.corpus.documents} documents, ${status.schema.types.length} entity types (${status.schema.types.join(', ')})`,
  );
  const { run } = status;
  if (run === null) {
    printLine('No run yet. Start one with: diziner run --project …');
  } else {
    printLine(
      `Run: ${run.state}, iteration ${run.iteration} of ${run.iterations}, stage ${run.stage}, ${run.unitsDone} of ${run.unitsTotal} units, $${run.costUsd.toFixed(4)}`,
    );
    if (run.reason !== null) printLine(run.reason);
    printIterations(db, status.rounds);
    if (run.best !== null) printLine(`\nBest: ${run.best.reason}`);
  }
  if (status.openQuestions > 0)
    printLine(`${status.openQuestions} open questions: diziner questions --project …`);
  if (status.labelling !== null) {
    printLine(
      `Labelling with ${status.labelling.with}: ${status.labelling.state}, ${status.labelling.done} of ${status.labelling.documents} documents`,
    );
  }
}
