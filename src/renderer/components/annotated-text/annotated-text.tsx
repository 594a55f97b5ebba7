import { useVirtualizer } from '@tanstack/react-virtual';
import { clsx } from 'clsx';
import {
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  type ClipboardEvent,
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
} from 'react';
import { t } from '../../i18n/t.ts';
import './annotated-text.css';
import { selectedOffsets } from './dom-offsets.ts';
import { rowsOf, type TextRow } from './fold-rows.ts';
import { blockLayers, type BlockLayers } from './layout-block.ts';
import type { LaneStyle } from './segment-style.ts';
import {
  hasSelection,
  selectedRange,
  type SelectionAction,
  type SelectionState,
} from './selection-reducer.ts';
import { blockAt, splitBlocks } from './text-blocks.ts';
import { TextBlock } from './text-block.tsx';
import type { TextRange } from './text-range.ts';
import type { LookOf } from './type-look.ts';

export interface TextColumn {
  readonly id: string;
  readonly title: string;
  readonly layers: BlockLayers;
}

export interface AnnotatedTextProps {
  readonly text: string;
  /** One column, or two to four that scroll as one. */
  readonly columns: readonly TextColumn[];
  readonly lookOf: LookOf;
  readonly laneStyle: LaneStyle;
  readonly selection: SelectionState;
  readonly onSelection: (action: SelectionAction) => void;
  /** Name of the pane for screen readers. */
  readonly label: string;
  /** Said politely when the cursor moves. */
  readonly announcement: string;
  readonly currentBand?: string | null;
  readonly currentMark?: string | null;
  readonly onBand?: (id: string) => void;
  readonly onMark?: (id: string) => void;
  readonly onKeyDown?: (event: KeyboardEvent<HTMLDivElement>) => void;
  /** Shows only blocks with differences, and says how many are folded between them. */
  readonly onlyDifferences?: boolean;
  /** Change `key` to scroll `offset` into view. */
  readonly reveal?: { readonly offset: number; readonly key: string | number } | null;
  readonly className?: string;
}

/**
 * The document: marks, lanes, bands and brackets in windowed blocks. Keyboard focus is on the pane, the cursor inside it
 * is drawn; what is selected is a matter of offsets, so that selecting, copying and editing mean the stored text.
 */
