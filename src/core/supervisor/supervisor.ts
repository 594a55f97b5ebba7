import type { GuidelineConflict } from '#core/guideline/find-conflicts.ts';
import type { ReturnedRule } from '#core/guideline/merge-guideline.ts';
import type { LlmTimings, LlmUsage } from '#core/llm/llm-client.ts';
import type { Hotspot } from '#shared/domain/analysis.ts';
import type { AnnotatorConfig } from '#shared/domain/annotator.ts';
import type { ExpertDecision, Question } from '#shared/domain/decision.ts';
import type { LabelSchema } from '#shared/domain/entity-type.ts';
import type { Guideline, Rule } from '#shared/domain/guideline.ts';
import type { Preset, RunSettings, presetLimits } from '#shared/domain/run-settings.ts';
import type { Span, Token } from '#shared/domain/span.ts';
import type { AnnotatorNeeds, OrganisedAnswer, PatternsAnswer, RulesAnswer } from './phase-answers.ts';

/** One document of the set as the annotators saw and labelled it. */
export interface EvidenceDocument {
  readonly id: string;
  readonly text: string;
  readonly tokens: readonly Token[];
  /** Consensus spans; gold spans under gold supervision. */
  readonly reference: readonly Span[];
  /** annotator id → spans; an absent annotator abstained. */
  readonly annotations: Readonly<Record<string, readonly Span[]>>;
}

/** Everything the supervision after iteration t may look at. */
export interface SupervisionInput {
  /** t: the iteration whose annotations are discussed; the result is the guideline of t + 1. */
  readonly iteration: number;
  readonly schema: LabelSchema;
  /** Θ(t) with expert edits; rejected rules included. */
  readonly guideline: Guideline;
  /** In configuration order. */
  readonly annotators: readonly AnnotatorConfig[];
  readonly coalition: readonly string[];
  readonly documents: readonly EvidenceDocument[];
  readonly hotspots: readonly Hotspot[];
  /** Disagreement report (method.md 5.1), Markdown. */
  readonly report: string;
  /** annotator id → error document (method.md 5.2), Markdown. */
  readonly errorDocuments: Readonly<Record<string, string>>;
  readonly limits: (typeof presetLimits)[Preset];
  readonly preset: Preset;
  readonly settings: Pick<RunSettings, 'skipGoal' | 'goldSupervision' | 'modelSpecificForAll'>;
  /** Binding: what the expert adjudicated, in this and earlier iterations and runs; "unclear" ones ask for a rule. */
  readonly decisions: readonly ExpertDecision[];
  /** Documents of decisions that are not in this set, as they were annotated when the expert decided. */
  readonly decidedDocuments: readonly EvidenceDocument[];
  /** Questions of earlier iterations, answered or still open. */
  readonly questions: readonly Question[];
  readonly mode: RunSettings['mode'];
}

export type SupervisionPhase = 'phase1_patterns' | 'phase2_annotator' | 'phase3_rules' | 'phase4_organise';

/** A request about to be sent; what "what leaves this computer" shows. */
export interface PlannedCall {
  readonly phase: SupervisionPhase;
  /** Phase 2 only. */
  readonly annotatorId: string | null;
  /** 0 = first ask, 1 and 2 = re-asks. */
  readonly attempt: number;
  /** The exact text: system part and turns, redaction already applied. */
  readonly requestText: string;
  /** sha256 of model, options, schema and text: equal hash, equal request. */
  readonly requestHash: string;
}

/** One request as it was sent and answered. */
export interface SupervisorCall extends PlannedCall {
  readonly responseText: string;
  /** accepted · rejected (validation failed, see problem) · failed (no answer) · skipped (by beforeCall) · reused. */
  readonly outcome: 'accepted' | 'rejected' | 'failed' | 'skipped' | 'reused';
  readonly problem: string;
  readonly usage: LlmUsage;
  readonly timings: LlmTimings;
  readonly durationMs: number;
  readonly servedModel: string;
}

export interface SupervisionHooks {
  /** Called before each request; 'skip' withholds it (the phase then uses the rule-based fallback); may throw to stop. */
  readonly beforeCall?: (call: PlannedCall) => Promise<'skip' | undefined>;
  /** Called after each request, also after a failed one; store it here. */
  readonly onCall: (call: SupervisorCall) => Promise<void> | void;
  /** A stored answer to exactly this request (resume after a kill); costs nothing. */
  readonly reuse?: (requestHash: string) => string | undefined;
  /** Applied to every text that is sent. */
  readonly redact?: (text: string) => string;
}

/** Plain data: review mode stores it while the run waits for the expert. */
export interface Phase12 {
  readonly patterns: PatternsAnswer;
  /** annotator id → phase 2. */
  readonly needs: Readonly<Record<string, AnnotatorNeeds>>;
  readonly questions: readonly Question[];
  readonly usage: LlmUsage;
  readonly calls: readonly SupervisorCall[];
  /** Phases answered by the rule-based supervisor instead, with the reason. */
  readonly fallbacks: readonly string[];
}

export interface SupervisionResult {
  /** Proposed Θ(t+1). */
  readonly guideline: Guideline;
  readonly questions: readonly Question[];
  readonly phases: {
    readonly patterns: PatternsAnswer;
    readonly needs: Readonly<Record<string, AnnotatorNeeds>>;
    readonly rules: RulesAnswer;
    readonly organised: OrganisedAnswer;
  };
  /** New rules the preset's limits left out. */
  readonly droppedByLimits: readonly Rule[];
  /** Proposals that repeat a rejected rule; not part of the guideline. */
  readonly returnedRejected: readonly ReturnedRule[];
  /** Ids of locked rules the supervisor tried to change; they were kept. */
  readonly lockedKept: readonly string[];
  readonly conflicts: readonly GuidelineConflict[];
  /** 0..1, share of the old rules' tokens that is gone (method.md section 6). */
  readonly changeRatio: number;
  readonly summary: string;
  readonly usage: LlmUsage;
  readonly calls: readonly SupervisorCall[];
  /** Which phases fell back to rules and why; absent where none did. */
  readonly fallback?: string;
}

/** Turns disagreement into the next guideline. An abort rejects with an AbortError; a fatal LLM error throws AppError. */
export interface Supervisor {
  readonly id: string;
  supervise(
    input: SupervisionInput,
    hooks: SupervisionHooks,
    signal: AbortSignal,
  ): Promise<SupervisionResult>;
  /** Review mode, first half: patterns, annotators' needs, open questions. */
  runPhases12(input: SupervisionInput, hooks: SupervisionHooks, signal: AbortSignal): Promise<Phase12>;
  /** Review mode, second half; `answers` are the questions with the expert's answers. */
  runPhases34(
    input: SupervisionInput,
    phase12: Phase12,
    answers: readonly Question[],
    hooks: SupervisionHooks,
    signal: AbortSignal,
  ): Promise<SupervisionResult>;
}

/** "documentId:startToken-endToken", token indices, end exclusive. */
export function hotspotId(hotspot: Pick<Hotspot, 'documentId' | 'start' | 'end'>): string {
  return `${hotspot.documentId}:${String(hotspot.start)}-${String(hotspot.end)}`;
}
