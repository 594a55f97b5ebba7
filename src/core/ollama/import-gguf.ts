import { createHash } from 'node:crypto';
import { createReadStream, openAsBlob } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { abortReason } from '#core/llm/clock.ts';
import { readNdjson } from '#core/llm/ndjson.ts';
import { appErrorIn, unreachable } from '#core/llm/network-error.ts';
import { ollamaFailure } from '#core/llm/ollama-errors.ts';
import type { Transport } from '#core/llm/transport.ts';
import { AppError } from '#shared/errors.ts';

export interface ImportStep {
  readonly kind: 'hashing' | 'uploading' | 'creating';
  /** 0…1 within the step. */
  readonly fraction: number;
}

const namePattern = /^[a-z0-9][a-z0-9._/-]{0,100}(:[a-z0-9._-]{1,80})?$/iu;

/**
 * Makes a model out of a GGUF file without any download, for machines that are not on the internet:
 * hash, upload as a blob (skipped when the server has it), create.
 * @throws {AppError} FILE_NOT_FOUND, FORMAT_INVALID, INVALID_ARGUMENT, DISK_FULL, LLM_UNREACHABLE …
 */
export async function importGguf(
  deps: { readonly baseUrl: string; readonly transport: Transport },
  path: string,
  name: string,
  onStep: (step: ImportStep) => void,
  signal: AbortSignal,
): Promise<void> {
  if (!namePattern.test(name)) {
    throw new AppError('INVALID_ARGUMENT', `"${name}" cannot be the name of a model.`, {
      action: 'Use letters, digits, dots and dashes, for example my-model:7b.',
    });
  }
  const size = await checkGguf(path);
  const digest = `sha256:${await hashFile(path, size, (fraction) => onStep({ kind: 'hashing', fraction }), signal)}`;
  const fetch = deps.transport.fetchFor({
    purpose: 'manage',
    containsDocumentText: false,
    bodySha256: digest.slice(7),
  });
  try {
    onStep({ kind: 'uploading', fraction: 0 });
    const known = await fetch(`${deps.baseUrl}/api/blobs/${digest}`, { method: 'HEAD', signal });
    if (known.status !== 200) {
      const blob = await openAsBlob(path);
      const sent = await fetch(`${deps.baseUrl}/api/blobs/${digest}`, { method: 'POST', body: blob, signal });
      if (!sent.ok) throw failureOf(sent.status, await sent.text(), name, deps.baseUrl);
      await sent.body?.cancel();
    }
    onStep({ kind: 'creating', fraction: 0 });
    const made = await fetch(`${deps.baseUrl}/api/create`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: name, files: { [basename(path)]: digest }, stream: true }),
      signal,
    });
    if (!made.ok || made.body === null) throw failureOf(made.status, await made.text(), name, deps.baseUrl);
    for await (const event of readNdjson(made.body as ReadableStream<Uint8Array>)) {
      if (typeof event['error'] === 'string') throw failureOf(500, JSON.stringify(event), name, deps.baseUrl);
      if (event['status'] === 'success') {
        onStep({ kind: 'creating', fraction: 1 });
        return;
      }
    }
    throw new AppError('LLM_UNREACHABLE', `The server did not finish making ${name}.`, {
      action: 'Try the import again.',
    });
  } catch (error) {
    if (signal.aborted) throw abortReason(signal);
    throw appErrorIn(error) ?? unreachable(deps.baseUrl, error);
  }
}

function failureOf(status: number, body: string, name: string, baseUrl: string): AppError {
  if (/no space left|ENOSPC/iu.test(body)) {
    return new AppError('DISK_FULL', `The server has not enough disk space for ${name}.`, {
      action: 'Free some space and import again.',
    });
  }
  return (
    ollamaFailure(status, body, name, baseUrl).error ??
    new AppError('INTERNAL', 'A failure without an error.')
  );
}

/** @returns size in bytes */
async function checkGguf(path: string): Promise<number> {
  let size: number;
  try {
    ({ size } = await stat(path));
  } catch (error) {
    throw new AppError('FILE_NOT_FOUND', `There is no file ${path}.`, {
      action: 'Choose the GGUF file again.',
      cause: error,
    });
  }
  const file = await open(path, 'r');
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    if (buffer.toString('latin1') === 'GGUF') return size;
  } finally {
    await file.close();
  }
  throw new AppError(
    'FORMAT_INVALID',
    `${basename(path)} is not a GGUF model file: it does not begin with "GGUF".`,
    { action: 'Choose a file whose name ends in .gguf.' },
  );
}

async function hashFile(
  path: string,
  size: number,
  onFraction: (fraction: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256');
  let read = 0;
  for await (const chunk of createReadStream(path, {
    highWaterMark: 4 << 20,
    signal,
  }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    read += chunk.length;
    onFraction(size === 0 ? 1 : read / size);
  }
  return hash.digest('hex');
}
