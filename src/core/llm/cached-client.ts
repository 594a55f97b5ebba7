import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import type { LlmClient, LlmOutcome, LlmRequest } from './llm-client.ts';
import { noUsage } from './outcome.ts';

/** Where answers are kept; the store implements it. Only `ok` outcomes are put. */
export interface ResponseCache {
  get(key: string): Promise<LlmOutcome | undefined> | LlmOutcome | undefined;
  put(key: string, outcome: LlmOutcome): Promise<void> | void;
}

const protocolVersion = 1;

/**
 * Key of a call: sha256 (hex) over everything that decides the answer.
 * @param modelDigest Ollama digest or dated snapshot, because tags move; where unknown, the model name
 */
export function cacheKey(provider: string, modelDigest: string, request: LlmRequest): string {
  const { system, turns, schemaName, schema, options } = request;
  const content = {
    protocol: protocolVersion,
    provider,
    model: modelDigest,
    system,
    turns,
    schemaName,
    schema,
    options,
  };
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}

/**
 * A client that asks the cache first. Hits cost nothing: their usage is zero and attempts is 0.
 * @param digestOf digest of a model at this moment
 */
export function createCachedClient(
  client: LlmClient,
  cache: ResponseCache,
  digestOf: (model: string) => Promise<string> | string,
): LlmClient {
  return {
    provider: client.provider,
    baseUrl: client.baseUrl,
    complete: async (request, signal) => {
      const key = cacheKey(`${client.provider} ${client.baseUrl}`, await digestOf(request.model), request);
      const hit = await cache.get(key);
      if (hit !== undefined) return { ...hit, usage: noUsage, attempts: 0 };
      const outcome = await client.complete(request, signal);
      if (outcome.status === 'ok') await cache.put(key, outcome);
      return outcome;
    },
  };
}
