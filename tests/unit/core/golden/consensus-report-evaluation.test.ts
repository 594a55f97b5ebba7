import { describe, expect, it } from 'vitest';
import { coalitionOf } from '#core/consensus/elite.ts';
import { ioVote } from '#core/consensus/io-vote.ts';
import { bioVote } from '#core/consensus/bio-vote.ts';
import { boundaryShifts, tokenChanges } from '#core/disagreement/compare-labels.ts';
import { errorDocument } from '#core/disagreement/error-document.ts';
import { hotspotCases, type HotspotCase } from '#core/disagreement/hotspot-cases.ts';
import { hotspotComparisons, mostDifferentPair } from '#core/disagreement/hotspot-comparisons.ts';
import { mentionsOf } from '#core/disagreement/mentions.ts';
import { evaluate } from '#core/evaluation/evaluate.ts';
import { strictEvaluation } from '#core/evaluation/strict-evaluation.ts';
import { charEntitiesFromTags, tagsFromCharEntities } from '#core/labels/char-entities.ts';
import { createOffsetMap } from '#core/text/offsets.ts';
import type { Hotspot } from '#shared/domain/analysis.ts';
import {
  documentsOf,
  goldenCases,
  type GoldenCase,
  type GoldenErrors,
  type GoldenSpan,
} from '../../../helpers/golden.ts';

const order = (golden: GoldenCase, weights: Readonly<Record<string, number>>): number[] =>
  golden.annotators.map((annotator) => weights[annotator]!);

/** Golden character offsets are code points. */
function inCodePoints(tags: readonly string[], tokens: readonly string[]): GoldenSpan[] {
  const offsets = createOffsetMap(tokens.join(' '), 'codepoint');
  return charEntitiesFromTags(tags, tokens).map(({ start, end, type }) => [
    offsets.fromUtf16(start)!,
    offsets.fromUtf16(end)!,
    type,
  ]);
}

