import type { OllamaClient } from '#core/llm/ollama-client.ts';
import { isCloudEntry, isCloudModelName } from '#core/llm/ollama-names.ts';

/** A model on the server's disk. Sizes in bytes as the server reports them. */
export interface InstalledModel {
  readonly name: string;
  readonly digest: string;
  readonly sizeBytes: number;
  readonly family: string;
  readonly parameterSize: string;
  readonly quantization: string;
  readonly contextLength: number | null;
  readonly capabilities: readonly string[];
  /** Runs on another computer: never used for annotating. */
  readonly cloud: boolean;
  /** Bytes in memory; 0 when not loaded. */
  readonly loadedBytes: number;
  /** Context it is loaded with, in tokens; 0 when not loaded or not told. */
  readonly loadedContext: number;
  /** Share of the loaded model that is in GPU memory, 0…1; null when not loaded. */
  readonly gpuShare: number | null;
}

/** Installed models in name order, with context length and capabilities from /api/show where /api/tags lacks them. */
export async function listModels(client: OllamaClient, signal: AbortSignal): Promise<InstalledModel[]> {
  const [tags, running] = await Promise.all([client.tags(signal), client.ps(signal)]);
  const loaded = new Map(running.map((entry) => [entry.digest, entry]));
  const models: InstalledModel[] = [];
  for (const tag of tags) {
    const cloud =
      isCloudModelName(tag.name) ||
      isCloudEntry({ name: tag.name, size: tag.size, remote_host: tag.remoteHost });
    const shown = cloud ? null : await client.show(tag.name, signal).catch(() => null); // a broken model still is listed
    signal.throwIfAborted();
    const memory = loaded.get(tag.digest);
    models.push({
      name: tag.name,
      digest: tag.digest,
      sizeBytes: tag.size,
      family: tag.family || (shown?.family ?? ''),
      parameterSize: tag.parameterSize,
      quantization: tag.quantization,
      contextLength: shown?.contextLength ?? null,
      capabilities: tag.capabilities.length > 0 ? tag.capabilities : (shown?.capabilities ?? []),
      cloud,
      loadedBytes: memory?.size ?? 0,
      loadedContext: memory?.contextLength ?? 0,
      gpuShare: memory === undefined || memory.size === 0 ? null : memory.sizeVram / memory.size,
    });
  }
  return models.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Digest of an installed model, or null; names without a tag mean `:latest`. */
export async function modelDigest(
  client: OllamaClient,
  model: string,
  signal: AbortSignal,
): Promise<string | null> {
  const wanted = (model.split('/').at(-1) ?? model).includes(':') ? model : `${model}:latest`;
  const tags = await client.tags(signal);
  return tags.find((tag) => tag.name.toLowerCase() === wanted.toLowerCase())?.digest ?? null;
}
