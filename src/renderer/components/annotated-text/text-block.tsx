import { memo, useMemo, type CSSProperties, type ReactNode } from 'react';
import {
  layoutBlock,
  type BlockLayers,
  type BlockNode,
  type MarkNode,
  type Segment,
} from './layout-block.ts';
import { laneGap, lanePitch, lanesHeight, segmentStyle, type LaneStyle } from './segment-style.ts';
import { nextGrapheme } from './grapheme-snap.ts';
import type { TextRange } from './text-range.ts';
import type { LookOf } from './type-look.ts';

interface TextBlockProps {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly layers: BlockLayers;
  readonly lookOf: LookOf;
  readonly laneStyle: LaneStyle;
  /** The selected range, already cut to the block; -1 for none. */
  readonly selectionStart: number;
  readonly selectionEnd: number;
  /** Caret offset in character mode; -1 for none. */
  readonly caret: number;
  readonly currentBand: string | null;
  readonly currentMark: string | null;
  readonly column: string;
}

/** One block of the document in one column; drawn again only when something inside it changes. */
export const TextBlock = memo(function TextBlock(props: TextBlockProps) {
  const { text, start, end, layers, laneStyle, selectionStart, selectionEnd, caret } = props;
  const nodes = useMemo(() => {
    const selection: TextRange | null =
      selectionStart < 0 ? null : { start: selectionStart, end: selectionEnd };
    const cut = caret < 0 ? selection : { start: caret, end: caret + 1 };
    return layoutBlock({ start, end }, layers, cut);
  }, [start, end, layers, selectionStart, selectionEnd, caret]);
  // An empty line has nothing to underline and keeps an ordinary height.
  const lanes = text.slice(start, end).trim() === '' ? 0 : layers.lanes.length;
  const style: CSSProperties = {
    lineHeight: `calc(1.7em + ${lanesHeight(lanes, laneStyle)}px)`,
    // The extra height of a line is shared above and below the text; the lanes need all of it below.
    position: 'relative',
    top: `${-lanesHeight(lanes, laneStyle) / 2}px`,
  };
  return (
    <div className="at-block" dir="auto" style={style} data-column={props.column} lang="">
      {nodes.map((node) => drawNode(node, text, props))}
    </div>
  );
});

function drawNode(node: BlockNode, text: string, props: TextBlockProps): ReactNode {
  return node.kind === 'segment' ? drawSegment(node, text, props) : drawMark(node, text, props);
}

function drawMark(node: MarkNode, text: string, props: TextBlockProps): ReactNode {
  const look = props.lookOf(node.mark.type);
  const style = {
    '--at-hue': look.hue,
    '--at-on': look.on,
    '--at-edge': look.edge,
    paddingBottom: `${1 + node.height * 4}px`,
  } as CSSProperties;
  const faint = node.mark.share !== undefined && node.mark.share !== null && node.mark.share < 0.5;
  return (
    <mark
      key={`${node.mark.id}@${node.start}`}
      className="at-mark"
      role="group"
      aria-label={node.mark.name}
      data-mark={node.mark.id}
      data-edge={look.edge}
      data-faint={faint ? '' : undefined}
      data-current={props.currentMark === node.mark.id ? '' : undefined}
      style={style}
    >
      {node.children.map((child) => drawNode(child, text, props))}
      {node.last && (
        <span
          aria-hidden
          className="at-tag"
          data-tag={look.tag}
          data-decided={node.mark.decided === true ? '' : undefined}
        />
      )}
    </mark>
  );
}

function drawSegment(segment: Segment, text: string, props: TextBlockProps): ReactNode {
  const { layers, laneStyle, lookOf, currentBand, caret } = props;
  const lanes = layers.lanes;
  const style = segmentStyle(segment, lanes, laneStyle, (type) => lookOf(type).hue, currentBand);
  const piece = text.slice(segment.start, segment.end);
  const bottom =
    lanes.length === 0 || piece.trim() === ''
      ? undefined
      : { paddingBottom: `${laneGap + lanes.length * lanePitch[laneStyle]}px` };
  const starting = laneStyle === 'labelled' ? segment.strokes.filter((stroke) => stroke.first) : [];
  // The monograms hang on the first character, which can't be torn apart by a line break.
  const head =
    starting.length === 0 ? 0 : Math.min(piece.length, nextGrapheme(text, segment.start) - segment.start);
  return (
    <span
      key={segment.start}
      className={`at-segment${caret === segment.start ? ' at-caret' : ''}`}
      data-o={segment.start}
      data-band={segment.band?.id}
      data-note={segment.noted ? '' : undefined}
      style={style === undefined && bottom === undefined ? undefined : { ...style, ...bottom }}
    >
      {head > 0 && (
        <span className="at-head" data-o={segment.start}>
          {piece.slice(0, head)}
          {starting.map(({ lane }) => (
            <i
              key={lane}
              aria-hidden
              className="at-monogram"
              data-m={lanes[lane]?.monogram}
              style={{ top: `calc(100% + ${laneGap + lane * lanePitch.labelled}px)` }}
            />
          ))}
        </span>
      )}
      {head === 0 ? piece : <span data-o={segment.start + head}>{piece.slice(head)}</span>}
    </span>
  );
}
