/**
 * Throughput of the full disagreement analysis on synthetic labels, as JSON on stdout. Run: node bench/disagreement.ts
 * The comparison figure is quoted from the project's requirements; it was not measured on this machine.
 */
import { cpus } from 'node:os';
import { analyzeDisagreement } from '#core/disagreement/analyze-disagreement.ts';
import { createRandom } from '#core/sampling/random.ts';
import type { LabelledDocument } from '#shared/domain/analysis.ts';
import { analysisParamsSchema } from '#shared/domain/run-settings.ts';

/** Document-annotators per second of the published Python code, as quoted in the requirements. */
const quotedReferenceRate = 530;
const annotators = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7', 'a8'];
const tokensPerDocument = 30;
const types = ['PER', 'ORG', 'LOC', 'MISC'];
const params = analysisParamsSchema.parse({});

/** About 10 % entity tokens and annotators of differing quality, so that roughly a fifth of the tokens is contested. */
function syntheticDocuments(count: number): LabelledDocument[] {
  const random = createRandom(7);
  return Array.from({ length: count }, (_, d) => {
    const gold: string[] = [];
    while (gold.length < tokensPerDocument) {
      if (random.next() > 0.07) gold.push('O');
      else {
        const type = types[random.integer(types.length)] ?? 'PER';
        gold.push(`B-${type}`);
        for (let more = random.integer(3); more > 0; more -= 1) gold.push(`I-${type}`);
      }
    }
    gold.length = tokensPerDocument;
    const corrupt = (rate: number): string[] =>
      gold.map((tag) => {
        if (random.next() > (tag === 'O' ? rate / 8 : rate)) return tag;
        return random.next() < 0.5 ? 'O' : `B-${types[random.integer(types.length)] ?? 'PER'}`;
      });
    return {
      id: `d${d}`,
      tokens: gold.map((__, index) => `w${index}`),
      labels: Object.fromEntries(annotators.map((name, k) => [name, corrupt(0.05 + 0.04 * k)])),
    };
  });
}

function millisecondsFor(documents: readonly LabelledDocument[], repetitions: number): number {
  let best = Infinity;
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    const from = performance.now();
    analyzeDisagreement(documents, annotators, params);
    best = Math.min(best, performance.now() - from);
  }
  return best;
}

const small = syntheticDocuments(500);
const firstRunMs = millisecondsFor(small, 1);
const bestMs = millisecondsFor(small, 60);
const rate = (500 * annotators.length * 1000) / bestMs;
const linearity = [1_000, 10_000, 100_000].map((count) => {
  const milliseconds = millisecondsFor(syntheticDocuments(count), count > 50_000 ? 2 : 5);
  return { documents: count, milliseconds, microsecondsPerDocument: (1000 * milliseconds) / count };
});
const round = (value: number): number => Number(value.toPrecision(4));
process.stdout.write(
  `${JSON.stringify(
    {
      what: 'analyzeDisagreement: agreement, weights, coalition, token measures, hotspots, bias, consensus',
      setting: { documents: 500, annotators: annotators.length, tokensPerDocument, types: types.length },
      machine: { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version },
      firstRunMs: round(firstRunMs),
      bestMs: round(bestMs),
      documentAnnotatorsPerSecond: round(rate),
      quotedReference: {
        documentAnnotatorsPerSecond: quotedReferenceRate,
        note: 'quoted from the requirements, not measured here',
      },
      ratioToQuotedReference: round(rate / quotedReferenceRate),
      linearity: linearity.map((row) => ({
        ...row,
        milliseconds: round(row.milliseconds),
        microsecondsPerDocument: round(row.microsecondsPerDocument),
      })),
    },
    null,
    2,
  )}\n`,
);
