import { offsetUnits } from '#core/text/offsets.ts';
import { detectDelimiter, type DelimiterGuess } from './detect-delimiter.ts';
import type { FormatId } from './format-info.ts';
import type { SniffResult } from './sniff-result.ts';
import { isColumnName } from './table-columns.ts';

/** Names that say by themselves that a file is a table. */
const tableExtensions = new Set(['.csv', '.tsv', '.tab']);

/**
 * A table, by its first records. Prose has commas too, so a file whose name promises no table needs column names of
 * one word each over records of as many cells.
 */
export function sniffTable(
  text: string,
  extension: string,
  isWhole: boolean,
): { readonly result: SniffResult; readonly hasHeader: boolean } | null {
  const found = detectDelimiter(text, isWhole);
  const isNamed = tableExtensions.has(extension);
  if (found === null) return isNamed ? { result: unsure(extension), hasHeader: false } : null;
  if (!isNamed && !isTableOfItself(found)) return null;
  const names = found.header.map((cell) => cell.toLowerCase());
  const isLabelStudio = names.includes('annotation_id') && names.includes('annotator');
  const value = isLabelStudio ? 'label-studio-csv' : found.delimiter === '\t' ? 'tsv' : 'csv';
  return { result: table(value, found.hasHeader ? 0.85 : 0.8, found), hasHeader: found.hasHeader };
}

function isTableOfItself({ header, hasHeader, even, confidence }: DelimiterGuess): boolean {
  const isNames = header.every((cell) => /^[\p{L}_][\p{L}\p{N}_:.#-]*$/u.test(cell));
  return isNames && even > 1 && confidence > 0.9 && (hasHeader || header.some(isColumnName));
}

function table(value: FormatId, confidence: number, found: DelimiterGuess): SniffResult {
  return {
    format: { value, confidence, alternatives: ['csv', 'tsv', 'text'] },
    encoding: null,
    delimiter: { value: found.delimiter, confidence: found.confidence, alternatives: [',', ';', '\t'] },
    tagScheme: null,
    offsetUnit: { value: 'utf16', confidence: 0.4, alternatives: offsetUnits.slice(1) },
  };
}

function unsure(extension: string): SniffResult {
  return {
    format: { value: extension === '.csv' ? 'csv' : 'tsv', confidence: 0.5, alternatives: ['text'] },
    encoding: null,
    delimiter: { value: 'none', confidence: 0.5, alternatives: [',', ';', '\t'] },
    tagScheme: null,
    offsetUnit: null,
  };
}
