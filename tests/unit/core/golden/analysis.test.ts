import { describe, expect, it } from 'vitest';
import { analyzeDisagreement } from '#core/disagreement/analyze-disagreement.ts';
import { findHotspots, hotspotThresholds } from '#core/disagreement/find-hotspots.ts';
import { percentile } from '#core/disagreement/percentile.ts';
import { round12 } from '#core/disagreement/round12.ts';
import { coalitionOf } from '#core/consensus/elite.ts';
import { annotationTable } from '#core/labels/annotation-table.ts';
import type { TokenMetrics } from '#shared/domain/analysis.ts';
import { documentsOf, goldenCases, paramsOf, type GoldenRun } from '../../../helpers/golden.ts';

const runs = goldenCases.flatMap((golden) =>
  golden.runs.map((run) => ({ name: `${golden.case_id} ${run.run_id}`, golden, run })),
);
const kinds: Record<string, string> = {
  complex: 'complex',
  elite_split: 'elite-split',
  bias: 'bias',
  minor: 'minor',
};
const columns: readonly (readonly [string, keyof TokenMetrics, boolean])[] = [
  ['D_bio', 'conflict', false],
  ['D_type', 'type', false],
  ['U', 'boundary', false],
  ['U_star', 'score', false],
  ['TV_between', 'between', true],
  ['elite_internal', 'eliteInternal', true],
  ['rest_internal', 'restInternal', true],
  ['elite_dominance', 'eliteDominance', true],
];

/** Registers a test only where the golden file gives a result that does not hang on the last bit of a double. */
const itIf = (applies: boolean) => (name: string, run: () => void) => {
  if (applies) it(name, run);
};

