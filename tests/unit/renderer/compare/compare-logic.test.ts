import { describe, expect, test } from 'vitest';
import type { CompareDocument } from '../../../../src/shared/rpc/run.ts';
import { blindLetter, blindOrder } from '../../../../src/renderer/features/compare/blind-order.ts';
import {
  currentReading,
  decideEdit,
  decideHotspot,
  inReadingOrder,
  neighbour,
  nextUndecided,
  startToken,
  votersOf,
} from '../../../../src/renderer/features/compare/compare-logic.ts';

const text = 'took aspirin 81 mg with water';
const span = (surface: string, type = 'DRUG') => {
  const start = text.indexOf(surface);
  return { start, end: start + surface.length, type, text: surface };
};
const hotspot = (id: string, documentKey = 1, decisionId: string | null = null) => ({
  hotspotId: id,
  documentKey,
  score: 0.5,
  decisionId,
});

describe('the walk through hotspots', () => {
  const order = inReadingOrder(
    [{ key: 2 }, { key: 1 }],
    [hotspot('a:10-12'), hotspot('a:9-10'), hotspot('b:x:3-4', 2), hotspot('c:1-2', 9)],
  );
  test('goes by listed document, then by place as a number; unlisted documents are left out', () => {
    expect(order.map((h) => h.hotspotId)).toEqual(['b:x:3-4', 'a:9-10', 'a:10-12']);
    expect(startToken('notice:2024-05:17-19')).toBe(17);
  });
  test('starts at the first, stops at the last', () => {
    expect(neighbour(order, null, 1)?.hotspotId).toBe('b:x:3-4');
    expect(neighbour(order, 'a:9-10', 1)?.hotspotId).toBe('a:10-12');
    expect(neighbour(order, 'a:10-12', 1)).toBeNull();
    expect(neighbour(order, 'b:x:3-4', -1)).toBeNull();
  });
  test('after a decision it goes on to the next open one, around the end', () => {
    const mixed = [hotspot('a:1-2'), hotspot('a:3-4', 1, 'd1'), hotspot('a:5-6', 1, 'd2')];
    expect(nextUndecided(mixed, 'a:3-4')?.hotspotId).toBe('a:1-2');
    expect(nextUndecided(mixed.slice(1), 'a:3-4')).toBeNull();
  });
});

describe('decideHotspot', () => {
  const reading = [span('aspirin 81 mg'), span('water', 'FOOD')];
  const place = { hotspotId: 'd:2-4', ...span('81 mg') };
  test('reaches over the spans the choice replaces', () => {
    expect(decideHotspot(place, [span('aspirin')], reading)).toEqual({
      kind: 'hotspot',
      hotspotId: 'd:2-4',
      start: 5,
      end: 18,
      spans: [span('aspirin')],
    });
  });
  test('"nothing here" takes the touching span away and nothing else', () => {
    const draft = decideHotspot(place, [], reading);
    expect([draft.start, draft.end, draft.spans]).toEqual([5, 18, []]);
  });
});

describe('decideEdit', () => {
  test('an edit inside one hotspot is a decision on that hotspot and keeps its other spans', () => {
    const after = [span('aspirin'), span('81 mg', 'DOSE')];
    const draft = decideEdit(after, span('81 mg'), [{ hotspotId: 'd:1-4', start: 5, end: 18 }]);
    expect(draft).toMatchObject({ kind: 'hotspot', hotspotId: 'd:1-4', start: 5, end: 18, spans: after });
  });
  test('an edit outside hotspots is a decision on the span; a deletion has no spans', () => {
    expect(decideEdit([], span('water'), [])).toMatchObject({ kind: 'span', hotspotId: null, spans: [] });
  });
});

describe('currentReading', () => {
  const document = {
    consensus: [span('aspirin 81 mg')],
    decisions: [
      { start: 5, end: 18, spans: [span('81 mg', 'DOSE')], createdAt: '2026-01-02' },
      { start: 5, end: 18, spans: [span('aspirin')], createdAt: '2026-01-01' },
    ],
    annotators: [
      { annotatorId: 'a', spans: [span('aspirin')] },
      { annotatorId: 'b', spans: [span('aspirin', 'CHEM')] },
    ],
  } as unknown as CompareDocument;
  test('the newest decision wins whatever the order they come in', () => {
    expect(currentReading(document).map((s) => s.text)).toEqual(['81 mg']);
  });
  test('only annotators with the same borders and type are voters', () => {
    expect(votersOf(document, span('aspirin'))).toEqual(['a']);
  });
});

describe('blind mode', () => {
  const annotators = ['m1', 'm2', 'm3', 'm4', 'm5'].map((annotatorId) => ({ annotatorId }));
  test('keeps the order within a document and changes it between documents', () => {
    const orders = [1, 2, 3, 4, 5, 6].map((key) =>
      blindOrder(annotators, key)
        .map((a) => a.annotatorId)
        .join(),
    );
    expect(
      blindOrder(annotators, 1)
        .map((a) => a.annotatorId)
        .join(),
    ).toBe(orders[0]);
    expect(new Set(orders).size).toBeGreaterThan(1);
  });
  test('letters go on after Z', () => {
    expect([0, 25, 26].map(blindLetter)).toEqual(['A', 'Z', 'AA']);
  });
});
