import { entityTypeSchema } from '#shared/domain/entity-type.ts';
import type { Span } from '#shared/domain/span.ts';
import { csvCell } from '../csv-records.ts';
import type { FormatKeeps } from '../format-info.ts';
import { keepsAll, keepsInUtf8 } from '../format-keeps.ts';
import { nameAsRead } from '../label-studio-regions.ts';
import { writeLabelStudioConfig } from '../schema-io/label-studio-config.ts';
import { sameSpans } from '../same-spans.ts';
import type { ExportDocument, WriteOptions, Writer } from '../writer.ts';
import { arrayWriter, inUnit } from './json-records.ts';

interface Region {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly labels: readonly string[];
}

function regions(
  text: string,
  spans: readonly Span[],
  { offsetUnit = 'codepoint' }: WriteOptions,
): readonly Region[] {
  return inUnit(text, spans, offsetUnit).map(({ start, end, span }) => ({
    start,
    end,
    text: span.text,
    labels: [span.type],
  }));
}

/** Marks of one annotator; null: the document's own marks, whose annotator is not said. */
interface Annotation {
  readonly name: string | null;
  readonly spans: readonly Span[];
  /** It is what was settled on. */
  readonly isTruth: boolean;
}

/**
 * Annotations that come back as the layers and the main marks of a document: each layer is one, and main marks that
 * are no layer's are one that names nobody. Of several the settled one says so.
 */
function annotationsOf({ spans, annotated, unsettled, layers }: ExportDocument): readonly Annotation[] {
  const named = Object.entries(layers ?? {});
  if (named.length === 0) return annotated === false ? [] : [{ name: null, spans, isTruth: false }];
  const truth = unsettled === true ? -1 : named.findIndex(([, own]) => sameSpans(own, spans));
  const isSaid = unsettled !== true && (named.length > 1 || truth < 0);
  return [
    ...named.map(([name, own], i) => ({ name, spans: own, isTruth: isSaid && i === truth })),
    ...(isSaid && truth < 0 ? [{ name: null, spans, isTruth: true }] : []),
  ];
}

/**
 * Tasks with an annotation for each person and a prediction for each model, and beside them the labelling configuration
 * that an import needs. Users of Label Studio stand in `completed_by`; other names, which an import would refuse there,
 * in `annotator`.
 */
export const writeLabelStudio: Writer = async function* (documents, options) {
  const seen = new Set<string>();
  async function* noting(): AsyncGenerator<ExportDocument> {
    for await (const document of documents) {
      const { spans, layers = {}, predictions = {} } = document;
      for (const list of [spans, ...Object.values(layers), ...Object.values(predictions)])
        for (const { type } of list) seen.add(type);
      yield document;
    }
  }
  yield* arrayWriter((document, index) => task(document, index, options))(noting(), options);
  const known = options.types ?? [];
  const missing = [...seen].filter((name) => !known.some((type) => type.name === name)).sort();
  const types = [...known, ...missing.map((name) => entityTypeSchema.parse({ name }))];
  if (types.length > 0)
    yield { path: 'label_config.xml', data: writeLabelStudioConfig({ types, allowNested: true }) };
};

function task(document: ExportDocument, index: number, options: WriteOptions): object {
  const { text, id, meta = {}, predictions = {} } = document;
  const results = (spans: readonly Span[], prefix: string): readonly unknown[] =>
    regions(text, spans, options).map((value, i) => ({
      id: `${prefix}${i + 1}`,
      from_name: 'label',
      to_name: 'text',
      type: 'labels',
      value,
    }));
  return {
    id: index + 1,
    data: { text, document_id: id },
    annotations: annotationsOf(document).map(({ name, spans, isTruth }, i) => ({
      id: index * 1000 + i + 1,
      ...(name === null ? {} : userOf(name)),
      was_cancelled: false,
      ...(isTruth ? { ground_truth: true } : {}),
      result: results(spans, `a${i + 1}-`),
    })),
    predictions: Object.entries(predictions).map(([model, spans], i) => ({
      model_version: model,
      result: results(spans, `p${i + 1}-`),
    })),
    meta,
  };
}

function userOf(name: string): object {
  const number = /^annotator (\d+)$/.exec(name)?.[1];
  if (number !== undefined) return { completed_by: Number(number) };
  return /^[^\s@]+@[^\s@]+$/.test(name) ? { completed_by: { email: name } } : { annotator: name };
}

/** A record for each annotation. Where several annotators were settled, one that names nobody says on what. */
function minRecords(
  document: ExportDocument,
  index: number,
  options: WriteOptions,
): readonly Readonly<Record<string, unknown>>[] {
  const { text, id, meta = {} } = document;
  const task = {
    text,
    document_id: id,
    id: index + 1,
    ...(Object.keys(meta).length === 0 ? {} : { meta }),
  };
  const annotations = annotationsOf(document);
  // A task that nobody annotated has its text only.
  if (annotations.length === 0) return [task];
  const named = annotations.filter(({ name }) => name !== null);
  const truth = annotations.find(({ isTruth }) => isTruth) ?? annotations.find(({ name }) => name === null);
  return [...(truth === undefined ? [] : [{ ...truth, name: null }]), ...named].map(({ name, spans }, i) => ({
    ...task,
    label: regions(text, spans, options),
    ...(name === null ? {} : { annotator: numberOrName(name) }),
    annotation_id: index * 1000 + i + 1,
  }));
}

function numberOrName(name: string): string | number {
  const number = /^annotator (\d+)$/.exec(name)?.[1];
  return number === undefined ? name : Number(number);
}

export const writeLabelStudioMin: Writer = async function* (documents, options) {
  let index = 0;
  let first = true;
  for await (const document of documents) {
    for (const record of minRecords(document, index++, options)) {
      yield { path: '', data: `${first ? '[\n' : ',\n'}${JSON.stringify(record)}` };
      first = false;
    }
  }
  yield { path: '', data: first ? '[]\n' : '\n]\n' };
};

const columns = ['annotation_id', 'annotator', 'document_id', 'id', 'label', 'meta', 'text'] as const;

export const writeLabelStudioCsv: Writer = async function* (documents, options) {
  yield { path: '', data: `${columns.join(',')}\r\n` };
  let index = 0;
  for await (const document of documents)
    for (const record of minRecords(document, index++, options)) {
      const cells = columns.map((name) => {
        const value = record[name];
        return csvCell(value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value));
      });
      yield { path: '', data: `${cells.join(',')}\r\n` };
    }
};

export const labelStudioKeeps: FormatKeeps = { ...keepsAll, words: null };
export const labelStudioMinKeeps: FormatKeeps = { ...labelStudioKeeps, layer: nameAsRead };
export const labelStudioCsvKeeps: FormatKeeps = {
  ...keepsInUtf8,
  words: null,
  type: (type) => type,
  layer: (name) => nameAsRead(name).toWellFormed(),
};
