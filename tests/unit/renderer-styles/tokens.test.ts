import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contrast, mix, parseHex, type Rgb } from '../../../src/renderer/components/color-math.ts';
import { entityHues, entityLook } from '../../../src/renderer/components/entity-palette.ts';

const css = readFileSync(new URL('../../../src/renderer/styles/tokens.css', import.meta.url), 'utf8');

function tokensOf(theme: 'light' | 'dark'): (name: string) => Rgb {
  const block = new RegExp(`\\[data-theme='${theme}'\\] \\{([^}]*)\\}`).exec(css)?.[1] ?? '';
  const values = new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((m) => [m[1], m[2]]));
  return (name) => parseHex(values.get(name) ?? `missing token ${name}`);
}

const grounds = ['page', 'panel', 'raised', 'hover', 'sunken'];

describe.each(['light', 'dark'] as const)('tokens of the %s theme', (theme) => {
  const token = tokensOf(theme);

  it.each(['text', 'text-2', 'text-3'])('%s reads at 4.5:1 on every ground', (name) => {
    for (const ground of grounds) {
      expect(contrast(token(name), token(ground)), `${name} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each([
    ['on-accent', 'accent'],
    ['on-accent', 'accent-hover'],
    ['on-danger', 'danger'],
    ['success', 'success-soft'],
    ['warning', 'warning-soft'],
    ['danger', 'danger-soft'],
    ['info', 'info-soft'],
    ['accent', 'accent-soft'],
    ['text', 'accent-soft'],
    ['text-2', 'accent-soft'],
    ['text-2', 'warning-soft'],
    ['text-2', 'danger-soft'],
    ['text-2', 'info-soft'],
  ])('%s reads at 4.5:1 on %s', (text, ground) => {
    expect(contrast(token(text), token(ground))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['success', 'warning', 'danger', 'info', 'accent'])(
    '%s reads at 4.5:1 as text on a panel',
    (name) => {
      expect(contrast(token(name), token('panel'))).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each(['line-control', 'focus'])('%s stands out at 3:1, because it means something', (name) => {
    for (const ground of ['page', 'panel', 'raised']) {
      expect(contrast(token(name), token(ground)), `${name} on ${ground}`).toBeGreaterThanOrEqual(3);
    }
  });

  it('keeps text readable on the tint of every entity hue, and its edge at 3:1 on the panel', () => {
    entityHues.forEach((hue, position) => {
      const edge = parseHex(entityLook(hue, position)[theme]);
      expect(contrast(edge, token('panel')), hue).toBeGreaterThanOrEqual(3);
      expect(contrast(token('text'), mix(edge, token('panel'), 0.22)), hue).toBeGreaterThanOrEqual(4.5);
    });
  });
});
