import { APIError } from 'openai';
import { AppError } from '#shared/errors.ts';
import { appErrorIn, unreachable } from './network-error.ts';
import { failedAttempt, type Attempt } from './outcome.ts';
import { redact } from './redact.ts';
import { retryAfterMs } from './retry-policy.ts';

export interface OpenAiFailure {
  readonly attempt: Attempt;
  /** A field to leave out from now on. */
  readonly drop?: string;
  /** The server does not know this way of asking for structure. */
  readonly stepDown?: true;
}

const formatWords = /response_format|text\.format|json_schema|json_object|structured output|schema/iu;

/**
 * Turns anything the package `openai` throws into the end of an attempt (llm-protocols 3.4, 3.5, 5.3).
 * @param now milliseconds since the epoch, for Retry-After dates
 */
export function openAiFailure(
  error: unknown,
  baseUrl: string,
  model: string,
  now: number,
  secrets: readonly string[],
): OpenAiFailure {
  const own = appErrorIn(error);
  if (own !== undefined) {
    const status = own.code === 'PRIVACY_BLOCKED' || own.code === 'LLM_NOT_A_SERVER' ? 'fatal' : 'transient';
    const reason =
      own.code === 'PRIVACY_BLOCKED'
        ? 'privacy'
        : own.code === 'LLM_NOT_A_SERVER'
          ? 'not-a-server'
          : 'network';
    return { attempt: failedAttempt(status, reason, own) };
  }
  if (!(error instanceof APIError))
    return { attempt: failedAttempt('transient', 'network', unreachable(baseUrl, error)) };
  const status = typeof error.status === 'number' ? error.status : 0;
  const text = redact(error.message, secrets).slice(0, 500);
  const code = typeof error.code === 'string' ? error.code : '';
  const param = typeof error.param === 'string' ? error.param : '';
  const place = new URL(baseUrl).host;
  const fail = (
    kind: 'fatal' | 'transient' | 'overflow',
    reason: string,
    errorCode: AppError['code'],
    message: string,
    action: string,
  ): Attempt => failedAttempt(kind, reason, new AppError(errorCode, message, { action, detail: text }));
  // An error inside a stream has no HTTP status.
  if (status === 0) {
    if (error.name.includes('Connection')) {
      return { attempt: failedAttempt('transient', 'network', unreachable(baseUrl, error)) };
    }
    return {
      attempt: fail(
        'transient',
        'crash',
        'LLM_UNREACHABLE',
        `${place} failed in the middle of an answer.`,
        'The call is repeated.',
      ),
    };
  }
  if (status === 401 || status === 403) {
    return {
      attempt: fail(
        'fatal',
        'auth',
        'LLM_AUTH',
        `${place} refused the key (HTTP ${status}).`,
        'Check the API key and what it may use.',
      ),
    };
  }
  if (status === 402 || code === 'insufficient_quota') {
    return {
      attempt: fail(
        'fatal',
        'quota',
        'LLM_QUOTA',
        `The account at ${place} has no credit left.`,
        'Add credit or use another endpoint; the run can be resumed.',
      ),
    };
  }
  if (status === 429) {
    const wait = retryAfterMs(headersOf(error), now);
    const attempt = fail(
      'transient',
      'busy',
      'LLM_BUSY',
      `${place} asks to slow down.`,
      'Wait; the call is repeated by itself.',
    );
    return { attempt: wait === undefined ? attempt : { ...attempt, retryAfterMs: wait } };
  }
  if (
    /context_length_exceeded|maximum context length|exceeds the available context/iu.test(`${code} ${text}`)
  ) {
    return {
      attempt: fail(
        'overflow',
        'overflow',
        'LLM_CONTEXT_OVERFLOW',
        `The request does not fit the context of ${model}.`,
        'Use a smaller document set or a model with a longer context.',
      ),
    };
  }
  if (
    code === 'model_not_found' ||
    (status === 404 && /model/iu.test(text) && !/unknown request url/iu.test(text))
  ) {
    return {
      attempt: fail(
        'fatal',
        'missing',
        'LLM_MODEL_MISSING',
        `${place} does not offer the model ${model}.`,
        'Choose a model from the list of the endpoint.',
      ),
    };
  }
  if (status === 408 || status === 409 || (status >= 500 && status !== 501)) {
    const wait = retryAfterMs(headersOf(error), now);
    const attempt = fail(
      'transient',
      status === 503 ? 'busy' : 'crash',
      status === 503 ? 'LLM_BUSY' : 'LLM_UNREACHABLE',
      `${place} answered with an error (HTTP ${status}).`,
      'The call is repeated by itself.',
    );
    return { attempt: wait === undefined ? attempt : { ...attempt, retryAfterMs: wait } };
  }
  const refused = fail(
    'fatal',
    'bad-request',
    'LLM_BAD_REQUEST',
    `${place} refused the request (HTTP ${status}).`,
    'Check that the endpoint and the model fit together.',
  );
  const unsupported =
    /unsupported_parameter|unsupported_value|unknown_parameter/u.test(code) ||
    /unsupported|unrecognized|unknown|extra (fields|inputs)/iu.test(text);
  const named = param !== '' ? param : (/['"`]([a-z_.]{3,40})['"`]/u.exec(text)?.[1] ?? '');
  if ((status === 400 || status === 422) && unsupported && named !== '' && !formatWords.test(named)) {
    return { attempt: refused, drop: named.split('.')[0] ?? named };
  }
  if (
    [404, 405, 501].includes(status) ||
    ((status === 400 || status === 422) && formatWords.test(`${param} ${text}`))
  ) {
    return { attempt: refused, stepDown: true };
  }
  return { attempt: refused };
}

const headersOf = (error: { readonly headers: unknown }): Headers => {
  const { headers } = error;
  return headers instanceof Headers ? headers : new Headers();
};
