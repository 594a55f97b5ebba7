import { overlaps, type TextRange } from './text-range.ts';

export type TextRow =
  | { readonly kind: 'block'; readonly key: string; readonly index: number; readonly block: TextRange }
  | { readonly kind: 'fold'; readonly key: string; readonly count: number };

/**
 * The rows of the pane: every block, or (where `keep` is given) the blocks that hold one of these stretches, with one
 * row for each run of other blocks between them.
 */
export function rowsOf(blocks: readonly TextRange[], keep: readonly TextRange[] | null): readonly TextRow[] {
  const rows: TextRow[] = [];
  let folded = 0;
  const closeFold = (at: number): void => {
    if (folded > 0) rows.push({ kind: 'fold', key: `fold-${at}`, count: folded });
    folded = 0;
  };
  blocks.forEach((block, index) => {
    if (keep !== null && !keep.some((range) => overlaps(range, block))) {
      folded += 1;
      return;
    }
    closeFold(index);
    rows.push({ kind: 'block', key: `block-${block.start}`, index, block });
  });
  closeFold(blocks.length);
  return rows;
}
