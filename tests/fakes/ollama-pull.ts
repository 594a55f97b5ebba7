import type { FakeOllamaState } from './fake-ollama.ts';
import type { Exchange } from './fake-server.ts';
import { numberArg, textArg } from './fault-queue.ts';
import { fakeDigest } from './hash.ts';
import { fakeModel, normaliseName, type FakeModel } from './ollama-model.ts';

/** A download as the fake registry offers it. Sizes in bytes. */
export interface PullLayer {
  readonly digest: string;
  readonly total: number;
}

export const layersOf = (model: FakeModel): PullLayer[] => [
  { digest: `sha256:${fakeDigest(`${model.name} weights`)}`, total: Math.round(model.size * 0.98) },
  { digest: `sha256:${fakeDigest(`${model.name} template`)}`, total: Math.round(model.size * 0.015) },
  { digest: `sha256:${fakeDigest(`${model.name} licence`)}`, total: Math.round(model.size * 0.005) },
];

/**
 * POST /api/pull (llm-protocols 1.5): resumable per layer, stops when the client leaves.
 * Faults on path /api/pull: 404model, errorLine with args.error (412, ENOSPC, digest mismatch, DNS text), hangMidBody (stall).
 */
export async function handlePull(exchange: Exchange, state: FakeOllamaState): Promise<void> {
  const { response, gone, fault, request } = exchange;
  const model = state.registry.get(normaliseName(exchange.model));
  request.tFirstByte = state.clock.now();
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  const say = (event: unknown): void => void response.write(`${JSON.stringify(event)}\n`);
  say({ status: 'pulling manifest' });
  if (model === undefined || fault?.mode === '404model') {
    response.end(`${JSON.stringify({ error: 'pull model manifest: file does not exist' })}\n`);
    return;
  }
  const stepMs = 60;
  const perStep = Math.max(1, (state.rates.pullBytesPerSecond * stepMs) / 1000);
  for (const [index, layer] of layersOf(model).entries()) {
    const status = `pulling ${layer.digest.slice(7, 19)}`;
    let done = state.pulled.get(layer.digest) ?? 0;
    if (done >= layer.total) {
      say({ status, digest: layer.digest, total: layer.total, completed: layer.total });
      continue;
    }
    if (done === 0) say({ status, digest: layer.digest, total: layer.total });
    while (done < layer.total) {
      await state.clock.sleep(stepMs, gone);
      done = Math.min(layer.total, done + perStep);
      state.pulled.set(layer.digest, Math.floor(done));
      state.stats.pulledBytes += Math.floor(Math.min(perStep, layer.total));
      say({ status, digest: layer.digest, total: layer.total, completed: Math.floor(done) });
      const due =
        index >= numberArg(fault, 'layer', 0) && done >= layer.total * numberArg(fault, 'share', 0.5);
      if (fault?.mode === 'errorLine' && due) {
        response.end(
          `${JSON.stringify({ error: textArg(fault, 'error', 'max retries exceeded: unexpected EOF') })}\n`,
        );
        return;
      }
      if (fault?.mode === 'hangMidBody' && due) return;
    }
  }
  say({ status: 'verifying sha256 digest' });
  say({ status: 'writing manifest' });
  state.models.set(model.name, model);
  say({ status: 'success' });
  response.end();
}

/** POST /api/create with `files` (name → digest): the import of a GGUF file that was uploaded as a blob. */
export function handleCreate(exchange: Exchange, state: FakeOllamaState): void {
  const { response, body } = exchange;
  const files = Object.values((body['files'] ?? {}) as Record<string, string>);
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  const missing = files.find((digest) => !state.blobs.has(digest));
  if (missing !== undefined || files.length === 0) {
    response.end(`${JSON.stringify({ error: `file "${missing ?? ''}" not found` })}\n`);
    return;
  }
  const size = files.reduce((sum, digest) => sum + (state.blobs.get(digest) ?? 0), 0);
  const model = fakeModel(exchange.model, { size });
  state.models.set(model.name, model);
  for (const status of ['parsing GGUF', 'using existing layer', 'writing manifest']) {
    response.write(`${JSON.stringify({ status })}\n`);
  }
  response.end(`${JSON.stringify({ status: 'success' })}\n`);
}
