import type { RpcHandlers } from '#shared/rpc/contract.ts';
import type { AgreementDetail } from '#shared/rpc/run.ts';
import type { Evaluation, LabelledDocument } from '#shared/domain/analysis.ts';
import { AppError } from '#shared/errors.ts';
import { confusionMatrix } from '#core/agreement/confusion-matrix.ts';
import { effectiveAnnotators } from '#core/agreement/effective-annotators.ts';
import { tokenAlpha } from '#core/agreement/krippendorff-alpha.ts';
import { meanWithOthers, pairwiseAgreement } from '#core/agreement/pairwise.ts';
import { spanAgreementMatrix } from '#core/agreement/span-agreement-modes.ts';
import { spanUnitizing } from '#core/agreement/span-unitizing.ts';
import { annotationTable } from '#core/labels/annotation-table.ts';
import { tokenSpansFromTags } from '#core/labels/tags-to-spans.ts';
import { renderReport } from '#core/report/render-report.ts';
import { annotatorOrder, iterationLabels } from '#core/run/analyse-stage.ts';
import { goldFigures, schemeWeights, summariseIterations } from '#core/run/iteration-summary.ts';
import { loadIteration } from '#core/run/load-iteration.ts';
import { readAnalysis } from '#core/store/analysis-table.ts';
import { countGoldDocuments } from '#core/store/document-table.ts';
import type { Database } from '#core/store/open-store.ts';
import { listIterations, type RunRow } from '#core/store/run-table.ts';
import { readAllAnnotators } from '#core/store/setup-tables.ts';
import type { EngineContext } from '../context.ts';
import { collectReport } from '../collect-report.ts';
import { requireRun } from '../run-access.ts';
import { runWarnings } from '../run-warnings.ts';

type Methods = 'results.get' | 'results.report' | 'results.gold' | 'agreement.detail' | 'agreement.confusion';

export function resultHandlers(context: EngineContext): Pick<RpcHandlers, Methods> {
  const { projects } = context;
  return {
    'results.get': ({ projectId, runId }) => {
      const { db } = projects.open(projectId);
      const run = requireRun(db, runId);
      const iterations = summariseIterations(db, run);
      const last = newestAnalysis(db, run);
      const ids = new Set([...run.settings.annotatorIds]);
      return {
        annotators: readAllAnnotators(db)
          .filter(({ config }) => ids.has(config.id))
          .map(({ config }) => ({
            annotatorId: config.id,
            displayName: config.displayName,
            monogram: config.monogram,
          })),
        iterations,
        best: run.best,
        effectiveAnnotators: last === undefined ? null : effectiveAnnotators(last.pairwise.spanF1).effective,
        warnings: runWarnings(run, iterations),
        hasGold: countGoldDocuments(db) > 0,
      };
    },
    'results.report': ({ projectId }) => {
      const facts = collectReport(projects.open(projectId).db, context.now(), context.options.appVersion);
      return { fileName: 'report.html', content: renderReport(facts) };
    },
    'results.gold': ({ projectId, runId, iteration }) => {
      const { db } = projects.open(projectId);
      const figures = goldFigures(db, requireRun(db, runId), iteration);
      if (figures === null) return null;
      return {
        documents: figures.documents,
        rows: [...figures.rows].map(([who, evaluation]) => ({ who, ...goldRow(evaluation) })),
      };
    },
    'agreement.detail': ({ projectId, runId, iteration, mode, labelBlind }) => {
      const { db } = projects.open(projectId);
      return agreementDetail(db, requireRun(db, runId), iteration, mode, labelBlind);
    },
    'agreement.confusion': ({ projectId, runId, iteration, row, column }) => {
      const { db } = projects.open(projectId);
      const run = requireRun(db, runId);
      const loaded = loadIteration(db, run, iteration);
      const byId = new Map(loaded.documents.map((document) => [document.id, document]));
      const spansOf = (who: string): Map<string, { start: number; end: number; type: string }[]> =>
        new Map(
          loaded.documents.flatMap((document) => {
            const spans =
              who === 'consensus'
                ? loaded.consensus.get(document.key)
                : loaded.answers.find(
                    (answer) =>
                      answer.annotatorId === who && answer.documentKey === document.key && answer.votes,
                  )?.spans;
            return spans === undefined
              ? []
              : [[document.id, spans.map(({ start, end, type }) => ({ start, end, type }))] as const];
          }),
        );
      const matrix = confusionMatrix(spansOf(row), spansOf(column));
      const labels = [...matrix.types, 'nothing'];
      return {
        labels,
        counts: matrix.cells.map((cells) => cells.map((cell) => cell.length)),
        cells: matrix.cells.flatMap((cells, i) =>
          cells.flatMap((cell, j) =>
            cell.length === 0
              ? []
              : [
                  {
                    row: labels[i] ?? '',
                    column: labels[j] ?? '',
                    spans: cell.slice(0, 200).map(({ documentId, first, second }) => {
                      const span = first ?? second ?? { start: 0, end: 0 };
                      const document = byId.get(documentId);
                      return {
                        key: document?.key ?? 0,
                        documentId,
                        start: span.start,
                        end: span.end,
                        text: document?.text.slice(span.start, span.end) ?? '',
                      };
                    }),
                  },
                ],
          ),
        ),
      };
    },
  };
}

