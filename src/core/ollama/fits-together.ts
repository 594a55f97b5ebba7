import type { OllamaClient } from '#core/llm/ollama-client.ts';
import { withTag } from '#core/llm/ollama-names.ts';
import { measuredBytes } from './measured-load.ts';
import { fitTogether, memoryNeed, modelShape } from './memory-fit.ts';
import type { ModelRecords } from './model-records.ts';
import type { Room } from './residents.ts';

export interface PlannedModel {
  readonly model: string;
  /** Context it will be loaded with, in tokens; a model whose own is shorter gets that. */
  readonly numCtx: number;
}

/**
 * Whether all these models may stay in memory while they take turns (llm-protocols 4.8): measured needs, else estimated
 * ones, against what is free and what they occupy already. Models that are not installed need nothing; one whose need
 * nobody knows does not fit.
 */
export async function fitsTogether(
  client: OllamaClient,
  planned: readonly PlannedModel[],
  room: Room,
  records: ModelRecords | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  const tags = new Map((await client.tags(signal)).map((tag) => [withTag(tag.name), tag]));
  /** By digest: two names of one file are one model in memory. */
  const needs = new Map<string, number>();
  for (const { model, numCtx } of planned) {
    const tag = tags.get(withTag(model));
    if (tag === undefined) continue;
    const need = await needOf(client, model, tag, numCtx, records, signal);
    if (need === null) return false;
    needs.set(tag.digest, Math.max(need, needs.get(tag.digest) ?? 0));
  }
  const running = await client.ps(signal);
  const occupied = running.reduce((sum, { digest, size }) => sum + (needs.has(digest) ? size : 0), 0);
  return fitTogether([...needs.values()], room.freeBytes + occupied, room.maxLoaded);
}

async function needOf(
  client: OllamaClient,
  model: string,
  file: { readonly digest: string; readonly size: number },
  wantedCtx: number,
  records: ModelRecords | undefined,
  signal: AbortSignal,
): Promise<number | null> {
  const shown = await client.show(model, signal);
  const numCtx = Math.min(wantedCtx, shown.contextLength ?? wantedCtx);
  const shape = modelShape(shown);
  const slots = records?.probes.get(file.digest)?.slots ?? 1;
  const estimate = (tokens: number): number =>
    shape === null ? 0 : memoryNeed(file.size, shape, tokens, slots).needBytes;
  const measured = measuredBytes(records?.loads.of(file.digest) ?? [], numCtx, estimate);
  return measured ?? (shape === null ? null : estimate(numCtx));
}
