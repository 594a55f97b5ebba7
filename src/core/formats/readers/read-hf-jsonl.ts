import { asArray, asObject, asString, stringArray } from '../json-fields.ts';
import { recordReader } from '../read-records.ts';
import { readLines } from '../read-lines.ts';
import type { ReadSource } from '../read-source.ts';
import type { ReadOptions, Reader } from '../reader.ts';
import { readTextRecord } from './read-jsonl.ts';

/**
 * Hugging Face rows `{tokens, ner_tags}` or `{text, spans}`. The names of integer tags come from the options, from
 * `labels.json` or from the YAML head of `README.md` beside the file; without them the rows are quarantined.
 */
export const readHfJsonl: Reader = async function* (source, options) {
  const names = options.labelNames ?? (await labelNamesBeside(source, options));
  const withNames = names === null ? options : { ...options, labelNames: names };
  yield* rows(source, withNames);
};

const rows = recordReader('codepoint', false, (value, _line, options) => readTextRecord(value, options));

/** Names in ClassLabel order, or null. */
export async function labelNamesBeside(
  source: ReadSource,
  options: ReadOptions,
): Promise<readonly string[] | null> {
  const labels = await source.sibling('labels.json');
  if (labels !== null) {
    const names = namesFromJson(await smallText(labels, options));
    if (names !== null) return names;
  }
  const readme = await source.sibling('README.md');
  return readme === null ? null : namesFromYaml(await smallText(readme, options));
}

async function smallText(source: ReadSource, options: ReadOptions): Promise<string> {
  const lines: string[] = [];
  for await (const block of readLines(source, options)) {
    lines.push(...block.lines);
    if (lines.length > 20_000) break;
  }
  return lines.join('\n');
}

function namesFromJson(text: string): readonly string[] | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const list =
    stringArray(value) ?? stringArray(asObject(value)?.['names']) ?? stringArray(asObject(value)?.['labels']);
  if (list !== null) return list;
  // {"O": 0, "B-PER": 1} or {"0": "O"}
  const entries = Object.entries(asObject(value) ?? {});
  const pairs = entries.map(([key, entry]): [number, unknown] =>
    typeof entry === 'number' ? [entry, key] : [Number(key), entry],
  );
  const names: string[] = [];
  for (const [index, name] of pairs) {
    const word = asString(name);
    if (word === null || !Number.isInteger(index) || index < 0 || index > 10_000) return null;
    names[index] = word;
  }
  return names.length > 0 && names.length === entries.length ? names : null;
}

/** `class_label: names: '0': O …` of a dataset card. */
function namesFromYaml(text: string): readonly string[] | null {
  const block = /class_label:\s*\n\s*names:\s*\n((?:\s+'?\d+'?:.*\n?)+)/.exec(text)?.[1];
  if (block === undefined) return null;
  const names = [...block.matchAll(/'?(\d+)'?:\s*(.*)/g)].map((match) =>
    (match[2] ?? '').trim().replace(/^['"]|['"]$/g, ''),
  );
  return names.length > 0 ? names : null;
}

/** Names out of the `huggingface` entry of Parquet metadata: the ClassLabel of the tag column. */
export function namesFromFeatures(json: string, column: string): readonly string[] | null {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return null;
  }
  const features = asObject(asObject(asObject(value)?.['info'])?.['features']);
  const find = (node: unknown, depth: number): readonly string[] | null => {
    const object = asObject(node);
    if (object === null || depth > 5) return null;
    return stringArray(object['names']) ?? find(object['feature'], depth + 1);
  };
  const own = find(features?.[column], 0);
  if (own !== null) return own;
  for (const feature of asArray(Object.values(features ?? {})) ?? []) {
    const names = find(feature, 0);
    if (names?.includes('O') === true) return names;
  }
  return null;
}
