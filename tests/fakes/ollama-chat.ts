import { bendAnswer, chunkAnswer } from './answer-faults.ts';
import { defaultBrain, type BrainCall } from './brain.ts';
import type { FakeOllamaState } from './fake-ollama.ts';
import type { Exchange } from './fake-server.ts';
import { sendJson, sendText } from './fake-server.ts';
import { numberArg, textArg, modeOf } from './fault-queue.ts';
import { isCloudName, normaliseName, type FakeModel } from './ollama-model.ts';
import { commonPrefix, ServerBusy, type LoadOptions, type Runner } from './ollama-scheduler.ts';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Milliseconds: number = seconds, "5m", negative = for ever. */
export function parseKeepAlive(value: unknown): number {
  if (value === undefined || value === null) return 300_000;
  if (typeof value === 'number') return value < 0 ? -1 : value * 1000;
  const match = /^(-?\d+(?:\.\d+)?)(ms|s|m|h)?$/u.exec(typeof value === 'string' ? value : '');
  if (match === null) return 300_000;
  const factor = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[match[2] ?? 's'] ?? 1000;
  const ms = Number(match[1]) * factor;
  return ms < 0 ? -1 : ms;
}

export function loadOptions(body: Readonly<Record<string, unknown>>): LoadOptions {
  const options = isRecord(body['options']) ? body['options'] : {};
  const numCtx = typeof options['num_ctx'] === 'number' ? options['num_ctx'] : 4096;
  const names = ['num_batch', 'num_gpu', 'main_gpu', 'use_mmap', 'num_thread', 'draft_num_predict'];
  const key = JSON.stringify([numCtx, ...names.map((name) => options[name] ?? null), body['shift'] ?? true]);
  return { key, numCtx };
}

/** Finds the model or answers the error; also holds the cloud rules of llm-protocols 1.9. */
export function findModel(exchange: Exchange, state: FakeOllamaState): FakeModel | undefined {
  const { response, model } = exchange;
  if (model === '') {
    sendJson(response, 400, { error: 'model is required' });
    return undefined;
  }
  const name = normaliseName(model);
  const found = state.models.get(name.replace(/:local$/u, ''));
  if (isCloudName(name) || found?.remoteHost !== undefined) {
    if (state.cloudDisabled) {
      sendJson(response, 403, { error: 'ollama cloud is disabled: remote model is unavailable' });
      return undefined;
    }
  }
  if (found === undefined) sendJson(response, 404, { error: `model '${model}' not found` });
  return found;
}

const tokens = (bytes: number): number => Math.ceil(bytes / 4);
const bytesOf = (text: string): number => Buffer.byteLength(text, 'utf8');
const ns = (ms: number): number => Math.max(1, Math.round(ms * 1e6));

function exactErrors(exchange: Exchange, state: FakeOllamaState): boolean {
  const { fault, response, model } = exchange;
  switch (modeOf(fault)) {
    case 'queue503':
      sendJson(response, 503, { error: 'server busy, please try again.  maximum pending requests exceeded' });
      return true;
    case 'crash500':
      sendJson(response, 500, {
        error:
          'model runner has unexpectedly stopped, this may be due to resource limitations or an internal error, check ollama server logs for details',
      });
      return true;
    case 'oom500':
      state.scheduler.restart();
      sendJson(response, 500, {
        error: 'llama-server process has terminated: cudaMalloc failed: out of memory',
      });
      return true;
    case '500':
      sendJson(response, 500, { error: 'internal server error' });
      return true;
    case '401':
      sendJson(response, 401, { error: 'unauthorized' });
      return true;
    case '403':
      response.writeHead(403).end();
      return true;
    case '404model':
      sendJson(response, 404, { error: `model '${model}' not found` });
      return true;
    case 'quota429':
      sendJson(response, 429, { error: 'you have reached your usage limit (insufficient_quota)' });
      return true;
    case '429': {
      const after = fault?.args?.['retryAfter'];
      sendJson(
        response,
        429,
        { error: 'too many requests' },
        after === undefined ? {} : { 'retry-after': String(after) },
      );
      return true;
    }
    default:
      return false;
  }
}

