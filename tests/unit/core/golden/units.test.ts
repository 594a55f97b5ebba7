import { describe, expect, it } from 'vitest';
import { cohenKappa, interpretKappa } from '#core/agreement/cohen-kappa.ts';
import { labelCounts } from '#core/agreement/label-counts.ts';
import { strictSpanF1 } from '#core/agreement/strict-span-f1.ts';
import { tokenMacroF1 } from '#core/agreement/token-macro-f1.ts';
import { coalitionOf } from '#core/consensus/elite.ts';
import { ioFromTags, ioVote, tagsFromIo } from '#core/consensus/io-vote.ts';
import { entityConflict, startInsideConflict } from '#core/disagreement/boundary-conflict.ts';
import { coalitionSplit } from '#core/disagreement/coalition-split.ts';
import { hotBlocks } from '#core/disagreement/hotspots.ts';
import { labelConflict } from '#core/disagreement/label-conflict.ts';
import { percentile } from '#core/disagreement/percentile.ts';
import { typeConflict } from '#core/disagreement/type-conflict.ts';
import { strictEvaluation } from '#core/evaluation/strict-evaluation.ts';
import { charEntitiesFromTags, tagsFromCharEntities } from '#core/labels/char-entities.ts';
import { tokenSpansFromTags } from '#core/labels/tags-to-spans.ts';
import { createOffsetMap } from '#core/text/offsets.ts';
import { goldenUnits, type GoldenMetrics } from '../../../helpers/golden.ts';

