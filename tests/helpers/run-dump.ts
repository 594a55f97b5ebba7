import { readAnalysis } from '#core/store/analysis-table.ts';
import { listQuestions } from '#core/store/expert-tables.ts';
import { listGuidelineRevisions, readGuidelineRevision } from '#core/store/guideline-table.ts';
import type { Database } from '#core/store/open-store.ts';
import { readDocumentSet, readDocumentSetQuality } from '#core/store/document-set-table.ts';
import { listIterations, newestRun, type RunRow } from '#core/store/run-table.ts';
import { readUnits } from '#core/store/unit-table.ts';

export function theRun(db: Database): RunRow {
  const run = newestRun(db);
  if (run === undefined) throw new Error('The project has no run.');
  return run;
}

/** Everything a run leaves behind that may not depend on when it was stopped: no times, no token counts of repeats. */
export function dumpRun(db: Database) {
  const run = theRun(db);
  const rounds = listIterations(db, run.runKey);
  return {
    state: run.state,
    best: run.best,
    dropped: run.dropped,
    rounds: rounds.map((round) => ({
      ...round,
      main: readDocumentSet(db, run.runKey, round.iteration, 'main'),
      mainQuality: readDocumentSetQuality(db, run.runKey, round.iteration, 'main'),
      probe: readDocumentSet(db, run.runKey, round.iteration, 'probe'),
      probeQuality: readDocumentSetQuality(db, run.runKey, round.iteration, 'probe'),
      units: readUnits(db, run.runKey, round.iteration).map((unit) => ({
        annotatorKey: unit.annotatorKey,
        documentKey: unit.documentKey,
        state: unit.state,
        spans: unit.spans,
        raw: unit.raw,
        unlocated: unit.unlocated,
        unknownTypes: unit.unknownTypes,
        rung: unit.rung,
        promptHash: unit.promptHash,
        guideline: unit.guideline,
        options: unit.options,
        error: unit.error,
      })),
      analysis: readAnalysis(db, run.runKey, round.iteration, 'main') ?? null,
      probeAnalysis: readAnalysis(db, run.runKey, round.iteration, 'probe') ?? null,
    })),
    questions: listQuestions(db).map(({ questionId, iteration, question }) => ({
      questionId,
      iteration,
      question,
    })),
    guidelines: listGuidelineRevisions(db).map(({ number }) => {
      const { createdAt: _createdAt, ...revision } = readGuidelineRevision(db, number) ?? {
        createdAt: '',
      };
      return revision;
    }),
  };
}
