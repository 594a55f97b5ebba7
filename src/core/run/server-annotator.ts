import type { AnnotatorConfig } from '#shared/domain/annotator.ts';
import { defaultInFlight, mostInFlight } from '#shared/domain/annotator.ts';
import { createLlmAnnotator } from '#core/annotators/llm-annotator.ts';
import { createCachedClient, type ResponseCache } from '#core/llm/cached-client.ts';
import type { Clock } from '#core/llm/clock.ts';
import type { LlmClient, LlmOptions } from '#core/llm/llm-client.ts';
import { redactingClient } from '#core/llm/redacting-client.ts';
import { createConcurrencyTuner, type ConcurrencyTuner } from '#core/ollama/concurrency-tuner.ts';
import type { AnnotatorSession } from './ports.ts';
import { tunedSession } from './tuned-session.ts';

/**
 * A tuner for an OpenAI-compatible server: a cluster takes hundreds of calls, a laptop one or two, so the level starts
 * low and doubles while that pays, up to what the user allows.
 * @param most documents in flight at once; from the command line, else the annotator's own setting
 */
export function serverTuner(config: AnnotatorConfig, most: number | undefined): ConcurrencyTuner {
  const wanted = most ?? config.inFlight ?? defaultInFlight;
  return createConcurrencyTuner({ start: 4, most: Math.min(wanted, mostInFlight), growth: 'double' });
}

/** Nothing is loaded or unloaded at such a server: a session is the client and the frozen options. */
export function openServerAnnotator(parts: {
  readonly config: AnnotatorConfig;
  readonly client: LlmClient;
  readonly options: LlmOptions;
  readonly cache: ResponseCache | undefined;
  readonly redact: ((text: string) => string) | undefined;
  readonly tuner: ConcurrencyTuner;
  readonly clock: Clock;
}): AnnotatorSession {
  const { config, options } = parts;
  const client =
    parts.cache === undefined
      ? parts.client
      : createCachedClient(parts.client, parts.cache, () => config.model);
  const annotator = createLlmAnnotator({ config, client: redactingClient(client, parts.redact), options });
  const session = { annotator, options, digest: '', remark: null, close: () => Promise.resolve() };
  return tunedSession(session, parts.tuner, parts.clock);
}
