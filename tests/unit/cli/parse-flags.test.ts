import { expect, it } from 'vitest';
import { runSettingsSchema } from '#shared/domain/run-settings.ts';
import { parseFlags } from '#cli/parse-flags.ts';

const settings = { annotatorIds: ['a', 'b'], supervisor: { kind: 'rules' } };

it.each([
  [{ ...settings, setSize: 0 }, /^--set-size: /u],
  [{ ...settings, analysis: { adaptiveThreshold: 'often' } }, /^--adaptive-threshold: .*permutation/u],
  [{ ...settings, analysis: { hotspotBudget: 0 } }, /^--hotspot-budget: /u],
])('a wrong value is reported under the name of its flag', (raw, message) => {
  expect(() => parseFlags(runSettingsSchema, raw)).toThrow(message);
});

it('right values come through, with the defaults of the rest', () => {
  expect(parseFlags(runSettingsSchema, { ...settings, setSize: 7 })).toMatchObject({
    setSize: 7,
    iterations: 5,
  });
});
