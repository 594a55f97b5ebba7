import { parseAnswer } from '#core/llm/parse-ladder.ts';
import type { LabelSchema } from '#shared/domain/entity-type.ts';
import { activeTypeNames, readMentions } from './answer-schema.ts';
import { locateMentions } from './locate.ts';
import type { LocatedMentions } from './located-mentions.ts';

/** A model's answer as spans of the text it was asked about. */
export interface ReadAnswer extends LocatedMentions {
  readonly ok: true;
  readonly rung: string;
  /** The JSON was cut off; complete items were kept. */
  readonly truncated: boolean;
  /** The answer had another shape than asked for. */
  readonly coerced: boolean;
}

/**
 * Parse ladder, coercion, location. An answer in which no type at all is of the schema is a problem (it would read as
 * "no entities"); single unknown types are dropped and counted.
 * `problem` is written for the model.
 */
export function readAnswer(
  answer: string,
  text: string,
  schema: LabelSchema,
): ReadAnswer | { readonly ok: false; readonly problem: string } {
  const parsed = parseAnswer(answer);
  if (!parsed.ok) return { ok: false, problem: parsed.error.message };
  const { value, rung, truncated } = parsed.value;
  const read = readMentions(value);
  if (!read.ok) return read;
  const located = locateMentions(text, read.mentions, schema.types, { allowNested: schema.allowNested });
  const unknown = Object.values(located.unknownTypes).reduce((sum, count) => sum + count, 0);
  if (unknown > 0 && unknown === read.mentions.length) {
    const names = activeTypeNames(schema).map((name) => JSON.stringify(name));
    return { ok: false, problem: `"type" must be one of ${names.join(', ')}.` };
  }
  return { ...located, ok: true, rung, truncated, coerced: read.coerced };
}
