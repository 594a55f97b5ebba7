import { z } from 'zod';
import {
  guidelineRevisionSchema,
  priorities,
  ruleExampleSchema,
  ruleSchema,
  ruleScopeSchema,
} from '../domain/guideline.ts';
import { jobSchema } from './corpus.ts';
import { count, nothing, projectRef } from './common.ts';

export const wordChangeSchema = z.object({ kind: z.enum(['same', 'added', 'removed']), text: z.string() });
export const ruleChangeSchema = z.object({
  kind: z.enum(['added', 'changed', 'moved', 'removed', 'same']),
  ruleId: z.string(),
  before: ruleSchema.nullable(),
  after: ruleSchema.nullable(),
  /** Word-level differences of the rule text. */
  words: z.array(wordChangeSchema),
});
export const guidelineDiffSchema = z.object({
  from: z.int(),
  to: z.int(),
  goal: z.array(wordChangeSchema),
  rules: z.array(ruleChangeSchema),
});
export type GuidelineDiff = z.infer<typeof guidelineDiffSchema>;

export const ruleEditSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('accept'), ruleIds: z.array(z.string()) }),
  z.object({ kind: z.literal('reject'), ruleIds: z.array(z.string()) }),
  z.object({ kind: z.literal('lock'), ruleIds: z.array(z.string()), locked: z.boolean() }),
  z.object({
    kind: z.literal('edit'),
    ruleId: z.string(),
    text: z.string().min(1).max(20_000),
    examples: z.array(ruleExampleSchema).max(50),
    priority: z.enum(priorities),
  }),
  z.object({
    kind: z.literal('add'),
    scope: ruleScopeSchema,
    text: z.string().min(1).max(20_000),
    examples: z.array(ruleExampleSchema).max(50).default([]),
    priority: z.enum(priorities).default('medium'),
    parentId: z.string().nullable().default(null),
  }),
  z.object({ kind: z.literal('remove'), ruleId: z.string() }),
  z.object({ kind: z.literal('move'), ruleId: z.string(), beforeRuleId: z.string().nullable() }),
  z.object({ kind: z.literal('goal'), goal: z.string().max(20_000) }),
]);
export type RuleEdit = z.infer<typeof ruleEditSchema>;

export const evidenceSchema = z.object({
  hotspotId: z.string(),
  documentKey: z.int(),
  documentId: z.string(),
  iteration: z.int(),
  before: z.string(),
  text: z.string(),
  after: z.string(),
  /** "ORG 5 · PRODUCT 3". */
  readings: z.array(z.object({ label: z.string(), votes: count })),
});

export const guidelineMethods = {
  'guidelines.revisions': {
    input: projectRef,
    output: z.array(guidelineRevisionSchema.omit({ rules: true, goal: true }).extend({ rules: count })),
  },
  /** number null = the newest. */
  'guidelines.get': {
    input: projectRef.extend({ number: z.int().nullable().default(null) }),
    output: guidelineRevisionSchema,
  },
  'guidelines.diff': {
    input: projectRef.extend({ from: z.int(), to: z.int() }),
    output: guidelineDiffSchema,
  },
  /** Every edit makes a new revision and is undoable. Returns its number. */
  'guidelines.edit': {
    input: projectRef.extend({ edit: ruleEditSchema }),
    output: z.object({ number: z.int() }),
  },
  'guidelines.restore': {
    input: projectRef.extend({ number: z.int() }),
    output: z.object({ number: z.int() }),
  },
  'guidelines.evidence': {
    input: projectRef.extend({ ruleId: z.string() }),
    output: z.array(evidenceSchema),
  },
  'guidelines.conflicts': {
    input: projectRef,
    output: z.array(
      z.object({
        ruleIds: z.array(z.string()),
        message: z.string(),
        kind: z.enum(['duplicate', 'examples', 'contradiction', 'returned']),
      }),
    ),
  },
  /** Tokens of each annotator's guideline text against the smallest context of the pool. */
  'guidelines.size': {
    input: projectRef,
    output: z.object({
      tokens: count,
      smallestContext: z.int().nullable(),
      perAnnotator: z.array(z.object({ annotatorId: z.string(), tokens: count })),
    }),
  },
  'guidelines.prompt': {
    input: projectRef.extend({ annotatorId: z.string(), number: z.int().nullable().default(null) }),
    output: z.object({ text: z.string() }),
  },
  'guidelines.export': {
    input: projectRef.extend({
      number: z.int().nullable().default(null),
      format: z.enum(['md', 'html', 'json', 'docx']),
    }),
    /** base64 for docx, text otherwise. */
    output: z.object({
      fileName: z.string(),
      mediaType: z.string(),
      base64: z.boolean(),
      content: z.string(),
    }),
  },
  /** Re-annotates only the documents of the rule's hotspots, with and without the rule; job result: TestRuleResult. */
  'guidelines.testRule': { input: projectRef.extend({ ruleId: z.string() }), output: jobSchema },
  'goalText.set': { input: projectRef.extend({ goal: z.string().max(20_000) }), output: nothing },
} as const;

export const testRuleResultSchema = z.object({
  ruleId: z.string(),
  documents: count,
  hotspots: count,
  agreementWithout: z.number(),
  agreementWith: z.number(),
  resolved: count,
  worsened: count,
});
export type TestRuleResult = z.infer<typeof testRuleResultSchema>;
