import { AppError } from '#shared/errors.ts';
import { questionSchema } from '#shared/domain/decision.ts';
import type { RpcHandlers } from '#shared/rpc/contract.ts';
import type { HotspotView, compareFilterSchema, decisionInputSchema } from '#shared/rpc/run.ts';
import type { z } from 'zod';
import { assertSpans } from '#core/formats/assert-spans.ts';
import { loadIteration, type LoadedIteration } from '#core/run/load-iteration.ts';
import { documentIds, findInDocuments, readDocument, readGold } from '#core/store/document-table.ts';
import {
  flaggedDocuments,
  insertComment,
  insertDecision,
  listComments,
  listDecisions,
  newestQuestions,
  removeComment,
  removeDecision,
  setAnswer,
  setFlag,
  type DecisionRow,
} from '#core/store/expert-tables.ts';
import type { Database } from '#core/store/open-store.ts';
import { readAllAnnotators } from '#core/store/setup-tables.ts';
import { readAnalysis } from '#core/store/analysis-table.ts';
import { hotspotId } from '#core/supervisor/supervisor.ts';
import type { EngineContext } from '../context.ts';
import { hotspotViews } from '../hotspot-views.ts';
import { requireRun } from '../run-access.ts';

type Methods =
  | 'compare.documents'
  | 'compare.document'
  | 'compare.sameString'
  | 'decisions.add'
  | 'decisions.addMany'
  | 'decisions.remove'
  | 'decisions.list'
  | 'comments.add'
  | 'comments.remove'
  | 'documents.flag'
  | 'questions.list'
  | 'questions.answer'
  | 'questions.clear';

type DecisionInput = z.output<typeof decisionInputSchema>;
type Filter = z.output<typeof compareFilterSchema>;

/** Stretches of the heat strip. */
const heatCells = 24;

