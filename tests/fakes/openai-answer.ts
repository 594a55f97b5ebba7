import { bendAnswer } from './answer-faults.ts';
import { defaultBrain, type BrainCall } from './brain.ts';
import type { FakeOpenAiState } from './fake-openai.ts';
import type { Exchange } from './fake-server.ts';
import { commonPrefix } from './ollama-scheduler.ts';

/** An answer before it takes the form of one of the two APIs. */
export interface FakeAnswer {
  readonly id: string;
  readonly text: string;
  readonly refusal: string | null;
  readonly end: 'stop' | 'length' | 'content_filter';
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const tokens = (text: string): number => Math.ceil(Buffer.byteLength(text) / 4);

const contentText = (content: unknown): string => {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part) => (isRecord(part) && typeof part['text'] === 'string' ? part['text'] : ''))
    .join('');
};

/** Asks the brain and applies cap, reasoning, cache and content faults. */
export function makeAnswer(exchange: Exchange, state: FakeOpenAiState): FakeAnswer {
  const { body, fault } = exchange;
  const isResponses = exchange.request.path.endsWith('/responses');
  const given = isResponses ? body['input'] : body['messages'];
  const turns = (Array.isArray(given) ? given : [{ role: 'user', content: given }])
    .filter(isRecord)
    .map((turn) => ({ role: String(turn['role']), content: contentText(turn['content']) }));
  const system = [
    typeof body['instructions'] === 'string' ? body['instructions'] : '',
    ...turns
      .filter((turn) => turn.role === 'system' || turn.role === 'developer')
      .map((turn) => turn.content),
  ].join('\n');
  const text = isRecord(body['text']) ? body['text'] : {};
  const format = isResponses ? text['format'] : body['response_format'];
  const honours = !(isResponses && state.profile.responses === 'ignores-format');
  const wanted = isRecord(format) && format['type'] === 'json_schema' && honours ? format : {};
  const holder = isResponses ? wanted : isRecord(wanted['json_schema']) ? wanted['json_schema'] : {};
  const call: BrainCall = {
    model: exchange.model,
    system,
    turns: turns.filter((turn) => turn.role === 'user' || turn.role === 'assistant'),
    schema: isRecord(holder['schema']) ? holder['schema'] : null,
    schemaName: typeof holder['name'] === 'string' ? holder['name'] : '',
    options: body,
    seed: state.seed,
    lexicon: state.lexicon,
  };
  const sound =
    state.brain?.(call) ?? (honours ? defaultBrain(call) : `Sure, here is my view: ${defaultBrain(call)}`);
  let answer = bendAnswer(sound, fault);
  const prompt = system + turns.map((turn) => `\u0000${turn.role}:${turn.content}`).join('');
  const longest = state.prompts.reduce((most, earlier) => Math.max(most, commonPrefix(earlier, prompt)), 0);
  state.prompts.push(prompt);
  if (state.prompts.length > 32) state.prompts.shift();
  const shared = tokens(prompt.slice(0, longest));
  const cap = Number(
    body['max_output_tokens'] ??
      (state.profile.onlyMaxTokens ? undefined : body['max_completion_tokens']) ??
      body['max_tokens'] ??
      Infinity,
  );
  const reasoningTokens = fault?.mode === 'emptyReasoning' ? cap : state.profile.reasoningTokens;
  let end: FakeAnswer['end'] =
    fault?.mode === 'truncated' || fault?.mode === 'emptyReasoning' ? 'length' : 'stop';
  const room = Math.max(0, cap - reasoningTokens);
  const loops = fault?.mode === 'whitespaceLoop' || fault?.mode === 'repeatLoop';
  if (!loops && tokens(answer) > room) {
    answer = Buffer.from(answer)
      .subarray(0, room * 4)
      .toString('utf8')
      .replace(/\uFFFD$/u, '');
    end = 'length';
  }
  if (fault?.mode === 'contentFilter') [answer, end] = ['', 'content_filter'];
  const refusal = fault?.mode === 'refusal' ? "I'm sorry, I can't help with that." : null;
  state.counter += 1;
  return {
    id: `fake_${state.counter}`,
    text: refusal === null ? answer : '',
    refusal,
    end,
    inputTokens: tokens(prompt),
    cachedTokens: shared >= 1024 ? Math.floor(shared / 128) * 128 : 0,
    outputTokens: tokens(answer) + reasoningTokens,
    reasoningTokens,
  };
}
