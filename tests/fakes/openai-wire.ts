import { chunkAnswer } from './answer-faults.ts';
import type { FakeOpenAiState } from './fake-openai.ts';
import { sendJson, type Exchange } from './fake-server.ts';
import { numberArg, modeOf } from './fault-queue.ts';
import type { FakeAnswer } from './openai-answer.ts';

interface SseEvent {
  /** Name of the `event:` line; null leaves it out (chat). */
  readonly event: string | null;
  readonly data: unknown;
}

const servedModel = (model: string): string => `${model}-2026-08-01`;

function responseObject(
  exchange: Exchange,
  answer: FakeAnswer,
  state: FakeOpenAiState,
): Record<string, unknown> {
  const part =
    answer.refusal === null
      ? { type: 'output_text', text: answer.text, annotations: [] }
      : { type: 'refusal', refusal: answer.refusal };
  const reasons = { stop: null, length: 'max_output_tokens', content_filter: 'content_filter' } as const;
  const reason = reasons[answer.end];
  return {
    id: `resp_${answer.id}`,
    object: 'response',
    created_at: Math.floor(state.clock.now() / 1000),
    status: reason === null ? 'completed' : 'incomplete',
    error: null,
    incomplete_details: reason === null ? null : { reason },
    model: servedModel(exchange.model),
    output: [
      { id: `msg_${answer.id}`, type: 'message', role: 'assistant', status: 'completed', content: [part] },
    ],
    usage: {
      input_tokens: answer.inputTokens,
      input_tokens_details: { cached_tokens: answer.cachedTokens },
      output_tokens: answer.outputTokens,
      output_tokens_details: { reasoning_tokens: answer.reasoningTokens },
      total_tokens: answer.inputTokens + answer.outputTokens,
    },
  };
}

function chatObject(exchange: Exchange, answer: FakeAnswer, state: FakeOpenAiState): Record<string, unknown> {
  return {
    id: `chatcmpl-${answer.id}`,
    object: 'chat.completion',
    created: Math.floor(state.clock.now() / 1000),
    model: servedModel(exchange.model),
    choices: [
      {
        index: 0,
        finish_reason: answer.end,
        message: {
          role: 'assistant',
          content: answer.refusal === null ? answer.text : null,
          refusal: answer.refusal,
        },
      },
    ],
    usage: chatUsage(answer),
  };
}

const chatUsage = (answer: FakeAnswer): unknown => ({
  prompt_tokens: answer.inputTokens,
  prompt_tokens_details: { cached_tokens: answer.cachedTokens },
  completion_tokens: answer.outputTokens,
  completion_tokens_details: { reasoning_tokens: answer.reasoningTokens },
  total_tokens: answer.inputTokens + answer.outputTokens,
});

function responseEvents(
  exchange: Exchange,
  answer: FakeAnswer,
  state: FakeOpenAiState,
): { body: SseEvent[]; last: SseEvent[] } {
  const whole = responseObject(exchange, answer, state);
  const started = { ...whole, status: 'in_progress', output: [], usage: null, incomplete_details: null };
  let sequence = 0;
  const event = (type: string, fields: Readonly<Record<string, unknown>>): SseEvent => ({
    event: type,
    data: { type, sequence_number: sequence++, ...fields },
  });
  const place = { item_id: `msg_${answer.id}`, output_index: 0, content_index: 0 };
  const isText = answer.refusal === null;
  const kind = isText ? 'output_text' : 'refusal';
  const body = [
    event('response.created', { response: started }),
    event('response.in_progress', { response: started }),
    event('response.output_item.added', {
      output_index: 0,
      item: { id: place.item_id, type: 'message', role: 'assistant', status: 'in_progress', content: [] },
    }),
    event('response.content_part.added', {
      ...place,
      part: isText ? { type: 'output_text', text: '', annotations: [] } : { type: 'refusal', refusal: '' },
    }),
    ...chunkAnswer(answer.refusal ?? answer.text, state.chunkChars).map((delta) =>
      event(`response.${kind}.delta`, { ...place, delta }),
    ),
  ];
  const last = [
    event(`response.${kind}.done`, {
      ...place,
      ...(isText ? { text: answer.text } : { refusal: answer.refusal }),
    }),
    event('response.content_part.done', {
      ...place,
      part: (whole['output'] as { content: unknown[] }[])[0]?.content[0],
    }),
    event('response.output_item.done', { output_index: 0, item: (whole['output'] as unknown[])[0] }),
    event(answer.end === 'stop' ? 'response.completed' : 'response.incomplete', { response: whole }),
  ];
  return { body, last };
}

