import { blockAt } from './text-blocks.ts';
import { overlaps, type TextRange } from './text-range.ts';

/** A span drawn as a tinted `<mark>`: the consensus, the expert's reading, a label job's spans. */
export interface TextMark extends TextRange {
  readonly id: string;
  readonly type: string;
  /** What a screen reader says: "ORG, Acme, 5 of 8 annotators". */
  readonly name: string;
  readonly decided?: boolean;
  /** Part of the voting weight behind it, 0..1; below 0.5 the mark is drawn fainter. */
  readonly share?: number | null;
}

/** One annotator's spans, drawn as underlines in a lane of their own. */
export interface TextLane {
  readonly id: string;
  readonly name: string;
  readonly monogram: string;
  /** Position in the pool; chooses the underline pattern. */
  readonly order: number;
  readonly spans: readonly (TextRange & { readonly type: string })[];
}

/** A hotspot, drawn as a band behind the text. */
export interface TextBand extends TextRange {
  readonly id: string;
  /** 0..1; the stronger the score, the stronger the band. */
  readonly score: number;
  readonly decided: boolean;
}

export interface BlockLayers {
  readonly marks: readonly TextMark[];
  readonly lanes: readonly TextLane[];
  readonly bands: readonly TextBand[];
  readonly gold: readonly (TextRange & { readonly type: string })[];
  readonly notes: readonly (TextRange & { readonly id: string })[];
}

export interface LaneStroke {
  /** Index in `lanes`. */
  readonly lane: number;
  readonly type: string;
  /** True where the annotator's span begins / ends with this segment. */
  readonly first: boolean;
  readonly last: boolean;
}

/** A stretch in which nothing changes; drawn as one inline element. */
export interface Segment extends TextRange {
  readonly kind: 'segment';
  readonly strokes: readonly LaneStroke[];
  readonly band: TextBand | null;
  readonly gold: { readonly type: string; readonly first: boolean; readonly last: boolean } | null;
  readonly noted: boolean;
  /** Part of the selection. */
  readonly selected: boolean;
}

export interface MarkNode extends TextRange {
  readonly kind: 'mark';
  readonly mark: TextMark;
  /** 0 = outermost. */
  readonly depth: number;
  /** How many marks are stacked inside; the edge is lowered so that inner edges stay visible. */
  readonly height: number;
  readonly first: boolean;
  readonly last: boolean;
  readonly children: readonly BlockNode[];
}
export type BlockNode = Segment | MarkNode;

/**
 * What to draw for one block, from offsets only: joined, the segments are exactly `[block.start, block.end)`, and the
 * segments inside a mark exactly the mark's part of the block. Marks that cross are cut at the border of the mark that
 * began first. `selection` null or empty draws none.
 */
export function layoutBlock(
  block: TextRange,
  layers: BlockLayers,
  selection: TextRange | null,
): readonly BlockNode[] {
  const marks = layers.marks
    .filter((mark) => overlaps(mark, block))
    .toSorted((a, b) => a.start - b.start || b.end - a.end);
  const local: BlockLayers = {
    marks,
    lanes: layers.lanes.map((lane) => ({ ...lane, spans: lane.spans.filter((s) => overlaps(s, block)) })),
    bands: layers.bands.filter((band) => overlaps(band, block)),
    gold: layers.gold.filter((span) => overlaps(span, block)),
    notes: layers.notes.filter((note) => overlaps(note, block)),
  };
  const picked = selection !== null && overlaps(selection, block) ? selection : null;
  const edges = borders(block, local, picked);
  const segments: Segment[] = [];
  for (let i = 0; i + 1 < edges.length; i += 1) {
    segments.push(segmentAt(edges[i] ?? 0, edges[i + 1] ?? 0, local, picked));
  }
  return nest(segments, marks, block, 0);
}

/**
 * The layers of each block, found in one pass: layouting a block then costs what the block holds, not the document.
 */
