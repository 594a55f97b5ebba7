import type { LlmClient, LlmOptions } from '#core/llm/llm-client.ts';
import { AppError } from '#shared/errors.ts';

const checkSchema = {
  type: 'object',
  properties: { ok: { type: 'boolean' } },
  required: ['ok'],
  additionalProperties: false,
} as const;

/**
 * A real, tiny chat with the run's own load options: the only check that a model works, because version, tags and ps
 * stay green while the scheduler hangs (llm-protocols 2). A cut answer counts: the model spoke.
 * @throws {AppError} the error of the call
 */
export async function deepCheck(
  client: LlmClient,
  model: string,
  options: LlmOptions,
  signal: AbortSignal,
): Promise<void> {
  const outcome = await client.complete(
    {
      model,
      system: 'Answer with the JSON object {"ok":true} and nothing else.',
      turns: [{ role: 'user', content: 'Are you there?' }],
      schemaName: 'ready',
      schema: checkSchema,
      options: { ...options, numPredict: 8 },
      purpose: 'probe',
      containsDocumentText: false,
    },
    signal,
  );
  if (outcome.status === 'ok' || outcome.status === 'truncated') return;
  throw outcome.error ?? new AppError('LLM_INVALID_ANSWER', `${model} did not answer a test question.`);
}
