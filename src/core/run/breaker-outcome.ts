import type { UnitState } from '#shared/domain/annotator.ts';
import type { BreakerRecord } from '#core/llm/circuit-breaker.ts';

/** Transport failures and invalid answers count against a model; its honest "nothing here" does not. */
export function breakerOutcome(state: UnitState, code: string | undefined): BreakerRecord {
  if (state !== 'failed') return 'ok';
  return code === 'LLM_INVALID_ANSWER' || code === 'LLM_REFUSED' ? 'invalid' : 'transport';
}
