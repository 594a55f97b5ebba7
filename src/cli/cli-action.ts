import { reportFailure } from './output.ts';

/**
 * Runs a command's work, turns a failure into a message and an exit code, and Ctrl+C into an abort: the first asks the
 * work to come to rest, the second breaks it off.
 */
export async function cliAction(
  json: boolean,
  work: (signals: { drain: AbortSignal; abort: AbortSignal }) => Promise<number | undefined>,
): Promise<void> {
  const drain = new AbortController();
  const abort = new AbortController();
  const onSignal = (): void => {
    if (drain.signal.aborted) abort.abort();
    drain.abort();
    // Answers in flight get a moment to land; a slow model must not hold the terminal.
    setTimeout(() => abort.abort(), 10_000).unref();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    process.exitCode = (await work({ drain: drain.signal, abort: abort.signal })) ?? 0;
  } catch (error) {
    process.exitCode = reportFailure(error, json);
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}
