import { defaultBrain, type Brain } from '#fakes/brain.ts';

/** The fake's own answers, with rules for single annotators given to annotators that exist. */
export const supervisorBrain =
  (annotatorIds: readonly string[]): Brain =>
  (call) =>
    JSON.stringify(JSON.parse(defaultBrain(call)), (key, value: unknown) =>
      key === 'annotatorId' ? annotatorIds.at(-1) : value,
    );
