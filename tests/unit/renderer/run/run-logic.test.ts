import { describe, expect, test } from 'vitest';
import { runSettingsSchema } from '../../../../src/shared/domain/run-settings.ts';
import type { Grid } from '../../../../src/shared/rpc/run.ts';
import { withUnitEnds } from '../../../../src/renderer/features/run/grid-update.ts';
import { orderOfRound, stageSteps } from '../../../../src/renderer/features/run/run-stages.ts';
import {
  placeOfProblem,
  plannedUnits,
  scaleEstimate,
} from '../../../../src/renderer/features/run/settings-draft.ts';

const cell = { state: 'queued', unlocated: 0, spans: 0 } as const;
const grid: Grid = {
  annotators: ['a', 'b'].map((id) => ({ annotatorId: id, displayName: id, builtin: true })),
  documents: [7, 9].map((key) => ({ key, id: `d${key}` })),
  cells: [
    [cell, cell],
    [cell, cell],
  ],
};
const end = (annotatorId: string, documentKey: number) =>
  ({
    kind: 'unit-end',
    projectId: 'p',
    runId: 'r',
    iteration: 0,
    annotatorId,
    documentKey,
    state: 'ok',
    unlocated: 0,
    spans: 3,
  }) as const;

describe('withUnitEnds', () => {
  test('puts ended units into their cells and leaves the other rows as they are', () => {
    const next = withUnitEnds(grid, [end('b', 9)]);
    expect(next.cells[1]?.[1]).toEqual({ state: 'ok', unlocated: 0, spans: 3 });
    expect(next.cells[0]).toBe(grid.cells[0]);
    expect(grid.cells[1]?.[1]).toBe(cell);
  });
  test('a unit of an unknown annotator or document changes nothing', () => {
    expect(withUnitEnds(grid, [end('x', 9), end('a', 8)])).toBe(grid);
  });
});

const settings = runSettingsSchema.parse({
  annotatorIds: ['a', 'b', 'c', 'd'],
  supervisor: { kind: 'rules' },
  iterations: 5,
});

describe('stageSteps', () => {
  const status = { state: 'running', stage: 'analyse', iteration: 1, iterations: 5, settings } as const;
  test('says what is done, what runs and what comes', () => {
    expect(stageSteps(status).map((s) => `${s.stage}:${s.state}`)).toEqual([
      'sample:done',
      'annotate:done',
      'analyse:now',
      'supervise:later',
    ]);
  });
  test('the last round ends with choosing instead of supervising', () => {
    expect(stageSteps({ ...status, iteration: 5 }).map((s) => s.stage)).toEqual([
      'sample',
      'annotate',
      'analyse',
      'select',
      'done',
    ]);
  });
});

test('every other round reads in the opposite order', () => {
  expect(orderOfRound([1, 2, 3], 0)).toEqual([1, 2, 3]);
  expect(orderOfRound([1, 2, 3], 3)).toEqual([3, 2, 1]);
});

describe('estimates', () => {
  test('25 documents, 4 annotators and rounds 0..5 are 600 readings', () => {
    expect(plannedUnits(settings)).toBe(600);
  });
  test('half the documents take half the time and cost the same', () => {
    const half = { ...settings, setSize: 12 };
    expect(scaleEstimate({ minutes: 50, costUsd: 1 }, { ...settings, setSize: 24 }, half)).toEqual({
      minutes: 25,
      costUsd: 1,
    });
  });
  test('no improvement rounds cost nothing', () => {
    expect(scaleEstimate({ minutes: 6, costUsd: 1 }, settings, { ...settings, iterations: 0 })).toEqual({
      minutes: 1,
      costUsd: 0,
    });
  });
});

test('problems lead to the screen where they are mended', () => {
  expect(placeOfProblem('Choose at least two annotators.')).toBe('annotators');
  expect(placeOfProblem('Import documents first.')).toBe('corpus');
  expect(placeOfProblem('The schema has no active entity type.')).toBe('schema');
  expect(placeOfProblem('No API key for the supervisor.')).toBe('supervisor');
  expect(placeOfProblem('The supervisor has no model yet. Choose one.')).toBe('supervisor');
});
