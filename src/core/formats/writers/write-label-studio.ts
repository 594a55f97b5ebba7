import type { Span } from '#shared/domain/span.ts';
import { csvCell } from '../csv-records.ts';
import { fitSpans } from '../fit-spans.ts';
import { layeredHolds } from '../format-holds.ts';
import type { ExportDocument, Writer } from '../writer.ts';
import { arrayWriter, inUnit } from './json-records.ts';

interface Region {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly labels: readonly string[];
}

function regions(document: ExportDocument, spans: readonly Span[]): readonly Region[] {
  return inUnit(document.text, fitSpans(spans, { holds: layeredHolds }).kept, 'codepoint').map(
    ({ start, end, span }) => ({
      start,
      end,
      text: span.text,
      labels: [span.type],
    }),
  );
}

function results(document: ExportDocument, spans: readonly Span[], prefix: string): readonly unknown[] {
  return regions(document, spans).map((value, i) => ({
    id: `${prefix}${i + 1}`,
    from_name: 'label',
    to_name: 'text',
    type: 'labels',
    value,
  }));
}

/**
 * Tasks with an annotation for each annotator, or one that is nobody's, and a prediction for each model; marks that were
 * settled are the ground truth. Offsets in code points.
 */
export const writeLabelStudio: Writer = arrayWriter((document, index) => ({
  id: index + 1,
  data: { text: document.text, document_id: document.id },
  annotations: annotations(document).map(({ who, spans, ...facts }, n) => ({
    id: index * 1000 + n + 1,
    ...who,
    was_cancelled: false,
    ...facts,
    result: results(document, spans, `a${n + 1}-`),
  })),
  predictions: Object.entries(document.predictions ?? {}).map(([name, spans], n) => ({
    model_version: name,
    result: results(document, spans, `p${n + 1}-`),
  })),
  meta: document.meta ?? {},
}));

interface Annotation {
  readonly who: Readonly<Record<string, unknown>>;
  readonly spans: readonly Span[];
  readonly ground_truth?: boolean;
}

function annotations(document: ExportDocument): readonly Annotation[] {
  if (document.annotated === false) return [];
  if (document.layers === undefined) return [{ who: {}, spans: document.spans }];
  const layers = Object.entries(document.layers);
  const own = layers.map(([name, spans]) => ({ who: whoIs(name), spans }));
  if (document.unsettled === true || (layers.length === 1 && layers[0]?.[1] === document.spans)) return own;
  return [...own, { who: {}, spans: document.spans, ground_truth: true }];
}

/**
 * Label Studio refuses users that it does not know; a name that it cannot have given stands where it is not looked at,
 * and the annotation falls to who imports it.
 */
function whoIs(name: string): Readonly<Record<string, unknown>> {
  const number = /^annotator (\d+)$/.exec(name)?.[1];
  if (number !== undefined) return { completed_by: Number(number) };
  return name.includes('@') ? { completed_by: { email: name } } : { annotator: name };
}

/** One record per annotation: the main spans, or every annotator where there are several. */
function minRecords(document: ExportDocument, index: number): readonly Readonly<Record<string, unknown>>[] {
  // A task that nobody annotated has its text only.
  if (document.annotated === false) return [{ text: document.text, document_id: document.id, id: index + 1 }];
  const layers: readonly (readonly [string, readonly Span[]])[] =
    document.layers === undefined ? [['1', document.spans]] : Object.entries(document.layers);
  return layers.map(([annotator, spans], layer) => ({
    text: document.text,
    document_id: document.id,
    id: index + 1,
    label: regions(document, spans),
    annotator,
    annotation_id: index * 1000 + layer + 1,
  }));
}

export const writeLabelStudioMin: Writer = async function* (documents) {
  let index = 0;
  let first = true;
  for await (const document of documents) {
    for (const record of minRecords(document, index++)) {
      yield { path: '', data: `${first ? '[\n' : ',\n'}${JSON.stringify(record)}` };
      first = false;
    }
  }
  yield { path: '', data: first ? '[]\n' : '\n]\n' };
};

const columns = ['annotation_id', 'annotator', 'document_id', 'id', 'label', 'text'] as const;

export const writeLabelStudioCsv: Writer = async function* (documents) {
  yield { path: '', data: `${columns.join(',')}\r\n` };
  let index = 0;
  for await (const document of documents)
    for (const record of minRecords(document, index++)) {
      const cells = columns.map((name) => {
        const value = record[name];
        return csvCell(value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value));
      });
      yield { path: '', data: `${cells.join(',')}\r\n` };
    }
};
