export type VersionVerdict = 'ok' | 'update-recommended' | 'update-advised' | 'too-old';

const compare = (a: readonly number[], b: readonly number[]): number => {
  for (let index = 0; index < 3; index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

/**
 * Policy of llm-protocols 1.10: below 0.12.6 prompts are cut silently (too old), below 0.31.2 answers may ignore the
 * schema (advised), below 0.32.15 the scheduler can wedge (recommended). Development builds without a number pass.
 */
export function judgeVersion(version: string): VersionVerdict {
  const parts = /(\d+)\.(\d+)\.(\d+)/u.exec(version)?.slice(1).map(Number);
  if (parts === undefined || compare(parts, [0, 0, 0]) === 0) return 'ok';
  if (compare(parts, [0, 12, 6]) < 0) return 'too-old';
  if (compare(parts, [0, 31, 2]) < 0) return 'update-advised';
  return compare(parts, [0, 32, 15]) < 0 ? 'update-recommended' : 'ok';
}
