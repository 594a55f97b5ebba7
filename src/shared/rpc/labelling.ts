import { z } from 'zod';
import { spanSchema } from '../domain/span.ts';
import { count, none, nothing, page, projectRef } from './common.ts';
import { jobSchema } from './corpus.ts';

export const labelStatusSchema = z.object({
  labelJobId: z.string(),
  state: z.enum(['running', 'paused', 'done', 'failed', 'stopped']),
  /** best | consensus | elite | an annotator id */
  with: z.string(),
  runId: z.string().nullable(),
  iteration: z.int().nullable(),
  guidelineNumber: z.int(),
  annotatorIds: z.array(z.string()),
  documents: count,
  done: count,
  failed: count,
  spans: z.record(z.string(), count),
  etaMs: z.number().nullable(),
  documentsPerSecond: z.number().nullable(),
  startedAt: z.string(),
  reason: z.string().nullable(),
});
export type LabelStatus = z.infer<typeof labelStatusSchema>;

export const labelChoiceSchema = z.object({
  with: z.string(),
  label: z.string(),
  reason: z.string(),
  /** The guideline revision that will be used. */
  guidelineNumber: z.int(),
  /** iteration = the one the chosen round was measured with; edited = the newest, because the expert changed it since. */
  guidelineWhy: z.enum(['iteration', 'edited', 'newest']),
  estimatedMinutes: z.number().nullable(),
  /** Other computers (`host:port`) that documents would be sent to; empty = they stay here. */
  hosts: z.array(z.string()),
  recommended: z.boolean(),
});
export type LabelChoice = z.infer<typeof labelChoiceSchema>;

export const exportOptionsSchema = z.object({
  format: z.string(),
  /** consensus | best | an annotator id | gold | final (expert > consensus) | pre */
  what: z.string().default('final'),
  /** Seeded split, e.g. { train: 0.8, dev: 0.1, test: 0.1 }; null = one file. */
  split: z.record(z.string(), z.number()).nullable().default(null),
  seed: z.int().default(42),
  /** utf16 | codepoint | grapheme | …, for formats that leave it open; absent = as usual for the format. */
  offsetUnit: z.string().exactOptional(),
});
export type ExportOptions = z.infer<typeof exportOptionsSchema>;

export const lossItemSchema = z.object({ documentId: z.string(), what: z.string(), text: z.string() });

export const labellingMethods = {
  'label.choices': {
    input: projectRef,
    output: z.array(labelChoiceSchema),
  },
  'label.start': {
    input: projectRef.extend({
      with: z.string(),
      scope: z.enum(['all', 'unlabelled']).default('unlabelled'),
    }),
    output: labelStatusSchema,
  },
  'label.pause': { input: projectRef, output: nothing },
  'label.resume': { input: projectRef, output: labelStatusSchema },
  'label.stop': { input: projectRef, output: nothing },
  'label.status': { input: projectRef, output: labelStatusSchema.nullable() },
  /** order "doubt" = lowest vote share first (the review queue). */
  'label.list': {
    input: projectRef.extend({
      ...page.shape,
      order: z.enum(['corpus', 'doubt']).default('corpus'),
      search: z.string().max(500).default(''),
    }),
    output: z.object({
      total: count,
      rows: z.array(
        z.object({
          key: z.int(),
          id: z.string(),
          snippet: z.string(),
          spans: count,
          share: z.number().nullable(),
          accepted: z.boolean(),
          edited: z.boolean(),
          failed: z.boolean(),
        }),
      ),
    }),
  },
  'label.get': {
    input: projectRef.extend({ key: z.int() }),
    output: z.object({
      key: z.int(),
      id: z.string(),
      text: z.string(),
      tokens: z.array(z.tuple([z.int(), z.int()])),
      /** share = part of the voting weight behind the span; not a probability. */
      spans: z.array(spanSchema.extend({ share: z.number().nullable() })),
      accepted: z.boolean(),
      edited: z.boolean(),
    }),
  },
  'label.edit': {
    input: projectRef.extend({ key: z.int(), spans: z.array(spanSchema).max(100_000) }),
    output: nothing,
  },
  'label.accept': { input: projectRef.extend({ key: z.int(), accepted: z.boolean() }), output: nothing },
  'label.inconsistent': {
    input: projectRef.extend({ limit: z.int().min(1).max(500).default(100) }),
    output: z.array(
      z.object({ text: z.string(), readings: z.array(z.object({ label: z.string(), count })) }),
    ),
  },
  /** A seeded random sample to check by hand; with its accuracy interval once checked. */
  'label.audit': {
    input: projectRef.extend({ size: z.int().min(5).max(500).default(30), seed: z.int().default(42) }),
    output: z.object({
      keys: z.array(z.int()),
      checked: count,
      correct: count,
      interval: z.tuple([z.number(), z.number()]).nullable(),
    }),
  },

  'export.formats': {
    input: none,
    output: z.array(
      z.object({
        id: z.string(),
        label: z.string(),
        extension: z.string(),
        nested: z.boolean(),
        discontinuous: z.boolean(),
        offsets: z.boolean(),
        /** folder: a file or pair for each document. */
        layout: z.enum(['file', 'folder']),
        /** The format leaves open how positions are counted. */
        choosesUnit: z.boolean(),
        note: z.string(),
      }),
    ),
  },
  'export.preview': {
    input: projectRef.extend({ options: exportOptionsSchema }),
    output: z.object({
      documents: count,
      spans: count,
      sample: z.string(),
      /** Spans, the first of each kind. */
      losses: z.array(lossItemSchema),
      /**
       * Of spans in one sentence, of documents one for each reason: "2 spans dropped", "ids of 3 documents: the format has
       * no place for ids".
       */
      lossWords: z.array(z.string()),
      lossCount: count,
      /** Every document was looked at, not only the first thousands. */
      complete: z.boolean(),
    }),
  },
  /** Whether an export to this path would replace an earlier one; ALREADY_EXISTS where it must not be written at all. */
  'export.target': {
    input: projectRef.extend({ options: exportOptionsSchema, path: z.string().min(1) }),
    output: z.object({ replaces: z.boolean() }),
  },
  /** Without `overwrite` nothing is replaced; with it only a file, or what an earlier export wrote into a folder. */
  'export.write': {
    input: projectRef.extend({
      options: exportOptionsSchema,
      path: z.string().min(1),
      overwrite: z.boolean().default(false),
    }),
    output: jobSchema,
  },
} as const;
