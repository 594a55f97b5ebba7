import { useCallback, useMemo, useReducer } from 'react';
import type { Span } from '#shared/domain/span.ts';
import {
  hasSelection,
  selectedRange,
  selectionReducer,
  startSelection,
  type SelectionAction,
  type SelectionState,
} from './selection-reducer.ts';
import { placeSpan, removeSpan, reshapeSpan, spanOf, type SpanEdit } from './span-edits.ts';
import { sameRange, type TextRange } from './text-range.ts';

export interface EditedSpan {
  readonly kind: 'label' | 'remove' | 'reshape';
  readonly span: Span;
}

interface TextEditorInput {
  readonly text: string;
  readonly tokens: readonly TextRange[];
  /** The spans that can be edited, in reading order. */
  readonly spans: readonly Span[];
  readonly allowNested: boolean;
  readonly onEdit: (edit: SpanEdit, what: EditedSpan) => void;
}

export interface TextEditor {
  readonly selection: SelectionState;
  readonly dispatch: (action: SelectionAction) => void;
  /** The span whose borders are selected, else the innermost span around the cursor; null outside spans. */
  readonly currentSpan: Span | null;
  /** The selected stretch of text; "" where nothing is selected. */
  readonly selectedText: string;
  readonly label: (type: string) => void;
  readonly remove: () => void;
  readonly moveEdge: (edge: 'start' | 'end', forward: boolean) => void;
  readonly toSpan: (forward: boolean) => Span | null;
}

/** Cursor, selection and span editing over one text. Every edit is handed on at once; nothing is kept here. */
export function useTextEditor({ text, tokens, spans, allowNested, onEdit }: TextEditorInput): TextEditor {
  const of = useMemo(() => ({ text, tokens }), [text, tokens]);
  const reducer = useCallback(
    (state: TextSelection, action: SelectionAction): TextSelection => ({
      text,
      selection: selectionReducer(selectionIn(state, text), action, of),
    }),
    [text, of],
  );
  const [state, dispatch] = useReducer(reducer, { text, selection: startSelection });
  const selection = selectionIn(state, text);
  const range = selectedRange(selection);
  const picked = hasSelection(selection);
  const exact = picked ? spans.findLast((span) => sameRange(span, range)) : undefined;
  const around = selection.active
    ? spans.findLast((span) => span.start <= range.start && range.end <= span.end)
    : undefined;
  const currentSpan = exact ?? around ?? null;

  const label = (type: string): void => {
    if (!picked) return;
    const span = spanOf(text, range, type);
    onEdit(placeSpan(spans, span, allowNested), { kind: 'label', span });
  };
  const remove = (): void => {
    if (currentSpan !== null) onEdit(removeSpan(spans, currentSpan), { kind: 'remove', span: currentSpan });
  };
  const moveEdge = (edge: 'start' | 'end', forward: boolean): void => {
    const action: SelectionAction = { kind: 'edge', edge, forward };
    if (exact === undefined) {
      dispatch(action);
      return;
    }
    const next = selectedRange(selectionReducer(selection, action, of));
    if (sameRange(next, exact)) return;
    const span = spanOf(text, next, exact.type);
    dispatch(action);
    onEdit(reshapeSpan(spans, exact, span, allowNested), { kind: 'reshape', span });
  };
  const toSpan = (forward: boolean): Span | null => {
    const at = selection.active ? range : { start: -1, end: -1 };
    const next = forward
      ? spans.find((span) => span.start > at.start)
      : spans.findLast((span) => span.start < (selection.active ? at.start : Infinity));
    if (next !== undefined) dispatch({ kind: 'range', range: next });
    return next ?? null;
  };
  return {
    selection,
    dispatch,
    currentSpan,
    selectedText: picked ? text.slice(range.start, range.end) : '',
    label,
    remove,
    moveEdge,
    toSpan,
  };
}

interface TextSelection {
  readonly text: string;
  readonly selection: SelectionState;
}

/** The selection, or none where it was made in another text; the granularity stays. */
function selectionIn(state: TextSelection, text: string): SelectionState {
  if (state.text === text) return state.selection;
  return { ...startSelection, granularity: state.selection.granularity };
}
