import { z } from 'zod';
import type { JsonSchema } from '#core/llm/llm-client.ts';
import type { LabelSchema } from '#shared/domain/entity-type.ts';

/** One answered entity: a surface copied from the document, and the model's word for its type. */
export interface Mention {
  readonly span: string;
  readonly type: string;
}

export const annotatorSchemaName = 'entities';
/** Grammars and strict mode take long enumerations badly (llm-protocols 3.2). */
const maxEnumValues = 250;
const maxEnumCharacters = 12_000;

/**
 * JSON Schema of an annotator's answer. "span" stands before "type" also in alphabetical order, in which some servers
 * write the keys: the model first copies the surface and then names its type.
 */
export function annotatorAnswerSchema(schema: LabelSchema): JsonSchema {
  const names = activeTypeNames(schema);
  const fitsEnum =
    names.length > 0 &&
    names.length <= maxEnumValues &&
    names.reduce((sum, name) => sum + name.length, 0) <= maxEnumCharacters;
  return {
    type: 'object',
    properties: {
      entities: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            span: { type: 'string' },
            type: fitsEnum ? { type: 'string', enum: names } : { type: 'string' },
          },
          required: ['span', 'type'],
          additionalProperties: false,
        },
      },
    },
    required: ['entities'],
    additionalProperties: false,
  };
}

export function activeTypeNames(schema: LabelSchema): string[] {
  return schema.types.filter((type) => type.active).map((type) => type.name);
}

const looseMention = z.record(z.string(), z.unknown());
const spanKeys = ['span', 'text', 'surface', 'mention', 'entity', 'name', 'value'];
const typeKeys = ['type', 'label', 'entity_type', 'entityType', 'category', 'class', 'tag'];
const listKeys = ['entities', 'mentions', 'spans', 'annotations', 'results'];

export type MentionsAnswer =
  | { readonly ok: true; readonly mentions: readonly Mention[]; readonly coerced: boolean }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads mentions from a parsed answer. Coercions (flagged): a bare list, a null list, one object instead of a list,
 * customary other names of the keys, pairs `[span, type]`, and maps `{TYPE: [span, …]}`.
 * `problem` says to the model what is wrong, without repeating its text.
 */
export function readMentions(value: unknown): MentionsAnswer {
  const found = findList(value);
  if (found === undefined) {
    return { ok: false, problem: 'The answer must be one JSON object with the key "entities" (a list).' };
  }
  const mentions: Mention[] = [];
  let coerced = found.coerced;
  for (const [index, item] of found.items.entries()) {
    const mention = readMention(item);
    if (mention === undefined) {
      return {
        ok: false,
        problem: `Entry ${String(index + 1)} of "entities" must be an object with the strings "span" and "type".`,
      };
    }
    coerced ||= mention.coerced;
    mentions.push({ span: mention.span, type: mention.type });
  }
  return { ok: true, mentions, coerced };
}

function findList(value: unknown): { items: unknown[]; coerced: boolean } | undefined {
  if (Array.isArray(value)) return { items: value, coerced: true };
  const object = looseMention.safeParse(value);
  if (!object.success) return undefined;
  const record = object.data;
  for (const [index, key] of listKeys.entries()) {
    if (!Object.hasOwn(record, key)) continue;
    const list = record[key];
    if (Array.isArray(list)) return { items: list, coerced: index > 0 };
    if (list === null) return { items: [], coerced: true };
    if (typeof list === 'object') {
      return readMention(list) === undefined
        ? fromMap(list as Record<string, unknown>)
        : { items: [list], coerced: true };
    }
    return undefined;
  }
  return readMention(record) === undefined ? undefined : { items: [record], coerced: true };
}

/** `{TYPE: ["surface", …], …}` */
function fromMap(map: Record<string, unknown>): { items: unknown[]; coerced: boolean } | undefined {
  const items: unknown[] = [];
  for (const [type, spans] of Object.entries(map)) {
    if (!Array.isArray(spans) || !spans.every((span) => typeof span === 'string')) return undefined;
    for (const span of spans) items.push({ span, type });
  }
  return { items, coerced: true };
}

function readMention(item: unknown): (Mention & { coerced: boolean }) | undefined {
  if (Array.isArray(item)) {
    const [span, type] = item as unknown[];
    return typeof span === 'string' && typeof type === 'string' && item.length === 2
      ? { span, type, coerced: true }
      : undefined;
  }
  const object = looseMention.safeParse(item);
  if (!object.success) return undefined;
  const span = firstText(object.data, spanKeys);
  const type = firstText(object.data, typeKeys);
  if (span === undefined || type === undefined) return undefined;
  return {
    span: span.text,
    type: type.text,
    coerced: span.key !== 'span' || type.key !== 'type' || span.cast || type.cast,
  };
}

/** Numbers count as text: a model may write a year without quotation marks. */
function firstText(
  record: Record<string, unknown>,
  keys: readonly string[],
): { text: string; key: string; cast: boolean } | undefined {
  for (const key of keys) {
    const value = Object.hasOwn(record, key) ? record[key] : undefined;
    if (typeof value === 'string') return { text: value, key, cast: false };
    if (typeof value === 'number') return { text: String(value), key, cast: true };
  }
  return undefined;
}
