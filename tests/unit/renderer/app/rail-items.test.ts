import { describe, expect, it } from 'vitest';
import { createFakeHostApi } from '../../../helpers/fake-host-api.ts';
import { createApi } from '../../../../src/renderer/app/api.ts';
import { paletteItems } from '../../../../src/renderer/app/palette-items.ts';
import { railItems } from '../../../../src/renderer/app/rail-items.ts';
import { runWords } from '../../../../src/renderer/app/run-words.ts';
import { fakeRun } from '../../../helpers/fake-host-data.ts';

describe('rail', () => {
  it('ticks what is done, dots the next step and counts live', async () => {
    const api = createApi(createFakeHostApi());
    const items = railItems(await api.call('projects.overview', { projectId: 'drug-labels' }));
    const item = (step: string) => items.find((candidate) => candidate.step === step);
    expect(item('corpus')).toMatchObject({ state: 'done', count: '1,204' });
    expect(item('annotators')).toMatchObject({ state: 'done', count: '6 of 8' });
    expect(item('compare')).toMatchObject({ state: 'next', count: '38 hotspots' });
    expect(item('guidelines')).toMatchObject({ state: 'open', count: '3 new' });
  });

  it('leaves everything open while nothing is known', () => {
    expect(new Set(railItems(null).map(({ state }) => state))).toEqual(new Set(['open']));
  });
});

describe('command palette', () => {
  it('offers the steps only inside a project, and never the project one is in', () => {
    const projects = [
      { id: 'a', name: 'A', nextStep: 'goal' as const, binnedAt: null },
      { id: 'b', name: 'B', nextStep: 'run' as const, binnedAt: null },
      { id: 'c', name: 'C', nextStep: 'run' as const, binnedAt: '2026-01-01' },
    ];
    const base = { projects, own: {}, isActive: () => true };
    const inside = paletteItems({ ...base, projectId: 'a' }).map(({ id }) => id);
    const outside = paletteItems({ ...base, projectId: null }).map(({ id }) => id);
    expect(inside).toContain('go-compare');
    expect(outside).not.toContain('go-compare');
    expect(inside.filter((id) => id.startsWith('project-'))).toEqual(['project-b']);
    expect(new Set(inside).size).toBe(inside.length);
  });
});

describe('run in words', () => {
  it('says share and time left', () => {
    expect(runWords(fakeRun)).toEqual({ text: 'Run 64 %, 12 min left', tone: 'accent' });
    expect(runWords({ ...fakeRun, etaMs: null }).text).toBe('Run 64 %');
    expect(runWords({ ...fakeRun, state: 'waiting-for-approval' }).tone).toBe('warning');
  });
});
