/**
 * Order in which the models of a pool work in one iteration: forth in even iterations, back in odd ones, so that the
 * model loaded last goes first next time and M models need M − 1 loads instead of M (llm-protocols 4.8).
 */
export function boustrophedon<T>(models: readonly T[], iteration: number): T[] {
  return iteration % 2 === 0 ? [...models] : models.toReversed();
}

/** Most loads a whole run may need: M · I − (I − 1). */
export const mostLoads = (models: number, iterations: number): number =>
  models * iterations - (iterations - 1);
