import { AppError } from '#shared/errors.ts';
import { parseJson } from '../parse-json.ts';

/** @throws {AppError} FORMAT_INVALID */
export function parseSchemaJson(text: string): unknown {
  const { value, problem } = parseJson(text.replace(/^\uFEFF/, ''), 1);
  if (problem === undefined) return value;
  throw new AppError('FORMAT_INVALID', `The schema is ${problem}`, {
    action: 'Check that the file is complete.',
  });
}
