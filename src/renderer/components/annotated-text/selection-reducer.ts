import { nextGrapheme, previousGrapheme, snapToGrapheme } from './grapheme-snap.ts';
import { sentenceAround } from './sentences.ts';
import { nextWord, previousWord } from './words.ts';
import { firstTokenFrom, lastTokenUntil, tokenNear } from './token-search.ts';
import type { TextRange } from './text-range.ts';

export type Granularity = 'character' | 'token' | 'sentence';

/** The text the selection lives in. */
export interface SelectionText {
  readonly text: string;
  /** In reading order, without overlaps. */
  readonly tokens: readonly TextRange[];
}

/**
 * Cursor and selection of the text pane. The selected range always runs between `anchor` and `focus` (either order), both
 * on grapheme borders; where they are equal nothing is selected and `focus` is the caret of character mode. In token mode
 * the cursor is a token: `anchor..focus` covers it.
 */
export interface SelectionState {
  readonly granularity: Granularity;
  readonly anchor: number;
  readonly focus: number;
  /** False until the user has moved or picked something: nothing is drawn then. */
  readonly active: boolean;
}

export type SelectionAction =
  | { readonly kind: 'move'; readonly by: 'unit' | 'word' | 'sentence'; readonly forward: boolean }
  | { readonly kind: 'extend'; readonly by: 'unit' | 'word' | 'sentence'; readonly forward: boolean }
  /** Moves one edge of the selection; an edge never passes the other. */
  | { readonly kind: 'edge'; readonly edge: 'start' | 'end'; readonly forward: boolean }
  /** A click (extend = Shift held): snaps to the unit under the offset. */
  | { readonly kind: 'point'; readonly offset: number; readonly extend: boolean }
  /** A mouse selection: snapped outwards to whole units. */
  | { readonly kind: 'drag'; readonly start: number; readonly end: number }
  /** Takes a range as it is (an existing span); only grapheme borders are enforced. */
  | { readonly kind: 'range'; readonly range: TextRange }
  | { readonly kind: 'all' }
  | { readonly kind: 'collapse' }
  | { readonly kind: 'granularity'; readonly granularity: Granularity }
  | { readonly kind: 'reset' };

export const startSelection: SelectionState = { granularity: 'token', anchor: 0, focus: 0, active: false };

export function selectedRange(state: SelectionState): TextRange {
  return { start: Math.min(state.anchor, state.focus), end: Math.max(state.anchor, state.focus) };
}

export function hasSelection(state: SelectionState): boolean {
  return state.active && state.anchor !== state.focus;
}

export function selectionReducer(
  state: SelectionState,
  action: SelectionAction,
  of: SelectionText,
): SelectionState {
  switch (action.kind) {
    case 'move':
      return move(state, action.by, action.forward, of);
    case 'extend':
      return extend(state, action.by, action.forward, of);
    case 'edge':
      return moveEdge(state, action.edge, action.forward, of);
    case 'point':
      return point(state, action.offset, action.extend, of);
    case 'drag':
      return range(state, snapOutwards(state.granularity, action, of));
    case 'range':
      return range(state, {
        start: snapToGrapheme(of.text, action.range.start, 'before'),
        end: snapToGrapheme(of.text, action.range.end, 'after'),
      });
    case 'all':
      return range(state, { start: 0, end: of.text.length });
    case 'collapse':
      return collapse(state, of);
    case 'granularity':
      return changeGranularity(state, action.granularity, of);
    case 'reset':
      return { ...startSelection, granularity: state.granularity };
  }
}

function range(state: SelectionState, picked: TextRange): SelectionState {
  return { ...state, anchor: picked.start, focus: picked.end, active: true };
}

function move(
  state: SelectionState,
  by: 'unit' | 'word' | 'sentence',
  forward: boolean,
  of: SelectionText,
): SelectionState {
  if (!state.active) return range(state, unitAt(state.granularity, 0, of));
  const picked = selectedRange(state);
  if (state.granularity === 'character') {
    const from = forward ? picked.end : picked.start;
    const collapsing = by === 'unit' && picked.start !== picked.end;
    const to = collapsing ? from : step(of, from, by === 'unit' ? 'character' : by, forward);
    return { ...state, anchor: to, focus: to };
  }
  const unit = by === 'sentence' ? 'sentence' : state.granularity;
  if (unit === 'sentence') {
    const here = sentenceAround(of.text, forward ? Math.max(picked.start, picked.end - 1) : picked.start);
    const next = forward ? here.end : here.start - 1;
    if (next < 0 || next >= of.text.length) return state;
    const sentence = sentenceAround(of.text, next);
    const first = of.tokens[firstTokenFrom(of.tokens, sentence.start)];
    return state.granularity === 'token' && first !== undefined
      ? range(state, first)
      : range(state, sentence);
  }
  const index = forward ? firstTokenFrom(of.tokens, picked.end) : lastTokenUntil(of.tokens, picked.start);
  const token = of.tokens[index];
  return token === undefined
    ? range(state, tokenNear(of, forward ? picked.end : picked.start))
    : range(state, token);
}

function extend(
  state: SelectionState,
  by: 'unit' | 'word' | 'sentence',
  forward: boolean,
  of: SelectionText,
): SelectionState {
  if (!state.active) return range(state, unitAt(state.granularity, 0, of));
  const unit = by === 'unit' ? state.granularity : by;
  const growsRight = state.focus > state.anchor;
  if (!growsRight || forward || state.granularity === 'character' || !isOneUnit(state, of)) {
    const focus =
      unit === 'token' && state.focus !== state.anchor
        ? edgeStep(of, state.focus, 'word', forward, growsRight ? 'end' : 'start')
        : step(of, state.focus, unit, forward);
    const crossed = growsRight
      ? focus <= state.anchor
      : state.focus !== state.anchor && focus >= state.anchor;
    // Shrinking to nothing leaves the unit at the anchor selected.
    if (crossed && state.granularity !== 'character') {
      return range(state, unitAt(state.granularity, growsRight ? state.anchor : state.anchor - 1, of));
    }
    return { ...state, focus };
  }
  // A cursor unit that grows to the left must keep itself: the anchor goes to its far end.
  const picked = selectedRange(state);
  return { ...state, anchor: picked.end, focus: step(of, picked.start, unit, false) };
}

