import { AppError } from '#shared/errors.ts';
import type { Document } from '#shared/domain/document.ts';
import type { Span } from '#shared/domain/span.ts';
import type { FormatId } from '#core/formats/format-info.ts';
import { formatIds } from '#core/formats/format-info.ts';
import { writeExport, type ExportOptions, type ExportResult } from '#core/formats/write-export.ts';
import type { ExportDocument } from '#core/formats/writer.ts';
import { createRandom } from '#core/sampling/random.ts';
import { readDocumentsAfter, readGold, readPre, type PreLayer } from '#core/store/document-table.ts';
import { labelDocumentReader } from '#core/store/label-document-table.ts';
import { newestLabelJob } from '#core/store/label-job-table.ts';
import { readLabelUnitSpans } from '#core/store/label-unit-table.ts';
import type { Database } from '#core/store/open-store.ts';
import { readAllAnnotators, readSchema } from '#core/store/setup-tables.ts';
import { listDecisions, type DecisionRow } from '#core/store/expert-tables.ts';

export interface ExportRequest extends Pick<ExportOptions, 'dryRun' | 'lossesTo' | 'accept' | 'offsetUnit'> {
  readonly format: string;
  /** consensus | best | an annotator id | gold | final | pre */
  readonly what: string;
  readonly path: string;
  /** Part name → share; parts are written to `<stem>.<part><extension>`. */
  readonly split?: Readonly<Record<string, number>> | null;
  readonly seed?: number;
  readonly appVersion?: string;
  readonly createdAt?: string;
  /** Replace an earlier export; default: ALREADY_EXISTS. */
  readonly overwrite?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (documents: number) => void;
}

const chunkSize = 500;

/** @throws {AppError} FORMAT_UNKNOWN naming the formats there are */
export function formatIdOf(format: string): FormatId {
  const id = formatIds.find((candidate) => candidate === format);
  if (id === undefined) {
    throw new AppError('FORMAT_UNKNOWN', `There is no format "${format}".`, {
      action: `Choose one of: ${formatIds.join(', ')}.`,
    });
  }
  return id;
}

/**
 * Streams the project's documents with the chosen marks into a file or folder.
 * @throws {AppError} NO_DOCUMENTS where no document has such marks, FORMAT_UNKNOWN, and what writing can throw
 */
export async function exportCorpus(db: Database, request: ExportRequest): Promise<ExportedPart[]> {
  const isSplit = request.split != null;
  // Where a part may be refused, all are looked at before the first is written.
  if (isSplit && request.accept !== undefined && request.dryRun !== true)
    await exportParts(db, { ...request, dryRun: true });
  return exportParts(db, request);
}

/** One file or folder of an export, with where it lies. */
export type ExportedPart = ExportResult & { readonly out: string };

async function exportParts(db: Database, request: ExportRequest): Promise<ExportedPart[]> {
  const format = formatIdOf(request.format);
  const parts = request.split == null ? [null] : Object.keys(request.split);
  const partOf = partChooser(request.split ?? null, request.seed ?? 42);
  const results: ExportedPart[] = [];
  for (const part of parts) {
    const placeOf = (path: string): string => (part === null ? path : partPath(path, part));
    const out = placeOf(request.path);
    const result = await writeExport(
      format,
      exportDocuments(db, request, (position) => part === null || partOf(position) === part),
      out,
      {
        types: readSchema(db).schema.types,
        overwrite: request.overwrite ?? false,
        ...(request.appVersion === undefined ? {} : { appVersion: request.appVersion }),
        ...(request.createdAt === undefined ? {} : { createdAt: request.createdAt }),
        ...(request.signal === undefined ? {} : { signal: request.signal }),
        ...(request.dryRun === undefined ? {} : { dryRun: request.dryRun }),
        ...(request.lossesTo === undefined ? {} : { lossesTo: placeOf(request.lossesTo) }),
        ...(request.accept === undefined ? {} : { accept: request.accept }),
        ...(request.offsetUnit === undefined ? {} : { offsetUnit: request.offsetUnit }),
      },
    );
    results.push({ ...result, out });
  }
  return results;
}