export function compareHandlers(context: EngineContext): Pick<RpcHandlers, Methods> {
  const { projects } = context;
  const author = (): string => context.settings.get().userName;

  const toRow = (db: Database, runKey: number, iteration: number, input: DecisionInput): DecisionRow => {
    const document = readDocument(db, input.documentKey);
    if (document === undefined) throw new AppError('NOT_FOUND', `There is no document ${input.documentKey}.`);
    assertSpans(document.text, input.spans);
    assertStretch(document.text, input);
    if (input.hotspotId !== null) assertHotspot(db, runKey, iteration, document.id, input.hotspotId);
    return {
      decisionId: context.newId(),
      runKey,
      iteration,
      kind: input.kind,
      hotspotId: input.hotspotId,
      documentKey: input.documentKey,
      // A decision replaces all that its spans cover, also where they reach beyond the hotspot.
      start: Math.min(input.start, ...input.spans.map((span) => span.start)),
      end: Math.max(input.end, ...input.spans.map((span) => span.end)),
      spans: input.spans,
      unclear: input.unclear,
      reason: input.reason,
      author: author(),
      createdAt: context.now(),
    };
  };
  const decide = (
    projectId: string,
    runId: string,
    iteration: number,
    inputs: readonly DecisionInput[],
  ): string[] => {
    const { db } = projects.open(projectId);
    const run = requireRun(db, runId);
    const rows = inputs.map((input) => toRow(db, run.runKey, iteration, input));
    const label = rows.length === 1 ? 'Decide hotspot' : `Decide ${rows.length} places`;
    projects.edit(projectId, label, ['decisions'], (store) =>
      rows.forEach((row) => insertDecision(store, row)),
    );
    return rows.map((row) => row.decisionId);
  };

  return {
    'compare.documents': ({ projectId, runId, iteration, filter }) => {
      const { db } = projects.open(projectId);
      const run = requireRun(db, runId);
      const loaded = loadIteration(db, run, iteration);
      const decisions = decisionsOf(db, run.runKey, iteration);
      const views = hotspotViews(loaded, decisions).filter((spot) => matches(spot, filter));
      const flags = flaggedDocuments(db);
      const rows = loaded.documents.map((document) => {
        const own = views.filter((spot) => spot.documentKey === document.key);
        return {
          key: document.key,
          id: document.id,
          snippet: document.text.slice(0, 160).replace(/\s+/gu, ' ').trim(),
          hotspots: own.length,
          decided: own.filter((spot) => spot.decisionId !== null).length,
          maxScore: Math.max(0, ...own.map((spot) => spot.score)),
          heat: heatOf(loaded, document.id),
          flagged: flags.has(document.key),
        };
      });
      return {
        rows: rows.sort((a, b) => b.maxScore - a.maxScore || a.key - b.key),
        hotspots: views.map(({ hotspotId, documentKey, score, decisionId }) => ({
          hotspotId,
          documentKey,
          score,
          decisionId,
        })),
      };
    },
    'compare.document': ({ projectId, runId, iteration, documentKey }) => {
      const { db } = projects.open(projectId);
      const run = requireRun(db, runId);
      const loaded = loadIteration(db, run, iteration);
      const document = loaded.documents.find((candidate) => candidate.key === documentKey);
      if (document === undefined) {
        throw new AppError('NOT_FOUND', `Document ${documentKey} is not in the set of round ${iteration}.`);
      }
      const decisions = decisionsOf(db, run.runKey, iteration).filter(
        (row) => row.documentKey === documentKey,
      );
      const metrics = loaded.analysis?.analysis.tokens.find((row) => row.documentId === document.id);
      const configs = new Map(readAllAnnotators(db).map((row) => [row.config.id, row.config]));
      const order = new Map(run.settings.annotatorIds.map((id, index) => [id, index]));
      return {
        key: document.key,
        id: document.id,
        text: document.text,
        tokens: document.tokens.map((token): [number, number] => [token.start, token.end]),
        annotators: loaded.answers
          .filter((answer) => answer.documentKey === documentKey)
          .sort((a, b) => (order.get(a.annotatorId) ?? 0) - (order.get(b.annotatorId) ?? 0))
          .map((answer) => ({
            annotatorId: answer.annotatorId,
            displayName: configs.get(answer.annotatorId)?.displayName ?? answer.annotatorId,
            monogram: configs.get(answer.annotatorId)?.monogram ?? '??',
            state: answer.state,
            spans: [...answer.spans],
          })),
        consensus: [...(loaded.consensus.get(documentKey) ?? [])],
        gold: readGold(db, documentKey),
        hotspots: hotspotViews(loaded, decisions).filter((spot) => spot.documentKey === documentKey),
        decisions: decisions.map(toDecisionView),
        comments: listComments(db, documentKey).map(({ documentKey: _key, ...comment }) => comment),
        flagged: flaggedDocuments(db).has(documentKey),
        metrics:
          metrics === undefined
            ? null
            : {
                score: [...metrics.score],
                conflict: [...metrics.conflict],
                type: [...metrics.type],
                boundary: [...metrics.boundary],
              },
      };
    },
    'compare.sameString': ({ projectId, runId, iteration, text, limit }) => {
      const { db } = projects.open(projectId);
      const loaded = loadIteration(db, requireRun(db, runId), iteration);
      const views = hotspotViews(loaded, []);
      return findInDocuments(db, text, limit).map(({ id, match: _match, ...place }) => ({
        ...place,
        documentId: id,
        consensusType:
          loaded.consensus
            .get(place.key)
            ?.find((span) => span.start === place.start && span.end === place.end)?.type ?? null,
        hotspotId:
          views.find(
            (spot) => spot.documentKey === place.key && spot.start < place.end && spot.end > place.start,
          )?.hotspotId ?? null,
      }));
    },
    'decisions.add': ({ projectId, runId, iteration, decision }) => ({
      decisionId: decide(projectId, runId, iteration, [decision])[0] ?? '',
    }),
    'decisions.addMany': ({ projectId, runId, iteration, decisions }) => ({
      decisionIds: decide(projectId, runId, iteration, decisions),
    }),
    'decisions.remove': ({ projectId, decisionId }) => {
      projects.edit(projectId, 'Remove decision', ['decisions'], (db) => {
        if (!removeDecision(db, decisionId))
          throw new AppError('NOT_FOUND', 'This decision is gone already.');
      });
      return null;
    },
    'decisions.list': ({ projectId }) => {
      const { db } = projects.open(projectId);
      const rows = listDecisions(db);
      const names = documentIds(
        db,
        rows.map((row) => row.documentKey),
      );
      return rows.map((row) => ({
        ...toDecisionView(row),
        documentId: names.get(row.documentKey) ?? '',
        text: readDocument(db, row.documentKey)?.text.slice(row.start, row.end) ?? '',
      }));
    },
    'comments.add': ({ projectId, documentKey, start, end, text }) => {
      const commentId = context.newId();
      projects.edit(projectId, 'Add comment', ['comments'], (db) => {
        const document = readDocument(db, documentKey);
        if (document === undefined) throw new AppError('NOT_FOUND', `There is no document ${documentKey}.`);
        assertStretch(document.text, { start, end });
        insertComment(db, {
          commentId,
          documentKey,
          start,
          end,
          text,
          author: author(),
          createdAt: context.now(),
        });
      });
      return { commentId };
    },
    'comments.remove': ({ projectId, commentId }) => {
      projects.edit(projectId, 'Remove comment', ['comments'], (db) => {
        if (!removeComment(db, commentId)) throw new AppError('NOT_FOUND', 'This comment is gone already.');
      });
      return null;
    },
    'documents.flag': ({ projectId, documentKey, flagged }) => {
      projects.edit(projectId, flagged ? 'Flag document' : 'Remove flag', ['comments'], (db) => {
        if (readDocument(db, documentKey) === undefined)
          throw new AppError('NOT_FOUND', `There is no document ${documentKey}.`);
        setFlag(db, documentKey, flagged, context.now());
      });
      return null;
    },
    // Questions of older runs are history: their answers bind nothing any more.
    'questions.list': ({ projectId }) =>
      newestQuestions(projects.open(projectId).db).map((row) => {
        const question = questionSchema.parse(row.question);
        return {
          questionId: row.questionId,
          iteration: row.iteration,
          text: question.text,
          approaches: question.approaches,
          answer: row.answer,
        };
      }),
    'questions.answer': ({ projectId, questionId, approachId, text }) => {
      if (approachId === null && text.trim() === '') {
        throw new AppError('INVALID_ARGUMENT', 'An answer needs one of the approaches or a text.', {
          action: 'Choose an approach, or write your own answer.',
        });
      }
      projects.edit(projectId, 'Answer question', ['questions'], (db) => {
        if (!setAnswer(db, questionId, { approachId, text, answeredAt: context.now() })) {
          throw new AppError('NOT_FOUND', 'This question is gone.');
        }
      });
      return null;
    },
    'questions.clear': ({ projectId, questionId }) => {
      projects.edit(projectId, 'Take answer back', ['questions'], (db) => {
        if (!setAnswer(db, questionId, null)) throw new AppError('NOT_FOUND', 'This question is gone.');
      });
      return null;
    },
  };
}

