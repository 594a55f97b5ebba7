import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { annotationTable, annotatorsOf } from '#core/labels/annotation-table.ts';
import { spansFromTokenSpans, tokenSpansFromSpans } from '#core/labels/char-token-spans.ts';
import { createLabelCoder, typeOfCode } from '#core/labels/label-codes.ts';
import { parseTag } from '#core/labels/parse-tag.ts';
import { tagsFromTokenSpans } from '#core/labels/spans-to-tags.ts';
import { detectTagScheme, encodeTags, tagSchemes } from '#core/labels/tag-schemes.ts';
import { tokenSpansFromTags } from '#core/labels/tags-to-spans.ts';
import { tokenize } from '#core/text/tokenize.ts';

const anyTags = fc.array(fc.constantFrom('O', 'B-A', 'I-A', 'B-B', 'I-B', 'E-A', 'S-B', 'x'), {
  maxLength: 14,
});
const anySpans = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 5 }), fc.constantFrom('A', 'B'))
    .map(([start, length, type]) => ({ start, end: start + length, type })),
  { maxLength: 8 },
);

describe('tags and token spans', () => {
  it('reads hyphens in types and refuses what is no tag', () => {
    expect(parseTag('B-creative-work')).toEqual({ prefix: 'B', type: 'creative-work' });
    expect(['', 'B', 'B-', 'X-A', 'PER', 'BPER'].map(parseTag)).toEqual([null, null, null, null, null, null]);
    expect(tokenSpansFromTags(['B-A', 'PER', 'I-A'])).toEqual([
      { start: 0, end: 1, type: 'A' },
      { start: 2, end: 3, type: 'A' },
    ]);
  });

  it('writes the longest span first, then the earliest, and cuts none', () => {
    const spans = [
      { start: 0, end: 2, type: 'A' },
      { start: 1, end: 4, type: 'B' },
      { start: 4, end: 5, type: 'A' },
      { start: 4, end: 5, type: 'B' },
    ];
    expect(tagsFromTokenSpans(spans, 6)).toEqual(['O', 'B-B', 'I-B', 'I-B', 'B-A', 'O']);
  });

  it('leaves out spans that are empty or reach outside', () => {
    const spans = [
      { start: -1, end: 1, type: 'A' },
      { start: 1, end: 1, type: 'A' },
      { start: 1, end: 3, type: 'A' },
    ];
    expect(tagsFromTokenSpans(spans, 2)).toEqual(['O', 'O']);
  });

  it('reads back what it wrote, in every scheme, and never writes overlapping spans', () => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        const kept = tokenSpansFromTags(tagsFromTokenSpans(spans, 12));
        for (const span of kept) expect(spans).toContainEqual(span);
        for (const scheme of tagSchemes) {
          expect(tokenSpansFromTags(encodeTags(spans, 12, scheme))).toEqual(kept);
        }
      }),
    );
  });

  it('gives ordered spans without overlap for any tags, and keeps them over a round trip', () => {
    fc.assert(
      fc.property(anyTags, (tags) => {
        const spans = tokenSpansFromTags(tags);
        spans.forEach((span, index) => expect(span.start).toBeGreaterThanOrEqual(spans[index - 1]?.end ?? 0));
        expect(tokenSpansFromTags(tagsFromTokenSpans(spans, tags.length))).toEqual(spans);
      }),
    );
  });

  it.each([
    ['iob1', [['I-A', 'B-A', 'O', 'I-B']], { scheme: 'iob1', orphans: 2, unreadable: 0 }],
    ['iob2', [['B-A', 'I-A'], ['O']], { scheme: 'iob2', orphans: 0, unreadable: 0 }],
    ['broken iob2', [['B-A', 'O', 'I-B']], { scheme: 'iob2', orphans: 1, unreadable: 0 }],
    ['iobes', [['S-A', 'B-A', 'E-A']], { scheme: 'iobes', orphans: 0, unreadable: 0 }],
    ['bilou', [['U-A', 'B-A', 'L-A']], { scheme: 'bilou', orphans: 0, unreadable: 0 }],
    ['nothing', [['O', 'word'], []], { scheme: null, orphans: 0, unreadable: 1 }],
  ])('detects %s', (_, sequences, guess) => {
    expect(detectTagScheme(sequences)).toEqual(guess);
  });

  it('detects a scheme it wrote whenever the spans show it', () => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        const flat = tokenSpansFromTags(tagsFromTokenSpans(spans, 14));
        for (const scheme of tagSchemes) {
          const { scheme: guess } = detectTagScheme([encodeTags(spans, 14, scheme)]);
          if (flat.length === 0) expect(guess).toBeNull();
          else expect(guess).toBe(scheme);
        }
      }),
    );
  });

  const file = new URL('../../../../../shared/data/metrics-cases.json', import.meta.url);
  it.skipIf(!existsSync(file))('reads tags as seqeval does in its lenient mode', () => {
    const { tag_decoding: rows } = JSON.parse(readFileSync(file, 'utf8')) as {
      tag_decoding: { tags: string[]; entities_strict: unknown; entities_lenient?: unknown }[];
    };
    expect(rows.length).toBeGreaterThan(10);
    for (const { tags, entities_strict, entities_lenient = entities_strict } of rows) {
      const spans = tokenSpansFromTags(tags).map(({ start, end, type }) => [start, end, type]);
      expect(spans).toEqual(entities_lenient);
    }
  });
});

