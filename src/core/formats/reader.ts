import type { OffsetUnit } from '#core/text/offsets.ts';
import type { Span, Token } from '#shared/domain/span.ts';
import type { ReadSource } from './read-source.ts';

export const tagSchemes = ['iob1', 'iob2', 'iobes', 'bilou', 'io'] as const;
export type TagScheme = (typeof tagSchemes)[number];

/** A document as a file gives it: text untouched, spans in UTF-16 with `text.slice(start, end) === span.text`. */
export interface ImportedDocument {
  /** The file's own id, or null where it has none. */
  readonly id: string | null;
  readonly text: string;
  /** Only where the file itself is token based; otherwise the product's tokeniser decides. */
  readonly tokens?: readonly Token[];
  /** True where the text was rebuilt by joining tokens. */
  readonly reconstructed: boolean;
  /** What a person marked; where several did and nobody settled it, the marks of the first (`unsettled`). */
  readonly spans: readonly Span[];
  /** Somebody annotated this document: no span then means "no entities". False: nobody did, and `spans` is empty. */
  readonly annotated: boolean;
  /** `spans` is only the first of several annotators' layers, so it is no reference. */
  readonly unsettled?: boolean;
  /** Files with several annotators: each person's spans kept apart. */
  readonly layers?: Readonly<Record<string, readonly Span[]>>;
  /** What models proposed, by model; never a reference. */
  readonly predictions?: Readonly<Record<string, readonly Span[]>>;
  readonly meta: Readonly<Record<string, unknown>>;
  /** How many spans came with their own surface in the file, and how many of these matched the text. */
  readonly surfaces: { readonly verified: number; readonly total: number };
  /** Sentences the file marks; 1 where it marks none. */
  readonly sentences?: number;
}

/** Something a reader found out about the file on its way. */
export interface Detected {
  readonly kind: 'detected';
  readonly what: 'encoding' | 'delimiter' | 'tagScheme' | 'offsetUnit' | 'columns' | 'header' | 'note';
  readonly value: string;
  /** 0 (a guess) … 1 (proved). */
  readonly confidence: number;
}

/** A layer of marks in a file that may hold several, whether it is read or not. */
export interface FoundLayer {
  readonly kind: 'layer';
  /** As `layers` takes it. */
  readonly name: string;
  readonly marks: number;
  readonly isRead: boolean;
}

/** Something that is no span, so that there is no place for it: counted, not imported. */
export interface Unread {
  readonly kind: 'unread';
  /** In the plural: `relations`. */
  readonly what: string;
  readonly count: number;
}

export type ReadItem =
  | { readonly kind: 'document'; readonly document: ImportedDocument }
  | { readonly kind: 'repaired'; readonly line: number; readonly what: string }
  | { readonly kind: 'quarantined'; readonly line: number; readonly why: string; readonly text: string }
  | FoundLayer
  | Unread
  | Detected;

/** What the wizard or the command line may fix by hand; everything left out is detected. */
export interface ReadOptions {
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly tagScheme?: TagScheme;
  readonly offsetUnit?: OffsetUnit;
  /** The last character belongs to the span (old Label Studio exports). */
  readonly inclusiveEnd?: boolean;
  /** Columns by name or by number (0-based, as text), or fields of records with tokens. */
  readonly tokenColumn?: string;
  readonly tagColumn?: string;
  /** Column files: names the sentence of a token, in each row or in the first one of the sentence. */
  readonly sentenceColumn?: string;
  /** Columns of tables, or fields of records. */
  readonly textField?: string;
  readonly idField?: string;
  readonly labelField?: string;
  /** Tables: the first row holds the names of the columns; default: where it has a known name. */
  readonly header?: boolean;
  /** Tables with a row per span. */
  readonly startField?: string;
  readonly endField?: string;
  /** Columns that are none of these, whatever they are called. */
  readonly detailFields?: readonly string[];
  /** Column files: what becomes a document. `auto`: the file's document marks, else each sentence. */
  readonly documentUnit?: 'auto' | 'sentence' | 'marks' | 'file';
  /** Plain text: what becomes a document. */
  readonly textUnit?: 'line' | 'file' | 'block';
  /** Names of integer tags (Hugging Face ClassLabel order). */
  readonly labelNames?: readonly string[];
  /**
   * UIMA and WebAnno: layer names to read; default NamedEntity, else every span layer. spaCy: span groups, `ents` for the
   * entities; default all. An empty list reads no marks.
   */
  readonly layers?: readonly string[];
  /** What a document without any mark of a person is; some tools write empty lists for texts that nobody opened. */
  readonly emptyMeans?: 'annotated' | 'unannotated';
  /** brat: leave out text-bound marks that only trigger events. */
  readonly skipEventTriggers?: boolean;
  readonly signal?: AbortSignal;
}

/** Yields batches, because an await per document costs more than reading it. */
export type Reader = (source: ReadSource, options: ReadOptions) => AsyncIterable<readonly ReadItem[]>;
