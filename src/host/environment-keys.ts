import type { EngineOptions } from './engine-protocol.ts';

/** The keys in the environment, for the engine; an empty variable is no key. */
export function environmentKeys(
  env: Readonly<Record<string, string | undefined>> = process.env,
): EngineOptions['env'] {
  const openAiKey = env['OPENAI_API_KEY']?.trim() ?? '';
  const apiKeys = env['DIZINER_API_KEYS']?.trim() ?? '';
  return { ...(openAiKey === '' ? {} : { openAiKey }), ...(apiKeys === '' ? {} : { apiKeys }) };
}
