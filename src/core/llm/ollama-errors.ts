import { AppError } from '#shared/errors.ts';
import { failedAttempt, type Attempt } from './outcome.ts';
import { redact } from './redact.ts';

/** The text of an Ollama error body, whose `error` may itself be a stringified JSON error. */
export function ollamaErrorText(body: string): string {
  let text = body;
  for (let depth = 0; depth < 3; depth += 1) {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      break;
    }
    if (typeof value !== 'object' || value === null) break;
    const { error, message } = value as { error?: unknown; message?: unknown };
    const inner = error ?? message;
    if (typeof inner === 'string') text = inner;
    else if (typeof inner === 'object' && inner !== null) text = JSON.stringify(inner);
    else break;
  }
  return text;
}

const outOfMemoryPattern = /out of memory|cudaMalloc failed|not enough memory|requires more system memory/iu;

const overflowPattern = /context length|exceeds the available context|exceed_context_size/iu;

/**
 * Turns an error answer of Ollama into the end of an attempt (llm-protocols 1.3). Also used for `{"error"}` lines
 * inside a stream, with status 200.
 */
export function ollamaFailure(status: number, body: string, model: string, baseUrl: string): Attempt {
  const raw = ollamaErrorText(body);
  const text = redact(raw).slice(0, 500);
  const place = `Ollama at ${baseUrl}`;
  if (overflowPattern.test(raw)) {
    return failedAttempt(
      'overflow',
      'overflow',
      new AppError('LLM_CONTEXT_OVERFLOW', `The prompt does not fit the context of ${model}.`, {
        action: 'Raise the context length or split the document.',
        detail: text,
      }),
    );
  }
  if (/cloud is disabled|remote model is unavailable/iu.test(raw)) {
    return failedAttempt(
      'fatal',
      'privacy',
      new AppError(
        'PRIVACY_BLOCKED',
        `${model} runs in the cloud, not on this computer; ${place} refused it.`,
        {
          action: 'Choose a model that is installed locally.',
          detail: text,
        },
      ),
    );
  }
  if (outOfMemoryPattern.test(raw)) {
    return failedAttempt(
      'transient',
      'oom',
      new AppError('LLM_OUT_OF_MEMORY', `${model} does not fit into memory.`, {
        action: 'Use a shorter context, a smaller model, or close other programs.',
        detail: text,
      }),
    );
  }
  if (status === 401 || status === 403) {
    return failedAttempt(
      'fatal',
      'auth',
      new AppError('LLM_AUTH', `${place} refused access (HTTP ${status}).`, {
        action: 'Check the server address and its access rules (OLLAMA_ORIGINS, a proxy in front).',
        detail: text,
      }),
    );
  }
  if (status === 404 && /model/iu.test(raw)) {
    return failedAttempt(
      'fatal',
      'missing',
      new AppError('LLM_MODEL_MISSING', `${place} does not have the model ${model}.`, {
        action: `Pull ${model} first.`,
        detail: text,
      }),
    );
  }
  if (status === 404 || status === 405) {
    return failedAttempt(
      'fatal',
      'not-a-server',
      new AppError(
        'LLM_NOT_A_SERVER',
        `The server at ${baseUrl} does not speak Ollama's protocol (HTTP ${status}).`,
        {
          action: 'Check the address; Ollama usually listens on port 11434.',
          detail: text,
        },
      ),
    );
  }
  if (status === 400 && /does not support thinking|invalid think value/iu.test(raw)) {
    return failedAttempt(
      'fatal',
      'no-think',
      new AppError('LLM_BAD_REQUEST', `${model} does not accept the thinking switch.`, { detail: text }),
    );
  }
  if (/failed to parse grammar|failed to initialize samplers|invalid format/iu.test(raw)) {
    return failedAttempt(
      'fatal',
      'no-grammar',
      new AppError('LLM_BAD_REQUEST', `${place} cannot use the answer schema with ${model}.`, {
        detail: text,
      }),
    );
  }
  if (status === 429) {
    if (/quota|usage limit/iu.test(raw)) {
      return failedAttempt(
        'fatal',
        'quota',
        new AppError('LLM_QUOTA', `${place} reports a used-up quota.`, {
          action: 'Wait or choose another server.',
          detail: text,
        }),
      );
    }
    return failedAttempt(
      'transient',
      'busy',
      new AppError('LLM_BUSY', `${place} asks to slow down.`, { detail: text }),
    );
  }
  if (status === 503) {
    return failedAttempt(
      'transient',
      'busy',
      new AppError('LLM_BUSY', `${place} is busy.`, {
        action: 'Wait; the call is repeated by itself.',
        detail: text,
      }),
    );
  }
  if (status >= 400 && status < 500 && status !== 408 && status !== 499) {
    return failedAttempt(
      'fatal',
      'bad-request',
      new AppError('LLM_BAD_REQUEST', `${place} refused the request (HTTP ${status}).`, { detail: text }),
    );
  }
  return failedAttempt(
    'transient',
    'crash',
    new AppError(
      'LLM_UNREACHABLE',
      `${place} failed while running ${model}${status === 200 ? '' : ` (HTTP ${status})`}.`,
      {
        action: 'The call is repeated; if this goes on, look into the server log.',
        detail: text,
      },
    ),
  );
}

/** A 200 answer that is no Ollama answer at all. */
export function notAServer(baseUrl: string, what: string): Attempt {
  return failedAttempt(
    'fatal',
    'not-a-server',
    new AppError(
      'LLM_NOT_A_SERVER',
      `The server at ${baseUrl} is not an LLM server: it answered with ${what}.`,
      {
        action: 'Check the server address.',
      },
    ),
  );
}