describe.each(goldenCases)('golden case $case_id', (golden) => {
  const documents = documentsOf(golden);
  const sequences = (d: number, who: readonly string[] = golden.annotators) =>
    who.map((annotator) => golden.documents[d]!.labels[annotator]!);

  it('reproduces the reading of tags as character entities and its way back', () => {
    golden.documents.forEach((document, d) => {
      for (const [who, tags] of [['gold', document.gold] as const, ...Object.entries(document.labels)]) {
        expect(inCodePoints(tags, document.tokens)).toEqual(golden.char_entities[d]![who]);
        const back = tagsFromCharEntities(
          charEntitiesFromTags(tags, document.tokens),
          document.tokens,
          new Set(golden.entity_types),
        );
        expect(back).toEqual(golden.bio_roundtrip_differences[d]![who] ?? tags);
      }
    });
  });

  it('gives the weighted, unweighted and elite IO votes', () => {
    const weights = golden.weights['reliability_floor01']!;
    const { consensus } = golden;
    const rank = coalitionOf(order(golden, weights), 0.5).map((k) => golden.annotators[k]!);
    expect(new Set(rank)).toEqual(new Set(consensus.elite_members));
    golden.documents.forEach((document, d) => {
      const weighted = ioVote(sequences(d), order(golden, weights));
      expect(weighted).toEqual(consensus.weighted_io_mv[d]);
      expect(inCodePoints(weighted, document.tokens)).toEqual(consensus.weighted_io_mv_entities[d]);
      expect(
        ioVote(
          sequences(d),
          golden.annotators.map(() => 1),
        ),
      ).toEqual(consensus.unweighted_io_mv[d]);
      expect(
        ioVote(
          sequences(d, consensus.elite_members),
          consensus.elite_members.map((annotator) => weights[annotator]!),
        ),
      ).toEqual(consensus.elite_io_mv[d]);
    });
  });

  const [run] = golden.runs;
  const report = golden.hotspot_report_run_A;
  const hotspots = run!.hotspots.map(
    ({ sentence_id, start, end, true_elite_split: split, systematic_bias: bias }): Hotspot => ({
      documentId: golden.documents[sentence_id]!.doc_id,
      start,
      end: end + 1,
      text: '',
      meanScore: 0,
      maxBetween: 0,
      maxEliteInternal: 0,
      kind: split ? (bias ? 'complex' : 'elite-split') : bias ? 'bias' : 'minor',
    }),
  );
  const byId = new Map(documents.map((document) => [document.id, document]));
  const weights = order(golden, run!.weights);
  const vote = (documentId: string, who: readonly string[]): string[] => {
    const document = byId.get(documentId)!;
    return document.tokens.map((_, token) =>
      bioVote(
        who.map((annotator) => document.labels[annotator]![token]!),
        who.map(() => 1),
      ),
    );
  };
  const cases = hotspotCases({
    analysis: { annotators: golden.annotators, coalition: run!.coalition.members, hotspots },
    documents: byId,
    weights,
    // The reference compares with the unweighted vote of the coalition; the product with the weighted consensus.
    referenceOf: (documentId) => vote(documentId, run!.coalition.members),
    goldReference: false,
  });
  const nameOf = ({ errorClass, from, to }: HotspotCase): string =>
    errorClass === 'span-error' ? 'Span_Error' : `${from}_to_${to}`;

  it('makes the comparisons of the reference in every hotspot', () => {
    hotspots.forEach((hotspot, index) => {
      const input = {
        hotspot,
        labels: byId.get(hotspot.documentId)!.labels,
        annotators: golden.annotators,
        coalition: run!.coalition.members,
        weights,
        goldReference: false,
      };
      expect(hotspotComparisons(input)).toHaveLength(report.comparisons_per_hotspot[index]!);
      const isSplit = hotspot.kind === 'complex' || hotspot.kind === 'elite-split';
      if (isSplit) expect(mostDifferentPair(input)).toEqual(report.elite_split_pair_per_hotspot[index]);
    });
  });

  it('counts the errors of the reference by label change', () => {
    const counts: Record<string, number> = {};
    for (const one of cases) counts[nameOf(one)] = (counts[nameOf(one)] ?? 0) + 1;
    expect(counts).toEqual(report.error_counts);
  });

  // The reference starts a new mention also where an order-dependent pattern changes; the product does not.
  const sameMentions = ['g01', 'g02', 'g05', 'g08', 'g09'].includes(golden.case_id.slice(0, 3));
  it(`groups errors into ${sameMentions ? 'the mentions' : 'no more mentions than those'} of the reference`, () => {
    const tokenCases = cases.filter(({ shift }) => shift === null);
    const mentions: Record<string, number> = {};
    for (const {
      cases: [first],
    } of mentionsOf(tokenCases)) {
      mentions[nameOf(first)] = (mentions[nameOf(first)] ?? 0) + 1;
    }
    expect(Object.keys(mentions).sort()).toEqual(Object.keys(report.mentions).sort());
    for (const [change, count] of Object.entries(report.mentions)) {
      expect(mentions[change]).toBeLessThanOrEqual(count);
      if (sameMentions) expect(mentions[change]).toBe(count);
    }
  });

  it('compares only inside the hotspot', () => {
    for (const { start, end, hotspot } of cases) {
      expect(start).toBeGreaterThanOrEqual(hotspot.start);
      expect(end).toBeLessThanOrEqual(hotspot.end);
    }
    expect(tokenChanges(['B-A'], ['O'], 0, 0)).toEqual([]);
    expect(boundaryShifts(['B-A', 'I-A'], ['B-A', 'O'], 0, 1)).toEqual([]);
  });

  const spansById = (tagsOf: (document: GoldenCase['documents'][number]) => readonly string[]) =>
    new Map(
      golden.documents.map((document) => [
        document.doc_id,
        charEntitiesFromTags(tagsOf(document), document.tokens),
      ]),
    );

  it('gives the strict metrics against gold, pooled with documents kept apart', () => {
    const gold = spansById((document) => document.gold);
    for (const [annotator, { pooled, per_document_micro_f1 }] of Object.entries(golden.vs_gold)) {
      const predicted = spansById((document) => document.labels[annotator]!);
      const { strict } = evaluate(gold, predicted, golden.entity_types);
      for (const key of ['precision', 'recall', 'f1', 'tp', 'fp', 'fn'] as const) {
        expect(strict.micro[key]).toBeCloseTo(pooled.micro[key], 9);
      }
      for (const key of ['precision', 'recall', 'f1'] as const) {
        expect(strict.macro[key]).toBeCloseTo(pooled.macro[key], 9);
      }
      for (const [type, scores] of Object.entries(pooled.per_type)) {
        expect(Object.entries(strict.perType[type]!).sort()).toEqual(
          Object.entries(scores)
            .map(([key, value]) => [key, expect.closeTo(value, 9) as number] as const)
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        );
      }
      golden.documents.forEach(({ doc_id }, d) => {
        const one = strictEvaluation(
          new Map([[doc_id, gold.get(doc_id)!]]),
          new Map([[doc_id, predicted.get(doc_id)!]]),
        );
        const isEmpty = one.micro.support + one.micro.fp === 0;
        // The reference calls a document without any span perfect; here 0 / 0 is 0 and counted in `undefined`.
        if (!isEmpty) expect(one.micro.f1).toBeCloseTo(per_document_micro_f1[d]!, 9);
      });
    }
  });

  it.each([
    ['the unweighted majority', 'error_analysis_vs_mv'],
    ['gold', 'error_analysis_vs_gold'],
  ] as const)('counts every class of error document against %s', (_, field) => {
    const referenceTags = Object.fromEntries(
      golden.documents.map((document, d) => [
        document.doc_id,
        field === 'error_analysis_vs_gold'
          ? document.gold
          : golden.hotspot_report_run_A.reference_labels_unweighted_mv[d]!,
      ]),
    );
    const errors: GoldenErrors = golden[field];
    for (const annotator of golden.annotators) {
      const { data } = errorDocument({
        annotator,
        documents,
        referenceTags,
        reference: 'consensus',
        types: golden.entity_types,
      });
      const found: Record<string, { instances: number; tokens: number; docs: number[] }> = {};
      for (const group of data.groups) {
        const name = group.errorClass === 'span-error' ? 'Span_Error' : `${group.from}_to_${group.to}`;
        const sum = (found[name] ??= { instances: 0, tokens: 0, docs: [] });
        sum.instances += group.instances;
        sum.tokens += group.tokens;
        const indices = group.documents.map((id) => documents.findIndex((document) => document.id === id));
        sum.docs = [...new Set([...sum.docs, ...indices])].sort((a, b) => a - b);
      }
      expect(found).toEqual(errors[annotator]);
    }
  });
});
