import type { OffsetUnit } from '#core/text/offsets.ts';
import type { Span, Token } from '#shared/domain/span.ts';
import type { EntityType } from '#shared/domain/entity-type.ts';

/** A document to write: `ImportedDocument` with an id fits. */
export interface ExportDocument {
  readonly id: string;
  readonly text: string;
  /** Missing: the product's tokeniser cuts the text where a format needs tokens. */
  readonly tokens?: readonly Token[];
  readonly reconstructed?: boolean;
  readonly spans: readonly Span[];
  /** False: nobody annotated it; formats that can say so do. Missing: somebody did. */
  readonly annotated?: boolean;
  /** `spans` is only the first of several layers. */
  readonly unsettled?: boolean;
  /** Several annotators; written apart where the format can, else `spans` alone is written. */
  readonly layers?: Readonly<Record<string, readonly Span[]>>;
  /** What models proposed, by model. */
  readonly predictions?: Readonly<Record<string, readonly Span[]>>;
  readonly meta?: Readonly<Record<string, unknown>>;
}

export interface WriteOptions {
  /** Entity types with colours and definitions, for configuration files; default: the types seen in the spans. */
  readonly types?: readonly EntityType[];
  /** Unit of the offsets written, where the format leaves a choice. */
  readonly offsetUnit?: OffsetUnit;
  /** Column files, DocBin, GLiNER, Hugging Face: words (default) or one token per character. */
  readonly granularity?: 'word' | 'character';
  /** Column files: also write `-DOCSTART-` lines. Default true when documents have several sentences. */
  readonly docstart?: boolean;
}

/** A piece of an output file; pieces of one path follow each other. */
export interface OutputChunk {
  /**
   * Relative path below the output folder. In formats that are one file '' is that file, and any other name the ending
   * of a file beside it.
   */
  readonly path: string;
  readonly data: string | Uint8Array;
}

/** Streams documents out. Written text and spans are checked against each other before they get here. */
export type Writer = (
  documents: AsyncIterable<ExportDocument>,
  options: WriteOptions,
) => AsyncIterable<OutputChunk>;
