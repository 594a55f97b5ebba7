import { abortReason, type Clock } from '#core/llm/clock.ts';
import { readNdjson } from '#core/llm/ndjson.ts';
import { appErrorIn, unreachable } from '#core/llm/network-error.ts';
import { ollamaFailure } from '#core/llm/ollama-errors.ts';
import { isCloudModelName } from '#core/llm/ollama-names.ts';
import type { Transport } from '#core/llm/transport.ts';
import { AppError } from '#shared/errors.ts';
import { notEnoughDisk, pullError } from './pull-errors.ts';
import { createPullProgress, type PullProgress } from './pull-progress.ts';

export type PullPhase = 'pulling' | 'verifying' | 'stalled';

export interface PullDeps {
  /** Where the server is at this moment: our own takes a new port with every start. */
  readonly baseUrl: (signal: AbortSignal) => Promise<string>;
  readonly transport: Transport;
  readonly clock: Clock;
  /** Free bytes where the server keeps its models; null = unknown (a server elsewhere). */
  readonly freeDiskBytes: () => Promise<number | null>;
  /** Silence that is shown as a stall. */
  readonly stallMs?: number;
}

/** Kept free beside the download. */
const diskReserveBytes = 500_000_000;

/**
 * One POST /api/pull to its end. Closing the connection (abort) cancels; pulling again continues.
 * @throws {AppError} LLM_MODEL_MISSING, UNSUPPORTED, DISK_FULL, LLM_UNREACHABLE, LLM_TIMEOUT (three times the stall limit) …
 */
export async function pullModel(
  deps: PullDeps,
  model: string,
  expectedBytes: number | null,
  onProgress: (phase: PullPhase, progress: PullProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  if (isCloudModelName(model)) {
    throw new AppError('PRIVACY_BLOCKED', `${model} runs in Ollama's cloud; there is nothing to download.`, {
      action: 'Choose a model that runs on this computer.',
    });
  }
  const { clock } = deps;
  let baseUrl = '';
  const stallMs = deps.stallMs ?? 60_000;
  const progress = createPullProgress(expectedBytes);
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  let phase: PullPhase = 'pulling';
  let last = clock.ticks();
  let given: AppError | undefined;
  let cancelWatch = (): void => undefined;
  const watch = (): void => {
    cancelWatch = clock.schedule(stallMs / 4, () => {
      const silent = clock.ticks() - last;
      if (phase !== 'verifying' && silent >= stallMs) {
        phase = 'stalled';
        onProgress(phase, progress.at(clock.ticks()));
      }
      if (phase === 'stalled' && silent >= 3 * stallMs) {
        given = new AppError('LLM_TIMEOUT', `The download of ${model} stands still.`, {
          action: 'Check the internet connection; pulling again continues where it stopped.',
        });
        controller.abort(given);
      } else watch();
    });
  };
  try {
    signal.throwIfAborted();
    watch();
    baseUrl = await deps.baseUrl(controller.signal);
    const fetch = deps.transport.fetchFor({ purpose: 'manage', containsDocumentText: false });
    const response = await fetch(`${baseUrl}/api/pull`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model, stream: true }),
      signal: controller.signal,
    });
    if (!response.ok || response.body === null) {
      throw (
        ollamaFailure(response.status, await response.text(), model, baseUrl).error ?? new Error('no error')
      );
    }
    let checkedBytes = -1;
    for await (const event of readNdjson(response.body as ReadableStream<Uint8Array>)) {
      const { error, status, digest, total, completed } = event;
      if (typeof error === 'string') throw pullError(model, error);
      if (status === 'success') return;
      if (typeof digest === 'string' && typeof total === 'number') {
        const done = typeof completed === 'number' ? completed : 0;
        if (progress.add({ digest, total, completed: done }, clock.ticks())) {
          last = clock.ticks();
          phase = 'pulling';
        }
        const { totalBytes, completedBytes } = progress.at(clock.ticks());
        const left = (totalBytes ?? 0) - completedBytes;
        if ((totalBytes ?? 0) > checkedBytes) {
          checkedBytes = totalBytes ?? 0;
          const free = await deps.freeDiskBytes();
          if (free !== null && left + diskReserveBytes > free) throw notEnoughDisk(model, left, free);
        }
      } else {
        last = clock.ticks();
        if (typeof status === 'string' && status.startsWith('verifying')) phase = 'verifying';
      }
      onProgress(phase, progress.at(clock.ticks()));
    }
    throw new AppError('LLM_UNREACHABLE', `The download of ${model} ended too early.`, {
      action: 'Pull again; it continues where it stopped.',
    });
  } catch (error) {
    if (signal.aborted) throw abortReason(signal);
    throw given ?? appErrorIn(error) ?? unreachable(baseUrl, error);
  } finally {
    cancelWatch();
    signal.removeEventListener('abort', onAbort);
    controller.abort();
  }
}
