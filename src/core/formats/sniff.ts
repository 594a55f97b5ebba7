import { extname } from 'node:path';
import { offsetUnits } from '#core/text/offsets.ts';
import { detectLayout, isPipeFile, type ColumnLayout } from './column-layout.ts';
import { guessDelimiter, parseRow } from './csv-records.ts';
import { guessEncoding } from './encoding.ts';
import type { FormatId } from './format-info.ts';
import type { Guess, SniffResult } from './sniff-result.ts';
import { sniffJson } from './sniff-json.ts';

/**
 * Guesses what a file is from its first bytes; the name only breaks ties. Never throws: unknown text is `text`, and
 * bytes that are no text in a known encoding have `encoding: null`.
 */
export function sniff(head: Uint8Array, fileName: string): SniffResult {
  const extension = extname(fileName).toLowerCase();
  const binary = sniffBinary(head, extension);
  if (binary !== null) return result(binary);
  const encoding = guessEncoding(head);
  if (encoding === null) return result(sure('text', 0.1));
  const text = new TextDecoder(encoding.encoding).decode(head);
  const found = sniffText(text, extension, head.length < 1 << 17);
  return {
    ...found,
    encoding: {
      value: encoding.encoding,
      confidence: encoding.confidence,
      alternatives: encoding.alternatives,
    },
  };
}

function sure(value: FormatId, confidence: number, alternatives: readonly FormatId[] = []): Guess<FormatId> {
  return { value, confidence, alternatives };
}

function result(format: Guess<FormatId>, more: Partial<SniffResult> = {}): SniffResult {
  return { format, encoding: null, delimiter: null, tagScheme: null, offsetUnit: null, ...more };
}

function sniffBinary(head: Uint8Array, extension: string): Guess<FormatId> | null {
  const [a, b, c, d] = head;
  if (a === 0x50 && b === 0x41 && c === 0x52 && d === 0x31) return sure('hf-parquet', 1);
  if (a === 0x50 && b === 0x4b && c === 3 && d === 4) {
    const names = new TextDecoder('latin1').decode(head.subarray(0, 4096));
    if (extension === '.xlsx' || names.includes('[Content_Types].xml') || names.includes('xl/'))
      return sure('xlsx', 0.95);
    if (names.includes('documents.jsonl') || names.includes('project.json')) return sure('bundle', 0.95);
    if (names.includes('.xmi') || /typesystem/i.test(names)) return sure('uima-xmi', 0.9);
    if (names.includes('.ann')) return sure('brat', 0.9);
    return sure('bundle', 0.4, ['uima-xmi', 'brat', 'xlsx']);
  }
  // zlib: the header's 16 bits are a multiple of 31.
  if (
    a === 0x78 &&
    b !== undefined &&
    (a * 256 + b) % 31 === 0 &&
    (extension === '.spacy' || !isPrintable(head))
  )
    return sure('spacy', extension === '.spacy' ? 0.99 : 0.8);
  return null;
}

function isPrintable(head: Uint8Array): boolean {
  return head.subarray(0, 64).every((byte) => byte >= 0x20 || (byte >= 9 && byte <= 13));
}

