import { z } from 'zod';
import { unitStates } from './annotator.ts';
import { runSettingsSchema } from './run-settings.ts';

export const runStates = [
  'running',
  'paused',
  'waiting-for-expert',
  'waiting-for-approval',
  'stopped',
  'done',
  'failed',
] as const;
export type RunState = (typeof runStates)[number];

export const runStages = ['sample', 'annotate', 'analyse', 'supervise', 'review', 'select', 'done'] as const;
export type RunStage = (typeof runStages)[number];

export const unitCountsSchema = z.partialRecord(z.enum(unitStates), z.int().min(0));
export type UnitCounts = z.infer<typeof unitCountsSchema>;

/** Everything `diziner status --json` and the run bar show about one run. */
export const runStatusSchema = z.object({
  runId: z.string(),
  state: z.enum(runStates),
  stage: z.enum(runStages),
  iteration: z.int(),
  /** T; rounds are 0..T. */
  iterations: z.int(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  settings: runSettingsSchema,
  units: unitCountsSchema,
  /** Failed, truncated and skipped units of the newest round, while nothing builds on it: those a retry asks again. */
  unitsToRetry: z.int(),
  unitsTotal: z.int(),
  unitsDone: z.int(),
  /** Estimated milliseconds to the end of the run; null while unknown. */
  etaMs: z.number().nullable(),
  inputTokens: z.int(),
  outputTokens: z.int(),
  costUsd: z.number(),
  costCapUsd: z.number().nullable(),
  /** What the run is doing now, in words ("qwen3:14b is loading"). */
  activity: z.string(),
  /** Why it is paused, stopped or failed; null otherwise. */
  reason: z.string().nullable(),
  openQuestions: z.int(),
  /** A supervisor call that waits for the expert's approval. */
  pendingCallId: z.string().nullable(),
  best: z
    .object({ iteration: z.int(), annotatorId: z.string(), agreement: z.number(), reason: z.string() })
    .nullable(),
});
export type RunStatus = z.infer<typeof runStatusSchema>;

/** How well a document set covers the documents it was chosen from (method.md 7.1). */
export const documentSetQualitySchema = z.object({
  /** What the documents were compared by; figures of different bases do not compare. */
  basis: z.enum(['tf-idf', 'embedding']),
  /** Documents it was chosen from: those not used before, a sample of 2,000 where there are more. */
  pool: z.int(),
  /** 1 − mean cosine of two documents of the set; higher = more varied. 0 for fewer than two. */
  diversity: z.number(),
  /** Cosine of the set's centroid with the pool's; higher = more like the pool. */
  representativeness: z.number(),
});
export type DocumentSetQuality = z.infer<typeof documentSetQualitySchema>;

const documentSetSummarySchema = z.object({
  documents: z.int(),
  quality: documentSetQualitySchema.nullable(),
});

/** One round as shown in the trend; interval is a 95 % bootstrap over documents. */
export const iterationSummarySchema = z.object({
  iteration: z.int(),
  state: z.enum(['pending', 'annotating', 'analysed', 'supervised']),
  guidelineNumber: z.int().nullable(),
  documents: z.int(),
  documentSets: z.object({
    main: documentSetSummarySchema,
    /** The check set of early stopping, the same in all rounds; null without it. */
    probe: documentSetSummarySchema.nullable(),
  }),
  excludedDocuments: z.int(),
  agreement: z.number().nullable(),
  interval: z.tuple([z.number(), z.number()]).nullable(),
  hotspots: z.int(),
  perAnnotator: z.array(
    z.object({
      annotatorId: z.string(),
      agreement: z.number().nullable(),
      entities: z.int(),
      units: unitCountsSchema,
      /** Strict micro F1 against gold where gold exists; shown apart. */
      goldF1: z.number().nullable(),
    }),
  ),
  consensusGoldF1: z.number().nullable(),
  rules: z.int(),
});
export type IterationSummary = z.infer<typeof iterationSummarySchema>;
