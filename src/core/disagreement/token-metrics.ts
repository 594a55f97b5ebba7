import type { TokenMetrics } from '#shared/domain/analysis.ts';
import type { BoundaryVariant } from '#shared/domain/run-settings.ts';
import { majorityIndex } from '#core/consensus/majority-label.ts';
import { presentWeights } from '#core/consensus/present-weights.ts';
import type { AnnotationTable } from '#core/labels/annotation-table.ts';
import { abstains, typeOfCode } from '#core/labels/label-codes.ts';
import { entityConflict, startInsideConflict } from './boundary-conflict.ts';
import { coalitionSplit } from './coalition-split.ts';
import { labelConflict } from './label-conflict.ts';
import { round12 } from './round12.ts';
import { column, TokenColumns } from './token-columns.ts';
import { typeConflict } from './type-conflict.ts';

export interface TokenMetricsInput {
  readonly table: AnnotationTable;
  /** In annotator order, ≥ 0. */
  readonly weights: readonly number[];
  /** Annotator indices of the coalition; empty with a gold reference. */
  readonly coalition: readonly number[];
  readonly boundary: BoundaryVariant;
  /**
   * Measure against gold: the majority is the gold label, the score the share of annotators off gold, and there is no
   * coalition. The three conflict columns still tell how far the annotators differ from each other.
   */
  readonly goldReference: boolean;
}

/** Token columns of a document set, and what the thresholds need: scores of all tokens rounded to 12 decimals. */
export interface TokenMetricsTable {
  readonly tokens: readonly TokenMetrics[];
  /** Label code the annotators vote for, per token of the set. */
  readonly votes: Int16Array;
  /** Label code the annotators are measured against: the vote, or gold. */
  readonly reference: Int16Array;
  readonly score: Float64Array;
  readonly between: Float64Array;
  readonly eliteInternal: Float64Array;
}

/**
 * All measures of method.md section 4 for every token. Annotators that did not label a document abstain: the weights
 * are renormalised among the others. Time linear in tokens · annotators.
 */
export function tokenMetrics(input: TokenMetricsInput): TokenMetricsTable {
  const { table, coalition, goldReference } = input;
  const { starts, codes, gold, present } = table;
  const width = table.annotators.length;
  const total = starts[table.documents.length] as number;
  const votes = new Int16Array(total);
  const score = new Float64Array(total);
  const between = new Float64Array(total);
  const eliteInternal = new Float64Array(total);
  const inCoalition = new Uint8Array(width);
  for (const k of coalition) inCoalition[k] = 1;
  const scratch = new TokenScratch(width, inCoalition, input.boundary);
  const columns = new TokenColumns();
  const tokens = table.documents.map((document, d) => {
    const first = starts[d] as number;
    const count = document.tokens.length;
    const majority = new Array<string>(count).fill('O');
    columns.startDocument(count);
    scratch.startDocument(input.weights, present.subarray(d * width, (d + 1) * width));
    for (let index = 0; index < count; index += 1) {
      const token = first + index;
      const unanimous = unanimousCode(codes, token * width, width);
      const isUnanimous = unanimous !== abstains;
      if (!isUnanimous) {
        scratch.read(codes, token * width);
        scratch.write(columns, index);
      }
      const vote = isUnanimous ? unanimous : scratch.winner();
      const label = goldReference ? (gold[token] as number) : vote;
      votes[token] = vote;
      if (label !== 0) majority[index] = table.tags[label] ?? 'O';
      // A share of 0 needs no writing: then all agree, and the score is 0 already.
      if (goldReference) columns.set(column.score, index, shareOff(codes, token * width, width, label));
      else if (isUnanimous) continue;
      score[token] = round12(columns.get(column.score, index));
      between[token] = round12(columns.get(column.between, index));
      eliteInternal[token] = round12(columns.get(column.eliteInternal, index));
    }
    return columns.finish(document.id, majority);
  });
  return { tokens, votes, reference: goldReference ? gold : votes, score, between, eliteInternal };
}

/** The label all voters of a token share, or `abstains` if they differ. */
function unanimousCode(codes: Int16Array, row: number, width: number): number {
  let shared = abstains;
  for (let k = 0; k < width; k += 1) {
    const code = codes[row + k] as number;
    if (code === shared || code === abstains) continue;
    if (shared !== abstains) return abstains;
    shared = code;
  }
  return shared;
}

