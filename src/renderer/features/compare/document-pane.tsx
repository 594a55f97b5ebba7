import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { InspectorContent } from '../../app/inspector.tsx';
import { usePalette } from '../../app/use-palette.ts';
import { useQuery } from '../../app/use-query.ts';
import { AnnotatedText } from '../../components/annotated-text/annotated-text.tsx';
import type { SpanEdit } from '../../components/annotated-text/span-edits.ts';
import {
  hasSelection,
  selectedRange,
  type SelectionAction,
} from '../../components/annotated-text/selection-reducer.ts';
import { labelPosition, selectionKey } from '../../components/annotated-text/text-keys.ts';
import { typeLooks } from '../../components/annotated-text/type-look.ts';
import { useTextEditor, type EditedSpan } from '../../components/annotated-text/use-text-editor.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { t } from '../../i18n/t.ts';
import type { IterationInput } from '../results/annotator-names.ts';
import { CommentDialog } from './comment-dialog.tsx';
import { compareColumns, readingMarks, shownAnnotators } from './compare-columns.ts';
import { CompareInspector } from './compare-inspector.tsx';
import {
  currentReading,
  decideEdit,
  hotspotAt,
  neighbour,
  nextUndecided,
  type HotspotRef,
} from './compare-logic.ts';
import { useCompareStore } from './compare-store.ts';
import { CompareToolbar } from './compare-toolbar.tsx';
import type { CompareRow } from './document-list.tsx';
import { GuidelinesSheet } from './guidelines-sheet.tsx';
import { hotspotAnswers } from './hotspot-answers.ts';
import { HotspotCard } from './hotspot-card.tsx';
import { LabelFinder } from './label-finder.tsx';
import { SameStringDialog } from './same-string-dialog.tsx';
import { useTextActions } from './use-text-actions.ts';
import { useDecisions } from './use-decisions.ts';

interface DocumentPaneProps {
  readonly input: IterationInput;
  readonly documentKey: number;
  /** Where to go in the document when it opens. */
  readonly offset: number | null;
  readonly rows: readonly CompareRow[];
  readonly order: readonly HotspotRef[];
  readonly onOpen: (key: number) => void;
}

type Overlay = 'label' | 'comment' | 'same' | 'guidelines' | null;
const noTokens: readonly { readonly start: number; readonly end: number }[] = [];
const noSpans = [] as const;

