import { createOffsetMap, type OffsetUnit } from '#core/text/offsets.ts';
import type { Span } from '#shared/domain/span.ts';
import type { ExportDocument, OutputChunk, Writer } from '../writer.ts';

/** One JSON record a line. */
export function linesWriter(toRecord: (document: ExportDocument) => unknown): Writer {
  return async function* (documents) {
    for await (const document of documents)
      yield { path: '', data: `${JSON.stringify(toRecord(document))}\n` };
  };
}

/** A JSON array, one record a line, streamed. */
export function arrayWriter(toRecord: (document: ExportDocument, index: number) => unknown): Writer {
  return async function* (documents): AsyncGenerator<OutputChunk> {
    let index = 0;
    for await (const document of documents) {
      yield { path: '', data: `${index === 0 ? '[\n' : ',\n'}${JSON.stringify(toRecord(document, index))}` };
      index++;
    }
    yield { path: '', data: index === 0 ? '[]\n' : '\n]\n' };
  };
}

/** Spans with offsets in another unit. */
export function inUnit(
  text: string,
  spans: readonly Span[],
  unit: OffsetUnit,
): readonly { readonly start: number; readonly end: number; readonly span: Span }[] {
  const map = createOffsetMap(text, unit);
  return spans.map((span) => {
    const start = map.fromUtf16(span.start);
    const end = map.fromUtf16(span.end);
    if (start === null || end === null)
      throw new RangeError(`span ${span.start}-${span.end} lies inside a ${unit} unit`);
    return { start, end, span };
  });
}
