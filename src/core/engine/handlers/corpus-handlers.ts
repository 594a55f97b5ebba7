import { stat } from 'node:fs/promises';
import { AppError } from '#shared/errors.ts';
import type { RpcHandlers } from '#shared/rpc/contract.ts';
import type { corpusMethods } from '#shared/rpc/corpus.ts';
import { assertSpans } from '#core/formats/assert-spans.ts';
import {
  corpusFigures,
  countGoldDocuments,
  countGoldTypes,
  findInDocuments,
  goldWriter,
  listDocuments,
  readDocument,
  readGold,
  readPre,
  removeDocuments,
  removeGold,
} from '#core/store/document-table.ts';
import { countUsedDocuments, listImports, undoImport } from '#core/store/import-table.ts';
import { asStoreError } from '#core/store/open-store.ts';
import { tokenize } from '#core/text/tokenize.ts';
import type { EngineContext } from '../context.ts';
import { importDocuments } from '../import-documents.ts';
import { previewImport } from '../import-preview.ts';
import { readRows } from '../read-rows.ts';
import { readerOptions } from '../reader-options.ts';
import { writeQuarantine } from '../write-quarantine.ts';

export function corpusHandlers(context: EngineContext): Pick<RpcHandlers, keyof typeof corpusMethods> {
  const { projects, jobs } = context;
  return {
    'import.preview': ({ paths, options }) => previewImport(paths, options),
    'import.start': ({ projectId, paths, options }) => {
      const { db, path: projectPath } = projects.open(projectId);
      return jobs.start('import', projectId, 'Importing', async (report, signal) => {
        const reading = readRows(paths, { ...readerOptions(options), ids: 'given', signal }, options);
        const bytes = await totalBytes(paths);
        const started = Date.now();
        const outcome = await importDocuments(db, reading, paths, options, {
          now: context.now,
          signal,
          onProgress: (documents, file) => {
            const seconds = (Date.now() - started) / 1000;
            report({
              fraction: null,
              detail: `${documents.toLocaleString('en-US')} documents from ${file.replace(/^.*[\\/]/u, '')}${
                seconds > 1 ? `, ${Math.round(documents / seconds).toLocaleString('en-US')} a second` : ''
              }${bytes > 0 ? `, ${(bytes / 1e6).toFixed(1)} MB in all` : ''}`,
            });
          },
        });
        const quarantine = await writeQuarantine(outcome.report, projectPath, context.now());
        projects.changed(projectId, ['corpus', 'schema']);
        return { ...outcome, quarantine };
      });
    },
    'import.history': ({ projectId }) =>
      listImports(projects.open(projectId).db).map(({ kind, files, ...row }) => ({
        ...row,
        as: kind,
        files: [...files],
      })),
    'import.undo': ({ projectId, importId }) => {
      const { db } = projects.open(projectId);
      const row = listImports(db).find((candidate) => candidate.importId === importId);
      if (row === undefined) throw new AppError('NOT_FOUND', `There is no import ${importId}.`);
      const used = countUsedDocuments(db, importId);
      if (used > 0) {
        throw new AppError(
          'CONFLICT',
          `${used} documents of this import are part of a run or of the labelled corpus, so it can't be taken back.`,
          {
            action: 'Duplicate the project before the run instead, or remove single documents.',
          },
        );
      }
      try {
        db.transaction(() => undoImport(db, importId))();
      } catch (error) {
        throw asStoreError(error, db.name);
      }
      projects.changed(projectId, ['corpus', 'schema']);
      return null;
    },
    'corpus.list': ({ projectId, search, offset, limit }) => {
      const { total, rows } = listDocuments(projects.open(projectId).db, search, offset, limit);
      return {
        total,
        rows: rows.map((row) => ({
          key: row.key,
          id: row.id,
          snippet: row.head.replace(/\s+/gu, ' ').trim(),
          characters: row.characters,
          // Counted for what is shown in full, estimated from the beginning of longer texts.
          tokens: estimateTokenCount(row.head, row.characters),
          goldSpans: row.goldSpans ?? 0,
          hasGold: row.goldSpans !== null,
        })),
      };
    },
    'corpus.get': ({ projectId, key }) => {
      const { db } = projects.open(projectId);
      const document = readDocument(db, key);
      if (document === undefined) throw new AppError('NOT_FOUND', `There is no document ${key}.`);
      return {
        key,
        id: document.id,
        text: document.text,
        reconstructed: document.reconstructed,
        meta: { ...document.meta },
        gold: readGold(db, key),
        pre: [...(readPre(db, key)[0]?.spans ?? [])],
      };
    },
    'corpus.setGold': ({ projectId, key, spans }) => {
      const document = readDocument(projects.open(projectId).db, key);
      if (document === undefined) throw new AppError('NOT_FOUND', `There is no document ${key}.`);
      if (spans !== null) assertSpans(document.text, spans);
      projects.edit(projectId, 'Edit gold marks', ['corpus'], (db) => {
        if (spans === null) removeGold(db, key);
        else goldWriter(db)(key, spans);
      });
      return null;
    },
    'corpus.remove': ({ projectId, keys }) => {
      const { db } = projects.open(projectId);
      try {
        db.transaction(() => removeDocuments(db, keys))();
      } catch (error) {
        throw new AppError('CONFLICT', 'At least one of these documents is part of a run and stays.', {
          cause: error,
          action: 'Take documents of finished runs out by duplicating the project before the run.',
        });
      }
      projects.changed(projectId, ['corpus']);
      return null;
    },
    'corpus.find': ({ projectId, text, limit }) => findInDocuments(projects.open(projectId).db, text, limit),
    'corpus.stats': ({ projectId }) => {
      const { db } = projects.open(projectId);
      const figures = corpusFigures(db);
      return { ...figures, goldDocuments: countGoldDocuments(db), goldSpans: countGoldTypes(db) };
    },
    'jobs.list': ({ projectId }) => jobs.list(projectId),
    'jobs.get': ({ jobId }) => jobs.get(jobId),
    'jobs.cancel': ({ jobId }) => {
      jobs.cancel(jobId);
      return null;
    },
  };
}

function estimateTokenCount(head: string, characters: number): number {
  const tokens = tokenize(head).length;
  return head.length >= characters ? tokens : Math.round((tokens / Math.max(1, head.length)) * characters);
}

async function totalBytes(paths: readonly string[]): Promise<number> {
  const sizes = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        (facts) => facts.size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