function sniffText(text: string, extension: string, complete: boolean): SniffResult {
  const start = text.trimStart();
  if (start.startsWith('#FORMAT=WebAnno TSV')) return utf16(sure('webanno-tsv', 1));
  if (/^\s?#\s?[\w.]+ \| /.test(text) && /^#id=\d+\r?\n#text=/m.test(text.slice(0, 4000)))
    return utf16(sure('webanno-tsv', 0.9, ['conll']));
  if (start.startsWith('<?xml') || start.startsWith('<xmi:XMI') || /<xmi:XMI\b/.test(start.slice(0, 4000)))
    return utf16(sure('uima-xmi', /xmi:XMI/.test(start.slice(0, 8000)) ? 0.99 : 0.4));
  if (start.startsWith('{') || start.startsWith('[')) {
    const json = sniffJson(start);
    if (json !== null) return { ...result(json.format), offsetUnit: json.offsetUnit };
  }
  if (extension === '.ann' || /^T\d+\t\S+ \d+ \d+(;\d+ \d+)*\t/.test(start))
    return unit(sure('brat', 0.95), 'codepoint');
  const lines = text.split('\n');
  if (!complete) lines.pop();
  if (isPipeFile(lines) && extension !== '.csv') return result(sure('conll', 0.8, ['text']));
  const layout = detectLayout(lines);
  const columns = layout === null ? 0 : columnConfidence(layout, lines);
  if (layout !== null && columns >= 0.5) {
    const delimiter = {
      value: layout.separator === 'tab' ? '\t' : ' ',
      confidence: layout.fit,
      alternatives: [],
    };
    const tagScheme = { value: layout.scheme, confidence: 0.8, alternatives: [] };
    return result(sure('conll', columns, ['tsv', 'text']), { delimiter, tagScheme });
  }
  const header = tableHeader(lines[0] ?? '');
  if (header !== null) {
    const format = isLabelStudioHeader(lines[0] ?? '') ? 'label-studio-csv' : header === '\t' ? 'tsv' : 'csv';
    return result(sure(format, 0.85, ['csv', 'tsv', 'text']), {
      delimiter: { value: header, confidence: 0.9, alternatives: [',', ';', '\t'] },
      offsetUnit: { value: 'utf16', confidence: 0.4, alternatives: offsetUnits.slice(1) },
    });
  }
  const table = guessDelimiter(lines);
  if (
    table !== null &&
    (extension === '.csv' ||
      extension === '.tsv' ||
      (extension !== '.txt' && extension !== '.md' && table.confidence > 0.9))
  ) {
    const format = isLabelStudioHeader(lines[0] ?? '')
      ? 'label-studio-csv'
      : table.delimiter === '\t'
        ? 'tsv'
        : 'csv';
    return result(sure(format, extension === '' ? 0.5 : 0.8, ['csv', 'tsv', 'text']), {
      delimiter: { value: table.delimiter, confidence: table.confidence, alternatives: [',', ';', '\t'] },
      offsetUnit: { value: 'utf16', confidence: 0.4, alternatives: offsetUnits.slice(1) },
    });
  }
  if (extension === '.csv' || extension === '.tsv')
    return result(sure(extension === '.csv' ? 'csv' : 'tsv', 0.5, ['text']), {
      delimiter: { value: extension === '.csv' ? ',' : '\t', confidence: 0.3, alternatives: [] },
    });
  return result(
    sure('text', extension === '.txt' || extension === '.md' ? 0.8 : 0.4, ['conll', 'csv', 'jsonl']),
  );
}

/** The delimiter of a first line that is a row of short column names, one of them for the text; else null. */
function tableHeader(line: string): string | null {
  for (const delimiter of ['\t', ',', ';']) {
    const cells = parseRow(line.trim(), delimiter).map((cell) => cell.trim().toLowerCase());
    const names = ['text', 'document_text', 'content', 'sentence', 'document'];
    if (
      cells.length > 1 &&
      cells.every((cell) => cell.length < 40) &&
      cells.some((cell) => names.includes(cell))
    )
      return delimiter;
  }
  return null;
}

const isLabelStudioHeader = (line: string): boolean =>
  line.includes('annotation_id') && line.includes('annotator');

/** How sure it is that lines are tokens: columns that fit, a tag column with O, short cells. */
function columnConfidence(layout: ColumnLayout, lines: readonly string[]): number {
  if (layout.columns < 2) return 0;
  // CoNLL-2012 has a column more for each predicate of the sentence.
  if (layout.brackets) return 0.9;
  if (layout.columns === 10 && layout.idColumn === 0) return 0.9 * layout.fit;
  if (layout.tagColumn === null) return 0;
  if (layout.splitTag || layout.otherTagColumns.length > 0) return layout.fit;
  const rows = lines.filter((line) => /\S/.test(line) && !line.startsWith('#'));
  const long = rows.filter((line) => line.length > 200).length;
  const tagged = rows.filter((line) => /[\t ](O|[BIELSU]-\S+)([\t ].*)?\r?$/.test(line)).length;
  const share = rows.length === 0 ? 0 : tagged / rows.length;
  const bare = layout.scheme === 'io' ? 0.75 * layout.fit : 0;
  return long > rows.length / 10 ? 0 : Math.max(share * layout.fit, bare);
}

function utf16(format: Guess<FormatId>): SniffResult {
  return unit(format, 'utf16');
}

function unit(format: Guess<FormatId>, value: 'utf16' | 'codepoint'): SniffResult {
  return result(format, { offsetUnit: { value, confidence: 0.9, alternatives: [] } });
}