/** The documents that have the chosen marks, in corpus order, in constant memory. */
export async function* exportDocuments(
  db: Database,
  request: Pick<ExportRequest, 'what' | 'onProgress'>,
  included: (position: number) => boolean = () => true,
): AsyncGenerator<ExportDocument> {
  const marksOf = markSource(db, request.what);
  let after = 0;
  let position = 0;
  let written = 0;
  for (;;) {
    const chunk = readDocumentsAfter(db, after, chunkSize);
    const last = chunk.at(-1);
    if (last === undefined) break;
    after = last.key;
    for (const document of chunk) {
      const marks = marksOf(document);
      if (marks === null) continue;
      const mine = included(position);
      position += 1;
      if (!mine) continue;
      written += 1;
      yield {
        id: document.id,
        text: document.text,
        // The product's own tokens are cut anew where a format needs them.
        ...(document.hasOwnTokens === true ? { tokens: document.tokens } : {}),
        reconstructed: document.reconstructed,
        ...marks,
        spans: marks.spans.map(plainSpan),
        meta: document.meta,
      };
    }
    request.onProgress?.(written);
    // Other calls of the same thread come through between two chunks.
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (position === 0) {
    throw new AppError('NO_DOCUMENTS', `No document has labels of "${request.what}" yet.`, {
      action: 'Label the corpus first, or export gold or pre-annotations.',
    });
  }
}

type Marks = Pick<ExportDocument, 'spans' | 'layers' | 'predictions' | 'unsettled'>;

/** Without what the product keeps with a span besides. */
const plainSpan = ({ start, end, type, text, fragments }: Span): Span =>
  fragments === undefined ? { start, end, type, text } : { start, end, type, text, fragments };

function markSource(db: Database, what: string): (document: Document) => Marks | null {
  if (what === 'pre') return (document) => preMarks(readPre(db, document.key));
  const spansOf = spanSource(db, what);
  return (document) => {
    const spans = spansOf(document);
    return spans === null ? null : { spans };
  };
}

/** The suggestions of a document: the only layer's, or the first's with all of them, people and models apart. */
export function preMarks(rows: readonly PreLayer[]): Marks | null {
  const people = rows.filter(({ source }) => source === 'person');
  const models = rows.filter(({ source }) => source === 'model');
  const first = people[0] ?? models[0];
  if (first === undefined) return null;
  if (rows.length === 1) return { spans: first.spans };
  return {
    spans: first.spans,
    ...(people.length > 1 ? { unsettled: true } : {}),
    ...(people.length > 0 ? { layers: byName(people) } : {}),
    ...(models.length > 0 ? { predictions: byName(models) } : {}),
  };
}

const byName = (rows: readonly PreLayer[]): Record<string, readonly Span[]> =>
  Object.fromEntries(rows.map(({ layer, spans }) => [layer, spans.map(plainSpan)]));

/** Spans of one document by source, or null where the document has none of that source. */
function spanSource(db: Database, what: string): (document: Document) => readonly Span[] | null {
  switch (what) {
    case 'gold':
      return goldWithDecisions(db);
    case 'final':
    case 'consensus':
    case 'best':
    case 'elite': {
      const job = newestLabelJob(db);
      if (what !== 'final' && job !== undefined && job.source !== what) {
        throw new AppError('NOT_FOUND', `The corpus is labelled with "${job.source}", not with "${what}".`, {
          action: `Export "final", or label the corpus with ${what}.`,
        });
      }
      const settled =
        what === 'final' ? decisionMerger(db) : (_document: Document, spans: readonly Span[]) => spans;
      const labelsOf = labelDocumentReader(db);
      return (document) => {
        const labels = labelsOf(document.key);
        return labels === undefined || labels.failed ? null : settled(document, labels.spans);
      };
    }
    default: {
      const annotator = readAllAnnotators(db).find(
        ({ config }) => config.id === what || config.model === what,
      );
      const job = newestLabelJob(db);
      if (annotator === undefined) {
        throw new AppError('INVALID_ARGUMENT', `"${what}" is neither a source of marks nor an annotator.`, {
          action: 'Choose final, consensus, best, elite, gold, pre, or an annotator id.',
        });
      }
      return (document) =>
        job === undefined ? null : readLabelUnitSpans(db, job.labelKey, annotator.annotatorKey, document.key);
    }
  }
}

/** Gold of the corpus; where there is none, what the expert decided in that document. */
function goldWithDecisions(db: Database): (document: Document) => readonly Span[] | null {
  const decisionsOf = settledDecisions(db);
  return (document) => {
    const gold = readGold(db, document.key);
    const decisions = decisionsOf(document.key);
    if (decisions.length === 0) return gold;
    return applyDecisions(gold ?? [], decisions);
  };
}

function decisionMerger(db: Database): (document: Document, spans: readonly Span[]) => readonly Span[] {
  const decisionsOf = settledDecisions(db);
  return (document, spans) => {
    const decisions = decisionsOf(document.key);
    return decisions.length === 0 ? spans : applyDecisions(spans, decisions);
  };
}

/** What the expert settled, by document. Decisions are made by hand, so all of them fit in memory, the corpus may not. */
function settledDecisions(db: Database): (documentKey: number) => readonly DecisionRow[] {
  const byDocument = Map.groupBy(
    listDecisions(db).filter((row) => !row.unclear),
    (row) => row.documentKey,
  );
  return (documentKey) => byDocument.get(documentKey) ?? [];
}

/** The expert's spans replace whatever overlaps the stretch that was decided; later decisions win. */
export function applyDecisions(
  spans: readonly Span[],
  decisions: readonly { readonly start: number; readonly end: number; readonly spans: readonly Span[] }[],
): Span[] {
  let result = [...spans];
  for (const decision of decisions) {
    result = result.filter((span) => span.end <= decision.start || span.start >= decision.end);
    result.push(...decision.spans);
  }
  return result.sort((a, b) => a.start - b.start || b.end - a.end);
}

/** Seeded: document `position` falls into a part with the part's share as probability. */
function partChooser(
  split: Readonly<Record<string, number>> | null,
  seed: number,
): (position: number) => string | null {
  if (split === null) return () => null;
  const entries = Object.entries(split);
  const total = entries.reduce((sum, [, share]) => sum + share, 0);
  if (!(total > 0)) throw new AppError('INVALID_ARGUMENT', 'The parts of a split need shares above 0.');
  const random = createRandom(seed);
  const chosen: string[] = [];
  return (position) => {
    while (chosen.length <= position) {
      let rest = random.next() * total;
      chosen.push(entries.find(([, share]) => (rest -= share) < 0)?.[0] ?? entries.at(-1)?.[0] ?? '');
    }
    return chosen[position] ?? null;
  };
}

/** The file or folder of each part; one without a split. */
export function exportPaths({ path, split }: Pick<ExportRequest, 'path' | 'split'>): string[] {
  return split == null ? [path] : Object.keys(split).map((part) => partPath(path, part));
}

export function partPath(path: string, part: string): string {
  return /\.[^./\\]+$/u.test(path) ? path.replace(/(\.[^./\\]+)$/u, `.${part}$1`) : `${path}-${part}`;
}
