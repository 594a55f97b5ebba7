import type { DisagreementAnalysis, LabelledDocument } from '#shared/domain/analysis.ts';
import { createRandom } from '#core/sampling/random.ts';
import { errorClasses, typeOfTag } from './compare-labels.ts';
import { hotspotCases, type HotspotCase } from './hotspot-cases.ts';
import { mentionsOf, type Mention } from './mentions.ts';
import { reportMarkdown } from './report-markdown.ts';
import type { DisagreementReportData, LabelChange, LabelPattern, ReportExample } from './report-data.ts';

export interface DisagreementReportInput {
  readonly analysis: DisagreementAnalysis;
  /** The documents the analysis was made from. */
  readonly documents: readonly LabelledDocument[];
  /** Entity types of the schema, in order. */
  readonly types: readonly string[];
  /** Weights used; default: those of the analysis' scheme. */
  readonly weights?: readonly number[];
  /** Gold takes the consensus' place (gold-supervision ablation). */
  readonly goldReference?: boolean;
  /** Examples shown per label change; default 10. */
  readonly maxExamples?: number;
  /** Seed of the example sample; default 42. */
  readonly seed?: number;
}

export interface DisagreementReport {
  readonly markdown: string;
  readonly data: DisagreementReportData;
}

/** Tokens of context on either side of an example. */
const contextTokens = 3;

/**
 * What the supervisor reads about one iteration: hotspots by kind, every kind of label change with counts, and sampled
 * examples with who votes for what. The reference is the round's weighted consensus (or gold), computed with the
 * analysis, so there is one majority per round.
 * Source: method.md 5.1; section 8 rows 14 to 17.
 */
export function disagreementReport(input: DisagreementReportInput): DisagreementReport {
  const { analysis, types, goldReference = false, maxExamples = 10, seed = 42 } = input;
  const documents = new Map(input.documents.map((document) => [document.id, document]));
  const referenceOf = (documentId: string): readonly string[] =>
    (goldReference ? documents.get(documentId)?.gold : analysis.consensus[documentId]) ?? [];
  const cases = hotspotCases({
    analysis,
    documents,
    weights: input.weights ?? weightsOf(analysis),
    referenceOf,
    goldReference,
  });
  const random = createRandom(seed);
  const toExample = (mention: Mention): ReportExample =>
    example(mention, documents, referenceOf, analysis.annotators);
  const changes = labelChanges(cases).map(({ first, all }): LabelChange => {
    const mentions = mentionsOf(all);
    const shown = random
      .shuffled(mentions)
      .slice(0, maxExamples)
      .sort((a, b) => mentions.indexOf(a) - mentions.indexOf(b));
    return {
      errorClass: first.errorClass,
      from: first.from,
      to: first.to,
      cases: all.length,
      mentions: mentions.length,
      examples: shown.map(toExample),
      notShown: mentions.length - shown.length,
    };
  });
  const kinds = { complex: 0, 'elite-split': 0, bias: 0, minor: 0 };
  for (const { kind } of analysis.hotspots) kinds[kind] += 1;
  const data: DisagreementReportData = {
    reference: goldReference ? 'gold' : 'consensus',
    documents: analysis.tokens.length,
    hotspots: analysis.hotspots.length,
    hotspotsByKind: kinds,
    cases: cases.length,
    changes,
    coalition: analysis.coalition,
    rest: analysis.annotators.filter((annotator) => !analysis.coalition.includes(annotator)),
    types,
  };
  return { markdown: reportMarkdown(data), data };
}

function weightsOf(analysis: DisagreementAnalysis): readonly number[] {
  switch (analysis.params.weights) {
    case 'hybrid':
      return analysis.weights.hybrid;
    case 'span-only':
      return analysis.weights.spanOnly;
    case 'kappa-only':
      return analysis.weights.kappaOnly;
  }
}

/** Cases by class and label change: classes in order, then the most frequent change first (ties: by name). */
function labelChanges(cases: readonly HotspotCase[]): { first: HotspotCase; all: HotspotCase[] }[] {
  const groups = Map.groupBy(cases, ({ errorClass, from, to }) => JSON.stringify([errorClass, from, to]));
  return [...groups]
    .flatMap(([key, all]) => all.slice(0, 1).map((first) => ({ key, first, all })))
    .sort(
      (a, b) =>
        errorClasses.indexOf(a.first.errorClass) - errorClasses.indexOf(b.first.errorClass) ||
        b.all.length - a.all.length ||
        (a.key < b.key ? -1 : 1),
    );
}

function example(
  mention: Mention,
  documents: ReadonlyMap<string, LabelledDocument>,
  referenceOf: (documentId: string) => readonly string[],
  annotators: readonly string[],
): ReportExample {
  const { start, end } = mention;
  const [{ hotspot, shift }] = mention.cases;
  const { documentId, kind } = hotspot;
  const document = documents.get(documentId);
  const tokens = document?.tokens ?? [];
  const words = (from: number, to: number): string => tokens.slice(Math.max(0, from), to).join(' ');
  const patternOf = (tags: readonly string[]): string => tags.slice(start, end).map(typeOfTag).join(' ');
  const reference = patternOf(referenceOf(documentId));
  const votes = Map.groupBy(
    annotators.filter((annotator) => document?.labels[annotator] !== undefined),
    (annotator) => patternOf(document?.labels[annotator] ?? []),
  );
  const others: LabelPattern[] = [...votes]
    .filter(([pattern]) => pattern !== reference)
    .map(([pattern, behind]) => ({ pattern, annotators: behind }))
    .sort((a, b) => b.annotators.length - a.annotators.length);
  return {
    documentId,
    start,
    end,
    hotspotId: `${documentId}:${hotspot.start}-${hotspot.end}`,
    kind,
    text: words(start, end),
    left: words(start - contextTokens, start),
    right: words(end, end + contextTokens),
    reference: { pattern: reference, annotators: votes.get(reference) ?? [] },
    others,
    ...(shift === null
      ? {}
      : {
          spans: {
            reference: shift.reference,
            other: shift.other,
            startShift: shift.other.start - shift.reference.start,
            endShift: shift.other.end - shift.reference.end,
          },
        }),
  };
}
