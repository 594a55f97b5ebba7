import type { Span } from '#shared/domain/span.ts';
import { AppError } from '#shared/errors.ts';
import type { AnnotatorFile, AnnotatorsInput } from './annotator-inputs.ts';
import { isSkippable, leftOut } from './left-out.ts';
import { namedItem } from './named-item.ts';
import { mainSpans } from './read-records.ts';
import type { ImportedDocument, ReadItem } from './reader.ts';
import { readerOf } from './readers.ts';

interface OpenDocument {
  readonly lead: ImportedDocument;
  readonly layers: Record<string, readonly Span[]>;
}

const batchSize = 1_000;

/**
 * A file (or folder) per annotator over the same documents: puts the layers together, in memory. Documents match by
 * id, else by their place in the file of the same name; of those with equal ids, the first belong together, the second,
 * … A layer whose text is another one is left out and told.
 */
export async function* readAnnotatorFiles({ annotators }: AnnotatorsInput): AsyncGenerator<ReadItem[]> {
  const documents = new Map<string, OpenDocument>();
  for (const [annotator, files] of annotators) {
    const seen = new Map<string, number>();
    for (const { input, stem } of files) {
      const out: ReadItem[] = [];
      let n = 0;
      for await (const item of itemsOf(input)) {
        if (item.kind !== 'document') {
          out.push(namedItem(item, annotator));
          continue;
        }
        n++;
        const id = item.document.id ?? (stem === '' ? null : `${stem}-${n}`);
        const name = id ?? `#${n}`;
        const times = (seen.get(name) ?? 0) + 1;
        seen.set(name, times);
        const problem = add(documents, `${name}\n${times}`, annotator, { ...item.document, id });
        if (problem !== null) out.push(problem);
      }
      yield out;
    }
  }
  const all = [...documents.values()];
  for (let at = 0; at < all.length; at += batchSize)
    yield all.slice(at, at + batchSize).map(({ lead, layers }): ReadItem => {
      const { layers: _layers, unsettled: _unsettled, ...rest } = lead;
      const kept = Object.keys(layers).length > 0 ? { layers } : {};
      return { kind: 'document', document: { ...rest, ...mainSpans(null, layers), ...kept } };
    });
}

function add(
  documents: Map<string, OpenDocument>,
  key: string,
  annotator: string,
  document: ImportedDocument,
): ReadItem | null {
  const known = documents.get(key);
  if (known === undefined) {
    documents.set(key, { lead: document, layers: document.annotated ? { [annotator]: document.spans } : {} });
    return null;
  }
  if (known.lead.text === document.text) {
    if (document.annotated) known.layers[annotator] = document.spans;
    return null;
  }
  const name = document.id ?? key.replace(/\n.*$/, '');
  return {
    kind: 'quarantined',
    line: 0,
    why: `${annotator} has another text for ${name} than the others; the ${document.spans.length} spans are left out`,
    text: document.text.slice(0, 200),
  };
}

async function* itemsOf({
  source,
  format,
  options,
  isOneOfMany,
  problem,
}: AnnotatorFile['input']): AsyncGenerator<ReadItem> {
  try {
    if (problem !== undefined) throw problem;
    for await (const batch of readerOf(format)(source, options)) yield* batch;
  } catch (error) {
    if (!isOneOfMany || !(error instanceof AppError) || !isSkippable(error)) throw error;
    yield leftOut(error, source.name);
  }
}
