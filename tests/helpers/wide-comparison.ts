import { runStatusSchema } from '#shared/domain/run.ts';
import type { CompareDocument, HotspotView } from '#shared/rpc/run.ts';
import type { RpcOutput } from '#shared/rpc/contract.ts';
import type { Span } from '#shared/domain/span.ts';

export interface WideComparison {
  readonly document: CompareDocument;
  readonly documents: RpcOutput<'compare.documents'>;
  readonly status: RpcOutput<'run.list'>[number];
  readonly overview: RpcOutput<'projects.overview'>;
  readonly schema: RpcOutput<'schema.get'>;
}

const typeNames = ['PERSON', 'PLACE', 'ORGANISATION', 'EVENT', 'PRODUCT'];

/** One long document with many annotators that differ at every 25th word; the words are numbered, sentences have 20. */
export function wideComparison(annotators: number, words: number): WideComparison {
  const tokens: [number, number][] = [];
  let text = '';
  for (let index = 0; index < words; index += 1) {
    const word = index % 5 === 0 ? `Name${index}` : `word${index}`;
    tokens.push([text.length, text.length + word.length]);
    text += word + (index % 400 === 399 ? '\n\n' : index % 20 === 19 ? '. ' : ' ');
  }
  const span = (from: number, to: number, type: number): Span => {
    const start = tokens[from]![0];
    const end = tokens[to - 1]![1];
    return { start, end, type: typeNames[type % typeNames.length]!, text: text.slice(start, end) };
  };
  const ids = Array.from({ length: annotators }, (_, index) => `ollama:model-${index}`);
  const entityAt = Array.from({ length: Math.floor(words / 5) - 1 }, (_, index) => index * 5);
  const disputed = (at: number): boolean => at % 25 === 0;
  const reading = (at: number, annotator: number): Span =>
    disputed(at) && annotator % 3 === 0
      ? span(at, at + 2, at)
      : span(at, at + 1, at + (disputed(at) && annotator % 3 === 1 ? 1 : 0));
  const hotspots = entityAt.filter(disputed).map((at): HotspotView => ({
    hotspotId: `long:${at}-${at + 2}`,
    documentKey: 1,
    documentId: 'long',
    start: tokens[at]![0],
    end: tokens[at + 1]![1],
    startToken: at,
    endToken: at + 2,
    text: text.slice(tokens[at]![0], tokens[at + 1]![1]),
    score: 0.5,
    kind: 'complex',
    difference: 'mixed',
    options: [0, 1, 2].map((choice) => ({
      spans: [reading(at, choice)],
      voters: ids.filter((_, index) => index % 3 === choice),
      weight: 1 / 3,
    })),
    abstained: [],
    decisionId: null,
  }));
  const document: CompareDocument = {
    key: 1,
    id: 'long',
    text,
    tokens,
    annotators: ids.map((annotatorId, index) => ({
      annotatorId,
      displayName: `Model ${index}`,
      monogram: `M${String.fromCharCode(65 + index)}`,
      state: 'ok',
      spans: entityAt.map((at) => reading(at, index)),
    })),
    consensus: entityAt.map((at) => reading(at, 2)),
    gold: null,
    hotspots,
    decisions: [],
    comments: [],
    flagged: false,
    metrics: null,
  };
  const status = runStatusSchema.parse({
    runId: 'run',
    state: 'done',
    stage: 'done',
    iteration: 0,
    iterations: 0,
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: '2026-01-01T00:01:00.000Z',
    settings: { annotatorIds: ids, supervisor: { kind: 'rules' } },
    units: { ok: annotators },
    unitsToRetry: 0,
    unitsTotal: annotators,
    unitsDone: annotators,
    etaMs: null,
    inputTokens: 0,
    outputTokens: 0,
    costUsd: 0,
    costCapUsd: null,
    activity: '',
    reason: null,
    openQuestions: 0,
    pendingCallId: null,
    best: null,
  });
  return {
    document,
    documents: {
      rows: [
        {
          key: 1,
          id: 'long',
          snippet: text.slice(0, 80),
          hotspots: hotspots.length,
          decided: 0,
          maxScore: 0.5,
          heat: Array.from({ length: 24 }, () => 0.5),
          flagged: false,
        },
      ],
      hotspots: hotspots.map(({ hotspotId, documentKey, score, decisionId }) => ({
        hotspotId,
        documentKey,
        score,
        decisionId,
      })),
    },
    status,
    overview: {
      summary: {
        id: 'p',
        name: 'Long',
        path: '/p.diziner',
        documents: 1,
        types: typeNames.length,
        lastIteration: 0,
        bestAgreement: null,
        sizeBytes: 0,
        archived: false,
        binnedAt: null,
        updatedAt: '2026-01-01T00:00:00.000Z',
        sample: false,
        nextStep: 'compare',
        problem: null,
      },
      counts: {
        documents: 1,
        goldDocuments: 0,
        types: typeNames.length,
        goalLength: 10,
        annotatorsChosen: annotators,
        annotatorsInPool: annotators,
        hotspots: hotspots.length,
        decidedHotspots: 0,
        rules: 0,
        proposedRules: 0,
        openQuestions: 0,
        labelledDocuments: 0,
      },
      supervisorReady: true,
      run: status,
      undo: null,
      redo: null,
      undoableChanges: 0,
    },
    schema: {
      types: typeNames.map((name) => ({
        name,
        definition: '',
        include: [],
        exclude: [],
        positiveExamples: [],
        negativeExamples: [],
        borderlineExamples: [],
        color: null,
        key: null,
        group: null,
        active: true,
      })),
      allowNested: false,
    },
  };
}