describe.each(runs)('golden run $name', ({ golden, run }) => {
  const weights = golden.annotators.map((annotator) => run.weights[annotator]!);
  const params = paramsOf(run);
  const analysis = analyzeDisagreement(documentsOf(golden), golden.annotators, params, { weights });
  const isFragile = run.fragile.coalition_fragile;

  it('gives every token column within 1e-9', () => {
    run.tokens.forEach((expected, d) => {
      for (const [theirs, ours, needsCoalition] of columns) {
        if (needsCoalition && isFragile) continue;
        expected[theirs]?.forEach((value, token) =>
          expect(analysis.tokens[d]![ours][token]).toBeCloseTo(value, 9),
        );
      }
    });
  });

  it('gives the majority label, or one of the tied ones', () => {
    const ties = new Set(run.fragile.majority_ties.map(([d, token]) => `${d} ${token}`));
    run.tokens.forEach((expected, d) => {
      expected['majority_label']?.forEach((label, token) => {
        if (!ties.has(`${d} ${token}`)) expect(analysis.tokens[d]!.majority[token]).toBe(label);
      });
    });
  });

  it('breaks ties for the label seen first in annotator order', () => {
    for (const [d, token] of run.fragile.majority_ties) {
      const labels = golden.annotators.map((annotator) => golden.documents[d]!.labels[annotator]![token]!);
      const mass = (label: string): number =>
        labels.reduce((sum, other, k) => sum + (other === label ? weights[k]! : 0), 0);
      const largest = Math.max(...labels.map(mass));
      expect(analysis.tokens[d]!.majority[token]).toBe(labels.find((label) => mass(label) > largest - 1e-9));
    }
  });

  itIf(!isFragile)('gives the coalition in rank order', () => {
    expect(analysis.coalition).toEqual(run.coalition.members);
    expect(coalitionOf(weights, params.coalitionCutoff).map((k) => golden.annotators[k])).toEqual(
      run.coalition.members,
    );
  });

  it('gives the thresholds of the golden columns', () => {
    const flat = (name: string): number[] => run.tokens.flatMap((doc) => [...(doc[name] ?? [])]);
    expect(percentile(flat('U_star'), params.hotspotPercentile)).toBeCloseTo(run.thresholds.u_star, 9);
    if (run.tokens[0]!['TV_between'] === undefined) return;
    expect(percentile(flat('TV_between'), params.betweenPercentile)).toBeCloseTo(
      run.thresholds.tv_between,
      9,
    );
    expect(percentile(flat('elite_internal'), params.elitePercentile)).toBeCloseTo(
      run.thresholds.elite_internal,
      9,
    );
  });

  it('gives the thresholds end to end', () => {
    const { u_star, tv_between, elite_internal } = run.rounded12_positive.thresholds;
    expect(analysis.thresholds.hotspot).toBeCloseTo(u_star, 9);
    if (isFragile) return;
    expect(analysis.thresholds.between).toBeCloseTo(tv_between, 9);
    expect(analysis.thresholds.eliteInternal).toBeCloseTo(elite_internal, 9);
  });

  itIf(run.fragile.rounded12_robust_to_ulp_noise)('finds the hotspots of rounded12_positive', () => {
    expect(
      analysis.hotspots.map(({ documentId, start, end, kind }) => [documentId, start, end - 1, kind]),
    ).toEqual(
      run.rounded12_positive.hotspots.map(([d, start, end, kind]) => [
        golden.documents[d]!.doc_id,
        start,
        end,
        kinds[kind],
      ]),
    );
  });

  it('finds the hotspots of rounded12_positive from the golden columns', () => {
    const full = run.tokens[0]!['TV_between'] === undefined ? coalitionColumns(golden.runs, run) : run.tokens;
    if (full === null) return;
    const flat = (docs: GoldenRun['tokens'], name: string): Float64Array =>
      Float64Array.from(docs.flatMap((doc) => [...doc[name]!]).map(round12));
    const scores = {
      score: flat(run.tokens, 'U_star'),
      between: flat(full, 'TV_between'),
      eliteInternal: flat(full, 'elite_internal'),
    };
    const table = annotationTable(documentsOf(golden), golden.annotators);
    const found = findHotspots(table, scores, hotspotThresholds(scores, params), params);
    expect(found.map(({ documentId, start, end, kind }) => [documentId, start, end - 1, kind])).toEqual(
      run.rounded12_positive.hotspots.map(([d, start, end, kind]) => [
        golden.documents[d]!.doc_id,
        start,
        end,
        kinds[kind],
      ]),
    );
    for (const hotspot of found) {
      const same = run.hotspots.find(
        ({ sentence_id, start, end }) =>
          golden.documents[sentence_id]!.doc_id === hotspot.documentId &&
          start === hotspot.start &&
          end + 1 === hotspot.end,
      );
      if (same === undefined) continue; // the reference's own run is not on rounded values
      expect(hotspot.meanScore).toBeCloseTo(same.U_star_mean, 9);
      expect(hotspot.maxBetween).toBeCloseTo(same.TV_between_max, 9);
      expect(hotspot.maxEliteInternal).toBeCloseTo(same.elite_internal_max, 9);
    }
  });

  itIf(run.bias !== undefined && !isFragile && run.fragile.majority_ties.length === 0)(
    'gives the bias table',
    () => {
      expect(analysis.bias.map(({ annotator }) => annotator)).toEqual(
        run.bias!.map(({ annotator }) => annotator),
      );
      run.bias!.forEach((expected, k) => {
        expect(analysis.bias[k]!.agreementRate).toBeCloseTo(expected.agreement_rate, 9);
        expect(analysis.bias[k]!.coalitionRate).toBeCloseTo(expected.coalition_rate, 9);
        expect(analysis.bias[k]!.entityOverTagging).toBe(expected.entity_over_tagging);
      });
    },
  );

  it('has the means of the dataset summary', () => {
    const mean = (pick: keyof TokenMetrics): number => {
      const values = analysis.tokens.flatMap((doc) => [...(doc[pick] as readonly number[])]);
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    expect(mean('conflict')).toBeCloseTo(run.dataset_summary['avg_D_bio']!, 9);
    expect(mean('type')).toBeCloseTo(run.dataset_summary['avg_D_type']!, 9);
    expect(mean('boundary')).toBeCloseTo(run.dataset_summary['avg_U']!, 9);
    expect(mean('score')).toBeCloseTo(run.dataset_summary['avg_U_star']!, 9);
    if (isFragile) return;
    expect(mean('between')).toBeCloseTo(run.dataset_summary['avg_TV_between']!, 9);
    expect(mean('eliteInternal')).toBeCloseTo(run.dataset_summary['avg_elite_internal']!, 9);
    expect(mean('eliteDominance')).toBeCloseTo(run.dataset_summary['avg_elite_dominance']!, 9);
  });
});

/** Columns of run A, valid for a short run with the same weights and cutoff; else null. */
function coalitionColumns(all: readonly GoldenRun[], run: GoldenRun): GoldenRun['tokens'] | null {
  const [first] = all;
  const isSame =
    JSON.stringify(first?.weights) === JSON.stringify(run.weights) &&
    first?.params.coalition_cutoff === run.params.coalition_cutoff;
  return isSame ? first.tokens : null;
}
