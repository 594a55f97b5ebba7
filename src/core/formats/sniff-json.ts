import type { OffsetUnit } from '#core/text/offsets.ts';
import type { FormatId } from './format-info.ts';
import { asArray, asObject, stringArray } from './json-fields.ts';
import type { Guess } from './sniff-result.ts';

export interface JsonSniff {
  readonly format: Guess<FormatId>;
  readonly offsetUnit: Guess<OffsetUnit> | null;
}

/**
 * True where a text goes on as JSON does after its first bracket: `[1] A list of references` and `{\rtf1` do not.
 */
export function beginsAsJson(text: string): boolean {
  return /^(\{\s*("|\}|$)|\[\s*("|\]|\{\s*("|\}|$)|\[\s*(["[\]{\d-]|$)|$))/.test(text.slice(0, 1000));
}

/** The JSON format of a text, by the keys of its first record; null where no record could be read. */
export function sniffJson(text: string): JsonSniff | null {
  if (/"%(TYPES|FEATURE_STRUCTURES|VIEWS)"/.test(text.slice(0, 20_000)))
    return found('uima-json', 0.99, 'utf16');
  const first = firstRecord(text);
  if (first === undefined) return byPattern(text);
  const pair = asArray(first);
  if (pair !== null)
    return typeof pair[0] === 'string' && asObject(pair[1])?.['entities'] !== undefined
      ? found('spacy-json', 0.97, 'codepoint')
      : null;
  const record = asObject(first);
  return record === null ? null : byKeys(record);
}

function byKeys(record: Readonly<Record<string, unknown>>): JsonSniff {
  const has = (key: string): boolean => record[key] !== undefined;
  const firstOf = (key: string): unknown => asArray(record[key])?.[0];
  if (has('tokenized_text')) return found('gliner', 0.97, null);
  if (has('paragraphs')) return found('spacy-json', 0.95, 'codepoint');
  if (has('classes') && has('annotations')) return found('spacy-json', 0.95, 'codepoint');
  if (has('data') && (has('annotations') || has('predictions') || has('completions')))
    return found('label-studio', 0.97, 'codepoint');
  if (has('annotation_id') && has('annotator')) return found('label-studio-min', 0.95, 'codepoint');
  const tokens = asArray(record['tokens']);
  if (has('_task_hash') || has('_input_hash') || (has('answer') && has('text')))
    return found('prodigy', 0.95, 'codepoint');
  if (tokens !== null && asObject(tokens[0])?.['start'] !== undefined)
    return found('prodigy', 0.85, 'codepoint');
  if (stringArray(record['tokens']) !== null && !has('text'))
    return typeof firstOf('ner_tags') === 'number' || has('ner_tags')
      ? found('hf-jsonl', 0.9, 'codepoint')
      : found('jsonl', 0.9, 'utf16');
  if (record['offsetUnit'] === 'utf16') return found('jsonl', 0.99, 'utf16', 0.99);
  const span = asObject(firstOf('entities')) ?? asObject(firstOf('annotations'));
  if (span?.['start_offset'] !== undefined) return found('doccano', 0.9, 'utf16');
  if (Array.isArray(firstOf('label')) || Array.isArray(firstOf('labels')))
    return found('doccano', 0.75, 'utf16');
  return found('jsonl', has('text') ? 0.7 : 0.4, 'utf16');
}

function byPattern(text: string): JsonSniff | null {
  if (/"paragraphs"\s*:/.test(text)) return found('spacy-json', 0.7, 'codepoint');
  if (/^\{\s*"(classes|annotations)"/.test(text)) return found('spacy-json', 0.8, 'codepoint');
  return found('jsonl', 0.3, 'utf16');
}

/** @param sureOfUnit how sure the unit is; a record seldom says it */
function found(value: FormatId, confidence: number, unit: OffsetUnit | null, sureOfUnit = 0.5): JsonSniff {
  const alternatives =
    value === 'jsonl' ? (['doccano', 'prodigy', 'hf-jsonl'] as const) : (['jsonl'] as const);
  return {
    format: { value, confidence, alternatives },
    offsetUnit:
      unit === null
        ? null
        : {
            value: unit,
            confidence: sureOfUnit,
            alternatives: unit === 'utf16' ? ['codepoint', 'grapheme'] : ['utf16', 'grapheme'],
          },
  };
}

/** The first record: first line of JSON Lines, first element of an array, or the whole text. */
function firstRecord(text: string): unknown {
  const end = text.indexOf('\n');
  const line = tryParse(end < 0 ? text : text.slice(0, end));
  const whole = line ?? tryParse(text);
  if (whole !== undefined) {
    const array = asArray(whole);
    if (array === null) return whole;
    // A pair on a line of its own is a record; otherwise the array holds the records.
    return typeof array[0] === 'string' ? array : array[0];
  }
  if (!text.startsWith('[')) return undefined;
  const inner = text.slice(1).trimStart();
  const close = closingBracket(inner);
  return close > 0 ? tryParse(inner.slice(0, close + 1)) : undefined;
}

function closingBracket(text: string): number {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 0x5c) at++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x5b || code === 0x7b) depth++;
    else if ((code === 0x5d || code === 0x7d) && --depth === 0) return at;
  }
  // Cut by the end of the head: a big first record; its keys are enough.
  return -1;
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
