import type { RunStage, RunStatus } from '#shared/domain/run.ts';

export interface StageStep {
  readonly stage: RunStage;
  readonly state: 'done' | 'now' | 'later';
}

/** The stages of the round the run is in, in order; "review" only where the run waits for the expert after each round. */
export function stageSteps(
  status: Pick<RunStatus, 'stage' | 'state' | 'iteration' | 'iterations' | 'settings'>,
): readonly StageStep[] {
  const last = status.iteration >= status.iterations;
  const stages: readonly RunStage[] = last
    ? ['sample', 'annotate', 'analyse', 'select', 'done']
    : [
        'sample',
        'annotate',
        'analyse',
        'supervise',
        ...(status.settings.mode === 'review' ? (['review'] as const) : []),
      ];
  const at = status.state === 'done' ? stages.length : stages.indexOf(status.stage);
  return stages.map((stage, index) => ({
    stage,
    state: status.state === 'done' || index < at ? 'done' : index === at ? 'now' : 'later',
  }));
}

/** Annotators in the order of a round: the configured order, backwards in every other round (architecture 4). */
export function orderOfRound<T>(annotators: readonly T[], iteration: number): readonly T[] {
  return iteration % 2 === 0 ? annotators : annotators.toReversed();
}
