import { describe, expect, it } from 'vitest';
import { analyzeDisagreement } from '#core/disagreement/analyze-disagreement.ts';
import { disagreementReport } from '#core/disagreement/disagreement-report.ts';
import { errorDocument } from '#core/disagreement/error-document.ts';
import { typeOfTag } from '#core/disagreement/compare-labels.ts';
import { hotspotComparisons, mostDifferentPair } from '#core/disagreement/hotspot-comparisons.ts';
import { quoted } from '#core/disagreement/report-markdown.ts';
import type { LabelledDocument } from '#shared/domain/analysis.ts';
import { analysisParamsSchema } from '#shared/domain/run-settings.ts';

const params = analysisParamsSchema.parse({});
const documents: LabelledDocument[] = [
  {
    id: 'd1',
    tokens: ['The', 'Alba', 'Pharma', 'plant', 'in', 'Oslo', 'closed', '.'],
    labels: {
      a: ['O', 'B-ORG', 'I-ORG', 'O', 'O', 'B-LOC', 'O', 'O'],
      b: ['O', 'B-ORG', 'I-ORG', 'O', 'O', 'B-LOC', 'O', 'O'],
      c: ['B-ORG', 'I-ORG', 'I-ORG', 'O', 'O', 'B-ORG', 'O', 'O'],
      d: ['O', 'O', 'O', 'B-LOC', 'O', 'B-LOC', 'O', 'O'],
    },
    gold: ['O', 'B-ORG', 'I-ORG', 'O', 'O', 'B-LOC', 'O', 'O'],
  },
  {
    id: 'd2',
    tokens: ['Nothing', 'here'],
    labels: { a: ['O', 'O'], b: ['O', 'O'], c: ['O', 'O'] },
  },
];
const weights = [0.3, 0.3, 0.2, 0.2];
const types = ['ORG', 'LOC'];
const analysis = analyzeDisagreement(
  documents,
  ['a', 'b', 'c', 'd'],
  { ...params, hotspotPercentile: 50 },
  { weights },
);

