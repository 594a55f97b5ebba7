import { AppError } from '#shared/errors.ts';
import type { ImportOptions } from '#shared/rpc/corpus.ts';
import type { Span } from '#shared/domain/span.ts';
import { maxListed, type FileReport, type ImportReport } from '#core/formats/import-report.ts';
import { nothingRead } from '#core/formats/nothing-read.ts';
import type { ImportRun, NamedDocument } from '#core/formats/read-files.ts';
import { referenceSpans } from '#core/formats/reference-spans.ts';
import { preWriter } from '#core/store/document-table.ts';
import { documentsInserter, newGoldWriter } from '#core/store/insert-documents.ts';
import { finishImport, insertImport, removeImport } from '#core/store/import-table.ts';
import { asStoreError, type Database } from '#core/store/open-store.ts';
import { addSchemaRevision, readSchema } from '#core/store/setup-tables.ts';
import { layersToKeep } from './layers-to-keep.ts';

export interface ImportOutcome {
  readonly importId: number;
  readonly documents: number;
  readonly report: ImportReport;
}

export interface ImportDeps {
  readonly now: () => string;
  readonly onProgress?: (documents: number, file: string) => void;
  readonly signal?: AbortSignal;
}

/** Rows written per transaction: large enough for speed, small enough to answer a cancel at once. */
const batchRows = 1_000;
/** … and the characters after which fewer rows are written: documents may be long. */
const batchCharacters = 4 << 20;

/** While importing: pages are written back seldom (after 64 MB of them); a larger cache (in KB) gains nothing. */
const importPragmas = { wal_autocheckpoint: 8_192, cache_size: -16_384 } as const;
const usualPragmas = { wal_autocheckpoint: 1_000, cache_size: -2_000 } as const;

/**
 * Streams documents into the project. Good rows are kept, bad ones are in the report with line and reason. A failure or
 * cancel takes everything of this import back; a killed process is cleaned up at the next opening.
 * @throws {AppError} what readers and the store throw; CANCELLED
 */
export async function importDocuments(
  db: Database,
  run: ImportRun,
  paths: readonly string[],
  options: Pick<ImportOptions, 'as' | 'labelMap' | 'addMissingTypes'>,
  deps: ImportDeps,
): Promise<ImportOutcome> {
  let importId: number;
  try {
    importId = insertImport(db, deps.now(), options.as, paths);
  } catch (error) {
    throw asStoreError(error, db.name);
  }
  setPragmas(db, importPragmas);
  const writer = createWriter(db, importId, options);
  let waiting: NamedDocument[] = [];
  let characters = 0;
  const flush = async (file: string): Promise<void> => {
    const documents = waiting;
    waiting = [];
    characters = 0;
    db.transaction(() => {
      writer.write(documents, file);
    })();
    deps.onProgress?.(writer.documents(), file);
    // Lets events, cancels and other calls of the same thread through between two transactions.
    await new Promise((resolve) => setImmediate(resolve));
    if (deps.signal?.aborted === true)
      throw new AppError('CANCELLED', 'The import was cancelled; nothing was kept.');
  };
  try {
    let last = '';
    for await (const { file, documents } of run.batches) {
      last = file;
      for (const document of documents) {
        waiting.push(document);
        characters += document.text.length;
        if (waiting.length >= batchRows || characters >= batchCharacters) await flush(file);
      }
    }
    await flush(last);
    const report = withRepairs(run.report(), writer.repairs());
    if (writer.documents() === 0) throw nothingRead(report, paths, 'Nothing was changed.');
    db.transaction(() => {
      if (options.addMissingTypes && options.as !== 'ignore') addTypes(db, writer.types(), deps.now());
      finishImport(db, importId, { files: report.files.map(asShared) }, writer.documents());
    })();
    return { importId, documents: writer.documents(), report };
  } catch (error) {
    takeBack(db, importId);
    throw asStoreError(error, db.name);
  } finally {
    if (db.open) setPragmas(db, usualPragmas);
  }
}

