import { tieTolerance } from './majority-label.ts';

/** BIO without the difference of B- and I-: `O` or the type. */
export function ioFromTags(tags: readonly string[]): string[] {
  return tags.map((tag) => (tag === 'O' ? 'O' : tag.slice(2)));
}

/** B- at the start of a run of one type, I- after it. Adjacent entities of one type come out as one. */
export function tagsFromIo(io: readonly string[]): string[] {
  return io.map((type, token) => (type === 'O' ? 'O' : `${io[token - 1] === type ? 'I' : 'B'}-${type}`));
}

/**
 * The published default consensus: per token the type (or O) with the largest summed weight; within 1e-9 of a tie O if
 * it is among the tied, else the alphabetically first; then back to BIO. Kept for comparison with published numbers:
 * it glues adjacent entities, so the product's own consensus is `consensusTags`.
 * Source: method.md 3.3, rows 2 and 3.
 * @param sequences BIO per annotator; shorter ones are read as O at their end
 * @param weights in the same order; all 1 for the unweighted vote
 */
export function ioVote(sequences: readonly (readonly string[])[], weights: readonly number[]): string[] {
  const length = sequences[0]?.length ?? 0;
  const io = sequences.map(ioFromTags);
  return tagsFromIo(
    Array.from({ length }, (_, token) => {
      const masses = new Map<string, number>();
      io.forEach((sequence, k) => {
        const type = sequence[token] ?? 'O';
        masses.set(type, (masses.get(type) ?? 0) + (weights[k] as number));
      });
      return winner(masses);
    }),
  );
}

function winner(masses: ReadonlyMap<string, number>): string {
  const largest = Math.max(...masses.values());
  const tied = [...masses].filter(([, mass]) => mass >= largest - tieTolerance).map(([type]) => type);
  if (tied.includes('O')) return 'O';
  return tied.reduce((first, type) => (type < first ? type : first));
}