function chatEvents(
  exchange: Exchange,
  answer: FakeAnswer,
  state: FakeOpenAiState,
): { body: SseEvent[]; last: SseEvent[] } {
  const chunk = (delta: unknown, finish: string | null): SseEvent => ({
    event: null,
    data: {
      id: `chatcmpl-${answer.id}`,
      object: 'chat.completion.chunk',
      created: 0,
      model: servedModel(exchange.model),
      choices: [{ index: 0, delta, finish_reason: finish }],
    },
  });
  const field = answer.refusal === null ? 'content' : 'refusal';
  const body = [
    chunk({ role: 'assistant', content: '' }, null),
    ...chunkAnswer(answer.refusal ?? answer.text, state.chunkChars).map((piece) =>
      chunk({ [field]: piece }, null),
    ),
  ];
  const options = exchange.body['stream_options'] as { include_usage?: boolean } | undefined;
  const usage: SseEvent[] =
    options?.include_usage === true
      ? [
          {
            event: null,
            data: {
              id: `chatcmpl-${answer.id}`,
              object: 'chat.completion.chunk',
              created: 0,
              model: servedModel(exchange.model),
              choices: [],
              usage: chatUsage(answer),
            },
          },
        ]
      : [];
  return { body, last: [chunk({}, answer.end), ...usage, { event: null, data: '[DONE]' }] };
}

const frame = ({ event, data }: SseEvent): string =>
  `${event === null ? '' : `event: ${event}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;

/** Sends the answer as JSON or as a stream, with the faults of llm-protocols 5.3 that cut it. */
export async function sendAnswer(
  exchange: Exchange,
  answer: FakeAnswer,
  state: FakeOpenAiState,
): Promise<void> {
  const { response, body, fault, gone, request } = exchange;
  const isResponses = request.path.endsWith('/responses');
  const headers = {
    'x-request-id': 'req_fake',
    'x-ratelimit-limit-requests': String(state.bucket.size),
    'x-ratelimit-remaining-requests': String(Math.floor(state.bucket.left)),
  };
  request.tFirstByte = state.clock.now();
  const outMs = (answer.outputTokens / state.outputTokensPerSecond) * 1000;
  if (body['stream'] !== true) {
    if (outMs > 0) await state.clock.sleep(outMs, gone);
    sendJson(
      response,
      200,
      isResponses ? responseObject(exchange, answer, state) : chatObject(exchange, answer, state),
      headers,
    );
    return;
  }
  const events = isResponses ? responseEvents(exchange, answer, state) : chatEvents(exchange, answer, state);
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', ...headers });
  const frames = events.body.map(frame);
  const end = events.last.map(frame).join('');
  const cut = Math.min(frames.length, numberArg(fault, 'chunks', 6));
  switch (modeOf(fault)) {
    case 'cutMidStream':
      response.write(frames.slice(0, cut).join(''), () => response.socket?.resetAndDestroy());
      return;
    case 'endNoDone':
      response.end(frames.join(''));
      return;
    case 'hangMidBody':
      response.write(frames.slice(0, cut).join(''));
      return;
    case 'errorLine': {
      const failed = {
        type: 'response.failed',
        sequence_number: 99,
        response: {
          ...responseObject(exchange, answer, state),
          status: 'failed',
          error: { code: 'server_error', message: 'The model crashed.' },
        },
      };
      const event = isResponses
        ? frame({ event: 'response.failed', data: failed })
        : frame({
            event: null,
            data: { error: { message: 'The model crashed.', type: 'server_error', code: 'server_error' } },
          });
      response.end(frames.slice(0, cut).join('') + event);
      return;
    }
    case 'slowDrip':
      for (const byte of Buffer.from(frames.join('') + end)) {
        await state.clock.sleep(1000 / numberArg(fault, 'bytesPerSecond', 1), gone);
        response.write(Buffer.of(byte));
      }
      response.end();
      return;
    case 'whitespaceLoop':
    case 'repeatLoop':
      for (const piece of frames.slice(0, 5)) response.write(piece);
      for (let round = 5; !gone.aborted; round += 1) {
        response.write(frames[5 + (round % Math.max(1, frames.length - 5))] ?? '');
        await state.clock.sleep(1, gone);
      }
      return;
    default:
      break;
  }
  if (outMs <= 0) {
    const bytes = Buffer.from(frames.join('') + end);
    const half = Math.floor(bytes.length / 2);
    response.write(bytes.subarray(0, half));
    response.end(bytes.subarray(half));
    return;
  }
  for (const piece of frames) {
    await state.clock.sleep(outMs / frames.length, gone);
    response.write(piece);
  }
  response.end(end);
}
