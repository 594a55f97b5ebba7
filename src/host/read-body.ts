import type { IncomingMessage } from 'node:http';
import { AppError } from '#shared/errors.ts';

/** The JSON body of a request, at most `maxBytes` of UTF-8. Stops reading at the limit (FILE_TOO_LARGE). */
export async function readJsonBody(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  const tooLarge = new AppError('FILE_TOO_LARGE', `The request is larger than ${maxBytes} bytes.`);
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge;
  const chunks: Buffer[] = [];
  let received = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    received += chunk.length;
    if (received > maxBytes) throw tooLarge;
    chunks.push(chunk);
  }
  // No body stands for a method without input.
  if (received === 0) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new AppError('INVALID_ARGUMENT', 'The request is not valid JSON in UTF-8.', { cause: error });
  }
}
