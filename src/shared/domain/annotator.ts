import { z } from 'zod';

export const annotatorKinds = ['builtin', 'ollama', 'openai'] as const;

/** Documents in flight at once at an OpenAI-compatible server: where nobody says, and at most. */
export const defaultInFlight = 16;
export const mostInFlight = 256;

/** One labeller of the pool: a model with settings, or a built-in rule-based annotator ("built-in, no model"). */
export const annotatorConfigSchema = z.object({
  /** Stable id within a project, e.g. "ollama:qwen3:14b" or "builtin:lexicon". */
  id: z.string().min(1).max(300),
  kind: z.enum(annotatorKinds),
  /** Model name at the server, or the built-in's name. */
  model: z.string().min(1).max(300),
  displayName: z.string().min(1).max(300),
  /** Two letters that stand for the annotator beside spans. */
  monogram: z.string().min(1).max(3),
  maker: z.string().default(''),
  family: z.string().default(''),
  /** openai kind only: base URL ending in /v1. */
  endpoint: z.string().nullable().default(null),
  /** openai kind only: most documents in flight at once at its server; absent = `defaultInFlight`. */
  inFlight: z.int().min(1).max(mostInFlight).optional(),
  enabled: z.boolean().default(true),
});
export type AnnotatorConfig = z.infer<typeof annotatorConfigSchema>;

/** How an annotation unit ended (or where it is). Only the first four vote. */
export const unitStates = [
  'ok',
  'repaired',
  'empty',
  'unlocated',
  'truncated',
  'failed',
  'skipped',
  'queued',
  'running',
] as const;
export type UnitState = (typeof unitStates)[number];

/** ok, repaired, empty and unlocated vote; everything else abstains. */
export function votes(state: UnitState): boolean {
  return state === 'ok' || state === 'repaired' || state === 'empty' || state === 'unlocated';
}
