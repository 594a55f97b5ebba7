import { asArray, asId, asInteger, asObject, asString } from './json-fields.ts';
import type { RawSpan } from './place-spans.ts';
import type { Unread } from './reader.ts';

export interface Regions {
  readonly spans: readonly RawSpan[];
  readonly problems: readonly string[];
  /** Results that are no spans, by what they are. */
  readonly unread: readonly Unread[];
}

/** What people call the kinds of results that are no spans. */
const kinds: Readonly<Record<string, string>> = {
  relation: 'relations',
  choices: 'choices',
  textarea: 'text areas',
  rating: 'ratings',
  taxonomy: 'taxonomy choices',
  paragraphlabels: 'labels of paragraphs',
};
const maxKindLength = 40;

/**
 * Label Studio's regions, in the long notation (`{type: "labels", value: {…}}`) or the flat one (`{start, end, text,
 * labels}`). A region with several labels gives a span for each; choices, text areas and relations are no spans and are
 * counted.
 */
export function readRegions(value: unknown): Regions {
  const spans: RawSpan[] = [];
  const problems: string[] = [];
  const unread = new Map<string, number>();
  for (const entry of asArray(value) ?? []) {
    const region = asObject(entry);
    const body = asObject(region?.['value']) ?? region;
    if (region === null || body === null) {
      problems.push('a region is no object');
      continue;
    }
    const labels = region['type'] === 'relation' ? null : asArray(body['labels'] ?? body['hypertextlabels']);
    if (labels === null) {
      const kind = kindOf(region);
      unread.set(kind, (unread.get(kind) ?? 0) + 1);
      continue;
    }
    const start = asInteger(body['start']);
    const end = asInteger(body['end']);
    const surface = asString(body['text']) ?? undefined;
    if (start === null || end === null) {
      problems.push(
        `region ${asId(region['id']) ?? ''} (${labels.map(String).join(', ')}) has no offsets and cannot be placed`,
      );
      continue;
    }
    for (const label of labels) {
      const type = asId(label);
      if (type === null) problems.push('a region has a label that is no text');
      else spans.push({ start, end, type, ...(surface === undefined ? {} : { surface }) });
    }
  }
  const others = [...unread].map(([what, count]): Unread => ({ kind: 'unread', what, count }));
  return { spans, problems, unread: others };
}

function kindOf(region: Readonly<Record<string, unknown>>): string {
  const type = asString(region['type']);
  if (type === null) return 'results of no kind';
  return Object.hasOwn(kinds, type)
    ? (kinds[type] ?? type)
    : `results of the kind "${type.slice(0, maxKindLength)}"`;
}

/** Who made an annotation: the e-mail address, or `annotator 7`. */
export function annotatorName(value: unknown): string {
  const object = asObject(value);
  const id = object === null ? asId(value) : (asId(object['email']) ?? asId(object['id']));
  if (id === null) return 'annotator';
  return /^\d+$/.test(id) ? `annotator ${id}` : id;
}

/** How `annotatorName` gives a name back that our own writer wrote into a record. */
export const nameAsRead = (name: string): string => (/^\d+$/.test(name) ? `annotator ${name}` : name);

/** A name that is not taken yet: `name`, `name #2`, … */
export function freeName(taken: Readonly<Record<string, unknown>>, name: string): string {
  // The name would not become a key but the object's prototype.
  if (!Object.hasOwn(taken, name) && name !== '__proto__') return name;
  let n = 2;
  while (Object.hasOwn(taken, `${name} #${n}`)) n++;
  return `${name} #${n}`;
}

/** The text of a task: the field asked for, `text`, else the only long string. */
export function taskText(
  data: Readonly<Record<string, unknown>> | null,
  field: string | undefined,
): string | null {
  if (data === null) return null;
  const named = asString(data[field ?? 'text']);
  if (named !== null || field !== undefined) return named;
  for (const name of ['content', 'document', 'sentence', 'body', 'dialogue', 'html']) {
    const value = asString(data[name]);
    if (value !== null) return value;
  }
  return null;
}
