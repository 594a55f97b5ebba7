import type { Span } from '#shared/domain/span.ts';
import type { CompareDocument, HotspotView } from '#shared/rpc/run.ts';
import { spansWithin, withDecisions } from '../../components/annotated-text/span-edits.ts';
import { hull, overlaps, type TextRange } from '../../components/annotated-text/text-range.ts';

/** A hotspot as the document list knows it. */
export interface HotspotRef {
  readonly hotspotId: string;
  readonly documentKey: number;
  readonly score: number;
  readonly decisionId: string | null;
}

/** All hotspots in the order N walks them: documents as listed, inside a document by place. */
export function inReadingOrder(
  rows: readonly { readonly key: number }[],
  hotspots: readonly HotspotRef[],
): readonly HotspotRef[] {
  const rowOf = new Map(rows.map((row, index) => [row.key, index]));
  return hotspots
    .filter((hotspot) => rowOf.has(hotspot.documentKey))
    .toSorted(
      (a, b) =>
        (rowOf.get(a.documentKey) ?? 0) - (rowOf.get(b.documentKey) ?? 0) ||
        startToken(a.hotspotId) - startToken(b.hotspotId),
    );
}

/** Start token of "documentId:startToken-endToken"; document ids may hold colons and dashes themselves. */
export function startToken(hotspotId: string): number {
  return Number(/:(\d+)-\d+$/.exec(hotspotId)?.[1] ?? 0);
}

/** The hotspot `step` places on from the current one; the first (or last) where none is current; never around the end. */
export function neighbour(
  order: readonly HotspotRef[],
  currentId: string | null,
  step: 1 | -1,
): HotspotRef | null {
  const at = order.findIndex((hotspot) => hotspot.hotspotId === currentId);
  if (at === -1) return (step === 1 ? order[0] : order.at(-1)) ?? null;
  return order[at + step] ?? null;
}

/** The next undecided hotspot after the current one, from the start again if need be; null where all are decided. */
export function nextUndecided(order: readonly HotspotRef[], currentId: string | null): HotspotRef | null {
  const at = order.findIndex((hotspot) => hotspot.hotspotId === currentId);
  const turned = [...order.slice(at + 1), ...order.slice(0, Math.max(0, at))];
  return turned.find((hotspot) => hotspot.decisionId === null) ?? null;
}

/** Consensus with the expert's decisions in place of what they settle; the newest decision wins. */
export function currentReading(document: CompareDocument): readonly Span[] {
  const decisions = document.decisions
    .toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0))
    .map(({ start, end, spans }) => ({ start, end, spans }));
  return withDecisions(document.consensus, decisions);
}

export interface Draft {
  readonly kind: 'hotspot' | 'span';
  readonly hotspotId: string | null;
  readonly start: number;
  readonly end: number;
  readonly spans: readonly Span[];
}

/**
 * The decision that makes `spans` the reading of a hotspot. It reaches over everything the choice replaces: the hotspot,
 * the chosen spans and the spans of the current reading that touch them.
 */
export function decideHotspot(
  hotspot: Pick<HotspotView, 'hotspotId' | 'start' | 'end'>,
  spans: readonly Span[],
  reading: readonly Span[],
): Draft {
  const wanted = spans.reduce<TextRange>(hull, { start: hotspot.start, end: hotspot.end });
  const region = spansWithin(reading, wanted).reduce<TextRange>(hull, wanted);
  const kept = reading.filter(
    (span) => overlaps(span, region) && !overlaps(span, hotspot) && !spans.some((s) => overlaps(s, span)),
  );
  return {
    kind: 'hotspot',
    hotspotId: hotspot.hotspotId,
    start: region.start,
    end: region.end,
    spans: inOrder([...spans, ...kept]),
  };
}

/** The decision behind an edit of spans: of the hotspot it touches if it touches just one, else of the span itself. */
export function decideEdit(
  after: readonly Span[],
  region: TextRange,
  hotspots: readonly Pick<HotspotView, 'hotspotId' | 'start' | 'end'>[],
): Draft {
  const touched = hotspots.filter((hotspot) => overlaps(hotspot, region));
  const only = touched.length === 1 ? touched[0] : undefined;
  const wanted = only === undefined ? region : hull(region, only);
  const reach = spansWithin(after, wanted).reduce<TextRange>(hull, wanted);
  return {
    kind: only === undefined ? 'span' : 'hotspot',
    hotspotId: only?.hotspotId ?? null,
    start: reach.start,
    end: reach.end,
    spans: inOrder(spansWithin(after, reach)),
  };
}

const spanKey = (span: Span): string => `${span.start} ${span.end} ${span.type}`;
/** Span → annotators that mark it, made once per document: a long one has thousands of spans per annotator. */
const voterIndexes = new WeakMap<CompareDocument, ReadonlyMap<string, readonly string[]>>();

function voterIndex(document: CompareDocument): ReadonlyMap<string, readonly string[]> {
  const known = voterIndexes.get(document);
  if (known !== undefined) return known;
  const index = new Map<string, string[]>();
  for (const { annotatorId, spans } of document.annotators) {
    for (const key of new Set(spans.map(spanKey))) {
      const voters = index.get(key);
      if (voters === undefined) index.set(key, [annotatorId]);
      else voters.push(annotatorId);
    }
  }
  voterIndexes.set(document, index);
  return index;
}

/** The annotators that mark exactly this span with this type, in the order of the document. */
export function votersOf(document: CompareDocument, span: Span): readonly string[] {
  return voterIndex(document).get(spanKey(span)) ?? [];
}

/** The hotspot around a stretch; the strongest where several touch it. */
export function hotspotAt(hotspots: readonly HotspotView[], range: TextRange): HotspotView | null {
  return (
    hotspots.filter((hotspot) => overlaps(hotspot, range)).toSorted((a, b) => b.score - a.score)[0] ?? null
  );
}

function inOrder(spans: readonly Span[]): readonly Span[] {
  return spans.toSorted((a, b) => a.start - b.start || b.end - a.end);
}
