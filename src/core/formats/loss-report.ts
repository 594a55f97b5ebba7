import type { FormatId } from './format-info.ts';
import { documentLosses, type Loss } from './fit-spans.ts';
import { formatOf } from './registry.ts';
import type { ExportDocument } from './writer.ts';

/** Every span that writing these documents in a format would drop, flatten or change, before anything is written. */
export async function* lossReport(
  formatId: FormatId,
  documents: AsyncIterable<ExportDocument> | Iterable<ExportDocument>,
): AsyncGenerator<Loss> {
  const info = formatOf(formatId);
  for await (const document of documents) yield* documentLosses(info, document);
}

export { documentLosses, type Loss };
