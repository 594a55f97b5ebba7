import { asArray, asId, asInteger, asObject, asString } from '../json-fields.ts';
import type { RawSpan } from '../place-spans.ts';

export interface RecordSpans {
  readonly spans: readonly RawSpan[];
  /** Entries that are no spans, with the reason. */
  readonly problems: readonly string[];
}

/**
 * Spans in any of the notations JSON tools use: `[start, end, type]`, `{start, end, type|label|…}`,
 * `{start_offset, end_offset, label}`, with an optional surface and fragments.
 */
export function readSpanList(value: unknown): RecordSpans {
  const spans: RawSpan[] = [];
  const problems: string[] = [];
  if (value === undefined || value === null) return { spans, problems };
  const list = asArray(value);
  if (list === null) return { spans, problems: ['the list of spans is no list'] };
  for (const entry of list) {
    const span = readSpan(entry);
    if (typeof span === 'string') problems.push(span);
    else spans.push(span);
  }
  return { spans, problems };
}

function readSpan(entry: unknown): RawSpan | string {
  if (Array.isArray(entry)) {
    const [start, end, type] = entry as readonly unknown[];
    return complete(start, end, type, undefined, undefined, entry);
  }
  const object = asObject(entry);
  if (object === null) return `${show(entry)} is no span`;
  const start = object['start'] ?? object['start_offset'] ?? object['begin'];
  const end = object['end'] ?? object['end_offset'];
  const labels = asArray(object['labels']);
  const type =
    object['type'] ?? object['label'] ?? object['tag'] ?? object['entity'] ?? labels?.[0] ?? object['value'];
  const surface = asString(object['text']) ?? asString(object['surface']) ?? undefined;
  return complete(start, end, type, surface, object['fragments'], entry);
}

function complete(
  start: unknown,
  end: unknown,
  type: unknown,
  surface: string | undefined,
  fragments: unknown,
  entry: unknown,
): RawSpan | string {
  const from = asInteger(start);
  const to = asInteger(end);
  const name = asId(type);
  if (from === null || to === null) return `${show(entry)} has no whole-number start and end`;
  if (name === null) return `${show(entry)} has no type`;
  const pieces = readFragments(fragments);
  if (pieces === null) return `${show(entry)} has fragments that are no pairs of numbers`;
  return {
    start: from,
    end: to,
    type: name,
    ...(surface === undefined ? {} : { surface }),
    ...(pieces.length > 1 ? { fragments: pieces } : {}),
  };
}

function readFragments(value: unknown): readonly (readonly [number, number])[] | null {
  if (value === undefined || value === null) return [];
  const list = asArray(value);
  if (list === null) return null;
  const pairs: (readonly [number, number])[] = [];
  for (const entry of list) {
    const pair = asArray(entry);
    const from = asInteger(pair?.[0]);
    const to = asInteger(pair?.[1]);
    if (from === null || to === null) return null;
    pairs.push([from, to]);
  }
  return pairs;
}

const show = (entry: unknown): string => JSON.stringify(entry).slice(0, 80);
