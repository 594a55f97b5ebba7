import { AppError, type ErrorCode } from '#shared/errors.ts';
import type { SupervisorConfig } from '#shared/domain/run-settings.ts';

/** A local model that can't go on although its server is there: too large for this computer, or stuck. */
const troubles: ReadonlySet<ErrorCode> = new Set(['LLM_OUT_OF_MEMORY', 'LLM_TIMEOUT', 'LLM_WEDGED']);

/**
 * What the user reads where a run pauses because its supervisor of Ollama is in trouble: that it is the supervisor, that
 * nothing is lost, and how to go on. Other errors, and those of other servers, stay as they are.
 */
export function supervisorTrouble(config: SupervisorConfig, error: unknown): unknown {
  if (config.kind !== 'ollama' || !(error instanceof AppError) || !troubles.has(error.code)) return error;
  return new AppError(
    error.code,
    `The supervisor ${config.model} could not go on: ${error.message} The marks of the annotators are kept.`,
    {
      cause: error,
      action:
        'Close other programs and continue the run: only the supervisor is asked again. If it happens again, choose a smaller supervisor or the built-in one and use it for this run.',
      detail: error.detail,
    },
  );
}
