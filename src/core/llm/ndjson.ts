import { AppError } from '#shared/errors.ts';

/** Longer lines are no answer of a language model. */
const maxLineChars = 1_000_000;

/**
 * The JSON objects of an NDJSON body, one per line feed, as they arrive.
 * @throws {AppError} LLM_INVALID_ANSWER at a line that is not a JSON object (also byte order marks, CR line ends,
 *   lines above 1 MB): a skipped line would be a hole in the answer
 */
export async function* readNdjson(body: AsyncIterable<Uint8Array>): AsyncGenerator<Record<string, unknown>> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let rest = '';
  let number = 0;
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    let from = 0;
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', from)) {
      number += 1;
      const line = rest.slice(from, end);
      from = end + 1;
      if (line !== '') yield parseLine(line, number);
    }
    rest = rest.slice(from);
    if (rest.length > maxLineChars) throw badLine(number + 1, `longer than ${maxLineChars} characters`);
  }
  rest += decoder.decode();
  if (rest.trim() !== '') yield parseLine(rest, number + 1);
}

function parseLine(line: string, number: number): Record<string, unknown> {
  if (line.length > maxLineChars) throw badLine(number, `longer than ${maxLineChars} characters`);
  if (line.endsWith('\r')) throw badLine(number, 'ends in a carriage return');
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw badLine(number, 'not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw badLine(number, 'not an object');
  return value as Record<string, unknown>;
}

const badLine = (number: number, why: string): AppError =>
  new AppError('LLM_INVALID_ANSWER', `Line ${number} of the server's stream is ${why}.`, {
    action:
      'Something between DiZiNER and the model changes the answers; check proxies and the server version.',
  });