describe('disagreementReport', () => {
  const { data, markdown } = disagreementReport({ analysis, documents, types, weights });

  it('counts label changes of the rest against the weighted consensus, class by class', () => {
    expect(data.coalition).toEqual(['a', 'b']);
    expect(data.rest).toEqual(['c', 'd']);
    expect(data.changes.map(({ errorClass, from, to, cases }) => [errorClass, from, to, cases])).toEqual([
      ['outside-to-entity', 'O', 'LOC', 1],
      ['outside-to-entity', 'O', 'ORG', 1],
      ['entity-to-outside', 'ORG', 'O', 2],
      ['entity-to-entity', 'LOC', 'ORG', 1],
      ['span-error', 'ORG', 'ORG', 1],
    ]);
    expect(data.cases).toBe(6);
  });

  it('points every example at its document, tokens and hotspot, with the votes', () => {
    const confusion = data.changes.find(({ errorClass }) => errorClass === 'entity-to-entity')!.examples[0]!;
    const hotspot = analysis.hotspots.find(({ start, end }) => start <= 5 && 5 < end)!;
    expect(confusion).toEqual({
      documentId: 'd1',
      start: 5,
      end: 6,
      hotspotId: `d1:${hotspot.start}-${hotspot.end}`,
      kind: hotspot.kind,
      text: 'Oslo',
      left: 'Pharma plant in',
      right: 'closed .',
      reference: { pattern: 'LOC', annotators: ['a', 'b', 'd'] },
      others: [{ pattern: 'ORG', annotators: ['c'] }],
    });
  });

  it('tells how far the borders of a span move', () => {
    const shift = data.changes.find(({ errorClass }) => errorClass === 'span-error')!.examples[0]!;
    expect(shift.spans).toEqual({
      reference: { start: 1, end: 3, type: 'ORG' },
      other: { start: 0, end: 3, type: 'ORG' },
      startShift: -1,
      endShift: 0,
    });
    expect(markdown).toContain('start -1, end 0');
  });

  it('writes it all as Markdown', () => {
    expect(markdown).toContain('# Disagreement report');
    expect(markdown).toContain('- Leading group: a, b');
    expect(markdown).toContain('### LOC → ORG: 1 cases (1 mentions)');
    expect(markdown).toContain('`Pharma plant in [[Oslo]] closed .`');
  });

  it('limits examples by a seeded sample and says how many are left out', () => {
    const many = Array.from({ length: 30 }, (_, n) => ({ ...documents[0]!, id: `n${n}` }));
    const big = analyzeDisagreement(
      many,
      ['a', 'b', 'c', 'd'],
      { ...params, hotspotPercentile: 50 },
      { weights },
    );
    const input = { analysis: big, documents: many, types, weights, maxExamples: 4 };
    const once = disagreementReport(input);
    const [change] = once.data.changes;
    expect(change!.examples).toHaveLength(4);
    expect(change!.notShown).toBe(26);
    expect(once.markdown).toContain('26 more not shown.');
    expect(disagreementReport(input)).toEqual(once);
    expect(disagreementReport({ ...input, seed: 1 }).data.changes[0]!.examples).not.toEqual(change!.examples);
  });

  it('compares every annotator with gold in gold mode', () => {
    const gold = analyzeDisagreement(documents, ['a', 'b', 'c', 'd'], params, { goldReference: true });
    const report = disagreementReport({ analysis: gold, documents, types, goldReference: true });
    expect(report.data.reference).toBe('gold');
    expect(report.markdown).toContain('Reference: gold labels');
    expect(report.markdown).toContain('Leading group: none');
    expect(report.data.cases).toBeGreaterThan(0);
  });

  it.each(['hybrid', 'span-only', 'kappa-only'] as const)(
    'takes the weights of the scheme %s by default',
    (scheme) => {
      const own = analyzeDisagreement(documents, undefined, { ...params, weights: scheme });
      expect(disagreementReport({ analysis: own, documents, types }).data.hotspots).toBe(own.hotspots.length);
    },
  );

  it('is short where all agree, and copes with documents it was not given', () => {
    const calm = analyzeDisagreement([documents[1]!], undefined, params);
    const report = disagreementReport({ analysis: calm, documents, types: [] });
    expect(report.data.changes).toEqual([]);
    expect(report.markdown).toContain('None.');
    expect(disagreementReport({ analysis, documents: [], types, weights }).data.cases).toBe(0);
    expect(
      disagreementReport({ analysis, documents: [], types, weights, goldReference: true }).data.cases,
    ).toBe(0);
  });

  it('keeps hostile document text inside inline code', () => {
    expect(quoted('a `b`` c\n# Ignore all\r\nrules')).toBe('```a `b`` c # Ignore all rules```');
    expect(quoted('`')).toBe('`` ` ``');
    expect(quoted('')).toBe('`  `');
  });
});

describe('hotspotComparisons', () => {
  const labels = { a: ['O', 'B-A'], b: ['B-A', 'O'], c: ['O', 'O'], e: ['B-A', 'B-A'] };
  const input = {
    hotspot: { start: 0, end: 2, kind: 'complex' as const },
    labels,
    annotators: ['a', 'b', 'c', 'd', 'e'],
    coalition: ['a', 'b', 'c'],
    weights: [0.3, 0.2, 0.2, 0.1, 0.2],
    goldReference: false,
  };

  it('takes the pair that differs most, then the others outside the coalition that labelled the document', () => {
    expect(hotspotComparisons(input)).toEqual([
      { kind: 'elite-pair', reference: 'a', annotator: 'b' },
      { kind: 'rest', reference: null, annotator: 'e' },
    ]);
    expect(hotspotComparisons({ ...input, hotspot: { start: 0, end: 2, kind: 'elite-split' } })).toHaveLength(
      1,
    );
    expect(hotspotComparisons({ ...input, hotspot: { start: 0, end: 2, kind: 'minor' } })).toHaveLength(1);
  });

  it('breaks a tie of differences by weight', () => {
    const tied = {
      ...input,
      hotspot: { start: 0, end: 1, kind: 'complex' as const },
      weights: [0.1, 0.2, 0.5, 0, 0],
    };
    expect(mostDifferentPair(tied)).toEqual(['b', 'c']);
    expect(mostDifferentPair({ ...input, annotators: [] })).toEqual(['a', 'b']);
  });

  it('finds no pair in a coalition of one', () => {
    expect(hotspotComparisons({ ...input, coalition: ['a', 'd'] })[0]!.kind).toBe('rest');
  });
});

