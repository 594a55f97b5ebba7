import { ownCopy } from '#core/text/own-copy.ts';
import type { FoundLayer, ImportedDocument, ReadItem } from './reader.ts';
import { unreadNotes } from './unread-notes.ts';
import { isAnnotatedEmpty } from './reference-spans.ts';

/** Stands for the format of a file that is none. */
export const unreadable = 'unreadable';

/** What an import found in one file (architecture 7.3, `--report`). */
export interface FileReport {
  readonly file: string;
  readonly format: string;
  readonly encoding: string;
  /** 'tokens' where the file has no offsets. */
  readonly offsetUnit: string;
  readonly documents: number;
  /** Documents that somebody annotated; the others come without gold. */
  readonly annotated: number;
  /** Of these, the ones without any span. */
  readonly annotatedEmpty: number;
  /** Documents whose id occurred before; they are called otherwise. */
  readonly repeatedIds: number;
  readonly sentences: number;
  readonly tokens?: number;
  readonly spans: Readonly<Record<string, number>>;
  /** Spans that models proposed, by type. */
  readonly predicted?: Readonly<Record<string, number>>;
  /** Spans whose surface the file gives, and how many of these equal the text under their offsets. */
  readonly surfaces: { readonly verified: number; readonly total: number };
  /** Names of annotators whose layers were kept apart. */
  readonly annotators?: readonly string[];
  /** Names of models whose predictions are in the file. */
  readonly models?: readonly string[];
  /** Layers of marks in formats that may hold several. */
  readonly layers?: readonly Omit<FoundLayer, 'kind'>[];
  readonly detected: readonly {
    readonly what: string;
    readonly value: string;
    readonly confidence: number;
  }[];
  readonly repaired: readonly { readonly line: number; readonly what: string }[];
  readonly quarantined: readonly { readonly line: number; readonly why: string; readonly text: string }[];
  /** Repairs and quarantined rows beyond the first `maxListed`, which are counted only. */
  readonly notListed: { readonly repaired: number; readonly quarantined: number };
}

export interface ImportReport {
  readonly files: readonly FileReport[];
}

export interface FileReportBuilder {
  add(item: ReadItem): void;
  addRepeatedId(what: string): void;
  build(): FileReport;
}

/** Rows listed per file; a hopeless file must not fill the memory with its own report. */
export const maxListed = 10_000;

export function createFileReport(file: string, format: string): FileReportBuilder {
  const spans: TypeCounts = new Map();
  const predicted: TypeCounts = new Map();
  const annotators = new Set<string>();
  const models = new Set<string>();
  const detected = new Map<string, { what: string; value: string; confidence: number }>();
  const layers = new Map<string, Omit<FoundLayer, 'kind'>>();
  const unread = new Map<string, number>();
  const repaired: { line: number; what: string }[] = [];
  const quarantined: { line: number; why: string; text: string }[] = [];
  const notListed = { repaired: 0, quarantined: 0 };
  const surfaces = { verified: 0, total: 0 };
  let documents = 0;
  let annotated = 0;
  let annotatedEmpty = 0;
  let repeatedIds = 0;
  let sentences = 0;
  let tokens = 0;
  let hasTokens = false;

  const addDocument = (document: ImportedDocument): void => {
    documents++;
    if (document.annotated) annotated++;
    if (isAnnotatedEmpty(document)) annotatedEmpty++;
    sentences += document.sentences ?? 1;
    if (document.tokens !== undefined) {
      hasTokens = true;
      tokens += document.tokens.length;
    }
    surfaces.verified += document.surfaces.verified;
    surfaces.total += document.surfaces.total;
    countTypes(spans, document.spans);
    if (document.layers !== undefined) for (const name of Object.keys(document.layers)) annotators.add(name);
    if (document.predictions === undefined) return;
    for (const [name, proposed] of Object.entries(document.predictions)) {
      models.add(name);
      countTypes(predicted, proposed);
    }
  };
  const addRepair = (line: number, what: string): void => {
    if (repaired.length < maxListed) repaired.push({ line, what: ownCopy(what) });
    else notListed.repaired++;
  };
  return {
    addRepeatedId(what) {
      repeatedIds++;
      addRepair(0, what);
    },
    add(item) {
      switch (item.kind) {
        case 'document':
          addDocument(item.document);
          break;
        case 'repaired':
          addRepair(item.line, item.what);
          break;
        case 'quarantined':
          if (quarantined.length < maxListed)
            quarantined.push({ line: item.line, why: ownCopy(item.why), text: ownCopy(item.text) });
          else notListed.quarantined++;
          break;
        case 'layer': {
          const { name, marks, isRead } = item;
          layers.set(name, { name, marks: marks + (layers.get(name)?.marks ?? 0), isRead });
          break;
        }
        case 'unread':
          unread.set(item.what, (unread.get(item.what) ?? 0) + item.count);
          break;
        case 'detected':
          detected.set(item.what === 'note' ? `note ${item.value}` : item.what, {
            what: item.what,
            value: item.value,
            confidence: item.confidence,
          });
          break;
      }
    },
    build: () => ({
      file,
      format,
      encoding: detected.get('encoding')?.value ?? 'binary',
      offsetUnit: detected.get('offsetUnit')?.value ?? (hasTokens ? 'tokens' : 'utf16'),
      documents,
      annotated,
      annotatedEmpty,
      repeatedIds,
      sentences,
      ...(hasTokens ? { tokens } : {}),
      spans: counts(spans),
      ...(models.size > 0 ? { predicted: counts(predicted), models: [...models] } : {}),
      surfaces: { ...surfaces },
      ...(annotators.size > 0 ? { annotators: [...annotators] } : {}),
      ...(layers.size > 0 ? { layers: [...layers.values()] } : {}),
      detected: [
        ...detected.values(),
        ...unreadNotes([...layers.values()], unread).map((value) => ({ what: 'note', value, confidence: 1 })),
      ],
      repaired: [...repaired],
      quarantined: [...quarantined],
      notListed: { ...notListed },
    }),
  };
}

type TypeCounts = Map<string, { count: number }>;

function countTypes(counts: TypeCounts, spans: ImportedDocument['spans']): void {
  for (const { type } of spans) {
    const seen = counts.get(type);
    if (seen === undefined) counts.set(ownCopy(type), { count: 1 });
    else seen.count++;
  }
}

function counts(spans: ReadonlyMap<string, { readonly count: number }>): Record<string, number> {
  const sorted = [...spans].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([type, { count }]) => [type, count]));
}
