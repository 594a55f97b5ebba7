import { z } from 'zod';
import { priorities } from '#shared/domain/guideline.ts';
import type { JsonSchema } from '#core/llm/llm-client.ts';

/**
 * The supervisor's four structured answers. Lists and texts default to empty and priorities to "medium", because a
 * model that leaves out a side remark has still answered; what the loop needs is required: the main list of each phase
 * (so that `{}` is no answer), ids and rule texts.
 */
const text = z
  .string()
  .nullish()
  .transform((value) => value?.trim() ?? '');
const required = z.string().trim().min(1);
const texts = z
  .union([z.array(z.string()), z.string().transform((value) => (value === '' ? [] : [value]))])
  .nullish()
  .transform((value) => value ?? []);
const priority = z
  .string()
  .nullish()
  .transform((value) => priorities.find((known) => known === value?.toLowerCase()) ?? 'medium');
function listOf<T extends z.ZodType>(item: T) {
  return z
    .array(item)
    .nullish()
    .transform((value) => value ?? []);
}

export const approachAnswer = z.object({
  id: required,
  text: required,
  rationale: text,
  supporters: texts,
  hotspotIds: texts,
});

export const patternsAnswerSchema = z.object({
  summary: text,
  patterns: z.array(
    z.object({
      id: required,
      name: required,
      count: z.coerce.number().catch(0),
      rootCause: text,
      types: texts,
      hotspotIds: texts,
      examples: texts,
      coveredBy: texts,
    }),
  ),
  principles: listOf(z.object({ id: required, text: required, patternIds: texts, priority })),
  questions: listOf(z.object({ id: required, text: required, approaches: listOf(approachAnswer) })),
});
export type PatternsAnswer = z.infer<typeof patternsAnswerSchema>;

export const annotatorNeedsSchema = z.object({
  summary: text,
  strengths: texts,
  weaknesses: texts,
  needs: z.array(
    z.object({ id: required, kind: text, text: required, priority, patternIds: texts, hotspotIds: texts }),
  ),
});
export type AnnotatorNeeds = z.infer<typeof annotatorNeedsSchema>;

const ruleAnswer = z.object({
  id: required,
  text: required,
  /** Entity type the rule is about; "" = all. */
  type: text,
  priority,
  patternIds: texts,
  hotspotIds: texts,
  /** Id of the existing rule this one takes the place of; "" = none. */
  replaces: text,
  examples: listOf(z.object({ text: required, annotation: required, rationale: text })),
});
export type RuleAnswer = z.infer<typeof ruleAnswer>;

export const rulesAnswerSchema = z.object({
  resolutions: listOf(z.object({ patternId: required, choice: required, rationale: text, goalClause: text })),
  common: z.array(ruleAnswer),
  specific: listOf(ruleAnswer.extend({ annotatorId: required })),
  goal: text,
  summary: text,
});
export type RulesAnswer = z.infer<typeof rulesAnswerSchema>;

export const organisedAnswerSchema = z.object({
  contradictions: listOf(z.object({ ruleIds: texts, resolution: text })),
  rules: z.array(z.object({ id: required, parentId: text, priority })),
  retired: listOf(z.object({ id: required, reason: text })),
  summary: text,
});
export type OrganisedAnswer = z.infer<typeof organisedAnswerSchema>;

/* JSON Schemas: intersection of llama.cpp grammars and strict mode; every field required, no bounds. */
const string = { type: 'string' };
const number = { type: 'number' };
const strings = { type: 'array', items: string };
const level = { type: 'string', enum: [...priorities] };
const object = (properties: Record<string, unknown>) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
const array = (properties: Record<string, unknown>) => ({ type: 'array', items: object(properties) });

const ruleFields = {
  examples: array({ annotation: string, rationale: string, text: string }),
  hotspotIds: strings,
  id: string,
  patternIds: strings,
  priority: level,
  replaces: string,
  text: string,
  type: string,
};

export const patternsJsonSchema: JsonSchema = object({
  patterns: array({
    count: number,
    coveredBy: strings,
    examples: strings,
    hotspotIds: strings,
    id: string,
    name: string,
    rootCause: string,
    types: strings,
  }),
  principles: array({ id: string, patternIds: strings, priority: level, text: string }),
  questions: array({
    approaches: array({
      hotspotIds: strings,
      id: string,
      rationale: string,
      supporters: strings,
      text: string,
    }),
    id: string,
    text: string,
  }),
  summary: string,
});

export const annotatorNeedsJsonSchema: JsonSchema = object({
  needs: array({
    hotspotIds: strings,
    id: string,
    kind: string,
    patternIds: strings,
    priority: level,
    text: string,
  }),
  strengths: strings,
  summary: string,
  weaknesses: strings,
});

export const rulesJsonSchema: JsonSchema = object({
  resolutions: array({ choice: string, goalClause: string, patternId: string, rationale: string }),
  common: array(ruleFields),
  specific: array({ annotatorId: string, ...ruleFields }),
  goal: string,
  summary: string,
});

export const organisedJsonSchema: JsonSchema = object({
  contradictions: array({ resolution: string, ruleIds: strings }),
  retired: array({ id: string, reason: string }),
  rules: array({ id: string, parentId: string, priority: level }),
  summary: string,
});