function moveEdge(
  state: SelectionState,
  edge: 'start' | 'end',
  forward: boolean,
  of: SelectionText,
): SelectionState {
  if (!hasSelection(state)) return state;
  const picked = selectedRange(state);
  const unit = state.granularity === 'character' ? 'character' : 'word';
  if (edge === 'start') {
    const start = edgeStep(of, picked.start, unit, forward, 'start');
    return start >= picked.end ? state : { ...state, anchor: start, focus: picked.end };
  }
  const end = edgeStep(of, picked.end, unit, forward, 'end');
  return end <= picked.start ? state : { ...state, anchor: picked.start, focus: end };
}

/** Start edges go from token start to token start, end edges from token end to token end: no edge lands on a space. */
function edgeStep(
  of: SelectionText,
  from: number,
  unit: 'character' | 'word',
  forward: boolean,
  edge: 'start' | 'end',
): number {
  if (unit === 'character') return step(of, from, 'character', forward);
  const tokens = of.tokens;
  if (edge === 'start') {
    const index = forward ? firstTokenFrom(tokens, from + 1) : lastTokenStartBefore(tokens, from);
    return tokens[index]?.start ?? from;
  }
  const index = forward ? firstTokenEndAfter(tokens, from) : lastTokenUntil(tokens, from - 1);
  return tokens[index]?.end ?? from;
}

function lastTokenStartBefore(tokens: readonly TextRange[], offset: number): number {
  const next = firstTokenFrom(tokens, offset);
  return (next === -1 ? tokens.length : next) - 1;
}

function firstTokenEndAfter(tokens: readonly TextRange[], offset: number): number {
  return lastTokenUntil(tokens, offset) + 1;
}

function point(state: SelectionState, offset: number, extending: boolean, of: SelectionText): SelectionState {
  const at = Math.min(Math.max(0, offset), of.text.length);
  if (state.granularity === 'character') {
    const caret = snapToGrapheme(of.text, at, 'before');
    return extending && state.active
      ? { ...state, focus: caret }
      : { ...state, anchor: caret, focus: caret, active: true };
  }
  const unit = unitAt(state.granularity, at, of);
  if (!extending || !state.active) return range(state, unit);
  const picked = selectedRange(state);
  if (unit.end > picked.start && unit.start >= picked.start)
    return { ...state, anchor: picked.start, focus: unit.end };
  return { ...state, anchor: picked.end, focus: unit.start };
}

function collapse(state: SelectionState, of: SelectionText): SelectionState {
  const picked = selectedRange(state);
  if (state.granularity === 'character') return { ...state, anchor: picked.start, focus: picked.start };
  return range(state, unitAt(state.granularity, picked.start, of));
}

function changeGranularity(
  state: SelectionState,
  granularity: Granularity,
  of: SelectionText,
): SelectionState {
  const changed = { ...state, granularity };
  if (!state.active || granularity === 'character') return changed;
  return range(changed, snapOutwards(granularity, selectedRange(state), of));
}

function snapOutwards(granularity: Granularity, picked: TextRange, of: SelectionText): TextRange {
  const start = snapToGrapheme(of.text, picked.start, 'before');
  const end = snapToGrapheme(of.text, picked.end, 'after');
  if (granularity === 'character') return { start, end };
  if (granularity === 'sentence') {
    return {
      start: sentenceAround(of.text, start).start,
      end: sentenceAround(of.text, Math.max(start, end - 1)).end,
    };
  }
  const first = of.tokens.find((token) => token.end > start);
  const last = of.tokens.findLast((token) => token.start < Math.max(end, start + 1));
  // Only space was picked: the token after it.
  if (first === undefined || last === undefined || last.end <= first.start) return tokenNear(of, start);
  return { start: first.start, end: last.end };
}

function unitAt(granularity: Granularity, offset: number, of: SelectionText): TextRange {
  if (granularity === 'sentence') return sentenceAround(of.text, offset);
  if (granularity === 'character') {
    const caret = snapToGrapheme(of.text, offset, 'before');
    return { start: caret, end: caret };
  }
  return tokenNear(of, offset);
}

function isOneUnit(state: SelectionState, of: SelectionText): boolean {
  if (state.granularity === 'character') return false;
  const picked = selectedRange(state);
  const unit = unitAt(state.granularity, picked.start, of);
  return unit.start === picked.start && unit.end === picked.end;
}

/** Where a moving edge lands: token edges in token mode, grapheme borders in character mode. */
function step(of: SelectionText, from: number, unit: Granularity | 'word', forward: boolean): number {
  switch (unit) {
    case 'character':
      return forward ? nextGrapheme(of.text, from) : previousGrapheme(of.text, from);
    case 'sentence': {
      if (forward) return from >= of.text.length ? from : sentenceAround(of.text, from).end;
      return from <= 0 ? 0 : sentenceAround(of.text, from - 1).start;
    }
    case 'token': {
      if (forward) return of.tokens[lastTokenUntil(of.tokens, from) + 1]?.end ?? from;
      return of.tokens[lastTokenStartBefore(of.tokens, from)]?.start ?? from;
    }
    case 'word':
      return forward ? nextWord(of.text, from) : previousWord(of.text, from);
  }
}
