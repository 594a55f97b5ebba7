import { AppError, isAbortError } from '#shared/errors.ts';
import type { ImportOptions } from '#shared/rpc/corpus.ts';
import { maxListed, type FileReport, type ImportReport } from '#core/formats/import-report.ts';
import { nothingRead } from '#core/formats/nothing-read.ts';
import type { ImportRun } from '#core/formats/read-files.ts';
import { preTextWriter } from '#core/store/document-table.ts';
import { documentsInserter, newGoldWriter } from '#core/store/insert-documents.ts';
import { finishImport, insertImport, removeImport } from '#core/store/import-table.ts';
import { asStoreError, type Database } from '#core/store/open-store.ts';
import { addSchemaRevision, readSchema } from '#core/store/setup-tables.ts';
import type { RowBatch } from './import-rows.ts';
import { rowsOf, type RowRun } from './row-run.ts';

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

/** While importing: pages are written back seldom (after 64 MB of them); a larger cache (in KB) gains nothing. */
const importPragmas = { wal_autocheckpoint: 8_192, cache_size: -16_384 } as const;
const usualPragmas = { wal_autocheckpoint: 1_000, cache_size: -2_000 } as const;

/**
 * Streams documents into the project. Good rows are kept, bad ones are in the report with line and reason. A failure or
 * cancel takes everything of this import back; a killed process is cleaned up at the next opening.
 * @param run documents, or rows that were made with the same `options`
 * @throws {AppError} what readers and the store throw; CANCELLED
 */
export async function importDocuments(
  db: Database,
  run: ImportRun | RowRun,
  paths: readonly string[],
  options: Pick<ImportOptions, 'as' | 'labelMap' | 'addMissingTypes'>,
  deps: ImportDeps,
): Promise<ImportOutcome> {
  const reading = 'close' in run ? run : rowsOf(run, options);
  let importId: number;
  try {
    importId = insertImport(db, deps.now(), options.as, paths);
  } catch (error) {
    await reading.close();
    throw asStoreError(error, db.name);
  }
  setPragmas(db, importPragmas);
  const writer = createWriter(db, importId);
  const write = async (batch: RowBatch): Promise<void> => {
    db.transaction(() => writer.write(batch))();
    const file = batch.parts.at(-1)?.file;
    if (file !== undefined) deps.onProgress?.(writer.documents(), file);
    // Lets events, cancels and other calls of the same thread through between two transactions.
    await new Promise((resolve) => setImmediate(resolve));
    deps.signal?.throwIfAborted();
  };
  try {
    for await (const batch of reading.batches) await write(batch);
    const report = withRepairs(reading.report(), writer.repairs());
    if (writer.documents() === 0) throw nothingRead(report, paths, 'Nothing was changed.');
    db.transaction(() => {
      if (options.addMissingTypes && options.as !== 'ignore') addTypes(db, writer.types(), deps.now());
      finishImport(db, importId, { files: report.files.map(asShared) }, writer.documents());
    })();
    return { importId, documents: writer.documents(), report };
  } catch (error) {
    takeBack(db, importId);
    if (isAbortError(error))
      throw new AppError('CANCELLED', 'The import was cancelled; nothing was kept.', { cause: error });
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

/** What had to be repaired in a file to store its documents; beyond the first `maxListed` it is counted only. */
interface Repairs {
  readonly listed: string[];
  more: number;
}

function withRepairs(report: ImportReport, repairs: ReadonlyMap<string, Readonly<Repairs>>): ImportReport {
  return {
    files: report.files.map((file) => {
      const { listed, more } = repairs.get(file.file) ?? { listed: [], more: 0 };
      return {
        ...file,
        repaired: [...file.repaired, ...listed.map((what) => ({ line: 0, what }))],
        notListed: { ...file.notListed, repaired: file.notListed.repaired + more },
      };
    }),
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
): {
  write(batch: RowBatch): void;
  documents(): number;
  types(): ReadonlySet<string>;
  /** By file. */
  repairs(): ReadonlyMap<string, Readonly<Repairs>>;
} {
  const insert = documentsInserter(db, importId, (wanted, id) => {
    const ofFile = repairs.get(currentFile) ?? { listed: [], more: 0 };
    repairs.set(currentFile, ofFile);
    if (ofFile.listed.length < maxListed)
      ofFile.listed.push(`the id ${wanted} is in the project already; the document is called ${id}`);
    else ofFile.more += 1;
  });
  const writeGold = newGoldWriter(db);
  const writeLayer = preTextWriter(db);
  const types = new Set<string>();
  const repairs = new Map<string, Repairs>();
  let documents = 0;
  let currentFile = '';
  return {
    documents: () => documents,
    types: () => types,
    repairs: () => repairs,
    write(batch) {
      for (const type of batch.types) types.add(type);
      for (const part of batch.parts) {
        currentFile = part.file;
        const keys = insert(part.documents);
        documents += keys.length;
        writeGold(keys, part.gold);
        for (const { row, layer, source, spans } of part.layers)
          writeLayer(keys[row] ?? 0, layer, source, spans);
      }
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
