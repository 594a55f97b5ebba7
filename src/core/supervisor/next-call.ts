import type { LlmClient } from '#core/llm/llm-client.ts';
import { AppError } from '#shared/errors.ts';
import type { Question } from '#shared/domain/decision.ts';
import { createLlmSupervisor } from './llm-supervisor.ts';
import type { Phase12, PlannedCall, SupervisionHooks, SupervisionInput } from './supervisor.ts';

export interface SupervisionSoFar {
  /** Phases 1 and 2 where they are done; null before. */
  readonly phase12: Phase12 | null;
  /** Phase 1's questions with the expert's answers so far. */
  readonly answers: readonly Question[];
  /** The stored answer to a call that was made already. */
  readonly answerTo: (call: PlannedCall) => string | undefined;
  readonly redact: (text: string) => string;
}

/** Ends the rehearsal at the first call that has no stored answer. */
class Reached extends Error {
  readonly call: PlannedCall;
  constructor(call: PlannedCall) {
    super('reached');
    this.call = call;
  }
}

/**
 * The call an LLM supervisor would send next, found by letting it work up to that point on stored answers; nothing is
 * sent. null where all four phases have their answers.
 */
export async function planNextCall(
  input: SupervisionInput,
  soFar: SupervisionSoFar,
): Promise<PlannedCall | null> {
  const stored = new Map<string, string>();
  const hooks: SupervisionHooks = {
    redact: soFar.redact,
    beforeCall: (call) => {
      const answer = soFar.answerTo(call);
      if (answer === undefined) return Promise.reject(new Reached(call));
      stored.set(call.requestHash, answer);
      return Promise.resolve(undefined);
    },
    reuse: (requestHash) => stored.get(requestHash),
    onCall: () => undefined,
  };
  const { signal } = new AbortController();
  const rehearsal = createLlmSupervisor({ id: 'rehearsal', client: mute, model: '', options });
  try {
    const phase12 = soFar.phase12 ?? (await rehearsal.runPhases12(input, hooks, signal));
    await rehearsal.runPhases34(input, phase12, soFar.answers, hooks, signal);
    return null;
  } catch (error) {
    if (error instanceof Reached) return error.call;
    throw error;
  }
}

const mute: LlmClient = {
  provider: 'openai',
  baseUrl: '',
  complete: () =>
    Promise.reject(new AppError('INTERNAL', 'A rehearsed supervision tried to send something.')),
};

/** Never sent; sampling has no part in the text of a call. */
const options = {
  numCtx: 1,
  numPredict: 1,
  temperature: 0,
  topP: 1,
  topK: 1,
  seed: 0,
  repeatPenalty: 1,
} as const;
