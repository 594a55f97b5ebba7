/** Numbers of two versions: what changed from the one to the other. */
export interface VersionPair {
  readonly from: number;
  readonly to: number;
}

/** A choice of two versions. `to` null follows the newest: rules judged in the list of changes stay in that list. */
export interface ComparedVersions {
  readonly from: number;
  readonly to: number | null;
}

/** @returns the choice of the last change, which later edits extend */
export const lastChange = (newest: number): ComparedVersions => ({ from: Math.max(0, newest - 1), to: null });

/** @returns the choice of this pair; the newest version stands for "whatever is newest" */
export const compared = ({ from, to }: VersionPair, newest: number): ComparedVersions => ({
  from,
  to: to === newest ? null : to,
});

/** @returns the pair that a choice means now. An undo may have taken chosen versions away. */
export const pairOf = ({ from, to }: ComparedVersions, newest: number): VersionPair => ({
  from: Math.min(from, newest),
  to: Math.min(to ?? newest, newest),
});
