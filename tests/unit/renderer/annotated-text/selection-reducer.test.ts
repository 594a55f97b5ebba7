import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  selectedRange,
  selectionReducer,
  startSelection,
  type SelectionAction,
  type SelectionState,
} from '../../../../src/renderer/components/annotated-text/selection-reducer.ts';
import { hardTexts, roughTokens } from './hard-text.ts';

const text = 'The patient took aspirin 81 mg. She felt well.';
const of = { text, tokens: roughTokens(text) };
const act = (state: SelectionState, ...actions: readonly SelectionAction[]): SelectionState =>
  actions.reduce((current, action) => selectionReducer(current, action, of), state);
const shown = (state: SelectionState): string => {
  const range = selectedRange(state);
  return text.slice(range.start, range.end);
};
const right: SelectionAction = { kind: 'move', by: 'unit', forward: true };
const left: SelectionAction = { kind: 'move', by: 'unit', forward: false };
const shiftRight: SelectionAction = { kind: 'extend', by: 'unit', forward: true };
const shiftLeft: SelectionAction = { kind: 'extend', by: 'unit', forward: false };
const at = (surface: string, extend = false): SelectionAction => ({
  kind: 'point',
  offset: text.indexOf(surface) + 1,
  extend,
});

describe('token mode', () => {
  test('the first arrow puts the cursor on the first token, the next ones walk', () => {
    expect(shown(act(startSelection, right))).toBe('The');
    expect(shown(act(startSelection, right, right, right))).toBe('took');
    expect(shown(act(startSelection, right, right, right, left))).toBe('patient');
  });
  test('Shift+arrow grows from the cursor token to the right and to the left', () => {
    expect(shown(act(startSelection, at('aspirin'), shiftRight, shiftRight))).toBe('aspirin 81 mg');
    expect(shown(act(startSelection, at('aspirin'), shiftLeft))).toBe('took aspirin');
  });
  test('growing and shrinking back leaves the cursor token, never nothing', () => {
    expect(shown(act(startSelection, at('aspirin'), shiftRight, shiftLeft))).toBe('aspirin');
    expect(shown(act(startSelection, at('aspirin'), shiftLeft, shiftRight))).toBe('aspirin');
    expect(shown(act(startSelection, at('aspirin'), shiftRight, shiftLeft, shiftLeft))).toBe('took aspirin');
  });
  test('Alt+arrow moves the start, Alt+Shift+arrow the end, and neither passes the other', () => {
    const picked = act(startSelection, at('aspirin'), shiftRight);
    expect(shown(picked)).toBe('aspirin 81');
    expect(shown(act(picked, { kind: 'edge', edge: 'start', forward: false }))).toBe('took aspirin 81');
    expect(shown(act(picked, { kind: 'edge', edge: 'start', forward: true }))).toBe('81');
    expect(shown(act(picked, { kind: 'edge', edge: 'end', forward: true }))).toBe('aspirin 81 mg');
    expect(shown(act(picked, { kind: 'edge', edge: 'end', forward: false }))).toBe('aspirin');
    const one = act(startSelection, at('mg'));
    expect(act(one, { kind: 'edge', edge: 'start', forward: true })).toEqual(one);
    expect(act(one, { kind: 'edge', edge: 'end', forward: false })).toEqual(one);
  });
  test('click and Shift+click select a range without dragging, in both directions', () => {
    expect(shown(act(startSelection, at('aspirin'), at('mg', true)))).toBe('aspirin 81 mg');
    expect(shown(act(startSelection, at('mg'), at('aspirin', true)))).toBe('aspirin 81 mg');
  });
  test('a mouse selection snaps outwards to whole tokens', () => {
    const start = text.indexOf('spirin');
    expect(shown(act(startSelection, { kind: 'drag', start, end: start + 8 }))).toBe('aspirin 81');
  });
  test('arrow down and up go from sentence to sentence', () => {
    const down: SelectionAction = { kind: 'move', by: 'sentence', forward: true };
    expect(shown(act(startSelection, right, down))).toBe('She');
    expect(shown(act(startSelection, right, down, { ...down, forward: false }))).toBe('The');
  });
});

describe('character mode', () => {
  const character: SelectionAction = { kind: 'granularity', granularity: 'character' };
  test('arrows move a caret and Shift+arrows take characters', () => {
    const state = act(startSelection, character, at('spirin'), shiftRight, shiftRight);
    expect(shown(state)).toBe('pi');
  });
  test('Ctrl+arrow goes by words', () => {
    const state = act(startSelection, character, at('patient'), {
      kind: 'extend',
      by: 'word',
      forward: true,
    });
    expect(shown(state)).toBe('atient');
  });
});

test('sentence mode takes the sentence', () => {
  const state = act(startSelection, { kind: 'granularity', granularity: 'sentence' }, at('felt'));
  expect(shown(state)).toBe('She felt well.');
});

describe('invariants', () => {
  const moves = fc.constantFrom('unit', 'word', 'sentence');
  const actions: fc.Arbitrary<SelectionAction> = fc.oneof(
    fc.record({ kind: fc.constant('move' as const), by: moves, forward: fc.boolean() }),
    fc.record({ kind: fc.constant('extend' as const), by: moves, forward: fc.boolean() }),
    fc.record({
      kind: fc.constant('edge' as const),
      edge: fc.constantFrom('start', 'end'),
      forward: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('point' as const), offset: fc.nat(60), extend: fc.boolean() }),
    fc.record({
      kind: fc.constant('granularity' as const),
      granularity: fc.constantFrom('character', 'token', 'sentence'),
    }),
    fc.constant({ kind: 'collapse' as const }),
  );
  test.each(hardTexts)('whatever is pressed, edges stay on grapheme borders of $name', ({ text: hard }) => {
    const borders = new Set([
      ...[...new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(hard)].map((part) => part.index),
      hard.length,
    ]);
    const pane = { text: hard, tokens: roughTokens(hard) };
    fc.assert(
      fc.property(fc.array(actions, { maxLength: 25 }), (list) => {
        const state = list.reduce<SelectionState>((s, a) => selectionReducer(s, a, pane), startSelection);
        expect(borders.has(state.anchor) && borders.has(state.focus)).toBe(true);
      }),
    );
  });
});