function assertStretch(text: string, { start, end }: { readonly start: number; readonly end: number }): void {
  if (start <= end && end <= text.length) return;
  throw new AppError(
    'INVALID_ARGUMENT',
    `${start}–${end} is no stretch of this document (0–${text.length}).`,
    {
      action: 'Reload the document and choose the place again.',
    },
  );
}

function assertHotspot(
  db: Database,
  runKey: number,
  iteration: number,
  documentId: string,
  id: string,
): void {
  const hotspots = readAnalysis(db, runKey, iteration, 'main')?.analysis.hotspots ?? [];
  if (hotspots.some((hotspot) => hotspot.documentId === documentId && hotspotId(hotspot) === id)) return;
  throw new AppError('NOT_FOUND', `Round ${iteration} has no hotspot ${id} in this document.`, {
    action: 'Reload the comparison.',
  });
}

function decisionsOf(db: Database, runKey: number, iteration: number): DecisionRow[] {
  return listDecisions(db, { runKey }).filter((row) => row.iteration === iteration);
}

function toDecisionView(
  row: DecisionRow,
): DecisionInput & { decisionId: string; iteration: number; author: string; createdAt: string } {
  return {
    decisionId: row.decisionId,
    iteration: row.iteration,
    author: row.author,
    createdAt: row.createdAt,
    kind: row.kind,
    hotspotId: row.hotspotId,
    documentKey: row.documentKey,
    start: row.start,
    end: row.end,
    spans: [...row.spans],
    unclear: row.unclear,
    reason: row.reason,
  };
}

function matches(spot: HotspotView, filter: Filter): boolean {
  const types = new Set(spot.options.flatMap((option) => option.spans.map((span) => span.type)));
  return (
    (filter.kinds.length === 0 || filter.kinds.includes(spot.kind)) &&
    (filter.differences.length === 0 || filter.differences.includes(spot.difference)) &&
    (filter.types.length === 0 || filter.types.some((type) => types.has(type))) &&
    // An annotator matters to a hotspot where it stands against the strongest reading.
    (filter.annotators.length === 0 ||
      filter.annotators.some((id) => spot.options.slice(1).some((option) => option.voters.includes(id)))) &&
    spot.score >= filter.minScore &&
    (!filter.undecidedOnly || spot.decisionId === null)
  );
}

/** Mean token score in each of up to 24 equal stretches. */
function heatOf(loaded: LoadedIteration, documentId: string): number[] {
  const scores = loaded.analysis?.analysis.tokens.find((row) => row.documentId === documentId)?.score ?? [];
  const cells = Math.min(heatCells, scores.length);
  return Array.from({ length: cells }, (_, cell) => {
    const from = Math.floor((cell * scores.length) / cells);
    const to = Math.floor(((cell + 1) * scores.length) / cells);
    const part = scores.slice(from, to);
    return part.reduce((sum, value) => sum + value, 0) / Math.max(1, part.length);
  });
}
