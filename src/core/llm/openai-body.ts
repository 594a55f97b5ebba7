import type { LlmRequest } from './llm-client.ts';
import type { OpenAiCapability } from './openai-capabilities.ts';

export interface OpenAiBodyOptions {
  readonly official: boolean;
  /** Sent where the server takes it; null leaves it out. */
  readonly reasoningEffort: string | null;
  /** Tokens the answer and the thinking before it may take together. */
  readonly outputCap: number;
}

/** The instructions with the schema in words, for modes in which the server does not enforce it. */
function instructions(request: LlmRequest, capability: OpenAiCapability): string {
  if (capability.mode === 'responses-schema' || capability.mode === 'chat-schema') return request.system;
  return `${request.system}\n\nReply with one JSON object and nothing else. It has to fit this JSON Schema:\n${JSON.stringify(request.schema)}`;
}

/** Request body in the capability's mode; fields the server refused before are left out. */
export function openAiBody(
  request: LlmRequest,
  capability: OpenAiCapability,
  options: OpenAiBodyOptions,
): Record<string, unknown> {
  const { mode, tokenField, dropped } = capability;
  const effort = options.reasoningEffort;
  const format = { name: request.schemaName, strict: true, schema: request.schema };
  const sampling = options.official
    ? {}
    : { temperature: request.options.temperature, top_p: request.options.topP, seed: request.options.seed };
  const body: Record<string, unknown> =
    mode === 'responses-schema'
      ? {
          model: request.model,
          instructions: instructions(request, capability),
          input: request.turns,
          text: { format: { type: 'json_schema', ...format } },
          max_output_tokens: options.outputCap,
          store: false,
          stream: true,
          ...(effort === null ? {} : { reasoning: { effort } }),
        }
      : {
          model: request.model,
          messages: [{ role: 'system', content: instructions(request, capability) }, ...request.turns],
          [tokenField]: options.outputCap,
          stream: true,
          stream_options: { include_usage: true },
          ...sampling,
          ...(options.official ? { store: false } : {}),
          ...(effort === null ? {} : { reasoning_effort: effort }),
          ...(mode === 'chat-schema'
            ? { response_format: { type: 'json_schema', json_schema: format } }
            : {}),
          ...(mode === 'chat-json' ? { response_format: { type: 'json_object' } } : {}),
        };
  return Object.fromEntries(Object.entries(body).filter(([name]) => !dropped.includes(name)));
}
