import type { OllamaFormat } from '#core/llm/ollama-chat.ts';

/** What is known about a model file after trying it; belongs to the digest, not to the name. */
export interface ProbeResult {
  readonly digest: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly ok: boolean;
  /** How to ask for structure: schema, json or none; "" when the model failed. */
  readonly mode: OllamaFormat | '';
  readonly tokensPerSecond: number | null;
  readonly contextLength: number | null;
  /** Calls the server works on at once, as far as timing shows. */
  readonly slots: number | null;
  readonly message: string;
}

/** Where results are kept; a changed digest has none and is probed again. */
export interface ProbeStore {
  get(digest: string): ProbeResult | undefined;
  put(result: ProbeResult): void;
}
