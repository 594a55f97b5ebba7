export interface BlockRule {
  /** Shortest block that is kept, in tokens. */
  readonly minBlockLength: number;
  /** Join two runs of hot tokens that one cold token separates (once per block). */
  readonly mergeWithinGap: boolean;
}

/** Token range, `end` exclusive. */
export interface Block {
  readonly start: number;
  readonly end: number;
}

/**
 * Hotspots of one document: runs of hot tokens. Scanning left to right, a run is extended over a gap of exactly one
 * cold token through the next run, at most once per block (H.H.H gives two blocks; H..H gives two).
 * Source: method.md 4.2.
 * @param isHot whether the token at an index of the set is hot
 * @param from first token of the document
 * @param to past its last token
 * @returns blocks in token indices of the document (0 = `from`)
 */
export function hotBlocks(
  isHot: (token: number) => boolean,
  from: number,
  to: number,
  { minBlockLength, mergeWithinGap }: BlockRule,
): Block[] {
  const blocks: Block[] = [];
  const runEnd = (start: number): number => {
    let end = start;
    while (end < to && isHot(end)) end += 1;
    return end;
  };
  for (let token = from; token < to;) {
    if (!isHot(token)) {
      token += 1;
      continue;
    }
    let end = runEnd(token);
    if (mergeWithinGap && end + 1 < to && isHot(end + 1)) end = runEnd(end + 1);
    if (end - token >= minBlockLength) blocks.push({ start: token - from, end: end - from });
    token = end;
  }
  return blocks;
}

/**
 * Whether a rounded score reaches its threshold. A score of 0 never does: where most tokens are unanimous the
 * percentile is 0, and every token would be hot.
 * Source: method.md 4.2 [do] (rule `rounded12_positive`).
 */
export function reaches(roundedScore: number, threshold: number): boolean {
  return roundedScore >= threshold && roundedScore > 0;
}
