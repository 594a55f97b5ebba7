import type { Span } from '#shared/domain/span.ts';
import type { LayerPlace } from './annotator-layout.ts';
import { mainSpans } from './read-records.ts';
import type { ImportedDocument } from './reader.ts';

/** What the file of one annotator holds: a document, or several where a file has several texts. */
export interface Layer extends Pick<LayerPlace, 'kind' | 'annotator'> {
  readonly documents: readonly ImportedDocument[];
}

export interface MergedLayers {
  readonly documents: readonly ImportedDocument[];
  /** Layers whose text is not that of the others; their marks are left out. */
  readonly different: readonly { readonly annotator: string; readonly spans: number }[];
}

/**
 * Puts the annotators' files of a document together: their marks become layers, the curator's marks the document's own.
 * What was in the document before anybody came is a proposal. Text and tokens are those of the first annotator.
 * @param name the document's id; further texts of the same files keep their own
 */
export function mergeLayers(name: string, layers: readonly Layer[]): MergedLayers {
  const documents: ImportedDocument[] = [];
  const different: { annotator: string; spans: number }[] = [];
  const count = Math.max(0, ...layers.map((layer) => layer.documents.length));
  for (let n = 0; n < count; n++) {
    const people: Record<string, readonly Span[]> = {};
    const predictions: Record<string, readonly Span[]> = {};
    let settled: readonly Span[] | null = null;
    const order = [...layers].sort((a, b) => rank[a.kind] - rank[b.kind]);
    const lead = order.find((layer) => layer.documents[n] !== undefined)?.documents[n];
    if (lead === undefined) continue;
    const surfaces = { verified: 0, total: 0 };
    for (const { kind, annotator, documents: own } of order) {
      const document = own[n];
      if (document === undefined) continue;
      if (document.text !== lead.text) {
        different.push({ annotator, spans: document.spans.length });
        continue;
      }
      surfaces.verified += document.surfaces.verified;
      surfaces.total += document.surfaces.total;
      if (kind === 'initial') {
        if (document.spans.length > 0) predictions[annotator] = document.spans;
      } else if (!document.annotated) continue;
      else if (kind === 'settled') settled = document.spans;
      else people[annotator] = document.spans;
    }
    const { layers: _layers, unsettled: _unsettled, ...rest } = lead;
    documents.push({
      ...rest,
      id: n === 0 ? name : lead.id,
      ...mainSpans(settled, people),
      ...(Object.keys(people).length > 0 ? { layers: people } : {}),
      ...(Object.keys(predictions).length > 0 ? { predictions } : {}),
      surfaces,
    });
  }
  return { documents, different };
}

const rank: Readonly<Record<LayerPlace['kind'], number>> = { annotator: 0, settled: 1, initial: 2 };
