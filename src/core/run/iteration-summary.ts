import type { Evaluation } from '#shared/domain/analysis.ts';
import type { IterationSummary, UnitCounts } from '#shared/domain/run.ts';
import { evaluate } from '#core/evaluation/evaluate.ts';
import { readGold } from '#core/store/document-table.ts';
import { readDocumentSet, readDocumentSetQuality } from '#core/store/document-set-table.ts';
import { guidelineRuleCount } from '#core/store/guideline-table.ts';
import type { Database } from '#core/store/open-store.ts';
import { listIterations, type IterationRow, type RunRow } from '#core/store/run-table.ts';
import { loadIteration, type LoadedIteration } from './load-iteration.ts';
import { consensusSpans } from './consensus-spans.ts';

/** Evaluation against gold of each annotator, "consensus" and "elite"; only documents with gold count. */
export interface GoldFigures {
  readonly documents: number;
  readonly rows: ReadonlyMap<string, Evaluation>;
}

/** Every round of a run as the trend shows it. Gold figures stand beside agreement and decide nothing. */
export function summariseIterations(db: Database, run: RunRow): IterationSummary[] {
  return listIterations(db, run.runKey).map((row) => summarise(db, run, row));
}

function summarise(db: Database, run: RunRow, row: IterationRow): IterationSummary {
  const loaded = loadIteration(db, run, row.iteration);
  const analysis = loaded.analysis?.analysis;
  const gold = goldFigures(db, run, row.iteration, loaded);
  const probe = readDocumentSet(db, run.runKey, row.iteration, 'probe').length;
  return {
    iteration: row.iteration,
    state: row.state,
    guidelineNumber: row.guideline,
    documents: loaded.documents.length,
    documentSets: {
      main: {
        documents: loaded.documents.length,
        quality: readDocumentSetQuality(db, run.runKey, row.iteration, 'main'),
      },
      probe:
        probe === 0
          ? null
          : { documents: probe, quality: readDocumentSetQuality(db, run.runKey, row.iteration, 'probe') },
    },
    excludedDocuments: analysis?.excluded.length ?? 0,
    agreement: analysis?.agreement.mean ?? null,
    interval: loaded.analysis?.interval == null ? null : [...loaded.analysis.interval],
    hotspots: analysis?.hotspots.length ?? 0,
    perAnnotator: row.annotatorIds.map((annotatorId) => {
      const own = loaded.answers.filter((answer) => answer.annotatorId === annotatorId);
      const units: UnitCounts = {};
      for (const answer of own) units[answer.state] = (units[answer.state] ?? 0) + 1;
      const index = analysis?.annotators.indexOf(annotatorId) ?? -1;
      return {
        annotatorId,
        agreement: analysis?.agreement.perAnnotator[index] ?? null,
        entities: own.reduce((sum, answer) => sum + answer.spans.length, 0),
        units,
        goldF1: gold?.rows.get(annotatorId)?.strict.micro.f1 ?? null,
      };
    }),
    consensusGoldF1: gold?.rows.get('consensus')?.strict.micro.f1 ?? null,
    rules: guidelineRuleCount(db, row.guideline),
  };
}

/** Null where no document of the iteration has gold or nothing is analysed. */
export function goldFigures(
  db: Database,
  run: RunRow,
  iteration: number,
  loaded: LoadedIteration = loadIteration(db, run, iteration),
): GoldFigures | null {
  const analysis = loaded.analysis?.analysis;
  if (analysis === undefined) return null;
  const documents = loaded.documents.filter((document) => readGold(db, document.key) !== null);
  if (documents.length === 0) return null;
  const gold = new Map(documents.map((document) => [document.id, readGold(db, document.key) ?? []]));
  const rows = new Map<string, Evaluation>();
  for (const annotatorId of analysis.annotators) {
    const own = new Map(
      loaded.answers
        .filter((answer) => answer.annotatorId === annotatorId && answer.votes)
        .map((answer) => [answer.documentKey, answer.spans]),
    );
    // A failed document counts as no prediction in evaluation (method.md 7.3), unlike in agreement.
    rows.set(
      annotatorId,
      evaluate(gold, new Map(documents.map((document) => [document.id, own.get(document.key) ?? []]))),
    );
  }
  rows.set(
    'consensus',
    evaluate(
      gold,
      new Map(documents.map((document) => [document.id, loaded.consensus.get(document.key) ?? []])),
    ),
  );
  const elite = analysis.coalition;
  const weights = schemeWeights(analysis);
  rows.set(
    'elite',
    evaluate(
      gold,
      new Map(
        documents.map((document) => [
          document.id,
          consensusSpans(
            document,
            elite.flatMap((id) => {
              const answer = loaded.answers.find(
                (candidate) =>
                  candidate.annotatorId === id && candidate.documentKey === document.key && candidate.votes,
              );
              const weight = weights[analysis.annotators.indexOf(id)] ?? 0;
              return answer === undefined ? [] : [{ spans: answer.spans, weight }];
            }),
          ),
        ]),
      ),
    ),
  );
  return { documents: documents.length, rows };
}

/** The weights the analysis used, in annotator order. */
export function schemeWeights(analysis: {
  readonly params: { readonly weights: 'hybrid' | 'span-only' | 'kappa-only' };
  readonly weights: {
    readonly hybrid: readonly number[];
    readonly spanOnly: readonly number[];
    readonly kappaOnly: readonly number[];
  };
}): readonly number[] {
  switch (analysis.params.weights) {
    case 'hybrid':
      return analysis.weights.hybrid;
    case 'span-only':
      return analysis.weights.spanOnly;
    case 'kappa-only':
      return analysis.weights.kappaOnly;
  }
}
