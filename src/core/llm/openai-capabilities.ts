/** How a structured answer is asked for, strongest first. */
export const openAiModes = ['responses-schema', 'chat-schema', 'chat-json', 'plain'] as const;
export type OpenAiMode = (typeof openAiModes)[number];

/** What was learnt about one (base URL, model); plain data, so that it can be stored and given back. */
export interface OpenAiCapability {
  readonly mode: OpenAiMode;
  /** True once the mode gave an answer that fits the schema: a later misfit is the model's fault, not the server's. */
  readonly proven: boolean;
  /** Request fields the server refused; they are no longer sent. */
  readonly dropped: readonly string[];
  readonly tokenField: 'max_completion_tokens' | 'max_tokens';
}

export type CapabilityStore = Map<string, OpenAiCapability>;

export const capabilityKey = (baseUrl: string, model: string): string => `${baseUrl}\n${model}`;

/** OpenAI itself starts at the Responses API; compatible servers at chat with a schema. */
export function firstCapability(official: boolean): OpenAiCapability {
  return {
    mode: official ? 'responses-schema' : 'chat-schema',
    proven: false,
    dropped: [],
    tokenField: 'max_completion_tokens',
  };
}

/** The next weaker mode, or null at the end of the ladder. */
export function stepDown(capability: OpenAiCapability): OpenAiCapability | null {
  const next = openAiModes[openAiModes.indexOf(capability.mode) + 1];
  return next === undefined ? null : { ...capability, mode: next, proven: false };
}