describe('units.json', () => {
  it('bio: both readings, the way back, IO and back', () => {
    const rows: readonly {
      labels: string[];
      tokens: string[];
      token_spans: unknown[];
      char_entities: [number, number, string, string][];
      bio_from_char_entities: string[];
      io: string[];
      bio_from_io: string[];
    }[] = goldenUnits('bio');
    expect(rows).toHaveLength(35);
    for (const row of rows) {
      const spans = tokenSpansFromTags(row.labels).map(({ start, end, type }) => [start, end, type]);
      expect(spans).toEqual(row.token_spans);
      const text = row.tokens.join(' ');
      const offsets = createOffsetMap(text, 'codepoint');
      const entities = charEntitiesFromTags(row.labels, row.tokens);
      expect(
        entities.map(({ start, end, type }) => [
          offsets.fromUtf16(start),
          offsets.fromUtf16(end),
          type,
          text.slice(start, end),
        ]),
      ).toEqual(row.char_entities);
      expect(tagsFromCharEntities(entities, row.tokens, new Set(entities.map(({ type }) => type)))).toEqual(
        row.bio_from_char_entities,
      );
      expect(ioFromTags(row.labels).map((type) => (type === 'O' ? 'O' : `I-${type}`))).toEqual(row.io);
      expect(tagsFromIo(ioFromTags(row.labels))).toEqual(row.bio_from_io);
    }
  });

  it('pair_agreement: span F1, kappa, macro-F1 and the words', () => {
    const rows: readonly {
      a: string[];
      b: string[];
      span_f1: number;
      kappa: number;
      token_macro_f1: number;
      kappa_metrics_module: number;
      interpretation: string;
    }[] = goldenUnits('pair_agreement');
    expect(rows).toHaveLength(26);
    for (const row of rows) {
      const counts = labelCounts(row.a, row.b);
      const { f1 } = strictSpanF1([tokenSpansFromTags(row.a)], [tokenSpansFromTags(row.b)]);
      expect(f1).toBeCloseTo(row.span_f1, 9);
      expect(cohenKappa(counts)).toBeCloseTo(row.kappa, 9);
      expect(tokenMacroF1(counts)).toBeCloseTo(row.token_macro_f1, 9);
      // Without a token the reference's second module says 0 and "Poor"; here kappa is 1, as in its first module.
      if (row.a.length === 0) continue;
      expect(interpretKappa(row.kappa_metrics_module)).toBe(row.interpretation.toLowerCase());
    }
  });

  it('token_metrics: conflict, type conflict and both boundary variants', () => {
    const rows: readonly {
      p_label: Record<string, number>;
      p_type: Record<string, number>;
      D_bio: number;
      D_type: number;
      U_start_inside: number;
      U_entity: number;
    }[] = goldenUnits('token_metrics');
    expect(rows).toHaveLength(39);
    for (const row of rows) {
      const mass = (prefix: string): number =>
        Object.entries(row.p_label).reduce((sum, [tag, p]) => sum + (tag.startsWith(prefix) ? p : 0), 0);
      const types = Object.entries(row.p_type).filter(([type]) => type !== 'O');
      expect(labelConflict(Object.values(row.p_label))).toBeCloseTo(row.D_bio, 9);
      expect(
        typeConflict(
          row.p_type['O'] ?? 0,
          types.map(([, p]) => p),
        ),
      ).toBeCloseTo(row.D_type, 9);
      expect(startInsideConflict(mass('B-'), mass('I-'))).toBeCloseTo(row.U_start_inside, 9);
      expect(entityConflict(row.p_label['O'] ?? 0)).toBeCloseTo(row.U_entity, 9);
    }
  });

  it('coalition: members, distance to the rest and conflict inside each', () => {
    const rows: readonly {
      weights: number[];
      cutoff: number;
      indices: number[];
      labels: string[];
      analysis: Record<string, number>;
    }[] = goldenUnits('coalition');
    expect(rows).toHaveLength(22);
    for (const { weights, cutoff, indices, labels, analysis } of rows) {
      expect(coalitionOf(weights, cutoff)).toEqual(indices);
      const names = [...new Set(labels)];
      const masses = (isMember: boolean): number[] =>
        names.map((name) =>
          labels.reduce(
            (sum, label, k) => sum + (label === name && indices.includes(k) === isMember ? weights[k]! : 0),
            0,
          ),
        );
      const split = coalitionSplit(
        masses(true),
        masses(false),
        indices.length,
        weights.length - indices.length,
      );
      expect(split.between).toBeCloseTo(analysis['TV_between']!, 9);
      expect(split.eliteInternal).toBeCloseTo(analysis['elite_internal']!, 9);
      expect(split.restInternal).toBeCloseTo(analysis['rest_internal']!, 9);
      expect(split.eliteDominance).toBeCloseTo(analysis['elite_dominance']!, 9);
    }
  });

  it('hotspot_blocks: gap merging and shortest length', () => {
    const rows: readonly {
      pattern: string;
      merge_within_gap: boolean;
      min_block_len: number;
      blocks: [number, number][];
    }[] = goldenUnits('hotspot_blocks');
    expect(rows).toHaveLength(180);
    for (const row of rows) {
      const rule = { mergeWithinGap: row.merge_within_gap, minBlockLength: row.min_block_len };
      const blocks = hotBlocks((token) => row.pattern[token] === 'H', 0, row.pattern.length, rule);
      expect(blocks.map(({ start, end }) => [start, end - 1])).toEqual(row.blocks);
    }
  });

  it('percentile: as numpy computes it', () => {
    const rows: readonly { values: number[]; q: number; result: number }[] = goldenUnits('percentile');
    expect(rows).toHaveLength(24);
    for (const { values, q, result } of rows) expect(percentile(values, q)).toBeCloseTo(result, 12);
  });

  it('io_voting: ties go to O, else to the alphabetically first', () => {
    const rows: readonly {
      labels: Record<string, string[]>;
      weights: Record<string, number> | null;
      consensus: string[];
    }[] = goldenUnits('io_voting');
    expect(rows).toHaveLength(17);
    for (const { labels, weights, consensus } of rows) {
      const annotators = Object.keys(labels);
      const longest = Math.max(...Object.values(labels).map((tags) => tags.length));
      const padded = annotators.map((annotator) =>
        Array.from({ length: Math.min(longest, consensus.length) }, (_, t) => labels[annotator]![t] ?? 'O'),
      );
      expect(
        ioVote(
          padded,
          annotators.map((annotator) => (weights === null ? 1 : (weights[annotator] ?? 1))),
        ),
      ).toEqual(consensus);
    }
  });

  it('entities_to_bio: the reference rule, a later entity overwrites', () => {
    const rows: readonly {
      tokens: string[];
      entities: [number, number, string][];
      valid_types: string[];
      labels: string[];
    }[] = goldenUnits('entities_to_bio');
    expect(rows).toHaveLength(16);
    for (const { tokens, entities, valid_types, labels } of rows) {
      const offsets = createOffsetMap(tokens.join(' '), 'codepoint');
      const inUtf16 = entities.map(([start, end, type]) => ({
        start: offsets.toUtf16(start) ?? start,
        end: offsets.toUtf16(end) ?? end,
        type,
      }));
      expect(tagsFromCharEntities(inUtf16, tokens, new Set(valid_types))).toEqual(labels);
    }
  });

  it('strict_metrics: micro, macro and per type', () => {
    const rows: readonly {
      tokens: string[];
      gold: string[];
      predicted: string[];
      types_given: string[];
      metrics: GoldenMetrics;
    }[] = goldenUnits('strict_metrics');
    expect(rows).toHaveLength(8);
    for (const { tokens, gold, predicted, types_given, metrics } of rows) {
      const spans = (tags: string[]) => new Map([['d', charEntitiesFromTags(tags, tokens)]]);
      const strict = strictEvaluation(spans(gold), spans(predicted), types_given);
      for (const key of ['precision', 'recall', 'f1', 'tp', 'fp', 'fn'] as const) {
        expect(strict.micro[key]).toBeCloseTo(metrics.micro[key], 9);
      }
      for (const key of ['precision', 'recall', 'f1'] as const) {
        expect(strict.macro[key]).toBeCloseTo(metrics.macro[key], 9);
      }
      for (const [type, scores] of Object.entries(metrics.per_type)) {
        for (const [key, value] of Object.entries(scores)) {
          expect(strict.perType[type]![key as 'f1']).toBeCloseTo(value, 9);
        }
      }
    }
  });
});
