/** What the form holds while the user types; percents. */
export interface SplitDraft {
  readonly on: boolean;
  readonly train: number;
  readonly dev: number;
  readonly test: number;
  readonly seed: number;
}

export const startSplit: SplitDraft = { on: false, train: 80, dev: 10, test: 10, seed: 42 };

export function sumOfSplit({ train, dev, test }: SplitDraft): number {
  return train + dev + test;
}

/** Shares as the contract wants them; parts of 0 % are left out; null = one file. */
export function splitOf(draft: SplitDraft): Record<string, number> | null {
  if (!draft.on) return null;
  const parts = [
    ['train', draft.train],
    ['dev', draft.dev],
    ['test', draft.test],
  ] as const;
  return Object.fromEntries(
    parts.filter(([, percent]) => percent > 0).map(([name, percent]) => [name, percent / 100]),
  );
}
