import { AppError } from '#shared/errors.ts';
import type { LayeredInput } from './inputs.ts';
import { isSkippable, leftOut } from './left-out.ts';
import { mergeLayers, type Layer } from './merge-layers.ts';
import { namedItem } from './named-item.ts';
import type { ImportedDocument, ReadItem } from './reader.ts';
import { readerOf } from './readers.ts';

/**
 * Reads the files of all annotators of a document and gives it once, with their layers. What a file says about itself
 * (repairs, quarantined rows, notes) is told with its annotator's name; a file that cannot be read is set aside.
 */
export async function* readLayered({ document: name, layers }: LayeredInput): AsyncGenerator<ReadItem[]> {
  const read: Layer[] = [];
  for (const { kind, annotator, path, inputs } of layers) {
    const documents: ImportedDocument[] = [];
    const out: ReadItem[] = [];
    for (const { source, format, options, problem } of inputs) {
      try {
        if (problem !== undefined) throw problem;
        for await (const batch of readerOf(format)(source, options))
          for (const item of batch)
            if (item.kind === 'document') documents.push(item.document);
            else out.push(namedItem(item, annotator));
      } catch (error) {
        if (!(error instanceof AppError) || !isSkippable(error)) throw error;
        out.push(leftOut(error, path));
      }
    }
    read.push({ kind, annotator, documents });
    yield out;
  }
  const { documents, different } = mergeLayers(name, read);
  yield [
    ...different.map(({ annotator, spans }): ReadItem => ({
      kind: 'quarantined',
      line: 0,
      why: `${annotator} has another text for ${name} than the others; the ${spans} spans are left out`,
      text: name,
    })),
    ...documents.map((document): ReadItem => ({ kind: 'document', document })),
  ];
}
