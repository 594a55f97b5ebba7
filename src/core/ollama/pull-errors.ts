import { redact } from '#core/llm/redact.ts';
import { AppError } from '#shared/errors.ts';

/** True where pulling again continues the download: lost connections, damaged parts. */
export function canResume(error: AppError): boolean {
  return (
    error.code === 'LLM_UNREACHABLE' || error.code === 'LLM_TIMEOUT' || error.code === 'LLM_INVALID_ANSWER'
  );
}

/** What an `{"error"}` line of a pull means to the user (llm-protocols 1.5). */
export function pullError(model: string, text: string): AppError {
  const detail = redact(text).slice(0, 300);
  if (/file does not exist|not found/iu.test(text)) {
    return new AppError('LLM_MODEL_MISSING', `There is no model ${model} in the Ollama library.`, {
      action: 'Check the spelling of name and tag.',
      detail,
    });
  }
  if (/412|newer version/iu.test(text)) {
    return new AppError('UNSUPPORTED', `${model} needs a newer Ollama.`, {
      action: 'Update Ollama and pull again.',
      detail,
    });
  }
  if (/no space left|ENOSPC|not enough space|disk full/iu.test(text)) {
    return new AppError('DISK_FULL', `There is not enough disk space for ${model}.`, {
      action: 'Free some space and pull again; what is there already is kept.',
      detail,
    });
  }
  if (/digest mismatch/iu.test(text)) {
    return new AppError('LLM_INVALID_ANSWER', `The download of ${model} was damaged.`, {
      action: 'Pull again; only the damaged part is loaded anew.',
      detail,
    });
  }
  if (/lookup|no such host|dial tcp|connection refused|max retries/iu.test(text)) {
    return new AppError('LLM_UNREACHABLE', `Ollama cannot reach the model library.`, {
      action: 'Check the internet connection; pulling again continues where it stopped.',
      detail,
    });
  }
  return new AppError('LLM_UNREACHABLE', `The download of ${model} failed.`, {
    action: 'Pull again; it continues where it stopped.',
    detail,
  });
}

export function notEnoughDisk(model: string, neededBytes: number, freeBytes: number): AppError {
  const gb = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
  return new AppError(
    'DISK_FULL',
    `${model} needs ${gb(neededBytes)} more disk space, but only ${gb(freeBytes)} are free.`,
    {
      action: 'Free some space or choose a smaller model; what is there already is kept.',
    },
  );
}
