import type { Span } from '#shared/domain/span.ts';
import type { ImportOptions } from '#shared/rpc/corpus.ts';
import type { NamedDocument } from '#core/formats/read-files.ts';
import { referenceSpans } from '#core/formats/reference-spans.ts';
import { addRow, newRows, type DocumentRows } from '#core/store/document-rows.ts';
import type { PreLayer } from '#core/store/document-table.ts';
import { layersToKeep } from './layers-to-keep.ts';

/** Documents of one file as the store takes them: plain data, most of it lists of strings. */
export interface ImportRows {
  readonly file: string;
  readonly documents: DocumentRows;
  /** JSON of each document's gold spans; null where it has no gold. */
  readonly gold: (string | null)[];
  /** Layers beside the gold; `row` is the document's place in the lists. */
  readonly layers: (Pick<PreLayer, 'layer' | 'source'> & { readonly row: number; readonly spans: string })[];
}

/** What one transaction writes, and the types of its spans. */
export interface RowBatch {
  readonly parts: readonly ImportRows[];
  readonly types: readonly string[];
}

export type RowOptions = Pick<ImportOptions, 'as' | 'labelMap'>;

/** Rows written per transaction: large enough for speed, small enough to answer a cancel at once. */
const batchRows = 1_000;
/** … and the characters of text after which fewer rows are written: documents may be long. */
const batchCharacters = 1 << 20;

/** Gathers documents in the order they come and gives them out as batches. */
export interface RowCollector {
  add(file: string, document: NamedDocument): void;
  isFull(): boolean;
  /** What was added since the last call. */
  take(): RowBatch;
}

export function createRowCollector({ as, labelMap }: RowOptions): RowCollector {
  let parts: ImportRows[] = [];
  let types = new Set<string>();
  let rows = 0;
  let characters = 0;

  const mapped = (spans: readonly Span[]): string => {
    const kept =
      labelMap === undefined
        ? spans
        : spans.flatMap((span) => {
            const type = Object.hasOwn(labelMap, span.type) ? labelMap[span.type] : span.type;
            return type === null || type === undefined ? [] : [{ ...span, type }];
          });
    for (const span of kept) types.add(span.type);
    return kept.length === 0 ? '[]' : JSON.stringify(kept);
  };
  const partOf = (file: string): ImportRows => {
    const last = parts.at(-1);
    if (last?.file === file) return last;
    const part = { file, documents: newRows(), gold: [], layers: [] };
    parts.push(part);
    return part;
  };

  return {
    add(file, document) {
      const { documents, gold, layers } = partOf(file);
      const row = gold.length;
      addRow(documents, { ...document, tokens: document.tokens ?? null });
      rows++;
      characters += document.text.length;
      const reference = as === 'gold' ? referenceSpans(document) : null;
      gold.push(reference === null ? null : mapped(reference));
      if (as === 'ignore') return;
      for (const { layer, source, spans } of layersToKeep(document, reference !== null))
        layers.push({ row, layer, source, spans: mapped(spans) });
    },
    isFull: () => rows >= batchRows || characters >= batchCharacters,
    take() {
      const batch = { parts, types: [...types] };
      parts = [];
      types = new Set();
      rows = 0;
      characters = 0;
      return batch;
    },
  };
}