/** Share of the voters of a token whose label is not the gold label. */
function shareOff(codes: Int16Array, row: number, width: number, goldCode: number): number {
  let voters = 0;
  let off = 0;
  for (let k = 0; k < width; k += 1) {
    const code = codes[row + k] as number;
    if (code === abstains) continue;
    voters += 1;
    if (code !== goldCode) off += 1;
  }
  return off / voters;
}

/** Reused buffers: the labels of one token in the order annotators name them, with their masses. */
class TokenScratch {
  private readonly weights: Float64Array;
  private readonly labels: Int16Array;
  private readonly masses: Float64Array;
  private readonly coalitionMasses: Float64Array;
  private readonly restMasses: Float64Array;
  private readonly types: Int16Array;
  private readonly typeMasses: Float64Array;
  private readonly inCoalition: Uint8Array;
  private readonly boundary: BoundaryVariant;
  private labelCount = 0;
  private coalitionSize = 0;
  private restSize = 0;

  constructor(width: number, inCoalition: Uint8Array, boundary: BoundaryVariant) {
    this.weights = new Float64Array(width);
    this.labels = new Int16Array(width);
    this.masses = new Float64Array(width);
    this.coalitionMasses = new Float64Array(width);
    this.restMasses = new Float64Array(width);
    this.types = new Int16Array(width);
    this.typeMasses = new Float64Array(width);
    this.inCoalition = inCoalition;
    this.boundary = boundary;
  }

  startDocument(weights: readonly number[], present: Uint8Array): void {
    this.weights.set(presentWeights(weights, present));
    this.coalitionSize = 0;
    this.restSize = 0;
    for (let k = 0; k < present.length; k += 1) {
      if (present[k] !== 1) continue;
      if (this.inCoalition[k] === 1) this.coalitionSize += 1;
      else this.restSize += 1;
    }
  }

  /** Collects the label masses of a token; at least one annotator voted. */
  read(codes: Int16Array, row: number): void {
    const { labels, masses, coalitionMasses, restMasses, weights, inCoalition } = this;
    let count = 0;
    for (let k = 0; k < weights.length; k += 1) {
      const code = codes[row + k] as number;
      if (code === abstains) continue;
      let at = 0;
      while (at < count && labels[at] !== code) at += 1;
      if (at === count) {
        count += 1;
        labels[at] = code;
        masses[at] = 0;
        coalitionMasses[at] = 0;
        restMasses[at] = 0;
      }
      const weight = weights[k] as number;
      masses[at] = (masses[at] as number) + weight;
      if (inCoalition[k] === 1) coalitionMasses[at] = (coalitionMasses[at] as number) + weight;
      else restMasses[at] = (restMasses[at] as number) + weight;
    }
    this.labelCount = count;
  }

  winner(): number {
    return this.labels[majorityIndex(this.masses, this.labelCount)] as number;
  }

  /** Writes the measures of the token that was read last. */
  write(columns: TokenColumns, index: number): void {
    const { labels, masses, types, typeMasses, labelCount } = this;
    let outside = 0;
    let start = 0;
    let inside = 0;
    let typeCount = 0;
    for (let m = 0; m < labelCount; m += 1) {
      const code = labels[m] as number;
      const mass = masses[m] as number;
      if (code === 0) {
        outside += mass;
        continue;
      }
      if ((code & 1) === 1) start += mass;
      else inside += mass;
      const type = typeOfCode(code);
      let at = 0;
      while (at < typeCount && types[at] !== type) at += 1;
      if (at === typeCount) {
        typeCount += 1;
        types[at] = type;
        typeMasses[at] = 0;
      }
      typeMasses[at] = (typeMasses[at] as number) + mass;
    }
    const conflict = labelConflict(masses, labelCount);
    const type = typeConflict(outside, typeMasses, typeCount);
    const boundary =
      this.boundary === 'start-inside' ? startInsideConflict(start, inside) : entityConflict(outside);
    columns.set(column.conflict, index, conflict);
    columns.set(column.type, index, type);
    columns.set(column.boundary, index, boundary);
    columns.set(column.score, index, Math.max(conflict, type, boundary));
    if (this.coalitionSize === 0) return;
    const split = coalitionSplit(
      this.coalitionMasses,
      this.restMasses,
      this.coalitionSize,
      this.restSize,
      labelCount,
    );
    columns.set(column.between, index, split.between);
    columns.set(column.eliteInternal, index, split.eliteInternal);
    columns.set(column.restInternal, index, split.restInternal);
    columns.set(column.eliteDominance, index, split.eliteDominance);
  }
}
