import { namesFromJson, namesFromYaml } from '../label-names.ts';
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
    for (const line of block.lines) lines.push(line);
    if (lines.length > 20_000) break;
  }
  return lines.join('\n');
}
