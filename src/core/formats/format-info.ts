import type { OffsetUnit } from '#core/text/offsets.ts';
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

export const formatIds = [
  'jsonl',
  'conll',
  'iob1',
  'iob2',
  'iobes',
  'bilou',
  'doccano',
  'prodigy',
  'label-studio',
  'label-studio-min',
  'label-studio-csv',
  'spacy-json',
  'spacy',
  'brat',
  'webanno-tsv',
  'uima-xmi',
  'uima-json',
  'hf-jsonl',
  'hf-parquet',
  'gliner',
  'csv',
  'tsv',
  'xlsx',
  'text',
  'bundle',
] as const;
export type FormatId = (typeof formatIds)[number];

export interface FormatHolds {
  readonly nested: boolean;
  readonly discontinuous: boolean;
  /** The file keeps tokens; spacing between them may be lost. */
  readonly tokensOnly: boolean;
  readonly multiAnnotator: boolean;
  /** What models proposed, apart from the marks of people. */
  readonly predictions: boolean;
  /** What a span may begin and end with; token formats have no white space, brat no line break. */
  readonly edges: 'any' | 'no-line-break' | 'no-space';
  /** Spans of no character. */
  readonly empty: boolean;
  /** Any spans at all; false for plain text. */
  readonly spans: boolean;
}

/** Everything the wizard, the export dialog and the documentation need to know about a format. */
export interface FormatInfo {
  readonly id: FormatId;
  readonly label: string;
  readonly extensions: readonly string[];
  readonly canRead: boolean;
  readonly canWrite: boolean;
  readonly holds: FormatHolds;
  /** What offsets count in files of this format; 'tokens' where there are none. */
  readonly unit: OffsetUnit | 'tokens' | 'varies';
  /** 'folder': one file or pair per document. */
  readonly layout: 'file' | 'folder';
  readonly streams: boolean;
  readonly note?: string;
}

export interface Format extends FormatInfo {
  readonly read?: Reader;
  readonly write?: Writer;
}
