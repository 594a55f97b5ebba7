import type { ReportFacts, RunFacts } from '#core/report/report-facts.ts';
import { summariseIterations } from '#core/run/iteration-summary.ts';
import { readRunStatus } from '#core/run/run-status.ts';
import { countDocuments, countGoldDocuments, countGoldTypes } from '#core/store/document-table.ts';
import { countDecisions, listQuestions } from '#core/store/expert-tables.ts';
import { listGuidelineRevisions, readNewestGuideline } from '#core/store/guideline-table.ts';
import { newestLabelJob } from '#core/store/label-job-table.ts';
import type { Database } from '#core/store/open-store.ts';
import { readProject } from '#core/store/project-table.ts';
import { listIterations, newestRun, type RunRow } from '#core/store/run-table.ts';
import { readAllAnnotators, readSchema } from '#core/store/setup-tables.ts';
import { listSupervisorCalls } from '#core/store/supervision-table.ts';
import { readLabelStatus } from './label-status.ts';

/** What a report says about a project as it stands now. */
export function collectReport(db: Database, writtenAt: string, appVersion: string): ReportFacts {
  const run = newestRun(db);
  const job = newestLabelJob(db);
  return {
    name: readProject(db).name,
    writtenAt,
    appVersion,
    corpus: {
      documents: countDocuments(db),
      goldDocuments: countGoldDocuments(db),
      goldSpans: countGoldTypes(db),
    },
    schema: readSchema(db).schema,
    guideline: readNewestGuideline(db) ?? null,
    versions: listGuidelineRevisions(db).toReversed(),
    run: run === undefined ? null : runFacts(db, run),
    labelling: job === undefined ? null : readLabelStatus(db, job),
  };
}

function runFacts(db: Database, run: RunRow): RunFacts {
  const configs = new Map(readAllAnnotators(db).map(({ config }) => [config.id, config]));
  const calls = listSupervisorCalls(db, run.runKey);
  return {
    status: readRunStatus(db, run),
    rounds: summariseIterations(db, run),
    annotators: run.settings.annotatorIds.flatMap((id) => configs.get(id) ?? []),
    supervisorCalls: calls.filter((call) => call.status !== 'reused' && call.status !== 'skipped').length,
    supervisorTokens: calls.reduce((sum, call) => sum + call.inputTokens + call.outputTokens, 0),
    decisions: listIterations(db, run.runKey).reduce(
      (sum, row) => sum + countDecisions(db, run.runKey, row.iteration),
      0,
    ),
    answeredQuestions: listQuestions(db, run.runKey).filter((question) => question.answer !== null).length,
  };
}
