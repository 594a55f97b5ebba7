import { z } from 'zod';
import { unitStates } from '../domain/annotator.ts';
import { hotspotKinds } from '../domain/analysis.ts';
import { iterationSummarySchema, runStatusSchema } from '../domain/run.ts';
import { runSettingsSchema } from '../domain/run-settings.ts';
import { spanSchema } from '../domain/span.ts';
import { count, iterationRef, nothing, projectRef, runRef } from './common.ts';

const matrix = z.array(z.array(z.number().nullable()));

export const gridSchema = z.object({
  annotators: z.array(z.object({ annotatorId: z.string(), displayName: z.string(), builtin: z.boolean() })),
  documents: z.array(z.object({ key: z.int(), id: z.string() })),
  /** cells[annotator][document] */
  cells: z.array(z.array(z.object({ state: z.enum(unitStates), unlocated: count, spans: count }))),
});
export type Grid = z.infer<typeof gridSchema>;

export const unitDetailSchema = z.object({
  state: z.enum(unitStates),
  annotatorId: z.string(),
  documentId: z.string(),
  spans: z.array(spanSchema),
  raw: z.array(z.string()),
  rung: z.string(),
  mode: z.string(),
  servedModel: z.string(),
  unlocated: z.array(z.string()),
  unknownTypes: z.record(z.string(), count),
  inputTokens: count,
  outputTokens: count,
  durationMs: z.number(),
  requests: count,
  promptHash: z.string(),
  guidelineNumber: z.int(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});

export const resultsSchema = z.object({
  annotators: z.array(z.object({ annotatorId: z.string(), displayName: z.string(), monogram: z.string() })),
  iterations: z.array(iterationSummarySchema),
  best: runStatusSchema.shape.best,
  /** Effective number of annotators after clustering near-duplicates; null before the first analysis. */
  effectiveAnnotators: z.number().nullable(),
  warnings: z.array(z.string()),
  hasGold: z.boolean(),
});
export type Results = z.infer<typeof resultsSchema>;

export const agreementModes = ['strict', 'exact', 'partial', 'type'] as const;
export const agreementDetailSchema = z.object({
  annotators: z.array(z.string()),
  mode: z.enum(agreementModes),
  labelBlind: z.boolean(),
  matrix,
  documentsBehind: z.array(z.array(count)),
  kappa: matrix,
  tokenMacroF1: matrix,
  mean: z.number(),
  interval: z.tuple([z.number(), z.number()]),
  weights: z.array(z.object({ annotatorId: z.string(), weight: z.number(), inCoalition: z.boolean() })),
  perType: z.array(z.object({ type: z.string(), agreement: z.number(), spans: count })),
  perDocument: z.array(z.object({ key: z.int(), id: z.string(), agreement: z.number(), hotspots: count })),
  alphaUnitizing: z.number().nullable(),
  alphaToken: z.number().nullable(),
  bias: z.array(z.object({ annotatorId: z.string(), agreementRate: z.number(), entityOverTagging: z.int() })),
  excluded: z.array(z.object({ documentId: z.string(), reason: z.string() })),
});
export type AgreementDetail = z.infer<typeof agreementDetailSchema>;

export const confusionSchema = z.object({
  /** Row and column names: entity types plus "nothing". */
  labels: z.array(z.string()),
  counts: z.array(z.array(count)),
  cells: z.array(
    z.object({
      row: z.string(),
      column: z.string(),
      spans: z.array(
        z.object({ key: z.int(), documentId: z.string(), start: z.int(), end: z.int(), text: z.string() }),
      ),
    }),
  ),
});

const score = z.object({ precision: z.number(), recall: z.number(), f1: z.number(), support: count });
export const goldViewSchema = z.object({
  documents: count,
  rows: z.array(
    z.object({
      /** An annotator id, or "consensus" / "elite". */
      who: z.string(),
      micro: score,
      macroF1: z.number(),
      perType: z.record(z.string(), score),
      schemas: z.record(z.string(), z.number()),
    }),
  ),
});

/** One way the annotators read a hotspot. */
export const hotspotOptionSchema = z.object({
  /** Spans under this reading; empty = no entity. */
  spans: z.array(spanSchema),
  voters: z.array(z.string()),
  weight: z.number(),
});
export const hotspotViewSchema = z.object({
  hotspotId: z.string(),
  documentKey: z.int(),
  documentId: z.string(),
  /** UTF-16 offsets and token indices, end exclusive. */
  start: z.int(),
  end: z.int(),
  startToken: z.int(),
  endToken: z.int(),
  text: z.string(),
  score: z.number(),
  kind: z.enum(hotspotKinds),
  /** What differs, in the expert's words. */
  difference: z.enum(['type', 'boundary', 'missed-by-some', 'only-one', 'mixed']),
  options: z.array(hotspotOptionSchema),
  abstained: z.array(z.string()),
  decisionId: z.string().nullable(),
});
export type HotspotView = z.infer<typeof hotspotViewSchema>;

export const compareFilterSchema = z.object({
  kinds: z.array(z.enum(hotspotKinds)).default([]),
  differences: z.array(z.enum(['type', 'boundary', 'missed-by-some', 'only-one', 'mixed'])).default([]),
  types: z.array(z.string()).default([]),
  annotators: z.array(z.string()).default([]),
  minScore: z.number().min(0).max(1).default(0),
  undecidedOnly: z.boolean().default(false),
});

export const decisionInputSchema = z.object({
  kind: z.enum(['hotspot', 'span']),
  hotspotId: z.string().nullable(),
  documentKey: z.int(),
  start: z.int().min(0),
  end: z.int().min(0),
  /** The expert's spans inside [start, end). */
  spans: z.array(spanSchema).max(1000),
  unclear: z.boolean().default(false),
  reason: z.string().max(4_000).default(''),
});

export const compareDocumentSchema = z.object({
  key: z.int(),
  id: z.string(),
  text: z.string(),
  tokens: z.array(z.tuple([z.int(), z.int()])),
  annotators: z.array(
    z.object({
      annotatorId: z.string(),
      displayName: z.string(),
      monogram: z.string(),
      state: z.enum(unitStates),
      spans: z.array(spanSchema),
    }),
  ),
  consensus: z.array(spanSchema),
  gold: z.array(spanSchema).nullable(),
  hotspots: z.array(hotspotViewSchema),
  decisions: z.array(
    decisionInputSchema.extend({
      decisionId: z.string(),
      iteration: z.int(),
      author: z.string(),
      createdAt: z.string(),
    }),
  ),
  comments: z.array(
    z.object({
      commentId: z.string(),
      start: z.int(),
      end: z.int(),
      text: z.string(),
      author: z.string(),
      createdAt: z.string(),
    }),
  ),
  flagged: z.boolean(),
  metrics: z
    .object({
      score: z.array(z.number()),
      conflict: z.array(z.number()),
      type: z.array(z.number()),
      boundary: z.array(z.number()),
    })
    .nullable(),
});
export type CompareDocument = z.infer<typeof compareDocumentSchema>;

export const compareRowSchema = z.object({
  key: z.int(),
  id: z.string(),
  snippet: z.string(),
  hotspots: count,
  decided: count,
  maxScore: z.number(),
  /** Mean score in each of up to 24 equal stretches of the document, for the heat strip. */
  heat: z.array(z.number()),
  flagged: z.boolean(),
});

export const questionSchema = z.object({
  questionId: z.string(),
  iteration: z.int(),
  text: z.string(),
  approaches: z.array(
    z.object({
      id: z.string(),
      text: z.string(),
      rationale: z.string(),
      supporters: z.array(z.string()),
      examples: z.array(z.object({ documentId: z.string(), hotspotId: z.string(), text: z.string() })),
    }),
  ),
  answer: z
    .object({ approachId: z.string().nullable(), text: z.string(), answeredAt: z.string() })
    .nullable(),
});
export type QuestionView = z.infer<typeof questionSchema>;

export const runMethods = {
  'run.defaults': {
    input: projectRef,
    output: z.object({
      settings: runSettingsSchema.nullable(),
      problems: z.array(z.string()),
      estimatedCostUsd: z.number().nullable(),
      estimatedMinutes: z.number().nullable(),
    }),
  },
  'run.start': { input: projectRef.extend({ settings: runSettingsSchema }), output: runStatusSchema },
  /** Continues the newest unfinished run (after a pause, a crash, an answer or an approval). */
  'run.resume': { input: projectRef, output: runStatusSchema },
  'run.pause': { input: projectRef, output: nothing },
  'run.stop': { input: projectRef, output: nothing },
  'run.retryFailed': { input: projectRef, output: z.object({ units: count }) },
  /** The newest run, unfinished and not at work, goes on with the project's supervisor, its cost cap and its asking. */
  'run.useSupervisor': { input: projectRef, output: runStatusSchema },
  'run.dropAnnotator': { input: projectRef.extend({ annotatorId: z.string() }), output: nothing },
  'run.status': { input: projectRef, output: runStatusSchema.nullable() },
  'run.list': { input: projectRef, output: z.array(runStatusSchema) },
  'run.grid': { input: iterationRef, output: gridSchema },
  'run.unit': {
    input: iterationRef.extend({ annotatorId: z.string(), documentKey: z.int() }),
    output: unitDetailSchema,
  },

  'results.get': { input: runRef, output: resultsSchema },
  /** A page to hand over, self-contained HTML, of the project as it stands. */
  'results.report': { input: projectRef, output: z.object({ fileName: z.string(), content: z.string() }) },
  'results.gold': { input: iterationRef, output: goldViewSchema.nullable() },
  'agreement.detail': {
    input: iterationRef.extend({
      mode: z.enum(agreementModes).default('strict'),
      labelBlind: z.boolean().default(false),
    }),
    output: agreementDetailSchema,
  },
  'agreement.confusion': {
    input: iterationRef.extend({
      /** Annotator ids, or "consensus". */
      row: z.string(),
      column: z.string(),
    }),
    output: confusionSchema,
  },

  'compare.documents': {
    input: iterationRef.extend({ filter: compareFilterSchema.prefault({}) }),
    output: z.object({
      rows: z.array(compareRowSchema),
      hotspots: z.array(
        hotspotViewSchema.pick({ hotspotId: true, documentKey: true, score: true, decisionId: true }),
      ),
    }),
  },
  'compare.document': { input: iterationRef.extend({ documentKey: z.int() }), output: compareDocumentSchema },
  /** Other places of the run's document set and corpus where the same string occurs, with what the decision would change. */
  'compare.sameString': {
    input: iterationRef.extend({
      text: z.string().min(1).max(500),
      limit: z.int().min(1).max(500).default(100),
    }),
    output: z.array(
      z.object({
        key: z.int(),
        documentId: z.string(),
        start: z.int(),
        end: z.int(),
        before: z.string(),
        after: z.string(),
        consensusType: z.string().nullable(),
        hotspotId: z.string().nullable(),
      }),
    ),
  },
  'decisions.add': {
    input: iterationRef.extend({ decision: decisionInputSchema }),
    output: z.object({ decisionId: z.string() }),
  },
  'decisions.addMany': {
    input: iterationRef.extend({ decisions: z.array(decisionInputSchema).max(1000) }),
    output: z.object({ decisionIds: z.array(z.string()) }),
  },
  'decisions.remove': { input: projectRef.extend({ decisionId: z.string() }), output: nothing },
  'decisions.list': {
    input: projectRef,
    output: z.array(
      compareDocumentSchema.shape.decisions.element.extend({ documentId: z.string(), text: z.string() }),
    ),
  },
  'comments.add': {
    input: projectRef.extend({
      documentKey: z.int(),
      start: z.int(),
      end: z.int(),
      text: z.string().min(1).max(10_000),
    }),
    output: z.object({ commentId: z.string() }),
  },
  'comments.remove': { input: projectRef.extend({ commentId: z.string() }), output: nothing },
  'documents.flag': {
    input: projectRef.extend({ documentKey: z.int(), flagged: z.boolean() }),
    output: nothing,
  },
  'questions.list': { input: projectRef, output: z.array(questionSchema) },
  'questions.answer': {
    input: projectRef.extend({
      questionId: z.string(),
      approachId: z.string().nullable(),
      text: z.string().max(10_000).default(''),
    }),
    output: nothing,
  },
  'questions.clear': { input: projectRef.extend({ questionId: z.string() }), output: nothing },
} as const;