describe('characters and token spans', () => {
  const text = 'Anna  Berg, Oslo.';
  const tokens = tokenize(text); // Anna Berg , Oslo .

  it('covers every token that shares a character', () => {
    const spans = [
      { start: 2, end: 7, type: 'PER' },
      { start: 4, end: 6, type: 'GAP' },
      { start: 12, end: 16, type: 'LOC' },
      { start: 3, end: 3, type: 'EMPTY' },
      { start: 90, end: 99, type: 'FAR' },
    ];
    expect(tokenSpansFromSpans(spans, tokens)).toEqual([
      { start: 0, end: 2, type: 'PER' },
      { start: 3, end: 4, type: 'LOC' },
    ]);
  });

  it('takes the surface of whole tokens, and nothing outside them', () => {
    const found = spansFromTokenSpans(
      [
        { start: 0, end: 2, type: 'PER' },
        { start: 2, end: 2, type: 'EMPTY' },
        { start: 4, end: 9, type: 'FAR' },
      ],
      tokens,
      text,
    );
    expect(found).toEqual([{ start: 0, end: 10, type: 'PER', text: 'Anna  Berg' }]);
  });

  it('gives the same token spans back after a round trip through characters', () => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        const inside = spans.filter(({ end }) => end <= tokens.length);
        expect(tokenSpansFromSpans(spansFromTokenSpans(inside, tokens, text), tokens)).toEqual(inside);
      }),
    );
  });
});

describe('annotationTable', () => {
  const document = (id: string, labels: Record<string, string[]>, gold?: string[]) => ({
    id,
    tokens: ['x', 'y'],
    labels,
    ...(gold === undefined ? {} : { gold }),
  });

  it('numbers types in order of appearance, B- odd and I- even', () => {
    const coder = createLabelCoder();
    expect(['O', 'I-A', 'B-A', 'S-B', 'E-B', 'U-A'].map((tag) => coder.codeOf(tag))).toEqual([
      0, 2, 1, 3, 4, 1,
    ]);
    expect(coder.tags).toEqual(['O', 'B-A', 'I-A', 'B-B', 'I-B']);
    expect([0, 1, 2, 3, 4].map((code) => coder.types[typeOfCode(code)])).toEqual(['O', 'A', 'A', 'B', 'B']);
  });

  it('lets a missing annotator abstain and names what it leaves out', () => {
    const table = annotationTable(
      [
        document('d1', { a: ['O', 'B-A'], b: ['O', 'O'] }),
        document('d2', { a: ['O', 'O'] }),
        { id: 'd3', tokens: [], labels: { a: [], b: [] } },
        document('d4', { a: ['O', 'O'], c: ['B-B', 'I-B'] }),
      ],
      undefined,
    );
    expect(table.annotators).toEqual(['a', 'b', 'c']);
    expect(table.documents.map(({ id }) => id)).toEqual(['d1', 'd4']);
    expect(table.excluded).toEqual([
      { documentId: 'd2', reason: 'labelled by 1 of at least 2 annotators' },
      { documentId: 'd3', reason: 'no token' },
    ]);
    expect([...table.codes]).toEqual([0, 0, -1, 1, 0, -1, 0, -1, 3, 0, -1, 4]);
    expect([...table.present]).toEqual([1, 1, 0, 1, 0, 1]);
    expect([...table.gold]).toEqual([-1, -1, -1, -1]);
  });

  it('leaves out documents without gold where gold is needed', () => {
    const documents = [document('d1', { a: ['O', 'O'] }, ['O', 'O']), document('d2', { a: ['O', 'O'] })];
    const table = annotationTable(documents, ['a'], { minAnnotators: 1, needsGold: true });
    expect(table.excluded).toEqual([{ documentId: 'd2', reason: 'no gold labels' }]);
  });

  it('refuses miscounted labels, unreadable tags, repeated ids and too many types, saying where', () => {
    expect(() => annotationTable([document('d1', { a: ['O'], b: ['O', 'O'] })], undefined)).toThrow(
      'Document "d1": a has 1 labels for 2 tokens.',
    );
    expect(() => annotationTable([document('d1', { a: ['O', 'PER'], b: ['O', 'O'] })], undefined)).toThrow(
      '"PER" is no tag',
    );
    const twice = document('d1', { a: ['O', 'O'], b: ['O', 'O'] });
    expect(() => annotationTable([twice, twice], undefined)).toThrow('Two documents have the id "d1".');
    const coder = createLabelCoder();
    expect(() => {
      for (let type = 0; type <= 16_000; type += 1) coder.codeOf(`B-${type}`);
    }).toThrow('more than 16000 entity types');
    expect(annotatorsOf([twice])).toEqual(['a', 'b']);
  });
});
