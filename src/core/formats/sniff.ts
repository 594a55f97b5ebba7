import { extname } from 'node:path';
import { columnConfidence, pipeConfidence } from './column-evidence.ts';
import { detectLayout, isPipeFile } from './column-layout.ts';
import { guessEncoding } from './encoding.ts';
import type { FormatId } from './format-info.ts';
import { headBytes } from './read-source.ts';
import type { Guess, SniffResult } from './sniff-result.ts';
import { beginsAsJson, sniffJson } from './sniff-json.ts';
import { sniffTable } from './sniff-table.ts';

const jsonExtensions = new Set(['.json', '.jsonl', '.ndjson']);

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
  const found = sniffText(text, extension, head.length < headBytes);
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
    if (names.includes('documents.jsonl') || /(?<![a-z])project\.json/.test(names))
      return sure('bundle', 0.95);
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

function sniffText(text: string, extension: string, isWhole: boolean): SniffResult {
  const start = text.trimStart();
  if (start.startsWith('#FORMAT=WebAnno TSV')) return utf16(sure('webanno-tsv', 1));
  if (/^\s?#\s?[\w.]+ \| /.test(text) && /^#id=\d+\r?\n#text=/m.test(text.slice(0, 4000)))
    return utf16(sure('webanno-tsv', 0.9, ['conll']));
  if (start.startsWith('<?xml') || start.startsWith('<xmi:XMI') || /<xmi:XMI\b/.test(start.slice(0, 4000)))
    return utf16(sure('uima-xmi', /xmi:XMI/.test(start.slice(0, 8000)) ? 0.99 : 0.4));
  // No CAS then; its reader says what the root is. As text each line of it would be a document.
  if (extension === '.xml' && start.startsWith('<')) return utf16(sure('uima-xmi', 0.3, ['text']));
  const isNamedJson = jsonExtensions.has(extension);
  if (beginsAsJson(start) || (isNamedJson && /^[[{]/.test(start))) {
    const json = sniffJson(start);
    if (json !== null) return { ...result(json.format), offsetUnit: json.offsetUnit };
  }
  if (extension === '.ann' || /^T\d+\t\S+ \d+ \d+(;\d+ \d+)*\t/.test(start))
    return unit(sure('brat', 0.95), 'codepoint');
  const lines = text.split('\n');
  if (!isWhole) lines.pop();
  const table = sniffTable(text, extension, isWhole);
  const columns = sniffColumns(lines, extension);
  // A row of column names is better evidence of a table than cells that look like tags by chance.
  if (columns !== null && (columns.format.confidence >= 0.9 || table?.hasHeader !== true)) return columns;
  if (table !== null) return table.result;
  // Broken or empty: the reader says so; as text each of its lines would be a document.
  if (isNamedJson) return result(sure('jsonl', 0.3, ['text']));
  return result(
    sure('text', extension === '.txt' || extension === '.md' ? 0.8 : 0.4, ['conll', 'csv', 'jsonl']),
  );
}

function sniffColumns(lines: readonly string[], extension: string): SniffResult | null {
  if (isPipeFile(lines) && extension !== '.csv') {
    const confidence = pipeConfidence(lines);
    if (confidence > 0) return result(sure('conll', confidence, ['text']));
  }
  const layout = detectLayout(lines);
  const confidence = layout === null ? 0 : columnConfidence(layout, lines, extension);
  if (layout === null || confidence < 0.5) return null;
  return result(sure('conll', confidence, ['tsv', 'text']), {
    delimiter: {
      value: { tab: '\t', spaces: ' ', comma: ',' }[layout.separator],
      confidence: layout.fit,
      alternatives: [],
    },
    tagScheme: { value: layout.scheme, confidence: 0.8, alternatives: [] },
  });
}

function utf16(format: Guess<FormatId>): SniffResult {
  return unit(format, 'utf16');
}

function unit(format: Guess<FormatId>, value: 'utf16' | 'codepoint'): SniffResult {
  return result(format, { offsetUnit: { value, confidence: 0.9, alternatives: [] } });
}