/** Takes the model into memory, or answers 503/499; undefined when the exchange is over. */
export async function takeRunner(
  exchange: Exchange,
  state: FakeOllamaState,
  model: FakeModel,
): Promise<Runner | undefined> {
  const { body, gone, fault, response } = exchange;
  if (fault?.mode === 'wedge') state.scheduler.wedge();
  const extraMs = fault?.mode === 'swapCost' ? numberArg(fault, 'ms', 20_000) : 0;
  try {
    return await state.scheduler.runnerFor(
      model,
      loadOptions(body),
      parseKeepAlive(body['keep_alive']),
      gone,
      extraMs,
    );
  } catch (error) {
    if (error instanceof ServerBusy) {
      sendJson(response, 503, { error: 'server busy, please try again.  maximum pending requests exceeded' });
      return undefined;
    }
    throw error;
  }
}

/** POST /api/chat, llm-protocols 1.3. */
export async function handleChat(exchange: Exchange, state: FakeOllamaState): Promise<void> {
  const { body, response, gone, fault, request } = exchange;
  if (exactErrors(exchange, state)) return;
  const model = findModel(exchange, state);
  if (model === undefined) return;
  const options = isRecord(body['options']) ? body['options'] : {};
  for (const name of ['num_ctx', 'num_predict', 'top_k', 'seed']) {
    if (options[name] !== undefined && !Number.isInteger(options[name])) {
      sendJson(response, 500, { error: `option "${name}" must be of type integer` });
      return;
    }
  }
  const thinks = model.capabilities.includes('thinking');
  const think = body['think'];
  if (!thinks && think !== undefined && think !== false) {
    sendJson(response, 400, { error: `"${exchange.model}" does not support thinking` });
    return;
  }
  if (fault?.mode === 'noJsonSchema' && isRecord(body['format'])) {
    sendJson(response, 400, { error: 'Failed to initialize samplers: failed to parse grammar' });
    return;
  }
  const messages = (Array.isArray(body['messages']) ? body['messages'] : []).filter(isRecord);
  const started = state.clock.now();
  const runner = await takeRunner(exchange, state, model);
  if (runner === undefined) return;
  let slot = -1;
  const prompt = messages
    .map((message) => `<${String(message['role'])}>${String(message['content'])}`)
    .join('\n');
  try {
    const loadMs = state.clock.now() - started;
    if (messages.length === 0) {
      const unload = parseKeepAlive(body['keep_alive']) === 0;
      if (unload) state.scheduler.expire(model);
      const reason = unload ? 'unload' : 'load';
      sendJson(response, 200, {
        ...head(exchange, state),
        message: { role: 'assistant', content: '' },
        done: true,
        done_reason: reason,
      });
      return;
    }
    let promptTokens = tokens(bytesOf(prompt));
    if (promptTokens >= runner.load.numCtx) {
      if (body['truncate'] !== false && model.template === 'rendered') {
        promptTokens = runner.load.numCtx - Math.floor((runner.load.numCtx - 4) / 2);
      } else {
        overflow(exchange, model, promptTokens, runner.load.numCtx);
        return;
      }
    }
    slot = await state.scheduler.takeSlot(runner, prompt, gone);
    const last = runner.slots[slot]?.prompt ?? '';
    const shared = Math.floor(bytesOf(prompt.slice(0, commonPrefix(last, prompt))) / 4);
    const fresh = Math.max(1, promptTokens - shared);
    state.stats.promptTokens += promptTokens;
    state.stats.evaluatedTokens += fresh;
    const promptMs = (fresh / state.rates.prefillTokensPerSecond) * 1000;
    if (promptMs > 0) await state.clock.sleep(promptMs, gone);
    const format = body['format'];
    const call: BrainCall = {
      model: model.name,
      system: messages
        .filter((message) => message['role'] === 'system')
        .map((message) => String(message['content']))
        .join('\n'),
      turns: messages
        .filter((message) => message['role'] !== 'system')
        .map((message) => ({ role: String(message['role']), content: String(message['content']) })),
      schema: isRecord(format) ? format : null,
      schemaName: '',
      options,
      seed: state.seed,
      lexicon: state.lexicon,
    };
    const answer = bendAnswer(state.brain?.(call) ?? defaultBrain(call), fault);
    await answerChat(exchange, state, {
      answer,
      promptTokens,
      loadMs,
      promptMs,
      thinking:
        thinks && (think === undefined || (think !== false && think !== null) || model.family === 'gptoss'),
      numPredict: typeof options['num_predict'] === 'number' ? options['num_predict'] : -1,
    });
    state.stats.answers += 1;
  } finally {
    const current = slot;
    const done = (): void => {
      if (current >= 0) state.scheduler.freeSlot(runner, current, prompt);
      state.scheduler.release(runner);
    };
    // A cancelled prefill keeps its slot for a while (ollama issue 11889).
    if (request.tEnd !== null && gone.aborted && !response.writableFinished && state.prefillLagMs > 0) {
      state.clock.schedule(state.prefillLagMs, done);
    } else done();
  }
}

