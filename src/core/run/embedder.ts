import { isLoopbackUrl } from '#shared/domain/address.ts';
import { AppError } from '#shared/errors.ts';
import type { OllamaClient } from '#core/llm/ollama-client.ts';
import { isCloudEntry, isCloudModelName } from '#core/llm/ollama-names.ts';

const batchSize = 64;

/**
 * Vectors of texts from the first installed embedding model (name order), remembered per text for the length of a job.
 * Null where there is no server or no such model: the caller then uses its offline vectors. The model leaves memory
 * again at once, so that it never pushes an annotator out.
 * @param redact for texts that go to another computer
 */
export function createEmbedder(
  connect: (signal: AbortSignal) => Promise<OllamaClient>,
  redact: (text: string) => string = (text) => text,
): (texts: readonly string[], signal: AbortSignal) => Promise<readonly (readonly number[])[] | null> {
  const known = new Map<string, readonly number[]>();
  return async (texts, signal) => {
    try {
      const client = await connect(signal);
      const model = await embeddingModel(client, signal);
      if (model === null) return null;
      const isLocal = isLoopbackUrl(client.baseUrl);
      const missing = [...new Set(texts)].filter((text) => !known.has(text));
      try {
        for (let from = 0; from < missing.length; from += batchSize) {
          const batch = missing.slice(from, from + batchSize);
          const vectors = await client.embed(model, isLocal ? batch : batch.map(redact), signal);
          batch.forEach((text, index) => known.set(text, vectors[index] ?? []));
        }
      } finally {
        // Also after a failure or an abort; best effort, because the server unloads by itself after a while.
        if (missing.length > 0) await client.unload(model, AbortSignal.timeout(5_000)).catch(() => undefined);
      }
      const vectors = texts.map((text) => known.get(text) ?? []);
      return vectors.some((vector) => vector.length === 0) ? null : vectors;
    } catch (error) {
      // Vectors only choose documents; a planned failure is no reason to stop a run.
      if (error instanceof AppError && !signal.aborted) return null;
      throw error;
    }
  };
}

async function embeddingModel(client: OllamaClient, signal: AbortSignal): Promise<string | null> {
  const models = (await client.tags(signal)).filter(
    (tag) =>
      tag.capabilities.includes('embedding') &&
      !isCloudModelName(tag.name) &&
      !isCloudEntry({ name: tag.name, size: tag.size, remote_host: tag.remoteHost }),
  );
  return models.map((tag) => tag.name).sort()[0] ?? null;
}
