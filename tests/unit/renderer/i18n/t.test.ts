import { describe, expect, it } from 'vitest';
import { en } from '../../../../src/renderer/i18n/en.ts';
import {
  formatAgo,
  formatAgreement,
  formatFileSize,
  formatMemory,
  formatDuration,
  formatPercent,
  formatUsd,
} from '../../../../src/renderer/i18n/format.ts';
import { fill, t } from '../../../../src/renderer/i18n/t.ts';

describe('messages', () => {
  it('fills parameters, with thousands separated', () => {
    expect(t('common.documents', { count: 1204 })).toBe('1,204 documents');
  });

  it('chooses the form for one', () => {
    expect(t('common.documents', { count: 1 })).toBe('1 document');
  });

  it('leaves an unknown parameter visible instead of printing "undefined"', () => {
    expect(fill('{a} and {b}', { a: 'x' })).toBe('x and {b}');
  });

  it('has no empty message, and every plural names its count or means one thing', () => {
    for (const [area, catalogue] of Object.entries(en)) {
      for (const [name, message] of Object.entries(catalogue as Record<string, unknown>)) {
        const forms = typeof message === 'string' ? [message] : Object.values(message as object);
        for (const form of forms) expect(form, `${area}.${name}`).not.toBe('');
      }
    }
  });
});

describe('formats', () => {
  it('writes sizes, times, shares and money as people read them', () => {
    expect(formatMemory(16 * 1024 ** 3)).toBe('16.0 GB');
    expect(formatFileSize(4_900_000_000)).toBe('4.9 GB');
    expect(formatFileSize(512)).toBe('512 B');
    expect(formatDuration(720_000)).toBe('12 min');
    expect(formatDuration(3_900_000)).toBe('1 h 5 min');
    expect(formatDuration(7_200_000)).toBe('2 h');
    expect(formatPercent(0.641)).toBe('64 %');
    expect(formatUsd(0.004)).toBe('<$0.01');
    expect(formatUsd(0)).toBe('$0.00');
    expect(formatAgreement(0.8)).toBe('0.80');
    expect(formatAgreement(null)).toBe('–');
  });

  it('says how long ago something was', () => {
    const now = Date.parse('2026-11-22T09:00:00Z');
    expect(formatAgo('2026-11-22T06:00:00Z', now)).toBe('3 hours ago');
    expect(formatAgo('2026-11-22T08:59:40Z', now)).toBe('just now');
    expect(formatAgo('2026-11-21T09:00:00Z', now)).toBe('yesterday');
  });
});