function overflow(exchange: Exchange, model: FakeModel, promptTokens: number, numCtx: number): void {
  const message = `request (${promptTokens} tokens) exceeds the available context size (${numCtx} tokens), try increasing it`;
  const native = {
    error: {
      code: 400,
      message,
      type: 'exceed_context_size_error',
      n_prompt_tokens: promptTokens,
      n_ctx: numCtx,
    },
  };
  const error =
    model.template === 'native'
      ? JSON.stringify(native)
      : 'the prompt is longer than the context length currently available to the model; shorten it or raise num_ctx';
  sendJson(exchange.response, 400, { error });
}

const head = (exchange: Exchange, state: FakeOllamaState): Record<string, unknown> => ({
  model: exchange.model,
  created_at: new Date(state.clock.now()).toISOString(),
});

interface Spoken {
  readonly answer: string;
  readonly promptTokens: number;
  readonly loadMs: number;
  readonly promptMs: number;
  readonly thinking: boolean;
  readonly numPredict: number;
}

async function answerChat(exchange: Exchange, state: FakeOllamaState, spoken: Spoken): Promise<void> {
  const { body, response, gone, fault, request } = exchange;
  const mode = modeOf(fault);
  let { answer } = spoken;
  let reason = mode === 'truncated' ? 'length' : 'stop';
  let outTokens = tokens(bytesOf(answer));
  const loops = mode === 'whitespaceLoop' || mode === 'repeatLoop';
  if (!loops && spoken.numPredict >= 0 && outTokens > spoken.numPredict) {
    answer = Buffer.from(answer)
      .subarray(0, spoken.numPredict * 4)
      .toString('utf8')
      .replace(/\uFFFD$/u, '');
    outTokens = spoken.numPredict;
    reason = 'length';
  }
  const outMs = (outTokens / state.rates.outputTokensPerSecond) * 1000;
  const remote =
    mode === 'remoteAnswer' ? { remote_model: exchange.model, remote_host: 'https://ollama.com:443' } : {};
  const final = {
    ...head(exchange, state),
    ...remote,
    message: { role: 'assistant', content: '' },
    done: true,
    done_reason: reason,
    total_duration: ns(spoken.loadMs + spoken.promptMs + outMs),
    ...(spoken.loadMs > 0 ? { load_duration: ns(spoken.loadMs) } : {}),
    prompt_eval_count: spoken.promptTokens,
    prompt_eval_duration: ns(spoken.promptMs),
    eval_count: outTokens,
    eval_duration: ns(outMs),
  };
  request.tFirstByte = state.clock.now();
  if (body['stream'] === false) {
    if (outMs > 0) await state.clock.sleep(outMs, gone);
    sendJson(response, 200, {
      ...final,
      message: { role: 'assistant', content: answer },
      done: mode !== 'doneFalse',
    });
    return;
  }
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  const line = (value: unknown): string => `${JSON.stringify(value)}\n`;
  const pieces = chunkAnswer(answer, loops ? 400 : state.chunkChars);
  const lines = pieces.map((content) =>
    line({ ...head(exchange, state), ...remote, message: { role: 'assistant', content }, done: false }),
  );
  if (spoken.thinking) {
    lines.unshift(
      line({
        ...head(exchange, state),
        message: { role: 'assistant', content: '', thinking: 'Let me look.' },
        done: false,
      }),
    );
  }
  const cut = Math.min(lines.length, numberArg(fault, 'chunks', 2));
  switch (mode) {
    case 'cutMidStream':
      response.write(lines.slice(0, cut).join(''), () => response.socket?.resetAndDestroy());
      return;
    case 'errorLine':
      response.end(
        lines.slice(0, cut).join('') +
          line({ error: 'an error was encountered while running the model: unexpected EOF' }),
      );
      return;
    case 'endNoDone':
    case 'doneFalse':
      response.end(lines.join(''));
      return;
    case 'hangMidBody':
      response.write(lines.slice(0, cut).join(''));
      await untilGone(gone); // silence; the slot stays taken
      return;
    case 'badNdjson':
      response.end(badLines(textArg(fault, 'kind', 'broken'), lines, line(final)));
      return;
    case 'slowDrip': {
      const perByteMs = 1000 / numberArg(fault, 'bytesPerSecond', 1);
      for (const byte of Buffer.from(lines.join('') + line(final))) {
        await state.clock.sleep(perByteMs, gone);
        response.write(Buffer.of(byte));
      }
      response.end();
      return;
    }
    default:
      break;
  }
  if (loops) {
    for (let round = 0; !gone.aborted; round += 1) {
      const piece = lines[round % lines.length] ?? '';
      if (!response.write(piece))
        await new Promise<void>((resolve) => {
          response.once('drain', resolve);
          response.once('close', resolve);
        });
      await state.clock.sleep(1, gone);
    }
    return;
  }
  if (outMs <= 0) {
    writeRagged(response, lines.join('') + line(final), state.chunkChars);
    return;
  }
  for (const text of lines) {
    await state.clock.sleep(outMs / Math.max(1, lines.length), gone);
    response.write(text);
  }
  response.end(line(final));
}

