import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { encodeTags } from '#core/labels/tag-schemes.ts';
import { tokenView } from '../export-tokens.ts';
import { asAnnotated, keepsAll, keepsInUtf8, tagType, viewWords } from '../format-keeps.ts';
import type { FormatKeeps } from '../format-info.ts';
import type { ExportDocument, WriteOptions, Writer } from '../writer.ts';

interface Row {
  readonly id: string;
  readonly tokens: readonly string[];
  readonly tags: readonly string[];
}

function rowOf(document: ExportDocument, options: WriteOptions): Row {
  const view = tokenView(document, options);
  return { id: document.id, tokens: view.words, tags: encodeTags(view.spans, view.words.length, 'iob2') };
}

export const hfJsonlKeeps: FormatKeeps = {
  ...keepsAll,
  type: tagType,
  metadata: false,
  words: viewWords,
  annotated: asAnnotated,
  losesSpacing: true,
  text: (options) => (document) => tokenView(document, options).words.join(' '),
  textWhy: 'only the words are in the file; they come back joined by blanks',
};

/** Parquet holds UTF-8 and no escapes. */
export const hfParquetKeeps: FormatKeeps = {
  ...hfJsonlKeeps,
  id: keepsInUtf8.id,
  type: (type) => tagType(type).toWellFormed(),
  characters: keepsInUtf8.characters,
  charactersWhy: keepsInUtf8.charactersWhy,
};

/** Names in ClassLabel order: O, then B- and I- of each type as it comes. */
function createNames(options: WriteOptions): {
  readonly names: string[];
  readonly index: (tag: string) => number;
} {
  const names = ['O'];
  const places = new Map([['O', 0]]);
  const add = (type: string): void => {
    for (const name of [`B-${type}`, `I-${type}`]) {
      places.set(name, names.length);
      names.push(name);
    }
  };
  for (const { name } of options.types ?? []) add(name);
  return {
    names,
    index: (tag) => {
      if (!places.has(tag)) add(tag.slice(2));
      return places.get(tag) ?? 0;
    },
  };
}

/**
 * `data.jsonl` with integer tags, `labels.json` with their names and a `README.md` whose YAML head tells the `datasets`
 * library the same.
 */
export const writeHfJsonl: Writer = async function* (documents, options) {
  const names = createNames(options);
  let rows = 0;
  for await (const document of documents) {
    const { id, tokens, tags } = rowOf(document, options);
    rows++;
    yield {
      path: 'data.jsonl',
      data: `${JSON.stringify({ id, tokens, ner_tags: tags.map(names.index) })}\n`,
    };
  }
  if (rows === 0) yield { path: 'data.jsonl', data: '' };
  yield { path: 'labels.json', data: `${JSON.stringify(names.names, null, 2)}\n` };
  yield { path: 'README.md', data: card(names.names) };
};

function card(names: readonly string[]): string {
  const list = names.map((name, i) => `            '${i}': ${JSON.stringify(name)}\n`).join('');
  return (
    '---\nconfigs:\n- config_name: default\n  data_files: data.jsonl\ndataset_info:\n  features:\n  - name: id\n' +
    '    dtype: string\n  - name: tokens\n    sequence: string\n  - name: ner_tags\n    sequence:\n      class_label:\n' +
    `        names:\n${list}task_categories:\n- token-classification\n---\n`
  );
}

/** One Parquet file; the names of the tags are in the metadata key `huggingface`, where `datasets` looks for them. */
export const writeHfParquet: Writer = async function* (documents, options) {
  const names = createNames(options);
  const rows: { id: string; tokens: readonly string[]; ner_tags: readonly number[] }[] = [];
  for await (const document of documents) {
    const { id, tokens, tags } = rowOf(document, options);
    rows.push({ id, tokens, ner_tags: tags.map(names.index) });
  }
  const classLabel = { feature: { names: names.names, _type: 'ClassLabel' }, _type: 'Sequence' };
  const features = {
    id: { dtype: 'string', _type: 'Value' },
    tokens: { feature: { dtype: 'string', _type: 'Value' }, _type: 'Sequence' },
    ner_tags: classLabel,
  };
  const writer = new ByteWriter();
  const parquet = new ParquetWriter({
    writer,
    schema: [
      { name: 'schema', num_children: 3 },
      { name: 'id', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
      ...listColumn('tokens', { type: 'BYTE_ARRAY', converted_type: 'UTF8' }),
      ...listColumn('ner_tags', { type: 'INT32' }),
    ],
    kvMetadata: [{ key: 'huggingface', value: JSON.stringify({ info: { features } }) }],
  });
  await parquet.write({
    columnData: [
      { name: 'id', data: rows.map(({ id }) => id) },
      { name: 'tokens', data: rows.map(({ tokens }) => [...tokens]) },
      { name: 'ner_tags', data: rows.map(({ ner_tags: tags }) => [...tags]) },
    ],
    rowGroupSize: 10_000,
  });
  await parquet.finish();
  yield { path: '', data: writer.getBytes() };
};

type SchemaElement = ConstructorParameters<typeof ParquetWriter>[0]['schema'][number];

/** The three-level list that Arrow writes. */
function listColumn(name: string, element: Pick<SchemaElement, 'type' | 'converted_type'>): SchemaElement[] {
  return [
    { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', repetition_type: 'OPTIONAL', ...element },
  ];
}
