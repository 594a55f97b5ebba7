import { z } from 'zod';

export const ruleScopeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('general') }),
  z.object({ kind: z.literal('type'), type: z.string().min(1) }),
  z.object({ kind: z.literal('annotator'), annotatorId: z.string().min(1) }),
]);
export type RuleScope = z.infer<typeof ruleScopeSchema>;

export const ruleExampleSchema = z.object({
  /** Quotation the example is about. */
  text: z.string(),
  /** How to annotate it, e.g. "Alba Pharma → ORG" or "nothing". */
  annotation: z.string(),
  rationale: z.string().default(''),
});
export type RuleExample = z.infer<typeof ruleExampleSchema>;

export const ruleStatuses = ['proposed', 'accepted', 'edited', 'rejected'] as const;
export const priorities = ['high', 'medium', 'low'] as const;
export type Priority = (typeof priorities)[number];

export const ruleOriginSchema = z.object({
  author: z.enum(['supervisor', 'expert']),
  /** Iteration whose disagreements led to the rule; null for an expert's own. */
  iteration: z.int().min(0).nullable(),
  patternIds: z.array(z.string()).default([]),
  /** Hotspots ("documentId:startToken-endToken") that are the evidence. */
  hotspotIds: z.array(z.string()).default([]),
});
export type RuleOrigin = z.infer<typeof ruleOriginSchema>;

/** One annotation rule. Two levels: a rule whose `parentId` is set refines its parent. */
export const ruleSchema = z.object({
  id: z.string().min(1),
  scope: ruleScopeSchema,
  text: z.string().min(1),
  examples: z.array(ruleExampleSchema).default([]),
  priority: z.enum(priorities).default('medium'),
  parentId: z.string().nullable().default(null),
  origin: ruleOriginSchema,
  status: z.enum(ruleStatuses).default('proposed'),
  /** A locked rule survives every iteration byte for byte. */
  locked: z.boolean().default(false),
});
export type Rule = z.infer<typeof ruleSchema>;

/** C(t), R_k(t) and G(t) of one iteration; immutable once stored. */
export const guidelineSchema = z.object({
  goal: z.string(),
  /** In reading order: general, per type, per annotator; rejected rules stay so that their return is noticed. */
  rules: z.array(ruleSchema),
});
export type Guideline = z.infer<typeof guidelineSchema>;

export const guidelineRevisionSchema = guidelineSchema.extend({
  /** 0, 1, 2 … in order of creation within a project. */
  number: z.int().min(0),
  parent: z.int().min(0).nullable(),
  runId: z.string().nullable(),
  /** Iteration the revision is used FOR (the supervision after iteration t makes the revision of t + 1). */
  iteration: z.int().min(0),
  author: z.enum(['start', 'supervisor', 'expert']),
  createdAt: z.string(),
  summary: z.string(),
});
export type GuidelineRevision = z.infer<typeof guidelineRevisionSchema>;

/** True where the annotators get to see the rule. */
export function isRuleInForce(rule: Rule): boolean {
  return rule.status !== 'rejected';
}
