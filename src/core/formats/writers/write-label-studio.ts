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

/** Tasks with one annotation (the main spans) and one prediction per annotator; offsets in code points. */
export const writeLabelStudio: Writer = arrayWriter((document, index) => ({
  id: index + 1,
  data: { text: document.text, document_id: document.id },
  annotations: [
    { id: index + 1, completed_by: 1, was_cancelled: false, result: results(document, document.spans, 'a') },
  ],
  predictions: Object.entries(document.layers ?? {}).map(([name, spans], layer) => ({
    model_version: name,
    result: results(document, spans, `p${layer + 1}-`),
  })),
  meta: document.meta ?? {},
}));

/** One record per annotation: the main spans, or every annotator where there are several. */
function minRecords(document: ExportDocument, index: number): readonly Readonly<Record<string, unknown>>[] {
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
        return csvCell(typeof value === 'string' ? value : JSON.stringify(value));
      });
      yield { path: '', data: `${cells.join(',')}\r\n` };
    }
};
