/** How a compatible server differs from OpenAI (llm-protocols 3.5). */
export interface OpenAiProfile {
  readonly name: string;
  readonly responses: 'full' | 'ignores-format' | 'absent';
  readonly jsonSchema: boolean;
  readonly jsonObject: boolean;
  /** LM Studio answers {"error": "text"}. */
  readonly stringErrors: boolean;
  /** Request fields that are refused with unsupported_parameter, besides the fault "unsupportedParam". */
  readonly refused: readonly string[];
  /** Only max_tokens bounds the answer. */
  readonly onlyMaxTokens: boolean;
  readonly checksKey: boolean;
  /** Tokens that a model spends on thinking before it speaks. */
  readonly reasoningTokens: number;
}

const compatible: OpenAiProfile = {
  name: 'vllm',
  responses: 'full',
  jsonSchema: true,
  jsonObject: true,
  stringErrors: false,
  refused: [],
  onlyMaxTokens: false,
  checksKey: false,
  reasoningTokens: 0,
};

export const openAiProfiles = {
  openai: {
    ...compatible,
    name: 'openai',
    checksKey: true,
    reasoningTokens: 300,
    refused: [
      'max_tokens',
      'temperature',
      'top_p',
      'seed',
      'frequency_penalty',
      'presence_penalty',
      'stop',
      'logprobs',
    ],
  },
  'ollama-v1': { ...compatible, name: 'ollama-v1', onlyMaxTokens: true },
  lmstudio: {
    ...compatible,
    name: 'lmstudio',
    responses: 'ignores-format',
    jsonObject: false,
    stringErrors: true,
  },
  vllm: compatible,
  llamacpp: { ...compatible, name: 'llamacpp', responses: 'absent' },
  openrouter: { ...compatible, name: 'openrouter', responses: 'absent', checksKey: true },
  minimal: {
    ...compatible,
    name: 'minimal',
    responses: 'absent',
    jsonSchema: false,
    jsonObject: false,
    refused: ['max_completion_tokens', 'seed', 'stream_options', 'store'],
  },
} as const satisfies Record<string, OpenAiProfile>;
export type OpenAiProfileName = keyof typeof openAiProfiles;
