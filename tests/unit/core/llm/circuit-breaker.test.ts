import { describe, expect, it } from 'vitest';
import { createCircuitBreaker, type BreakerRecord } from '#core/llm/circuit-breaker.ts';

const after = (...ends: readonly BreakerRecord[]): boolean => {
  const breaker = createCircuitBreaker();
  for (const end of ends) breaker.record(end);
  return breaker.state.open;
};
const times = (count: number, end: BreakerRecord): BreakerRecord[] => Array<BreakerRecord>(count).fill(end);

describe('createCircuitBreaker', () => {
  it('opens at the seventh unusable answer among the first twenty, not at the sixth', () => {
    expect(after(...times(6, 'invalid'), ...times(14, 'ok'))).toBe(false);
    expect(after(...times(13, 'ok'), ...times(7, 'invalid'))).toBe(true);
  });
  it('forgives unusable answers after the first twenty', () => {
    expect(after(...times(20, 'ok'), ...times(50, 'invalid'))).toBe(false);
  });
  it('opens at five transport failures in a row; an answer between them starts the count anew', () => {
    expect(after(...times(4, 'transport'), 'invalid', ...times(4, 'transport'))).toBe(false);
    expect(after(...times(30, 'ok'), ...times(5, 'transport'))).toBe(true);
  });
  it('stays closed for documents that are too long, unless nothing else has come', () => {
    expect(after(...times(19, 'too-long'), 'ok', ...times(50, 'too-long'))).toBe(false);
    expect(after(...times(4, 'transport'), 'too-long', ...times(4, 'transport'))).toBe(false);
    expect(after(...times(19, 'too-long'))).toBe(false);
    expect(after(...times(20, 'too-long'))).toBe(true);
  });
  it('says why in the words of the last failure, with its code', () => {
    const breaker = createCircuitBreaker();
    for (const end of times(4, 'transport')) breaker.record(end, { code: 'LLM_TIMEOUT', message: 'Late.' });
    breaker.record('transport', { code: 'LLM_OUT_OF_MEMORY', message: 'm does not fit into memory.' });
    expect(breaker.state).toEqual({
      open: true,
      code: 'LLM_OUT_OF_MEMORY',
      reason: '5 documents in a row got no answer; the last: m does not fit into memory.',
    });
  });
});