/** Taking rows out can fail too (a full disk, a closed store): then the next opening of the project does it. */
function takeBack(db: Database, importId: number): void {
  try {
    removeImport(db, importId);
  } catch {
    // The failure that brought us here says more than this one.
  }
}

function setPragmas(db: Database, pragmas: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(pragmas)) db.pragma(`${name} = ${value}`);
}

function withRepairs(report: ImportReport, repairs: ReadonlyMap<string, readonly string[]>): ImportReport {
  return {
    files: report.files.map((file) => ({
      ...file,
      repaired: [...file.repaired, ...(repairs.get(file.file) ?? []).map((what) => ({ line: 0, what }))],
    })),
  };
}

function asShared(report: FileReport): Parameters<typeof finishImport>[2]['files'][number] {
  const { predicted, annotators, models, ...rest } = report;
  return {
    ...rest,
    spans: { ...report.spans },
    ...(predicted === undefined ? {} : { predicted: { ...predicted } }),
    ...(annotators === undefined ? {} : { annotators: [...annotators] }),
    ...(models === undefined ? {} : { models: [...models] }),
    detected: [...report.detected],
    repaired: [...report.repaired],
    quarantined: [...report.quarantined],
  };
}

function createWriter(
  db: Database,
  importId: number,
  options: Pick<ImportOptions, 'as' | 'labelMap'>,
): {
  write(documents: readonly NamedDocument[], file: string): void;
  documents(): number;
  types(): ReadonlySet<string>;
  /** file → what had to be repaired to store its documents. */
  repairs(): ReadonlyMap<string, readonly string[]>;
} {
  const insert = documentsInserter(db, importId, (wanted, id) => {
    const list = repairs.get(currentFile) ?? [];
    if (list.length < maxListed)
      list.push(`the id ${wanted} is in the project already; the document is called ${id}`);
    repairs.set(currentFile, list);
  });
  const writeGold = newGoldWriter(db);
  const writePre = preWriter(db);
  const types = new Set<string>();
  const repairs = new Map<string, string[]>();
  let documents = 0;
  let currentFile = '';
  const mapped = (spans: readonly Span[]): readonly Span[] => {
    const { labelMap } = options;
    const kept =
      labelMap === undefined
        ? spans
        : spans.flatMap((span) => {
            const type = Object.hasOwn(labelMap, span.type) ? labelMap[span.type] : span.type;
            return type === null || type === undefined ? [] : [{ ...span, type }];
          });
    for (const span of kept) types.add(span.type);
    return kept;
  };
  return {
    documents: () => documents,
    types: () => types,
    repairs: () => repairs,
    write(batch, file) {
      currentFile = file;
      const keys = insert(batch.map((document) => ({ ...document, tokens: document.tokens ?? null })));
      documents += keys.length;
      const gold: { key: number; spans: readonly Span[] }[] = [];
      for (const [i, document] of batch.entries()) {
        const key = keys[i] ?? 0;
        if (options.as === 'ignore') continue;
        const reference = options.as === 'gold' ? referenceSpans(document) : null;
        if (reference !== null) gold.push({ key, spans: mapped(reference) });
        for (const { layer, source, spans } of layersToKeep(document, reference !== null))
          writePre(key, layer, source, mapped(spans));
      }
      writeGold(gold);
    },
  };
}

function addTypes(db: Database, seen: ReadonlySet<string>, at: string): void {
  const { schema } = readSchema(db);
  const known = new Set(schema.types.map((type) => type.name));
  const missing = [...seen].filter((name) => !known.has(name)).sort();
  if (missing.length === 0) return;
  const types = missing.map((name) => ({
    name,
    definition: '',
    include: [],
    exclude: [],
    positiveExamples: [],
    negativeExamples: [],
    borderlineExamples: [],
    color: null,
    key: null,
    group: null,
    active: true,
  }));
  addSchemaRevision(
    db,
    { ...schema, types: [...schema.types, ...types] },
    `Types of an import: ${missing.join(', ')}`,
    at,
  );
}
