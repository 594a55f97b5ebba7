import { AppError } from '#shared/errors.ts';
import type { LlmUsage } from './llm-client.ts';
import { createLoopGuard } from './loop-guard.ts';
import { failedAttempt, noUsage, type Attempt } from './outcome.ts';

type Raw = Readonly<Record<string, unknown>>;
const record = (value: unknown): Raw => (typeof value === 'object' && value !== null ? (value as Raw) : {});
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const count = (value: unknown): number => (typeof value === 'number' && value > 0 ? value : 0);

/** What both APIs' answers come down to. */
interface Collected {
  text: string;
  refusal: string;
  /** "" while the server has not said how the answer ended. */
  end: '' | 'stop' | 'length' | 'content_filter' | 'failed';
  usage: LlmUsage;
  model: string;
  failure: string;
}

function responsesUsage(raw: unknown): LlmUsage {
  const usage = record(raw);
  return {
    inputTokens: count(usage['input_tokens']),
    cachedInputTokens: count(record(usage['input_tokens_details'])['cached_tokens']),
    outputTokens: count(usage['output_tokens']),
    reasoningTokens: count(record(usage['output_tokens_details'])['reasoning_tokens']),
  };
}

function chatUsage(raw: unknown): LlmUsage {
  const usage = record(raw);
  return {
    inputTokens: count(usage['prompt_tokens']),
    cachedInputTokens: count(record(usage['prompt_tokens_details'])['cached_tokens']),
    outputTokens: count(usage['completion_tokens']),
    reasoningTokens: count(record(usage['completion_tokens_details'])['reasoning_tokens']),
  };
}

/** A complete object of POST /responses. */
function takeResponse(raw: Raw, into: Collected): void {
  const parts = list(raw['output'])
    .flatMap((item) => list(record(item)['content']))
    .map(record);
  const spoken = parts
    .filter((part) => part['type'] === 'output_text')
    .map((part) => text(part['text']))
    .join('');
  if (spoken !== '') into.text = spoken;
  into.refusal += parts
    .filter((part) => part['type'] === 'refusal' && into.refusal === '')
    .map((part) => text(part['refusal']))
    .join('');
  into.usage = responsesUsage(raw['usage']);
  into.model = text(raw['model']);
  const reason = text(record(raw['incomplete_details'])['reason']);
  if (raw['status'] === 'completed') into.end = 'stop';
  else if (raw['status'] === 'incomplete')
    into.end = reason === 'content_filter' ? 'content_filter' : 'length';
  else if (raw['status'] === 'failed') {
    into.end = 'failed';
    into.failure = text(record(raw['error'])['message']);
  }
}

/** A chunk (or the complete object) of POST /chat/completions. @returns the new piece of text */
function takeChat(raw: Raw, into: Collected): string {
  if (raw['usage'] !== undefined && raw['usage'] !== null) into.usage = chatUsage(raw['usage']);
  if (text(raw['model']) !== '') into.model = text(raw['model']);
  const choice = record(list(raw['choices'])[0]);
  const said = record(choice['delta'] ?? choice['message']);
  const inside = choice['error'] ?? raw['error'];
  if (inside !== undefined && inside !== null) {
    into.end = 'failed';
    into.failure = text(record(inside)['message']) || text(inside);
  }
  into.refusal += text(said['refusal']);
  const finish = text(choice['finish_reason']);
  if (finish === 'stop' || finish === 'length' || finish === 'content_filter') into.end = finish;
  const piece = text(said['content']);
  into.text += piece;
  return piece;
}

/** @returns the new piece of text */
function takeEvent(raw: Raw, into: Collected): string {
  switch (raw['type']) {
    case undefined:
      return raw['object'] === 'response' ? (takeResponse(raw, into), '') : takeChat(raw, into);
    case 'response.output_text.delta':
      into.text += text(raw['delta']);
      return text(raw['delta']);
    case 'response.completed':
    case 'response.incomplete':
    case 'response.failed':
      takeResponse(record(raw['response']), into);
      return '';
    case 'error':
      into.end = 'failed';
      into.failure = text(raw['message']);
      return '';
    default:
      return '';
  }
}

/**
 * Reads the events of a stream, or one complete object, to the end of an attempt.
 * A stream that stops without saying how it ended is no answer (the package reports no error there).
 */
export async function readOpenAi(
  events: AsyncIterable<unknown>,
  model: string,
  onProgress: () => void,
): Promise<Attempt> {
  const into: Collected = { text: '', refusal: '', end: '', usage: noUsage, model: '', failure: '' };
  const guard = createLoopGuard();
  for await (const event of events) {
    onProgress();
    const piece = takeEvent(record(event), into);
    if (piece !== '' && guard.push(piece) !== null) {
      return failedAttempt(
        'truncated',
        'loop',
        new AppError('LLM_INVALID_ANSWER', `${model} was stopped: it repeated itself without end.`),
        { text: into.text },
      );
    }
  }
  const more = { text: into.text, usage: into.usage, servedModel: into.model };
  const fail = (
    status: 'refused' | 'truncated' | 'transient',
    reason: string,
    code: AppError['code'],
    message: string,
  ): Attempt => failedAttempt(status, reason, new AppError(code, message), more);
  if (into.refusal !== '') return fail('refused', 'refusal', 'LLM_REFUSED', `${model} declined to answer.`);
  switch (into.end) {
    case 'stop':
      return {
        status: 'ok',
        reason: '',
        timings: { totalMs: 0, loadMs: 0, promptMs: 0, outputMs: 0 },
        ...more,
      };
    case 'content_filter':
      return fail(
        'refused',
        'filter',
        'LLM_REFUSED',
        `The provider's content filter stopped the answer of ${model}.`,
      );
    case 'length':
      return fail(
        'truncated',
        'length',
        'LLM_INVALID_ANSWER',
        into.text === ''
          ? `${model} used its whole token limit for thinking and said nothing.`
          : `The answer of ${model} reached its token limit.`,
      );
    case 'failed':
      return fail('transient', 'crash', 'LLM_UNREACHABLE', `${model} failed in the middle of its answer.`);
    case '':
      return fail(
        'transient',
        'network',
        'LLM_UNREACHABLE',
        `The answer of ${model} ended without its closing event.`,
      );
  }
}