function goldRow(evaluation: Evaluation): {
  micro: { precision: number; recall: number; f1: number; support: number };
  macroF1: number;
  perType: Record<string, { precision: number; recall: number; f1: number; support: number }>;
  schemas: Record<string, number>;
} {
  const short = ({
    precision,
    recall,
    f1,
    support,
  }: Evaluation['strict']['micro']): { precision: number; recall: number; f1: number; support: number } => ({
    precision,
    recall,
    f1,
    support,
  });
  return {
    micro: short(evaluation.strict.micro),
    macroF1: evaluation.strict.macro.f1,
    perType: Object.fromEntries(
      Object.entries(evaluation.strict.perType).map(([type, score]) => [type, short(score)]),
    ),
    schemas: Object.fromEntries(Object.entries(evaluation.schemas).map(([name, score]) => [name, score.f1])),
  };
}

function newestAnalysis(
  db: Database,
  run: RunRow,
): NonNullable<ReturnType<typeof readAnalysis>>['analysis'] | undefined {
  return listIterations(db, run.runKey)
    .toReversed()
    .map((row) => readAnalysis(db, run.runKey, row.iteration, 'main')?.analysis)
    .find((analysis) => analysis !== undefined);
}

function agreementDetail(
  db: Database,
  run: RunRow,
  iteration: number,
  mode: AgreementDetail['mode'],
  labelBlind: boolean,
): AgreementDetail {
  const stored = readAnalysis(db, run.runKey, iteration, 'main');
  if (stored === undefined) {
    throw new AppError('NOT_FOUND', `Round ${iteration} is not analysed yet.`, {
      action: 'Wait until its annotators are done.',
    });
  }
  const { analysis } = stored;
  const documents = iterationLabels(db, run, iteration, 'main');
  const read = labelBlind ? documents.map(withoutTypes) : documents;
  const order = annotatorOrder(db, run, iteration);
  const table = annotationTable(read, order);
  const pairwise = pairwiseAgreement(table);
  const matrix = mode === 'strict' ? pairwise.spanF1 : spanAgreementMatrix(read, order, mode);
  const means = meanWithOthers(matrix, pairwise.documents);
  const weights = schemeWeights(analysis);
  const loaded = loadIteration(db, run, iteration);
  const keyOf = new Map(loaded.documents.map((document) => [document.id, document.key]));
  const types = [
    ...new Set(
      documents.flatMap((document) =>
        Object.values(document.labels).flatMap((tags) => tokenSpansFromTags(tags).map((span) => span.type)),
      ),
    ),
  ].sort();
  return {
    annotators: [...order],
    mode,
    labelBlind,
    matrix: maskEmpty(matrix, pairwise.documents),
    documentsBehind: pairwise.documents.map((row) => [...row]),
    kappa: maskEmpty(pairwise.kappa, pairwise.documents),
    tokenMacroF1: maskEmpty(pairwise.tokenMacroF1, pairwise.documents),
    mean: means.reduce((sum, value) => sum + value, 0) / Math.max(1, means.length),
    interval: [...(stored.interval ?? [0, 0])] as [number, number],
    weights: analysis.annotators.map((annotatorId, index) => ({
      annotatorId,
      weight: weights[index] ?? 0,
      inCoalition: analysis.coalition.includes(annotatorId),
    })),
    perType: types.map((type) => {
      const typed = spanAgreementMatrix(documents, order, 'strict', [type]);
      const values = meanWithOthers(typed, pairwise.documents);
      return {
        type,
        agreement: values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length),
        spans: documents.reduce(
          (sum, document) =>
            sum +
            Object.values(document.labels).reduce(
              (own, tags) => own + tokenSpansFromTags(tags).filter((span) => span.type === type).length,
              0,
            ),
          0,
        ),
      };
    }),
    perDocument: documents.flatMap((document) => {
      const one = annotationTable([document], order);
      if (one.documents.length === 0) return [];
      const own = pairwiseAgreement(one);
      const values = meanWithOthers(own.spanF1, own.documents).filter(
        (_, k) => (own.documents[k]?.[k] ?? 0) > 0,
      );
      return [
        {
          key: keyOf.get(document.id) ?? 0,
          id: document.id,
          agreement: values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length),
          hotspots: analysis.hotspots.filter((spot) => spot.documentId === document.id).length,
        },
      ];
    }),
    alphaUnitizing: spanUnitizing(read, order).overall,
    alphaToken: tokenAlpha(table),
    bias: analysis.bias.map((row) => ({
      annotatorId: row.annotator,
      agreementRate: row.agreementRate,
      entityOverTagging: row.entityOverTagging,
    })),
    excluded: analysis.excluded.map((row) => ({ ...row })),
  };
}

/** A cell no document stands behind has no value. */
function maskEmpty(
  matrix: readonly (readonly number[])[],
  documents: readonly (readonly number[])[],
): (number | null)[][] {
  return matrix.map((row, i) => row.map((value, j) => ((documents[i]?.[j] ?? 0) > 0 ? value : null)));
}

/** Label-blind view: every span has the same type. */
function withoutTypes(document: LabelledDocument): LabelledDocument {
  return {
    id: document.id,
    tokens: document.tokens,
    labels: Object.fromEntries(
      Object.entries(document.labels).map(([annotator, tags]) => [
        annotator,
        tags.map((tag) => (tag === 'O' ? 'O' : `${tag.slice(0, 2)}SPAN`)),
      ]),
    ),
  };
}
