import { describe, expect, it } from 'vitest';
import { cohenKappa, interpretKappa } from '#core/agreement/cohen-kappa.ts';
import { labelCounts } from '#core/agreement/label-counts.ts';
import { meanWithOthers, pairwiseAgreement } from '#core/agreement/pairwise.ts';
import { strictSpanF1 } from '#core/agreement/strict-span-f1.ts';
import { tokenMacroF1 } from '#core/agreement/token-macro-f1.ts';
import {
  hybridWeights,
  kappaOnlyWeights,
  reliabilityWeights,
  spanOnlyWeights,
} from '#core/consensus/weights.ts';
import { annotationTable } from '#core/labels/annotation-table.ts';
import { charEntitiesFromTags } from '#core/labels/char-entities.ts';
import { tokenSpansFromTags } from '#core/labels/tags-to-spans.ts';
import { documentsOf, gluesDocuments, goldenCases, type GoldenCase } from '../../../helpers/golden.ts';

function expectMatrix(
  actual: readonly (readonly number[])[],
  expected: readonly (readonly number[])[],
): void {
  expected.forEach((row, i) => row.forEach((value, j) => expect(actual[i]?.[j]).toBeCloseTo(value, 9)));
}
const inOrder = (golden: GoldenCase, name: string): number[] =>
  golden.annotators.map((annotator) => golden.weights[name]![annotator]!);

describe.each(goldenCases)('golden case $case_id', (golden) => {
  const documents = documentsOf(golden);
  const pairwise = pairwiseAgreement(annotationTable(documents, golden.annotators));
  const f = meanWithOthers(pairwise.spanF1, pairwise.documents);
  const kappas = meanWithOthers(pairwise.kappa, pairwise.documents);
  const glued = gluesDocuments(golden);

  it('gives the pairwise kappa, its words and token macro-F1 of the reference', () => {
    expectMatrix(pairwise.kappa, golden.pairwise['kappa_concat']!);
    expectMatrix(pairwise.kappa, golden.pairwise['kappa_agreement_metrics']!);
    expectMatrix(pairwise.tokenMacroF1, golden.pairwise['token_macro_f1']!);
    golden.pairwise['kappa_interpretation']!.forEach((row, i) =>
      row.forEach((word, j) =>
        expect(interpretKappa(pairwise.kappa[i]![j]!)).toBe(String(word).toLowerCase()),
      ),
    );
  });

  // The reference glues documents where one begins with an I-; spans here never run across documents.
  it(`gives the pairwise strict span F1 ${glued ? 'within 0.05 of' : 'of'} the reference`, () => {
    golden.pairwise['span_f1_concat']!.forEach((row, i) =>
      row.forEach((value, j) => {
        if (glued) expect(Math.abs(pairwise.spanF1[i]![j]! - value)).toBeLessThan(0.05);
        else expect(pairwise.spanF1[i]![j]).toBeCloseTo(value, 9);
      }),
    );
  });

  it('gives the strict span F1 of the first document alone', () => {
    const first = pairwiseAgreement(annotationTable(documents.slice(0, 1), golden.annotators));
    expectMatrix(first.spanF1, golden.pairwise['span_f1_doc0']!);
  });

  it(`gives the weights of the reference ${glued ? 'within 0.005 (it glues documents)' : ''}`, () => {
    const schemes: [string, number[]][] = [
      ['hybrid_05_05', hybridWeights(f, kappas)],
      ['hybrid_07_03', hybridWeights(f, kappas, 0.7, 0.3)],
      ['span_only', spanOnlyWeights(f)],
      ['kappa_only', kappaOnlyWeights(kappas)],
    ];
    for (const [name, weights] of schemes) {
      inOrder(golden, name).forEach((value, k) => {
        if (glued && name !== 'kappa_only') expect(Math.abs(weights[k]! - value)).toBeLessThan(0.005);
        else expect(weights[k]).toBeCloseTo(value, 9);
      });
    }
  });

  it('gives reliability weights and character-span F1 from the other reading of tags', () => {
    const entities = golden.annotators.map((annotator) =>
      golden.documents.map(({ tokens, labels }) => charEntitiesFromTags(labels[annotator]!, tokens)),
    );
    const scores = entities.map((a) => entities.map((b) => strictSpanF1(a, b)));
    expectMatrix(
      scores.map((row) => row.map(({ f1 }) => f1)),
      golden.pairwise['char_span_f1_global']!,
    );
    const means = scores.map(
      (row, i) => row.reduce((sum, { f1 }, j) => sum + (i === j ? 0 : f1), 0) / (row.length - 1),
    );
    reliabilityWeights(means).forEach((weight, k) =>
      expect(weight).toBeCloseTo(inOrder(golden, 'reliability_floor01')[k]!, 9),
    );
  });

  it('reads every tag sequence into the spans of the reference', () => {
    golden.documents.forEach((document, d) => {
      for (const [who, tags] of [['gold', document.gold] as const, ...Object.entries(document.labels)]) {
        expect(tokenSpansFromTags(tags).map(({ start, end, type }) => [start, end, type])).toEqual(
          golden.spans[d]![who],
        );
      }
    });
  });

  it('agrees with the measures computed pair by pair from concatenated labels', () => {
    const all = golden.annotators.map((annotator) =>
      golden.documents.flatMap(({ labels }) => labels[annotator]!),
    );
    all.forEach((a, i) =>
      all.forEach((b, j) => {
        const counts = labelCounts(a, b);
        expect(cohenKappa(counts)).toBeCloseTo(pairwise.kappa[i]![j]!, 12);
        expect(tokenMacroF1(counts)).toBeCloseTo(pairwise.tokenMacroF1[i]![j]!, 12);
      }),
    );
  });
});