export function blockLayers(blocks: readonly TextRange[], layers: BlockLayers): readonly BlockLayers[] {
  const marks = distribute(blocks, layers.marks);
  const bands = distribute(blocks, layers.bands);
  const gold = distribute(blocks, layers.gold);
  const notes = distribute(blocks, layers.notes);
  const lanes = layers.lanes.map((lane) => distribute(blocks, lane.spans));
  return blocks.map((_, index) => ({
    marks: marks[index] ?? [],
    bands: bands[index] ?? [],
    gold: gold[index] ?? [],
    notes: notes[index] ?? [],
    lanes: layers.lanes.map((lane, order) => ({ ...lane, spans: lanes[order]?.[index] ?? [] })),
  }));
}

function distribute<R extends TextRange>(
  blocks: readonly TextRange[],
  ranges: readonly R[],
): readonly (readonly R[])[] {
  const result: R[][] = blocks.map(() => []);
  for (const range of ranges) {
    for (let at = blockAt(blocks, range.start); at >= 0 && at < blocks.length; at += 1) {
      const block = blocks[at];
      if (block === undefined || block.start >= range.end) break;
      result[at]?.push(range);
    }
  }
  return result;
}

function borders(block: TextRange, layers: BlockLayers, selection: TextRange | null): readonly number[] {
  const all = new Set<number>([block.start, block.end]);
  const add = (range: TextRange): void => {
    if (range.start > block.start && range.start < block.end) all.add(range.start);
    if (range.end > block.start && range.end < block.end) all.add(range.end);
  };
  layers.marks.forEach(add);
  for (const lane of layers.lanes) lane.spans.forEach(add);
  layers.bands.forEach(add);
  layers.gold.forEach(add);
  layers.notes.forEach(add);
  if (selection !== null) add(selection);
  return [...all].sort((a, b) => a - b);
}

function segmentAt(start: number, end: number, layers: BlockLayers, selection: TextRange | null): Segment {
  const here = { start, end };
  const strokes: LaneStroke[] = [];
  layers.lanes.forEach((lane, index) => {
    for (const span of lane.spans) {
      if (!overlaps(span, here)) continue;
      strokes.push({ lane: index, type: span.type, first: span.start === start, last: span.end === end });
      // Two spans of one annotator in one place share the lane: the shorter, drawn later, wins the hue.
    }
  });
  let band: TextBand | null = null;
  for (const candidate of layers.bands) {
    if (overlaps(candidate, here) && (band === null || candidate.score > band.score)) band = candidate;
  }
  const gold = layers.gold.find((span) => overlaps(span, here));
  return {
    kind: 'segment',
    start,
    end,
    strokes,
    band,
    gold:
      gold === undefined ? null : { type: gold.type, first: gold.start === start, last: gold.end === end },
    noted: layers.notes.some((note) => overlaps(note, here)),
    selected: selection !== null && overlaps(selection, here),
  };
}

/** Puts the segments into their marks; `marks` sorted by start, longest first, all overlapping `within`. */
function nest(
  segments: readonly Segment[],
  marks: readonly TextMark[],
  within: TextRange,
  depth: number,
): readonly BlockNode[] {
  const nodes: BlockNode[] = [];
  let at = within.start;
  let remaining = marks;
  while (remaining.length > 0) {
    const [mark, ...others] = remaining;
    if (mark === undefined) break;
    const part = { start: Math.max(mark.start, at), end: Math.min(mark.end, within.end) };
    if (part.end <= part.start) {
      remaining = others;
      continue;
    }
    nodes.push(...slice(segments, at, part.start));
    const inner = others.filter((other) => overlaps(other, part));
    const children = nest(segments, inner, part, depth + 1);
    nodes.push({
      kind: 'mark',
      start: part.start,
      end: part.end,
      mark,
      depth,
      height: Math.max(0, ...children.map((child) => (child.kind === 'mark' ? child.height + 1 : 0))),
      first: part.start === mark.start,
      last: part.end === mark.end,
      children,
    });
    at = part.end;
    remaining = others.filter((other) => other.end > at);
  }
  nodes.push(...slice(segments, at, within.end));
  return nodes;
}

function slice(segments: readonly Segment[], from: number, to: number): readonly Segment[] {
  return segments.filter((segment) => segment.start >= from && segment.end <= to);
}
