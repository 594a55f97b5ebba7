import { describe, expect, it } from 'vitest';
import { analysisParamsSchema, runSettingsSchema } from '#shared/domain/run-settings.ts';

describe('analysisParamsSchema', () => {
  it.each([
    [true, 'gap'],
    [false, 'off'],
    ['permutation', 'permutation'],
    [undefined, 'off'],
  ])('reads the adaptive threshold %j as %s', (stored, read) => {
    expect(analysisParamsSchema.parse({ adaptiveThreshold: stored }).adaptiveThreshold).toBe(read);
  });

  it('names what the adaptive threshold may be', () => {
    const parsed = analysisParamsSchema.safeParse({ adaptiveThreshold: 'always' });
    expect(parsed.error?.issues[0]?.message).toMatch(/off.*gap.*permutation/u);
  });

  it('fills in the whole analysis of a run that names nothing', () => {
    const { analysis } = runSettingsSchema.parse({
      annotatorIds: ['a', 'b'],
      supervisor: { kind: 'rules' },
    });
    expect(analysis).toEqual(analysisParamsSchema.parse({}));
    expect(analysis).toMatchObject({ adaptiveThreshold: 'off', hotspotBudget: null });
  });
});
