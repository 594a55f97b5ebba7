import { describe, expect, test } from 'vitest';
import {
  placeSpan,
  removeSpan,
  reshapeSpan,
  spanOf,
  withDecisions,
} from '../../../../src/renderer/components/annotated-text/span-edits.ts';

const text = 'took aspirin 81 mg with water';
const span = (surface: string, type = 'DRUG') => {
  const start = text.indexOf(surface);
  return spanOf(text, { start, end: start + surface.length }, type);
};
const short = (spans: readonly { readonly text: string; readonly type: string }[]) =>
  spans.map((s) => `${s.text}:${s.type}`);

describe('placeSpan', () => {
  test('takes the place of every span it touches and reports the whole region', () => {
    const edit = placeSpan([span('aspirin 81 mg')], span('aspirin'), false);
    expect(short(edit.spans)).toEqual(['aspirin:DRUG']);
    expect(edit.region).toEqual({ start: 5, end: 18 });
  });
  test('with nesting allowed both stay, unless they cross', () => {
    expect(short(placeSpan([span('aspirin 81 mg')], span('81 mg', 'DOSE'), true).spans)).toEqual([
      'aspirin 81 mg:DRUG',
      '81 mg:DOSE',
    ]);
    expect(short(placeSpan([span('aspirin 81')], span('81 mg', 'DOSE'), true).spans)).toEqual(['81 mg:DOSE']);
  });
  test('the same borders change the type and never give two marks', () => {
    expect(short(placeSpan([span('aspirin')], span('aspirin', 'DOSE'), true).spans)).toEqual([
      'aspirin:DOSE',
    ]);
  });
});

test('reshapeSpan changes the borders and covers old and new place', () => {
  const edit = reshapeSpan(
    [span('aspirin 81 mg'), span('water', 'FOOD')],
    span('aspirin 81 mg'),
    span('aspirin'),
    false,
  );
  expect(short(edit.spans)).toEqual(['aspirin:DRUG', 'water:FOOD']);
  expect(edit.region).toEqual({ start: 5, end: 18 });
});

test('removeSpan takes away exactly one span', () => {
  expect(short(removeSpan([span('aspirin'), span('water')], span('aspirin')).spans)).toEqual(['water:DRUG']);
});

describe('withDecisions', () => {
  const consensus = [span('aspirin 81 mg'), span('water', 'FOOD')];
  test('replaces what the expert settled and leaves the rest', () => {
    const decision = { ...span('aspirin 81 mg'), spans: [span('aspirin')] };
    expect(short(withDecisions(consensus, [decision]))).toEqual(['aspirin:DRUG', 'water:FOOD']);
  });
  test('"nothing here" removes the consensus span, and a later decision wins', () => {
    const nothing = { ...span('water'), spans: [] };
    expect(short(withDecisions(consensus, [nothing]))).toEqual(['aspirin 81 mg:DRUG']);
    const again = { ...span('water'), spans: [span('water', 'DRINK')] };
    expect(short(withDecisions(consensus, [nothing, again]))).toEqual(['aspirin 81 mg:DRUG', 'water:DRINK']);
  });
});