export function AnnotatedText(props: AnnotatedTextProps) {
  const {
    text,
    columns,
    lookOf,
    laneStyle,
    selection,
    onSelection,
    currentBand = null,
    currentMark = null,
  } = props;
  const pane = useRef<HTMLDivElement>(null);
  const blocks = useMemo(() => splitBlocks(text), [text]);
  const rows = useMemo(
    () => rowsOf(blocks, props.onlyDifferences === true ? columns.flatMap((c) => c.layers.bands) : null),
    [blocks, columns, props.onlyDifferences],
  );
  const perBlock = useMemo(
    () => columns.map((column) => blockLayers(blocks, column.layers)),
    [blocks, columns],
  );
  const lanes = Math.max(0, ...columns.map((column) => column.layers.lanes.length));
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => pane.current,
    estimateSize: (index) => estimateHeight(rows[index], lanes, columns.length),
    overscan: 3,
    getItemKey: (index) => rows[index]?.key ?? index,
  });

  // Another text has other heights; the measured ones must not be taken for it.
  useLayoutEffect(() => virtual.measure(), [virtual, text]);

  const picked = selectedRange(selection);
  const caret =
    selection.active && selection.granularity === 'character' && !hasSelection(selection)
      ? selection.focus
      : -1;
  const focusOffset = selection.active ? selection.focus : null;
  const scrollTo = (offset: number, align: 'auto' | 'center'): void => {
    const block = blocks[blockAt(blocks, offset)];
    const row =
      block === undefined ? -1 : rows.findIndex((r) => r.kind === 'block' && r.block.start === block.start);
    if (row < 0) return;
    // The block first, so that it is drawn; then the very place in it: a block can be higher than the pane.
    virtual.scrollToIndex(row, { align: align === 'center' ? 'start' : 'auto' });
    requestAnimationFrame(() => {
      requestAnimationFrame(() => {
        segmentAt(pane.current, offset)?.scrollIntoView({ block: align === 'center' ? 'center' : 'nearest' });
      });
    });
  };
  useEffect(() => {
    if (props.reveal !== undefined && props.reveal !== null) scrollTo(props.reveal.offset, 'center');
    // Only a new request scrolls; the virtualizer's identity is of no interest.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [props.reveal?.key]);
  useEffect(() => {
    if (focusOffset !== null)
      scrollTo(Math.max(0, focusOffset - (selection.focus > selection.anchor ? 1 : 0)), 'auto');
    // As above: the cursor's move is what scrolls.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [focusOffset]);

  const pickWithMouse = (event: MouseEvent<HTMLDivElement>): void => {
    if (event.button !== 0 || pane.current === null) return;
    const range = selectedOffsets(pane.current);
    if (range === null) return;
    if (range.start === range.end) {
      onSelection({ kind: 'point', offset: range.start, extend: event.shiftKey });
      const target = event.target instanceof Element ? event.target : null;
      const mark = target?.closest('[data-mark]')?.getAttribute('data-mark');
      const band = target?.closest('[data-band]')?.getAttribute('data-band');
      if (mark !== null && mark !== undefined) props.onMark?.(mark);
      if (band !== null && band !== undefined) props.onBand?.(band);
      return;
    }
    onSelection({ kind: 'drag', start: range.start, end: range.end });
    window.getSelection()?.removeAllRanges();
  };
  const copy = (event: ClipboardEvent<HTMLDivElement>): void => {
    if (!hasSelection(selection)) return;
    event.clipboardData.setData('text/plain', text.slice(picked.start, picked.end));
    event.preventDefault();
  };

  return (
    <div className={clsx('relative flex min-h-0 flex-col', props.className)}>
      {columns.length > 1 && <ColumnHeads columns={columns} />}
      <div
        ref={pane}
        role="group"
        tabIndex={0}
        aria-label={props.label}
        aria-roledescription={t('compare.textPane')}
        data-scope="text"
        data-text-pane=""
        className="at min-h-0 flex-1 overflow-auto py-3"
        style={{ '--at-columns': columns.length } as CSSProperties}
        onMouseUp={pickWithMouse}
        onCopy={copy}
        onKeyDown={props.onKeyDown}
      >
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            return (
              <div
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                {row.kind === 'fold' ? (
                  <p className="at-fold text-xs text-text-2 select-none">
                    {t('compare.folded', { count: row.count })}
                  </p>
                ) : (
                  <div className="at-row">
                    {columns.map((column, index) => {
                      const cut = cutTo(row.block, hasSelection(selection) ? picked : null);
                      return (
                        <TextBlock
                          key={column.id}
                          column={column.id}
                          text={text}
                          start={row.block.start}
                          end={row.block.end}
                          layers={perBlock[index]?.[row.index] ?? column.layers}
                          lookOf={lookOf}
                          laneStyle={laneStyle}
                          selectionStart={cut?.start ?? -1}
                          selectionEnd={cut?.end ?? -1}
                          caret={caret >= row.block.start && caret < row.block.end ? caret : -1}
                          currentBand={bandIn(perBlock[index]?.[row.index], currentBand)}
                          currentMark={markIn(perBlock[index]?.[row.index], currentMark)}
                        />
                      );
                    })}
                  </div>
                )}
              </div>
            );
          })}
        </div>
      </div>
      <p className="visually-hidden" aria-live="polite">
        {props.announcement}
      </p>
    </div>
  );
}

function ColumnHeads({ columns }: { readonly columns: readonly TextColumn[] }) {
  return (
    <div
      className="grid gap-x-8 border-b border-line px-6 py-1.5"
      style={{ gridTemplateColumns: `repeat(${columns.length}, minmax(0, 1fr))` }}
    >
      {columns.map((column) => (
        <h3 key={column.id} className="truncate text-xs font-semibold text-text-2">
          {column.title}
        </h3>
      ))}
    </div>
  );
}

/** The drawn element that holds an offset; null while its block is not drawn. */
function segmentAt(pane: HTMLElement | null, offset: number): Element | null {
  let found: Element | null = null;
  for (const element of pane?.querySelectorAll('[data-o]') ?? []) {
    if (Number(element.getAttribute('data-o')) > offset) break;
    found = element;
  }
  return found;
}

function cutTo(block: TextRange, range: TextRange | null): TextRange | null {
  if (range === null || range.start >= block.end || range.end <= block.start) return null;
  return { start: Math.max(block.start, range.start), end: Math.min(block.end, range.end) };
}

/** The id where the block holds it, else null: other blocks then keep their props and are not drawn again. */
function bandIn(layers: BlockLayers | undefined, id: string | null): string | null {
  return id !== null && layers?.bands.some((band) => band.id === id) === true ? id : null;
}

function markIn(layers: BlockLayers | undefined, id: string | null): string | null {
  return id !== null && layers?.marks.some((mark) => mark.id === id) === true ? id : null;
}

function estimateHeight(row: TextRow | undefined, lanes: number, columns: number): number {
  if (row === undefined || row.kind === 'fold') return 28;
  const perLine = 80 / columns;
  const lines = Math.max(1, Math.ceil((row.block.end - row.block.start) / perLine));
  return lines * (28 + lanes * 6);
}
