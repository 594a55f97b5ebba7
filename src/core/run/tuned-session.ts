import type { Clock } from '#core/llm/clock.ts';
import type { ConcurrencyTuner } from '#core/ollama/concurrency-tuner.ts';
import type { AnnotatorSession } from './ports.ts';

/** A session whose number of documents in flight follows what the server turns out to take. */
export function tunedSession(
  session: Omit<AnnotatorSession, 'concurrency'>,
  tuner: ConcurrencyTuner,
  clock: Clock,
): AnnotatorSession {
  const { annotator } = session;
  tuner.begin();
  return {
    ...session,
    annotator: {
      config: annotator.config,
      annotate: async (task, signal) => {
        tuner.began();
        const result = await annotator.annotate(task, signal);
        // Failures and answers out of the cache say nothing about the server's throughput.
        if (result.state !== 'failed' && result.requests > 0) tuner.ended(clock.ticks());
        return result;
      },
    },
    get concurrency() {
      return tuner.level;
    },
  };
}
