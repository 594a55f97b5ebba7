import type { MatrixCell } from '../../components/matrix/matrix.tsx';
import { formatAgreement } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';

/** Cells of an annotator-by-annotator matrix; the diagonal is muted. Heat runs from the lowest value to 1. */
export function agreementCells(
  names: readonly string[],
  matrix: readonly (readonly (number | null)[])[],
  documents: readonly (readonly number[])[],
): readonly (readonly MatrixCell[])[] {
  const values = matrix.flatMap((row, r) => row.filter((value, c) => value !== null && r !== c)) as number[];
  const low = Math.max(0, Math.min(1, ...values) - 0.1);
  return names.map((row, r) =>
    names.map((column, c) => {
      const value = matrix[r]?.[c] ?? null;
      if (r === c) return { heat: null, text: '–', name: t('results.matrixSelf', { row }), muted: true };
      return {
        heat: value === null ? null : (value - low) / Math.max(0.01, 1 - low),
        text: formatAgreement(value),
        name: t('results.matrixCell', {
          row,
          column,
          value: formatAgreement(value),
          count: documents[r]?.[c] ?? 0,
        }),
      };
    }),
  );
}
