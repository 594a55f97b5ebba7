/**
 * Where a column that somebody named is: by its name, else by its number from 0.
 * @param names the names the file gives its columns; empty where it gives none
 * @returns null where there is no such column
 */
export function columnPlace(wanted: string, names: readonly string[], columns: number): number | null {
  const name = wanted.trim().toLowerCase();
  const at = names.findIndex((other) => other.trim().toLowerCase() === name);
  if (at >= 0) return at;
  const place = /^\d+$/.test(name) ? Number(name) : columns;
  return place < columns ? place : null;
}
