import { describe, expect, it } from 'vitest';
import { breakerOutcome } from '#core/run/breaker-outcome.ts';

describe('breakerOutcome', () => {
  it('holds nothing against an answer that votes', () => {
    for (const state of ['ok', 'repaired', 'empty', 'unlocated'] as const) {
      expect(breakerOutcome(state, undefined)).toBe('ok');
    }
  });

  it('counts a cut answer as unusable: it abstains', () => {
    expect(breakerOutcome('truncated', 'LLM_INVALID_ANSWER')).toBe('invalid');
    expect(breakerOutcome('failed', 'LLM_INVALID_ANSWER')).toBe('invalid');
    expect(breakerOutcome('failed', 'LLM_REFUSED')).toBe('invalid');
  });

  it('tells a document that does not fit from a server that does not answer', () => {
    expect(breakerOutcome('failed', 'LLM_CONTEXT_OVERFLOW')).toBe('too-long');
    for (const code of ['LLM_UNREACHABLE', 'LLM_TIMEOUT', 'LLM_OUT_OF_MEMORY', undefined]) {
      expect(breakerOutcome('failed', code)).toBe('transport');
    }
  });
});
