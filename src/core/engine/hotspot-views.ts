import type { Hotspot } from '#shared/domain/analysis.ts';
import type { Document } from '#shared/domain/document.ts';
import type { Span } from '#shared/domain/span.ts';
import type { HotspotView } from '#shared/rpc/run.ts';
import type { LoadedIteration } from '#core/run/load-iteration.ts';
import { schemeWeights } from '#core/run/iteration-summary.ts';
import type { DecisionRow } from '#core/store/expert-tables.ts';
import { hotspotId } from '#core/supervisor/supervisor.ts';

/** Every hotspot of an iteration as the expert sees it: the readings of the annotators with their votes. */
export function hotspotViews(loaded: LoadedIteration, decisions: readonly DecisionRow[]): HotspotView[] {
  const analysis = loaded.analysis?.analysis;
  if (analysis === undefined) return [];
  const documents = new Map(loaded.documents.map((document) => [document.id, document]));
  const weights = schemeWeights(analysis);
  const weightOf = new Map(analysis.annotators.map((id, index) => [id, weights[index] ?? 0]));
  const answers = new Map<number, { annotatorId: string; spans: readonly Span[] }[]>();
  for (const answer of loaded.answers) {
    if (!answer.votes) continue;
    const list = answers.get(answer.documentKey) ?? [];
    list.push(answer);
    answers.set(answer.documentKey, list);
  }
  const decided = new Map(
    decisions.flatMap((row) => (row.hotspotId === null ? [] : [[row.hotspotId, row.decisionId] as const])),
  );
  return analysis.hotspots.flatMap((hotspot) => {
    const document = documents.get(hotspot.documentId);
    if (document === undefined) return [];
    return [view(hotspot, document, answers.get(document.key) ?? [], weightOf, analysis.annotators, decided)];
  });
}

function view(
  hotspot: Hotspot,
  document: Document,
  answers: readonly { annotatorId: string; spans: readonly Span[] }[],
  weightOf: ReadonlyMap<string, number>,
  annotators: readonly string[],
  decided: ReadonlyMap<string, string>,
): HotspotView {
  const start = document.tokens[hotspot.start]?.start ?? 0;
  const end = document.tokens[hotspot.end - 1]?.end ?? start;
  // Spans that touch the hotspot may be longer than it; another annotator's shorter span then lies beside the hotspot
  // ("of England" is hot, one marks "Bank"). Readings are compared over all that any of them covers.
  const touching = answers.flatMap((answer) => answer.spans.filter((span) => overlaps(span, { start, end })));
  const reach = {
    start: Math.min(start, ...touching.map((span) => span.start)),
    end: Math.max(end, ...touching.map((span) => span.end)),
  };
  const readings = new Map<string, { spans: Span[]; voters: string[]; weight: number }>();
  for (const annotatorId of annotators) {
    const answer = answers.find((candidate) => candidate.annotatorId === annotatorId);
    if (answer === undefined) continue;
    const spans = answer.spans.filter((span) => overlaps(span, reach));
    const key = spans.map((span) => `${span.start}-${span.end}-${span.type}`).join(' ');
    const reading = readings.get(key) ?? { spans: [...spans], voters: [], weight: 0 };
    reading.voters.push(annotatorId);
    reading.weight += weightOf.get(annotatorId) ?? 0;
    readings.set(key, reading);
  }
  const options = [...readings.values()].sort(
    (a, b) => b.weight - a.weight || b.voters.length - a.voters.length,
  );
  const voted = new Set(options.flatMap((option) => option.voters));
  const id = hotspotId(hotspot);
  return {
    hotspotId: id,
    documentKey: document.key,
    documentId: document.id,
    start,
    end,
    startToken: hotspot.start,
    endToken: hotspot.end,
    text: document.text.slice(start, end),
    score: hotspot.meanScore,
    kind: hotspot.kind,
    difference: differenceOf(options),
    options,
    abstained: annotators.filter((annotator) => !voted.has(annotator)),
    decisionId: decided.get(id) ?? null,
  };
}

interface Stretch {
  readonly start: number;
  readonly end: number;
}

function overlaps(span: Stretch, stretch: Stretch): boolean {
  return span.start < stretch.end && span.end > stretch.start;
}

/** What the readings differ in: only one sees an entity, some miss it, its type, its borders, or several of these. */
export function differenceOf(
  options: readonly { readonly spans: readonly Span[]; readonly voters: readonly string[] }[],
): HotspotView['difference'] {
  const marking = options.filter((option) => option.spans.length > 0);
  const missing = options.some((option) => option.spans.length === 0);
  if (missing && marking.length === 1) return marking[0]?.voters.length === 1 ? 'only-one' : 'missed-by-some';
  const types = new Set(marking.map((option) => option.spans.map((span) => span.type).join(' ')));
  const borders = new Set(
    marking.map((option) => option.spans.map((span) => `${span.start}-${span.end}`).join(' ')),
  );
  const kinds = [missing, types.size > 1, borders.size > 1].filter(Boolean).length;
  if (kinds > 1) return 'mixed';
  if (types.size > 1) return 'type';
  if (borders.size > 1) return 'boundary';
  return missing ? 'missed-by-some' : 'mixed';
}
