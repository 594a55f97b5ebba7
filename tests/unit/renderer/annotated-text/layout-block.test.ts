import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  layoutBlock,
  type BlockLayers,
  type BlockNode,
  type MarkNode,
  type Segment,
} from '../../../../src/renderer/components/annotated-text/layout-block.ts';
import { splitBlocks } from '../../../../src/renderer/components/annotated-text/text-blocks.ts';
import { hardTexts } from './hard-text.ts';

const empty: BlockLayers = { marks: [], lanes: [], bands: [], gold: [], notes: [] };
const mark = (start: number, end: number, id = `${start}-${end}`) => ({
  id,
  start,
  end,
  type: 'ORG',
  name: id,
});
const leaves = (nodes: readonly BlockNode[]): readonly Segment[] =>
  nodes.flatMap((node) => (node.kind === 'segment' ? [node] : leaves(node.children)));
const markNodes = (nodes: readonly BlockNode[]): readonly MarkNode[] =>
  nodes.flatMap((node) => (node.kind === 'mark' ? [node, ...markNodes(node.children)] : []));

describe('layoutBlock', () => {
  test('splits where a layer begins or ends and nowhere else', () => {
    const nodes = layoutBlock(
      { start: 0, end: 20 },
      {
        ...empty,
        marks: [mark(4, 10)],
        lanes: [{ id: 'a', name: 'A', monogram: 'AA', order: 0, spans: [{ start: 4, end: 7, type: 'ORG' }] }],
      },
      null,
    );
    expect(leaves(nodes).map((s) => [s.start, s.end, s.strokes.length])).toEqual([
      [0, 4, 0],
      [4, 7, 1],
      [7, 10, 0],
      [10, 20, 0],
    ]);
    expect(nodes.map((node) => node.kind)).toEqual(['segment', 'mark', 'segment']);
  });
  test('nests a mark inside a longer one and says how many edges lie below', () => {
    const [outer] = markNodes(
      layoutBlock({ start: 0, end: 30 }, { ...empty, marks: [mark(2, 20), mark(5, 9), mark(5, 7)] }, null),
    );
    expect(outer?.depth).toBe(0);
    expect(outer?.height).toBe(2);
  });
  test('cuts the later of two crossing marks and still covers both', () => {
    const nodes = markNodes(
      layoutBlock({ start: 0, end: 30 }, { ...empty, marks: [mark(2, 10), mark(6, 15)] }, null),
    );
    expect(nodes.map((n) => [n.mark.id, n.start, n.end, n.first, n.last])).toEqual([
      ['2-10', 2, 10, true, true],
      ['6-15', 6, 10, true, false],
      ['6-15', 10, 15, false, true],
    ]);
  });
  test('a mark over two blocks is first in one and last in the other', () => {
    const layers = { ...empty, marks: [mark(3, 12)] };
    const [one] = markNodes(layoutBlock({ start: 0, end: 8 }, layers, null));
    const [two] = markNodes(layoutBlock({ start: 8, end: 16 }, layers, null));
    expect([one?.first, one?.last, two?.first, two?.last]).toEqual([true, false, false, true]);
  });
  test('the strongest of two overlapping hotspots gives the band', () => {
    const band = (id: string, score: number) => ({ id, start: 0, end: 5, score, decided: false });
    const [only] = leaves(
      layoutBlock({ start: 0, end: 5 }, { ...empty, bands: [band('w', 0.2), band('s', 0.9)] }, null),
    );
    expect(only?.band?.id).toBe('s');
  });
  test.each(hardTexts)(
    'what is drawn for a span of $name is exactly its stored surface',
    ({ text, surfaces }) => {
      const marks = surfaces.map((surface) =>
        mark(text.indexOf(surface), text.indexOf(surface) + surface.length),
      );
      const drawn = new Map<string, string>();
      let all = '';
      for (const block of splitBlocks(text, 9)) {
        const nodes = layoutBlock(block, { ...empty, marks }, { start: 1, end: 4 });
        for (const s of leaves(nodes)) all += text.slice(s.start, s.end);
        for (const node of markNodes(nodes)) {
          const inside = leaves(node.children)
            .map((s) => text.slice(s.start, s.end))
            .join('');
          drawn.set(node.mark.id, (drawn.get(node.mark.id) ?? '') + inside);
        }
      }
      expect(all).toBe(text);
      expect(marks.map((m) => drawn.get(m.id))).toEqual(surfaces);
    },
  );
  test('whatever the marks, the segments are the block and each mark covers its own part once', () => {
    const range = fc
      .tuple(fc.nat(40), fc.nat(40))
      .map(([a, b]) => [Math.min(a, b), Math.max(a, b) + 1] as const);
    fc.assert(
      fc.property(fc.array(range, { maxLength: 8 }), range, (ranges, [from, to]) => {
        const marks = ranges.map(([start, end], index) => mark(start, end, String(index)));
        const nodes = layoutBlock({ start: from, end: to }, { ...empty, marks }, null);
        expect(leaves(nodes).reduce((at, s) => (s.start === at ? s.end : -1), from)).toBe(to);
        for (const m of marks) {
          const covered = markNodes(nodes)
            .filter((n) => n.mark.id === m.id)
            .reduce((sum, n) => sum + n.end - n.start, 0);
          expect(covered).toBe(Math.max(0, Math.min(m.end, to) - Math.max(m.start, from)));
        }
      }),
    );
  });
});
