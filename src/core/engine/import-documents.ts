import { AppError } from '#shared/errors.ts';
import type { ImportOptions } from '#shared/rpc/corpus.ts';
import type { Span } from '#shared/domain/span.ts';
import type { FileReport, ImportReport } from '#core/formats/import-report.ts';
import type { ImportRun, NamedDocument } from '#core/formats/read-files.ts';
import { documentInserter, goldWriter, hasDocumentId, preWriter } from '#core/store/document-table.ts';
import { finishImport, insertImport, removeImport } from '#core/store/import-table.ts';
import { asStoreError, type Database } from '#core/store/open-store.ts';
import { addSchemaRevision, readSchema } from '#core/store/setup-tables.ts';

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
const batchRows = 5_000;

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
  const importId = insertImport(db, deps.now(), options.as, paths);
  const writer = createWriter(db, importId, options);
  let waiting: NamedDocument[] = [];
  const flush = async (file: string): Promise<void> => {
    const documents = waiting;
    waiting = [];
    db.transaction(() => {
      for (const document of documents) writer.write(document, file);
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
      for (const document of documents) waiting.push(document);
      last = file;
      if (waiting.length >= batchRows) await flush(file);
    }
    await flush(last);
  } catch (error) {
    removeImport(db, importId);
    throw asStoreError(error, db.name);
  }
  const report = withRepairs(run.report(), writer.repairs());
  if (writer.documents() === 0) {
    removeImport(db, importId);
    throw nothingRead(report, paths);
  }
  db.transaction(() => {
    if (options.addMissingTypes && options.as !== 'ignore') addTypes(db, writer.types(), deps.now());
    finishImport(db, importId, { files: report.files.map(asShared) }, writer.documents());
  })();
  return { importId, documents: writer.documents(), report };
}

function nothingRead(report: ImportReport, paths: readonly string[]): AppError {
  const first = report.files.flatMap((file) =>
    file.quarantined.map((row) => ({ file: file.file, ...row })),
  )[0];
  const why = first === undefined ? '' : ` First problem: ${first.file}, line ${first.line}: ${first.why}.`;
  return new AppError('NO_DOCUMENTS', `No document could be read from ${paths.join(', ')}.${why}`, {
    action: 'Check the format (or name it), then import again. Nothing was changed.',
  });
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
  return {
    ...report,
    spans: { ...report.spans },
    repaired: [...report.repaired],
    quarantined: [...report.quarantined],
  };
}

function createWriter(
  db: Database,
  importId: number,
  options: Pick<ImportOptions, 'as' | 'labelMap'>,
): {
  write(document: NamedDocument, file: string): void;
  documents(): number;
  types(): ReadonlySet<string>;
  /** file → what had to be repaired to store its documents. */
  repairs(): ReadonlyMap<string, readonly string[]>;
} {
  const insert = documentInserter(db, importId);
  const taken = hasDocumentId(db);
  const writeGold = goldWriter(db);
  const writePre = preWriter(db);
  const types = new Set<string>();
  const repairs = new Map<string, string[]>();
  let documents = 0;
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
    write(document, file) {
      const id = freeId(document.id, taken);
      if (id !== document.id) {
        const list = repairs.get(file) ?? [];
        list.push(`the id ${document.id} is in the project already; the document is called ${id}`);
        repairs.set(file, list);
      }
      const key = insert({
        id,
        text: document.text,
        tokens: document.tokens ?? null,
        reconstructed: document.reconstructed,
        meta: document.meta,
      });
      documents += 1;
      const layers = Object.entries(document.layers ?? {});
      if (options.as === 'gold') {
        // Several annotators: none of them alone is gold; all are kept as layers.
        if (layers.length > 1) for (const [name, spans] of layers) writePre(key, name, mapped(spans));
        else writeGold(key, mapped(document.spans));
      } else if (options.as === 'pre') {
        if (layers.length > 0) for (const [name, spans] of layers) writePre(key, name, mapped(spans));
        else writePre(key, 'import', mapped(document.spans));
      }
    },
  };
}

function freeId(wanted: string, taken: (id: string) => boolean): string {
  const base = wanted === '' ? 'document' : wanted;
  if (!taken(base)) return base;
  for (let suffix = 2; ; suffix += 1) {
    const id = `${base}~${suffix}`;
    if (!taken(id)) return id;
  }
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
