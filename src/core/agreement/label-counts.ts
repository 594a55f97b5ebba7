/** Label counts of two annotators over the tokens both labelled. Arrays have one entry per label. */
export interface LabelCounts {
  /** Tokens to which both give the label. */
  readonly agree: ArrayLike<number>;
  /** Tokens to which the first gives the label. */
  readonly first: ArrayLike<number>;
  /** Tokens to which the second gives the label. */
  readonly second: ArrayLike<number>;
}

/** Counts the labels of two sequences of equal length (the shorter decides). */
export function labelCounts(a: readonly string[], b: readonly string[]): LabelCounts {
  const index = new Map<string, number>();
  const agree: number[] = [];
  const first: number[] = [];
  const second: number[] = [];
  const at = (label: string): number => {
    const known = index.get(label);
    if (known !== undefined) return known;
    index.set(label, agree.length);
    agree.push(0);
    first.push(0);
    second.push(0);
    return agree.length - 1;
  };
  const length = Math.min(a.length, b.length);
  for (let token = 0; token < length; token += 1) {
    const x = at(a[token] ?? 'O');
    const y = at(b[token] ?? 'O');
    first[x] = (first[x] as number) + 1;
    second[y] = (second[y] as number) + 1;
    if (x === y) agree[x] = (agree[x] as number) + 1;
  }
  return { agree, first, second };
}