/** One document: toolbar, text, the card of the current hotspot, details in the inspector. */
export function DocumentPane({ input, documentKey, offset, rows, order, onOpen }: DocumentPaneProps) {
  const store = useCompareStore();
  const view = useStore(store);
  const decisions = useDecisions(input);
  const palette = usePalette(input.projectId);
  const schema = useQuery('schema.get', { projectId: input.projectId });
  const query = useQuery('compare.document', { ...input, documentKey }, { keepPrevious: true });
  const wantsPrevious = view.previous && input.iteration > 0;
  const previous = useQuery(
    'compare.document',
    wantsPrevious ? { ...input, iteration: input.iteration - 1, documentKey } : null,
  );
  const [overlay, setOverlay] = useState<Overlay>(null);
  const [jump, setJump] = useState<{
    readonly offset: number;
    readonly place: string;
    readonly count: number;
  } | null>(null);
  const pane = useRef<HTMLDivElement>(null);
  // The document before stays on screen until the next one is here: no flicker, and the focus stays in the text.
  const document = query.data;

  const text = document?.text ?? '';
  const tokens = useMemo(
    () => document?.tokens.map(([start, end]) => ({ start, end })) ?? noTokens,
    [document?.tokens],
  );
  const reading = useMemo(() => (document === undefined ? noSpans : currentReading(document)), [document]);
  const marks = useMemo(() => (document === undefined ? [] : readingMarks(document)), [document]);
  // Only what the columns depend on: stepping from hotspot to hotspot must not lay a long document out anew.
  const { layout, columns: chosenColumns, hidden, blind, gold, onlyDifferences } = view;
  const columns = useMemo(
    () =>
      document === undefined
        ? []
        : compareColumns(
            document,
            wantsPrevious ? (previous.data ?? null) : null,
            { now: input.iteration },
            {
              layout,
              columns: chosenColumns,
              hidden,
              blind,
              gold,
              previous: wantsPrevious,
              onlyDifferences,
            },
          ),
    [
      document,
      previous.data,
      wantsPrevious,
      input.iteration,
      layout,
      chosenColumns,
      hidden,
      blind,
      gold,
      onlyDifferences,
    ],
  );
  const lookOf = useMemo(() => typeLooks(palette), [palette]);
  const types = (schema.data?.types ?? []).filter((type) => type.active);
  const hotspot = document?.hotspots.find(({ hotspotId }) => hotspotId === view.hotspotId) ?? null;
  const optionsKeys = hotspot !== null && view.digits === 'options';

  const edited = (edit: SpanEdit, what: EditedSpan): void => {
    if (document === undefined) return;
    const { span } = what;
    const said =
      what.kind === 'label'
        ? t('compare.labelled', { text: span.text, type: span.type })
        : what.kind === 'remove'
          ? t('compare.removedSpan', { text: span.text, type: span.type })
          : t('compare.reshaped', { text: span.text });
    void decisions.decide(document.key, decideEdit(edit.spans, edit.region, document.hotspots), said);
  };
  const editor = useTextEditor({
    text,
    tokens,
    spans: reading,
    allowNested: schema.data?.allowNested === true,
    onEdit: edited,
  });
  const { dispatch, selection } = editor;
  const range = selectedRange(selection);

  const focusPane = (): void => pane.current?.querySelector<HTMLElement>('[data-text-pane]')?.focus();
  const moveTo = (target: HotspotRef | null): void => {
    if (target === null) return;
    store.getState().set({ hotspotId: target.hotspotId, digits: 'options' });
    dispatch({ kind: 'reset' });
    if (target.documentKey !== documentKey) onOpen(target.documentKey);
    focusPane();
  };
  const select = (action: SelectionAction): void => {
    if (action.kind !== 'collapse') store.getState().set({ digits: 'labels' });
    else if (hotspot !== null) store.getState().set({ digits: 'options' });
    dispatch(action);
  };

  // The hotspot that was asked for, or the place in the address, comes into view once its document is here.
  const shownHotspot = hotspot?.hotspotId ?? null;
  const place = `${document?.key ?? ''} ${shownHotspot ?? ''}`;
  const jumped = jump !== null && jump.place === place;
  const reveal = {
    offset: jumped ? jump.offset : (hotspot?.start ?? offset ?? 0),
    key: jumped ? `${place} ${jump.count}` : place,
  };
  const jumpTo = (at: number): void =>
    setJump((old) => ({ offset: at, place, count: (old?.count ?? 0) + 1 }));
  const loadedKey = document?.key ?? null;
  const findHotspot = useEffectEvent(() => {
    if (hotspot !== null || offset === null || document === undefined) return;
    const here = hotspotAt(document.hotspots, { start: offset, end: offset + 1 });
    if (here !== null) store.getState().set({ hotspotId: here.hotspotId, digits: 'options' });
  });
  useEffect(() => {
    if (loadedKey !== null) findHotspot();
  }, [loadedKey, offset]);

  const answers = hotspotAnswers(document, hotspot, reading, decisions);
  const settle = async (stored: Promise<boolean>): Promise<void> => {
    if (await stored) moveTo(nextUndecided(order, view.hotspotId));
  };
  const markUnclear = async (): Promise<void> => {
    await answers.unclear();
    focusPane();
  };
  const edit = (): void => {
    if (hotspot === null) return;
    store.getState().set({ digits: 'labels' });
    dispatch({ kind: 'range', range: hotspot });
    focusPane();
  };
  const toDocument = (step: 1 | -1): void => {
    const row = rows[rows.findIndex(({ key }) => key === documentKey) + step];
    if (row === undefined) return;
    store.getState().set({ hotspotId: null, digits: 'labels' });
    onOpen(row.key);
  };
  const step = (direction: 1 | -1): void => moveTo(neighbour(order, view.hotspotId, direction));

  useTextActions({
    'next-hotspot': () => step(1),
    'previous-hotspot': () => step(-1),
    'skip-hotspot': () => step(1),
    'next-span': () => void editor.toSpan(true),
    'previous-span': () => void editor.toSpan(false),
    'accept-reading': () => void settle(answers.accept()),
    'reject-reading': () => void settle(answers.nothing()),
    'edit-hotspot': edit,
    'guideline-unclear': () => void markUnclear(),
    comment: () => setOverlay('comment'),
    'same-string': () => setOverlay('same'),
    'find-label': () => setOverlay('label'),
    'change-label': () => setOverlay('label'),
    'delete-span': editor.remove,
    'start-left': () => editor.moveEdge('start', false),
    'start-right': () => editor.moveEdge('start', true),
    'end-left': () => editor.moveEdge('end', false),
    'end-right': () => editor.moveEdge('end', true),
    'select-characters': () => dispatch({ kind: 'granularity', granularity: 'character' }),
    'select-words': () => dispatch({ kind: 'granularity', granularity: 'token' }),
    'select-sentences': () => dispatch({ kind: 'granularity', granularity: 'sentence' }),
    'only-differences': () => store.getState().set({ onlyDifferences: !view.onlyDifferences }),
    blind: () => store.getState().set({ blind: !view.blind }),
    'guidelines-beside': () => setOverlay('guidelines'),
    flag: () => void decisions.setFlag(documentKey, document?.flagged !== true),
    'next-document': () => toDocument(1),
    'previous-document': () => toDocument(-1),
    'finish-document': () => toDocument(1),
  });

  if (document === undefined) {
    return query.error === undefined ? (
      <SkeletonLines lines={8} className="p-8" />
    ) : (
      <ErrorState error={query.error} onRetry={query.refetch} />
    );
  }
  const annotators = shownAnnotators(document, view.blind);
  const currentMark = marks.find(
    (mark) =>
      editor.currentSpan !== null &&
      mark.start === editor.currentSpan.start &&
      mark.end === editor.currentSpan.end,
  );
  const subject = hasSelection(selection) ? range : hotspot;
  const position = order.findIndex(({ hotspotId }) => hotspotId === view.hotspotId);
  const afterLabel = (type: string): void => {
    setOverlay(null);
    editor.label(type);
  };
  return (
    <div ref={pane} className="flex min-h-0 flex-1 flex-col bg-panel">
      <CompareToolbar
        document={document}
        iteration={input.iteration}
        granularity={selection.granularity}
        onGranularity={(granularity) => dispatch({ kind: 'granularity', granularity })}
        onFlag={() => void decisions.setFlag(documentKey, !document.flagged)}
        onGuidelines={() => setOverlay('guidelines')}
      />
      {wantsPrevious && previous.error !== undefined && (
        <p className="border-b border-line px-6 py-2 text-xs text-text-2">
          {t('compare.previousNone', { round: input.iteration - 1 })}
        </p>
      )}
      <AnnotatedText
        className={`min-h-0 flex-1 ${view.blind ? 'at-blind-names' : ''}`}
        text={document.text}
        columns={columns}
        lookOf={lookOf}
        laneStyle={view.monograms ? 'labelled' : 'compact'}
        selection={selection}
        onSelection={select}
        label={t('compare.paneLabel', { id: document.id })}
        announcement={announce(currentMark?.name, editor.selectedText)}
        currentBand={view.hotspotId}
        currentMark={currentMark?.id ?? null}
        onBand={(id) => {
          if (document.hotspots.some(({ hotspotId }) => hotspotId === id)) {
            store.getState().set({ hotspotId: id, digits: 'options' });
          }
        }}
        onlyDifferences={view.onlyDifferences}
        reveal={reveal}
        onKeyDown={(event) => {
          const digit = labelPosition(event);
          if (digit !== null) {
            event.preventDefault();
            if (optionsKeys && digit < 9) void settle(answers.choose(digit));
            else {
              const type = types[digit];
              if (type !== undefined) editor.label(type.name);
            }
            return;
          }
          const action = selectionKey(event);
          if (action === null) return;
          event.preventDefault();
          select(action);
        }}
      />
      <HotspotCard
        hotspot={hotspot}
        annotators={annotators}
        position={position}
        total={order.length}
        optionKeys={optionsKeys}
        blind={view.blind}
        lookOf={lookOf}
        onChoose={(index) => void settle(answers.choose(index))}
        onNothing={() => void settle(answers.nothing())}
        onEdit={edit}
        onUnclear={() => void markUnclear()}
        onComment={() => setOverlay('comment')}
        onSame={() => setOverlay('same')}
        onTakeBack={(decisionId) => void decisions.takeBack(decisionId)}
        onStep={step}
      />
      <InspectorContent>
        <CompareInspector
          document={document}
          annotators={annotators}
          types={types.map((type) => type.name)}
          palette={palette}
          hotspot={hotspot}
          onRemoveComment={(id) => void decisions.removeComment(id)}
          onTakeBack={(id) => void decisions.takeBack(id)}
          onJump={jumpTo}
          onLabel={editor.label}
        />
      </InspectorContent>
      <LabelFinder
        open={overlay === 'label'}
        onClose={() => {
          setOverlay(null);
          focusPane();
        }}
        types={types.map((type) => ({ name: type.name, definition: type.definition }))}
        palette={palette}
        selectedText={editor.selectedText}
        onPick={afterLabel}
      />
      {overlay === 'comment' && subject !== null && (
        <CommentDialog
          text={document.text.slice(subject.start, subject.end)}
          onClose={() => setOverlay(null)}
          onAdd={(comment) => decisions.addComment(document.key, subject.start, subject.end, comment)}
        />
      )}
      {overlay === 'same' && (hotspot !== null || editor.currentSpan !== null) && (
        <SameStringDialog
          input={input}
          documentKey={document.key}
          place={editor.currentSpan ?? hotspot ?? range}
          reading={reading}
          text={document.text}
          onClose={() => setOverlay(null)}
          onApply={decisions.decideMany}
        />
      )}
      <GuidelinesSheet
        projectId={input.projectId}
        open={overlay === 'guidelines'}
        onClose={() => setOverlay(null)}
      />
    </div>
  );
}

function announce(markName: string | undefined, selected: string): string {
  if (markName !== undefined) return markName;
  return selected.length > 200 ? `${selected.slice(0, 200)} …` : selected;
}
