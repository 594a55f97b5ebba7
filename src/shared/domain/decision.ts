import { z } from 'zod';
import { spanSchema } from './span.ts';

export const decisionKinds = ['hotspot', 'question'] as const;

/** What the expert settled; binding evidence for the supervisor, and exported as gold. */
export const expertDecisionSchema = z.object({
  id: z.string().min(1),
  kind: z.enum(decisionKinds),
  /** "documentId:startToken-endToken", for kind hotspot. */
  hotspotId: z.string().nullable().default(null),
  questionId: z.string().nullable().default(null),
  documentId: z.string().nullable().default(null),
  /** The adjudicated stretch, half-open UTF-16 offsets of the document; null for a question. */
  start: z.int().min(0).nullable().default(null),
  end: z.int().min(0).nullable().default(null),
  /** The spans that are right within the stretch; none = "nothing here is an entity". */
  spans: z.array(spanSchema).default([]),
  reason: z.string().default(''),
  /** "The guideline does not say": asks the supervisor for a rule. */
  unclear: z.boolean().default(false),
  author: z.string().default(''),
  createdAt: z.string(),
});
export type ExpertDecision = z.infer<typeof expertDecisionSchema>;

export const questionExampleSchema = z.object({
  documentId: z.string(),
  /** "documentId:startToken-endToken", or "" where the example is no hotspot. */
  hotspotId: z.string(),
  text: z.string(),
});

export const questionApproachSchema = z.object({
  id: z.string().min(1),
  text: z.string(),
  rationale: z.string().default(''),
  /** Annotator ids that work this way now. */
  supporters: z.array(z.string()).default([]),
  examples: z.array(questionExampleSchema).default([]),
});
export type QuestionApproach = z.infer<typeof questionApproachSchema>;

/** An open question about the goal, from phase 1 of the supervision. */
export const questionSchema = z.object({
  id: z.string().min(1),
  iteration: z.int().min(0),
  text: z.string().min(1),
  approaches: z.array(questionApproachSchema),
  /** Null until answered; approachId null = an answer in the expert's own words. */
  answer: z.object({ approachId: z.string().nullable(), text: z.string() }).nullable().default(null),
  /** True where the answer came from the expert: phase 3 must follow it. */
  binding: z.boolean().default(false),
});
export type Question = z.infer<typeof questionSchema>;
