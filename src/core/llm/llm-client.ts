import type { AppError } from '#shared/errors.ts';

/** JSON Schema of an answer, kept to what both llama.cpp grammars and OpenAI strict mode accept (llm-protocols 1.4, 3.2). */
export type JsonSchema = Readonly<Record<string, unknown>>;

export interface LlmTurn {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

/** Sampling and context options; frozen per model run, because any change makes Ollama reload the model. */
export interface LlmOptions {
  readonly numCtx: number;
  readonly numPredict: number;
  readonly temperature: number;
  readonly topP: number;
  readonly topK: number;
  readonly seed: number;
  readonly repeatPenalty: number;
}

export type LlmPurpose = 'annotate' | 'supervise' | 'probe' | 'embed' | 'manage';

export interface LlmRequest {
  readonly model: string;
  /** The part that stays the same for all documents; comes first so that servers can cache its prefix. */
  readonly system: string;
  /** The conversation: first the document (or task) turn, then repair turns if any. */
  readonly turns: readonly LlmTurn[];
  readonly schemaName: string;
  readonly schema: JsonSchema;
  readonly options: LlmOptions;
  readonly purpose: LlmPurpose;
  /** For the network ledger. */
  readonly containsDocumentText: boolean;
  /** Whether the asker can read this answer; others are not kept in a cache. Absent = every complete answer can. */
  readonly isUsable?: (text: string) => boolean;
}

export interface LlmUsage {
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
}

export interface LlmTimings {
  readonly totalMs: number;
  readonly loadMs: number;
  readonly promptMs: number;
  readonly outputMs: number;
}

/**
 * How a call ended; exactly one per call (llm-protocols section 4.1).
 * ok: complete text · refused: the model declined · truncated: cut by a limit, partial text kept ·
 * invalid: the server's answer is not one · overflow: the request does not fit the context ·
 * transient: worth another try later · fatal: will fail again (auth, missing model, privacy, not an LLM server).
 */
export type LlmStatus = 'ok' | 'refused' | 'truncated' | 'invalid' | 'overflow' | 'transient' | 'fatal';

export interface LlmOutcome {
  readonly status: LlmStatus;
  /** Raw text as the server gave it; "" where none came. */
  readonly text: string;
  readonly usage: LlmUsage;
  readonly timings: LlmTimings;
  /** Requests sent, ≥ 1. */
  readonly attempts: number;
  /** Model as named in the answer (dated snapshot) or its digest; "" when unknown. */
  readonly servedModel: string;
  /** Structured-output mode used: responses-schema, chat-schema, chat-json, plain, ollama-format … */
  readonly mode: string;
  /**
   * Machine-readable cause, "" when ok: busy, crash, oom, timeout, network, length, loop, no-done, bad-stream, cloud,
   * privacy, auth, quota, missing, refusal, filter, not-a-server, bad-request …
   */
  readonly reason?: string;
  /** Set unless status is ok. */
  readonly error?: AppError;
}

/** One server that answers chats. Implementations never throw for a planned failure; an abort rejects with AbortError. */
export interface LlmClient {
  readonly provider: 'ollama' | 'openai';
  readonly baseUrl: string;
  /**
   * How this model is asked at this moment, beyond the request itself (answer format, thinking): part of a cache's key.
   * null where that cannot be told now. Absent = always in the same way.
   */
  askedAs?(request: LlmRequest, signal: AbortSignal): Promise<string | null>;
  complete(request: LlmRequest, signal: AbortSignal): Promise<LlmOutcome>;
}
