import type { LlmClient, LlmOptions } from '#core/llm/llm-client.ts';
import { AppError } from '#shared/errors.ts';

const checkSchema = {
  type: 'object',
  properties: { answer: { type: 'string' } },
  required: ['answer'],
  additionalProperties: false,
} as const;

/** One tiny call without document text. @returns the structured-output mode that worked @throws {AppError} why none did */
export async function checkClient(
  client: LlmClient,
  model: string,
  options: LlmOptions,
  signal: AbortSignal,
): Promise<string> {
  const outcome = await client.complete(
    {
      model,
      system: 'You answer with one JSON object.',
      turns: [{ role: 'user', content: 'Answer {"answer": "ready"} as JSON.' }],
      schemaName: 'check',
      schema: checkSchema,
      options: { ...options, numPredict: 200 },
      purpose: 'probe',
      containsDocumentText: false,
    },
    signal,
  );
  if (outcome.status === 'ok') return outcome.mode;
  throw (
    outcome.error ?? new AppError('LLM_INVALID_ANSWER', `${model} gave no usable answer (${outcome.status}).`)
  );
}
