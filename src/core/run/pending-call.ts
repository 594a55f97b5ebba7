import { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { readSetting, writeSetting } from '#core/store/project-table.ts';
import type { Database } from '#core/store/open-store.ts';
import type { RunRow } from '#core/store/run-table.ts';

const pendingCallSchema = z.object({
  runId: z.string(),
  iteration: z.int(),
  phase: z.string(),
  annotatorId: z.string().nullable(),
  requestHash: z.string(),
  /** Exactly what would be sent. */
  requestText: z.string(),
  model: z.string().default(''),
  /** Where it would go, `host:port`. */
  host: z.string().default(''),
});
/** A supervisor's call that waits until the user has looked at it. */
export type PendingCall = z.infer<typeof pendingCallSchema>;

const pendingCallKey = 'pending-call';
const approvalSchema = z.object({ answer: z.enum(['go', 'skip']), host: z.string() });
const approvalKey = (requestHash: string): string => `approval:${requestHash}`;

export function writePendingCall(db: Database, call: PendingCall): void {
  writeSetting(db, pendingCallKey, call);
}

/** The call this run waits with; null where it does not wait. */
export function readPendingCall(db: Database, run: RunRow): PendingCall | null {
  if (run.state !== 'waiting-for-approval') return null;
  const pending = pendingCallSchema.safeParse(readSetting(db, pendingCallKey));
  return pending.success && pending.data.runId === run.runId ? pending.data : null;
}

/**
 * What the user said to a call: undefined = not asked yet. What was declined is sent nowhere; what was approved was
 * approved for the host it would have gone to.
 */
export function readApproval(db: Database, requestHash: string, host: string): 'go' | 'skip' | undefined {
  const { data } = approvalSchema.safeParse(readSetting(db, approvalKey(requestHash)));
  return data?.answer === 'skip' || data?.host === host ? data.answer : undefined;
}

/**
 * Lets the waiting call go, or leaves it out (the rules of the built-in supervisor do that step). The run goes on when it
 * is continued.
 * @throws {AppError} NOT_FOUND where this call does not wait any more
 */
export function answerPendingCall(db: Database, run: RunRow, requestHash: string, approve: boolean): void {
  const pending = readPendingCall(db, run);
  if (pending?.requestHash !== requestHash) {
    throw new AppError('NOT_FOUND', 'No call waits for approval any more.', { action: 'Look at the run.' });
  }
  db.transaction(() => {
    writeSetting(db, approvalKey(requestHash), { answer: approve ? 'go' : 'skip', host: pending.host });
    writeSetting(db, pendingCallKey, null);
  })();
}
