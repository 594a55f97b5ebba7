import { isLoopbackUrl } from '#shared/domain/address.ts';
import type { LlmClient } from './llm-client.ts';

/**
 * A client that takes out of every text what must not leave this computer; one on this computer as it is. Put it outside
 * of a cache, so that answers are kept under the text that was really sent.
 */
export function redactingClient(
  client: LlmClient,
  redact: ((text: string) => string) | undefined,
): LlmClient {
  if (redact === undefined || isLoopbackUrl(client.baseUrl)) return client;
  return {
    provider: client.provider,
    baseUrl: client.baseUrl,
    complete: (request, signal) =>
      client.complete(
        {
          ...request,
          system: redact(request.system),
          turns: request.turns.map((turn) => ({ ...turn, content: redact(turn.content) })),
        },
        signal,
      ),
  };
}
