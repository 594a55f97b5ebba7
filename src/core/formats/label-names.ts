import { asArray, asObject, asString, stringArray } from './json-fields.ts';

/** Names in ClassLabel order out of `labels.json`: a list, `{names}`, `{labels}`, `{name: number}`, `{number: name}`; else null. */
export function namesFromJson(text: string): readonly string[] | null {
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
export function namesFromYaml(text: string): readonly string[] | null {
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
