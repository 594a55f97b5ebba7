import { createRedactor } from '#core/supervisor/preview.ts';

/** Stands for what was taken out. */
export const redactionMark = '▮▮▮';

/** The project's redaction list: plain strings, or /regular expressions/ (Unicode, with optional flags i). */
export function createProjectRedactor(list: readonly string[]): (text: string) => string {
  const plain = createRedactor(
    list.filter((entry) => patternOf(entry) === null).map((find) => ({ find, replace: redactionMark })),
  );
  const patterns = list.flatMap((entry) => patternOf(entry) ?? []);
  return (text) => patterns.reduce((clean, pattern) => clean.replace(pattern, redactionMark), plain(text));
}

function patternOf(entry: string): RegExp | null {
  const parts = /^\/(?<source>.+)\/(?<flags>i?)$/u.exec(entry)?.groups;
  if (parts === undefined) return null;
  try {
    return new RegExp(parts['source'] ?? '', `gu${parts['flags'] ?? ''}`);
  } catch {
    return null;
  }
}