describe('errorDocument', () => {
  const referenceTags = { d1: documents[0]!.gold!, d2: ['O', 'O'] };
  const of = (annotator: string, extra = {}) =>
    errorDocument({ annotator, documents, referenceTags, reference: 'consensus', types, ...extra });

  it('finds spurious, missing, confused and shifted spans', () => {
    const c = of('c');
    expect(
      c.data.groups.map(({ errorClass, from, to, instances, tokens }) => [
        errorClass,
        from,
        to,
        instances,
        tokens,
      ]),
    ).toEqual([
      ['entity-to-entity', 'LOC', 'ORG', 1, 1],
      ['span-error', 'ORG', 'ORG', 1, 3],
    ]);
    expect([c.data.documents, c.data.documentsWithErrors, c.data.errorRate]).toEqual([2, 1, 0.5]);
    expect(c.markdown).toContain('| LOC labelled ORG | 1 | 1 | 1 | `d1` |');
    expect(c.markdown).toContain('reference `Alba Pharma`, annotator `The Alba Pharma`');
    const d = of('d');
    expect(d.data.groups.map(({ errorClass, from, to }) => [errorClass, from, to])).toEqual([
      ['outside-to-entity', 'O', 'LOC'],
      ['entity-to-outside', 'ORG', 'O'],
    ]);
    expect(d.data.documents).toBe(1); // d2 was not labelled by d
    expect(d.markdown).toContain('## spurious LOC');
    expect(d.markdown).toContain('## missing ORG');
  });

  it('says so where there is nothing to tell, and counts types outside the schema as O', () => {
    expect(of('a').markdown).toContain('No deviations.');
    expect(of('nobody').data.errorRate).toBe(0);
    expect(of('c', { types: ['LOC'] }).data.groups.map(({ from, to }) => [from, to])).toEqual([['LOC', 'O']]);
    expect(of('a', { reference: 'gold' }).markdown).toContain('Reference: gold labels');
  });

  it('limits examples and document ids', () => {
    const many = Array.from({ length: 12 }, (_, n) => ({ ...documents[0]!, id: `n${n}` }));
    const tags = Object.fromEntries(many.map(({ id }) => [id, documents[0]!.gold!]));
    const { data, markdown } = errorDocument({
      annotator: 'd',
      documents: many,
      referenceTags: tags,
      reference: 'gold',
      types,
      maxExamples: 2,
    });
    expect(data.groups[0]!.examples).toHaveLength(2);
    expect(data.groups[0]!.documents).toHaveLength(12);
    expect(markdown).toContain('`n9`, …');
  });

  it('orders groups of one class by frequency, then by name', () => {
    const document: LabelledDocument = {
      id: 'x',
      tokens: ['p', 'q', 'r', 's', 't'],
      labels: { a: ['B-LOC', 'B-ORG', 'O', 'B-ORG', 'B-MISC'] },
    };
    const { data } = errorDocument({
      annotator: 'a',
      documents: [document],
      referenceTags: { x: ['O', 'O', 'O', 'O', 'O'] },
      reference: 'consensus',
      types: ['ORG', 'LOC', 'MISC'],
    });
    expect(data.groups.map(({ to }) => to)).toEqual(['ORG', 'LOC', 'MISC']);
  });

  it('reads the type of a tag, O for none', () => {
    expect(['O', 'B-A', 'L-A', 'x'].map(typeOfTag)).toEqual(['O', 'A', 'A', 'O']);
  });
});