const untilGone = (gone: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (gone.aborted) resolve();
    gone.addEventListener('abort', () => resolve(), { once: true });
  });

/** Cuts bytes where no client may rely on: inside lines, code points and several lines at once. */
function writeRagged(response: Exchange['response'], text: string, chunkChars: number): void {
  const bytes = Buffer.from(text);
  if (chunkChars <= 64) {
    const third = Math.floor(bytes.length / 3);
    response.write(bytes.subarray(0, third));
    response.write(bytes.subarray(third, 2 * third + 1));
    response.end(bytes.subarray(2 * third + 1));
  } else response.end(bytes);
}

function badLines(kind: string, lines: readonly string[], final: string): string | Buffer {
  switch (kind) {
    case 'crlf':
      return [...lines, final].join('').replaceAll('\n', '\r\n');
    case 'bom':
      return `\uFEFF${lines.join('')}${final}`;
    case 'huge':
      return `${JSON.stringify({ message: { content: 'x'.repeat(8_000_000) }, done: false })}\n${final}`;
    default:
      return `${lines[0] ?? ''}{"message":{"content":"half\n${final}`;
  }
}

/** POST /api/generate: only the empty prompt (load/unload) is spoken here. */
export async function handleGenerate(exchange: Exchange, state: FakeOllamaState): Promise<void> {
  const { body, response } = exchange;
  if (exactErrors(exchange, state)) return;
  const model = findModel(exchange, state);
  if (model === undefined) return;
  if (body['prompt'] !== undefined && body['prompt'] !== '') {
    sendText(response, 501, 'this fake speaks through /api/chat');
    return;
  }
  const answer = { ...head(exchange, state), response: '', done: true };
  if (parseKeepAlive(body['keep_alive']) === 0) {
    state.scheduler.expire(model);
    sendJson(response, 200, { ...answer, done_reason: 'unload' });
    return;
  }
  const runner = await takeRunner(exchange, state, model);
  if (runner === undefined) return;
  state.scheduler.release(runner);
  sendJson(response, 200, { ...answer, done_reason: 'load' });
}
