import { z } from 'zod';
import { labelSchemaSchema } from '../domain/entity-type.ts';
import { runStatusSchema } from '../domain/run.ts';
import { count, none, nothing, projectRef } from './common.ts';

export const methodSteps = [
  'corpus',
  'schema',
  'goal',
  'annotators',
  'supervisor',
  'run',
  'compare',
  'questions',
  'guidelines',
  'label',
  'export',
] as const;
export type MethodStep = (typeof methodSteps)[number];

export const projectSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  path: z.string(),
  documents: count,
  types: count,
  lastIteration: z.int().nullable(),
  bestAgreement: z.number().nullable(),
  sizeBytes: count,
  archived: z.boolean(),
  binnedAt: z.string().nullable(),
  updatedAt: z.string(),
  sample: z.boolean(),
  /** The exact next step, for "Continue". */
  nextStep: z.enum(methodSteps),
  /** Set where the file can't be opened (newer, damaged, locked): the message. */
  problem: z.string().nullable(),
});
export type ProjectSummary = z.infer<typeof projectSummarySchema>;

export const projectOverviewSchema = z.object({
  summary: projectSummarySchema,
  counts: z.object({
    documents: count,
    goldDocuments: count,
    types: count,
    goalLength: count,
    annotatorsChosen: count,
    annotatorsInPool: count,
    hotspots: count,
    decidedHotspots: count,
    rules: count,
    proposedRules: count,
    openQuestions: count,
    labelledDocuments: count,
  }),
  supervisorReady: z.boolean(),
  run: runStatusSchema.nullable(),
  undo: z.string().nullable(),
  redo: z.string().nullable(),
  undoableChanges: count,
});
export type ProjectOverview = z.infer<typeof projectOverviewSchema>;

export const projectMethods = {
  'projects.list': { input: none, output: z.array(projectSummarySchema) },
  'projects.create': {
    input: z.object({
      name: z.string().trim().min(1).max(200),
      schema: labelSchemaSchema.exactOptional(),
      goal: z.string().max(20_000).exactOptional(),
    }),
    output: projectSummarySchema,
  },
  /** Copies the bundled sample: documents, gold, schema, goal, built-in annotators and supervisor. */
  'projects.createSample': { input: none, output: projectSummarySchema },
  'projects.importBundle': { input: z.object({ path: z.string() }), output: projectSummarySchema },
  /** Adds an existing .diziner file to the list. */
  'projects.add': { input: z.object({ path: z.string() }), output: projectSummarySchema },
  'projects.overview': { input: projectRef, output: projectOverviewSchema },
  'projects.rename': {
    input: projectRef.extend({ name: z.string().trim().min(1).max(200) }),
    output: projectSummarySchema,
  },
  'projects.duplicate': { input: projectRef, output: projectSummarySchema },
  'projects.archive': { input: projectRef.extend({ archived: z.boolean() }), output: nothing },
  /** Moves to the bin; `projects.restore` brings it back, `projects.purge` deletes for good. */
  'projects.bin': { input: projectRef, output: nothing },
  'projects.restore': { input: projectRef, output: nothing },
  'projects.purge': { input: projectRef, output: nothing },
  'projects.snapshot': { input: projectRef, output: z.object({ path: z.string() }) },
  'edit.undo': { input: projectRef, output: z.object({ label: z.string().nullable() }) },
  'edit.redo': { input: projectRef, output: z.object({ label: z.string().nullable() }) },
} as const;
