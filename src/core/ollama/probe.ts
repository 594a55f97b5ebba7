import { abortReason, type Clock } from '#core/llm/clock.ts';
import type { LlmOptions, LlmOutcome, LlmRequest } from '#core/llm/llm-client.ts';
import type { OllamaClient } from '#core/llm/ollama-client.ts';
import { withTag } from '#core/llm/ollama-names.ts';
import { parseAnswer } from '#core/llm/parse-ladder.ts';
import { schemaMismatch } from '#core/llm/schema-check.ts';
import { toErrorData } from '#shared/errors.ts';
import type { ModelRecords } from './model-records.ts';
import { modelDigest } from './models.ts';
import type { ProbeResult } from './probe-result.ts';
import { unloadModels } from './unload-models.ts';

export const probeOptions: LlmOptions = {
  numCtx: 2048,
  numPredict: 200,
  temperature: 0,
  topP: 1,
  topK: 40,
  seed: 7,
  repeatPenalty: 1,
};

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['entities'],
  properties: {
    entities: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['span', 'type'],
        properties: { span: { type: 'string' }, type: { type: 'string', enum: ['PERSON', 'PLACE'] } },
      },
    },
  },
} as const;

const request = (model: string): LlmRequest => ({
  model,
  system: `List the entities of the text as JSON. Types: PERSON, PLACE. Answer with one JSON object that fits this JSON Schema:\n${JSON.stringify(schema)}`,
  turns: [{ role: 'user', content: '=====\nMaria Sibylla Merian travelled to Suriname.\n=====' }],
  schemaName: 'probe',
  schema,
  options: probeOptions,
  purpose: 'probe',
  containsDocumentText: false, // our own sentence
});

const formats = ['schema', 'json', 'none'] as const;

/** Tries a model once: the strongest structured-output mode that works, speed, context, slots, size in memory. */
export async function probeModel(
  client: OllamaClient,
  model: string,
  records: ModelRecords,
  clock: Clock,
  signal: AbortSignal,
): Promise<ProbeResult> {
  const digest = (await modelDigest(client, model, signal)) ?? '';
  const known = records.probes.get(digest);
  if (digest !== '' && known?.ok === true) {
    if (known.mode !== '') client.useFormat(model, known.mode);
    return known;
  }
  try {
    const result = await tryModel(client, model, digest, clock, signal);
    if (digest !== '') records.probes.put(result);
    await keepSize(client, digest, records, clock, signal);
    return result;
  } finally {
    await leaveMemory(client, model, clock, signal);
  }
}

/** What the model takes up while it is still in memory. Best effort: the estimate remains. */
async function keepSize(
  client: OllamaClient,
  digest: string,
  records: ModelRecords,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  try {
    const running = (await client.ps(signal)).find((entry) => entry.digest === digest);
    if (running === undefined || running.size === 0) return;
    const { size: bytes, sizeVram, contextLength } = running;
    const numCtx = contextLength > 0 ? contextLength : probeOptions.numCtx; // old servers do not tell
    records.loads.put({ digest, numCtx, bytes, gpuShare: sizeVram / bytes, at: clock.now() });
  } catch {
    if (signal.aborted) throw abortReason(signal);
  }
}

/** Nobody needs the model as the probe loaded it: a run loads it with its own context. Best effort. */
async function leaveMemory(
  client: OllamaClient,
  model: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const isProbed = (name: string): boolean => withTag(name) === withTag(model);
  try {
    if (signal.aborted) await client.unload(model, AbortSignal.timeout(5_000));
    else await unloadModels(client, isProbed, clock, signal);
  } catch {
    // The server unloads it by itself after keep_alive.
  }
}

async function tryModel(
  client: OllamaClient,
  model: string,
  digest: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<ProbeResult> {
  const base = {
    digest,
    at: clock.now(),
    ok: false,
    mode: '' as const,
    tokensPerSecond: null,
    contextLength: null,
    slots: null,
  };
  try {
    const { contextLength } = await client.show(model, signal);
    await client.preload(model, probeOptions, signal);
    let message = '';
    for (const format of formats) {
      client.useFormat(model, format);
      const started = clock.ticks();
      const outcome = await client.complete(request(model), signal);
      const aloneMs = clock.ticks() - started;
      if (outcome.status === 'fatal' || outcome.status === 'transient') {
        return { ...base, contextLength, message: outcome.error?.message ?? 'The model did not answer.' };
      }
      if (!answersWell(outcome)) {
        message = `The model did not keep to the answer format (${format}).`;
        continue;
      }
      const slots = await countSlots(client, model, aloneMs, clock, signal);
      const tokensPerSecond = client.rates(model).output ?? null;
      return { ...base, ok: true, mode: format, contextLength, tokensPerSecond, slots, message: '' };
    }
    return { ...base, contextLength, message };
  } catch (error) {
    if (signal.aborted) throw abortReason(signal);
    return { ...base, message: toErrorData(error).message };
  }
}

function answersWell(outcome: LlmOutcome): boolean {
  const parsed = parseAnswer(outcome.text);
  return outcome.status === 'ok' && parsed.ok && schemaMismatch(schema, parsed.value.value) === null;
}

/** Four calls at once take as long as one when there are four slots, and four times as long when there is one. */
async function countSlots(
  client: OllamaClient,
  model: string,
  aloneMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<number | null> {
  const together = 4;
  const started = clock.ticks();
  const outcomes = await Promise.all(
    Array.from({ length: together }, () => client.complete(request(model), signal)),
  );
  if (outcomes.some((outcome) => outcome.status !== 'ok')) return null;
  const share = (together * aloneMs) / Math.max(1, clock.ticks() - started);
  return Math.max(1, Math.min(together, Math.round(share)));
}
