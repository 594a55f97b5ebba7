import { AppError } from '#shared/errors.ts';

/** The run stops here on purpose and goes on when the expert has done something. */
export class RunWaits extends Error {
  override readonly name: string = 'RunWaits';
  readonly state: 'waiting-for-expert' | 'waiting-for-approval';
  readonly why: string;
  /** Setting that is stored as true together with the wait, so that the run waits here once. */
  readonly onceKey: string | null;

  constructor(
    state: 'waiting-for-expert' | 'waiting-for-approval',
    why: string,
    onceKey: string | null = null,
  ) {
    super(why);
    this.state = state;
    this.why = why;
    this.onceKey = onceKey;
  }
}

export function costCapError(capUsd: number, spentUsd: number, estimateUsd: number): AppError {
  return new AppError(
    'COST_CAP',
    `The next supervisor call is estimated at $${estimateUsd.toFixed(4)}; with $${spentUsd.toFixed(4)} spent it would pass the cap of $${capUsd.toFixed(2)}.`,
    { action: 'Raise the cap or choose a cheaper or local supervisor, then continue the run.' },
  );
}
