import type { OffsetUnit } from '#core/text/offsets.ts';
import type { Reader } from './reader.ts';
import type { ExportDocument, WriteOptions, Writer } from './writer.ts';

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

/** What of a document comes back from a format, besides its spans: as our own reader reads what our writer wrote. */
export interface FormatKeeps {
  /** An id as it comes back; null: the document is called after its file and number. */
  readonly id: (id: string) => string | null;
  /** A type name as it comes back; '': it cannot be written. */
  readonly type: (type: string) => string;
  readonly metadata: boolean;
  /** The words of a fitted document that came with tokens, as they come back; null: its tokens are not in the file. */
  readonly words: ((document: ExportDocument, options: WriteOptions) => readonly string[]) | null;
  /** Whether somebody annotated a document, as it comes back. */
  readonly annotated: (annotated: boolean, document: ExportDocument) => boolean;
  /** The name of an annotator, where the format holds several, as it comes back. */
  readonly layer: (name: string) => string;
  /** Text as the file can hold it, character for character: UTF-16 units that it cannot are replaced one by one. */
  readonly characters: (text: string) => string;
  /** A byte order mark at the beginning of a text is lost, because there a reader takes it for the file's. */
  readonly losesMark: boolean;
  /** White space between words is lost, so that only words tell places. */
  readonly losesSpacing: boolean;
  /**
   * Made once per export: the text of a fitted document, its characters as the file holds them, as it comes back; null:
   * nothing of the document does.
   */
  readonly text: (options: WriteOptions) => (document: ExportDocument) => string | null;
  /** Why a text may come back changed in its characters, and in its layout. */
  readonly charactersWhy: string;
  readonly textWhy: string;
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
  readonly keeps: FormatKeeps;
  readonly read?: Reader;
  readonly write?: Writer;
}
