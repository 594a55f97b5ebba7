import type { Hotspot } from '#shared/domain/analysis.ts';
import type { ExpertDecision } from '#shared/domain/decision.ts';
import type { Span } from '#shared/domain/span.ts';
import { hotspotId } from './supervisor.ts';
import type { EvidenceDocument, SupervisionInput } from './supervisor.ts';

/** One difference between one annotator and the reference. */
export interface Difference {
  readonly kind: 'type' | 'boundary' | 'spurious' | 'missing';
  readonly annotatorId: string;
  readonly documentId: string;
  /** Reference span; null for spurious. */
  readonly reference: Span | null;
  /** The annotator's span; null for missing. */
  readonly found: Span | null;
  /** Share of the annotators present that have exactly the reference span; for spurious: that have no span there. */
  readonly support: number;
  /** Hotspot the difference lies in, or "". */
  readonly hotspotId: string;
}

/**
 * The documents differences are read from: the set with the expert's decisions worked in, and of documents decided in
 * earlier sets the decided stretches alone.
 */
export function evidenceDocuments(input: SupervisionInput): EvidenceDocument[] {
  const decided = applyDecisions(input.decidedDocuments, input.decisions).map((document) => {
    const stretches = settledStretches(input.decisions, document.id);
    const inside = (spans: readonly Span[]): Span[] =>
      spans.filter((span) => stretches.some((stretch) => overlaps(span, stretch)));
    return {
      ...document,
      reference: inside(document.reference),
      annotations: Object.fromEntries(
        Object.entries(document.annotations).map(([id, spans]) => [id, inside(spans)]),
      ),
    };
  });
  return [...applyDecisions(input.documents, input.decisions), ...decided];
}

type Stretch = Pick<Span, 'start' | 'end'>;

/** Stretches of a document the expert settled; what was only marked as unclear is not settled. */
function settledStretches(
  decisions: readonly ExpertDecision[],
  documentId: string,
): (Stretch & { readonly hotspotId: string })[] {
  return decisions.flatMap((decision) => {
    const { start, end, unclear } = decision;
    if (unclear || decision.documentId !== documentId || start === null || end === null) return [];
    return [{ start, end, hotspotId: decision.hotspotId ?? '' }];
  });
}

/**
 * The documents with the expert's decisions worked into the reference: inside a decided stretch only they count. A
 * decision that only says "the guideline is unclear" settles nothing.
 */
export function applyDecisions(
  documents: readonly EvidenceDocument[],
  decisions: readonly ExpertDecision[],
): EvidenceDocument[] {
  return documents.map((document) => {
    let reference = document.reference;
    for (const { kind, documentId, start, end, spans, unclear } of decisions) {
      if (kind !== 'hotspot' || unclear) continue;
      if (documentId !== document.id || start === null || end === null) continue;
      reference = [...reference.filter((span) => span.end <= start || span.start >= end), ...spans];
    }
    return { ...document, reference: [...reference].sort((a, b) => a.start - b.start) };
  });
}

/** All differences, by document, annotator (configuration order) and position. Expert decisions have support 1. */
export function collectDifferences(input: SupervisionInput): Difference[] {
  const hotspots = Map.groupBy(input.hotspots, (hotspot) => hotspot.documentId);
  return evidenceDocuments(input).flatMap((document) => {
    const decided = settledStretches(input.decisions, document.id);
    return input.annotators.flatMap(({ id }) => {
      const spans = document.annotations[id];
      if (spans === undefined) return [];
      return compare(document, spans).map(({ kind, reference, found }): Difference => ({
        kind,
        annotatorId: id,
        documentId: document.id,
        reference,
        found,
        support: supportOf(document, reference, found, decided, input.settings.goldSupervision),
        hotspotId:
          hotspotAt(hotspots.get(document.id) ?? [], document, [reference, found]) ||
          (decided.find((stretch) =>
            [reference, found].some((span) => span !== null && overlaps(span, stretch)),
          )?.hotspotId ??
            ''),
      }));
    });
  });
}

type Compared = Pick<Difference, 'kind' | 'reference' | 'found'>;

function compare(document: EvidenceDocument, spans: readonly Span[]): Compared[] {
  const differences: Compared[] = [];
  for (const reference of document.reference) {
    const touching = spans.filter((span) => overlaps(span, reference));
    if (touching.length === 0) differences.push({ kind: 'missing', reference, found: null });
    for (const found of touching) {
      if (found.type !== reference.type) differences.push({ kind: 'type', reference, found });
      else if (found.start !== reference.start || found.end !== reference.end) {
        differences.push({ kind: 'boundary', reference, found });
      }
    }
  }
  for (const found of spans) {
    if (!document.reference.some((reference) => overlaps(reference, found))) {
      differences.push({ kind: 'spurious', reference: null, found });
    }
  }
  return differences;
}

function supportOf(
  document: EvidenceDocument,
  reference: Span | null,
  found: Span | null,
  decided: readonly Stretch[],
  isGold: boolean,
): number {
  const place = reference ?? found;
  if (place === null) return 0;
  const isDecided = decided.some((stretch) => overlaps(place, stretch));
  if (isDecided || isGold) return 1;
  const present = Object.values(document.annotations);
  const agreeing = present.filter((spans) =>
    reference === null
      ? !spans.some((span) => overlaps(span, place))
      : spans.some(
          (span) =>
            span.start === reference.start && span.end === reference.end && span.type === reference.type,
        ),
  );
  return present.length === 0 ? 0 : agreeing.length / present.length;
}

/** The first hotspot that either span touches. */
function hotspotAt(
  hotspots: readonly Hotspot[],
  document: EvidenceDocument,
  spans: readonly (Span | null)[],
): string {
  const hit = hotspots.find((hotspot) => {
    const start = document.tokens[hotspot.start]?.start;
    const end = document.tokens[hotspot.end - 1]?.end;
    if (start === undefined || end === undefined) return false;
    return spans.some((span) => span !== null && span.start < end && start < span.end);
  });
  return hit === undefined ? '' : hotspotId(hit);
}

function overlaps(a: Stretch, b: Stretch): boolean {
  return a.start < b.end && b.start < a.end;
}
