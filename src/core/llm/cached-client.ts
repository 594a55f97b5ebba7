import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import type { LlmClient, LlmOutcome, LlmRequest } from './llm-client.ts';
import { noUsage } from './outcome.ts';

/** Where answers are kept; the store implements it. Only complete answers that the asker can use are put. */
export interface ResponseCache {
  get(key: string): Promise<LlmOutcome | undefined> | LlmOutcome | undefined;
  put(key: string, outcome: LlmOutcome): Promise<void> | void;
}

const protocolVersion = 2;

/**
 * Key of a call: sha256 (hex) over everything that decides the answer.
 * @param modelDigest Ollama digest or dated snapshot, because tags move; where unknown, the model name
 * @param askedAs answer format and thinking, as `LlmClient.askedAs` tells them
 */
export function cacheKey(
  provider: string,
  modelDigest: string,
  askedAs: string,
  request: LlmRequest,
): string {
  const { system, turns, schemaName, schema, options } = request;
  const content = {
    protocol: protocolVersion,
    provider,
    model: modelDigest,
    askedAs,
    system,
    turns,
    schemaName,
    schema,
    options,
  };
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}

/**
 * A client that asks the cache first. Hits cost nothing: their usage is zero and attempts is 0. An answer that the asker
 * cannot use is not kept, or asking again would give the same failure for ever.
 * @param digestOf digest of a model at this moment
 */
export function createCachedClient(
  client: LlmClient,
  cache: ResponseCache,
  digestOf: (model: string) => Promise<string> | string,
): LlmClient {
  const keyOf = async (request: LlmRequest, signal: AbortSignal): Promise<string | null> => {
    const askedAs = client.askedAs === undefined ? '' : await client.askedAs(request, signal);
    if (askedAs === null) return null;
    return cacheKey(`${client.provider} ${client.baseUrl}`, await digestOf(request.model), askedAs, request);
  };
  return {
    provider: client.provider,
    baseUrl: client.baseUrl,
    complete: async (request, signal) => {
      const key = await keyOf(request, signal);
      const hit = key === null ? undefined : await cache.get(key);
      if (hit !== undefined) return { ...hit, usage: noUsage, attempts: 0 };
      const outcome = await client.complete(request, signal);
      if (outcome.status !== 'ok' || request.isUsable?.(outcome.text) === false) return outcome;
      // The call itself may have found out that the model has to be asked in another way.
      const newKey = await keyOf(request, signal);
      if (newKey !== null) await cache.put(newKey, outcome);
      return outcome;
    },
  };
}
