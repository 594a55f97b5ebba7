import type { LlmTimings, LlmUsage } from '#core/llm/llm-client.ts';
import type { AnnotatorConfig } from '#shared/domain/annotator.ts';
import type { LabelSchema } from '#shared/domain/entity-type.ts';
import type { Guideline } from '#shared/domain/guideline.ts';
import type { Span, Token } from '#shared/domain/span.ts';
import type { ErrorData } from '#shared/errors.ts';

/** One unit of work: one document for one annotator under Θₖ(t) = (Σ, C, Rₖ, G). */
export interface AnnotationTask {
  readonly document: { readonly id: string; readonly text: string; readonly tokens: readonly Token[] };
  readonly schema: LabelSchema;
  readonly guideline: Guideline;
  /** Whose Rₖ applies. */
  readonly annotatorId: string;
  /** Ablation: the goal is left out of the prompt. */
  readonly skipGoal: boolean;
}

/** How a unit ended. ok, repaired, empty and unlocated vote; truncated and failed abstain. */
export type AnnotationState = 'ok' | 'repaired' | 'empty' | 'unlocated' | 'truncated' | 'failed';

export interface AnnotationResult {
  readonly state: AnnotationState;
  /** By start, then end; offsets are UTF-16 in the whole document. */
  readonly spans: readonly Span[];
  /** Every raw answer, in the order they came. */
  readonly raw: readonly string[];
  /** Answered type that is not in the schema → how often. */
  readonly unknownTypes: Readonly<Record<string, number>>;
  /** Answered surfaces that do not occur in the document. */
  readonly unlocated: readonly string[];
  /** Rung of the parse ladder that read the accepted answer; "" where none was accepted. */
  readonly rung: string;
  /** Summed over all requests of the unit. */
  readonly usage: LlmUsage;
  readonly timings: LlmTimings;
  readonly requests: number;
  readonly servedModel: string;
  readonly mode: string;
  /** Set for failed and truncated. */
  readonly error?: ErrorData;
  /** The next unit would fail in the same way (key, quota, missing model, privacy): the run must pause. */
  readonly stop?: 'stage';
}

/** Never throws for a planned failure; an abort rejects with an AbortError. */
export interface Annotator {
  readonly config: AnnotatorConfig;
  annotate(task: AnnotationTask, signal: AbortSignal): Promise<AnnotationResult>;
}

export function addTimings(a: LlmTimings, b: LlmTimings): LlmTimings {
  return {
    totalMs: a.totalMs + b.totalMs,
    loadMs: a.loadMs + b.loadMs,
    promptMs: a.promptMs + b.promptMs,
    outputMs: a.outputMs + b.outputMs,
  };
}
