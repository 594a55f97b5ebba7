import type { UnitState } from '#shared/domain/annotator.ts';
import type { BreakerRecord } from '#core/llm/circuit-breaker.ts';

/**
 * What one document says about its model. Failures of transport and unusable answers (unreadable, or cut off: both
 * abstain) count against it; its honest "nothing here" does not, nor that a document is too long for it.
 * @param code of the document's error; undefined = none is known
 */
export function breakerOutcome(state: UnitState, code: string | undefined): BreakerRecord {
  if (state === 'truncated') return 'invalid';
  if (state !== 'failed') return 'ok';
  if (code === 'LLM_CONTEXT_OVERFLOW') return 'too-long';
  return code === 'LLM_INVALID_ANSWER' || code === 'LLM_REFUSED' ? 'invalid' : 'transport';
}
