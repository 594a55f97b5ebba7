import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { spanSchema } from '#shared/domain/span.ts';
import { labelSchemaSchema } from '#shared/domain/entity-type.ts';
import { guidelineRevisionSchema } from '#shared/domain/guideline.ts';
import { builtinAnnotators } from '#core/annotators/builtin/create-builtin-annotator.ts';
import { unzip } from '#core/formats/archive.ts';
import { exportTarget } from '#core/formats/export-target.ts';
import { readFiles } from '#core/formats/read-files.ts';
import { bundleBytes } from '#core/formats/writers/write-bundle.ts';
import { createProjectFile } from '#core/run/project-file.ts';
import { loadIteration } from '#core/run/load-iteration.ts';
import { keyFinder, preWriter, readDocumentsAfter, readGold, readPre } from '#core/store/document-table.ts';
import {
  addGuidelineRevision,
  listGuidelineRevisions,
  readGuidelineRevision,
} from '#core/store/guideline-table.ts';
import { asStoreError, removeStore, type Database } from '#core/store/open-store.ts';
import { asFileError } from '#core/store/file-error.ts';
import { readProject } from '#core/store/project-table.ts';
import { listIterations, listRuns } from '#core/store/run-table.ts';
import { readSchema } from '#core/store/setup-tables.ts';
import { renderMarkdown } from '#core/guideline/render-markdown.ts';
import type { EngineContext } from './context.ts';
import { importDocuments } from './import-documents.ts';

/**
 * The whole project as one zip (architecture 7.4): settings, schema, documents with gold, every annotator's answers per
 * iteration, all guideline versions, runs, and a manifest with sha256 sums. Written beside the target first.
 * @throws {AppError} ALREADY_EXISTS, DISK_FULL, FILE_UNREADABLE
 */
export async function writeProjectBundle(
  db: Database,
  path: string,
  { overwrite = false }: { readonly overwrite?: boolean } = {},
): Promise<void> {
  const target = await exportTarget(path, false, overwrite, []);
  const project = readProject(db);
  const { schema } = readSchema(db);
  const { documents, suggestions } = documentLines(db);
  const files = new Map<string, string>([
    [
      'project.json',
      json({
        format: 'diziner-bundle',
        version: 1,
        offsetUnit: 'utf16',
        name: project.name,
        goal: project.goal,
      }),
    ],
    ['schema.json', json(schema)],
    ['documents.jsonl', documents],
    ...(suggestions === '' ? [] : [['pre-annotations.jsonl', suggestions] as const]),
  ]);
  for (const { number } of listGuidelineRevisions(db)) {
    const revision = readGuidelineRevision(db, number);
    if (revision === undefined) continue;
    files.set(`guidelines/${number}.json`, json(revision));
    files.set(
      `guidelines/${number}.md`,
      renderMarkdown(revision, { title: `Guidelines, version ${number}`, schema, annotators: [] }),
    );
  }
  const runs = listRuns(db);
  files.set('runs.jsonl', runs.map((run) => `${JSON.stringify(run)}\n`).join(''));
  for (const run of runs) {
    for (const { iteration } of listIterations(db, run.runKey)) {
      const loaded = loadIteration(db, run, iteration);
      const names = new Map(loaded.documents.map((document) => [document.key, document.id]));
      for (const annotatorId of new Set(loaded.answers.map((answer) => answer.annotatorId))) {
        const lines = loaded.answers
          .filter((answer) => answer.annotatorId === annotatorId)
          .map(({ documentKey, state, spans, servedModel, promptHash, guideline }) =>
            JSON.stringify({
              id: names.get(documentKey),
              state,
              spans,
              servedModel,
              promptHash,
              guideline,
              offsetUnit: 'utf16',
            }),
          );
        files.set(
          `annotations/${run.runId}/${iteration}/${annotatorId.replace(/[^\w.-]+/gu, '_')}.jsonl`,
          `${lines.join('\n')}\n`,
        );
      }
    }
  }
  try {
    await mkdir(target.temporary);
    await writeFile(join(target.temporary, basename(target.path)), bundleBytes(files));
    await target.publish();
  } catch (error) {
    await rm(target.temporary, { recursive: true, force: true });
    throw asFileError(error);
  }
}

/** Documents with their gold, where they have any, and the tokens they came with; their suggestions apart. */
function documentLines(db: Database): { readonly documents: string; readonly suggestions: string } {
  const documents: string[] = [];
  const suggestions: string[] = [];
  for (let after = 0; ;) {
    const chunk = readDocumentsAfter(db, after, 1000);
    const last = chunk.at(-1);
    if (last === undefined) return { documents: documents.join(''), suggestions: suggestions.join('') };
    after = last.key;
    for (const document of chunk) {
      const { key, id, text, meta, reconstructed } = document;
      const gold = readGold(db, key);
      const tokens = document.hasOwnTokens === true ? document.tokens : undefined;
      documents.push(
        line({
          id,
          text,
          meta,
          ...(gold === null ? {} : { spans: gold }),
          ...(tokens === undefined ? {} : { tokenOffsets: tokens.map(({ start, end }) => [start, end]) }),
          ...(reconstructed ? { reconstructed } : {}),
          offsetUnit: 'utf16',
        }),
      );
      for (const layer of readPre(db, key)) suggestions.push(line({ id, ...layer, offsetUnit: 'utf16' }));
    }
  }
}

const line = (value: unknown): string => `${JSON.stringify(value)}\n`;

const suggestionSchema = z.object({
  id: z.string(),
  layer: z.string(),
  source: z.enum(['person', 'model']),
  spans: z.array(spanSchema),
});

/** @throws {AppError} FORMAT_INVALID */
function addSuggestions(db: Database, content: Uint8Array, path: string): void {
  const write = preWriter(db);
  const keyOf = keyFinder(db);
  db.transaction(() => {
    for (const [i, text] of new TextDecoder().decode(content).split('\n').entries()) {
      if (text === '') continue;
      const place = `${path}: pre-annotations.jsonl, line ${i + 1}`;
      const parsed = suggestionSchema.safeParse(parseJson(Buffer.from(text), place));
      const key = parsed.success ? keyOf(parsed.data.id) : undefined;
      if (!parsed.success || key === undefined)
        throw new AppError('FORMAT_INVALID', `${place} is not as it should be.`, {
          action: 'Export the bundle again from the project it came from.',
        });
      const { layer, source, spans } = parsed.data;
      write(key, layer, source, spans);
    }
  })();
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

const projectJson = z.object({ name: z.string().default('Imported project'), goal: z.string().default('') });

/**
 * Makes a new project file of a bundle: documents with gold, schema, goal and the newest guideline. Runs stay in the
 * bundle as a record; answers of other machines are not mixed with new ones.
 * @throws {AppError} FORMAT_INVALID, FILE_NOT_FOUND
 */
export async function importBundle(
  path: string,
  target: string,
  context: Pick<EngineContext, 'now' | 'newId'>,
): Promise<void> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new AppError('FILE_NOT_FOUND', `${path} can't be read.`, {
      cause: error,
      action: 'Choose the file again.',
    });
  });
  const files = unzip(new Uint8Array(bytes), path);
  const read = <T>(name: string, schema: z.ZodType<T>, fallback: T): T => {
    const content = files.get(name);
    if (content === undefined) return fallback;
    const parsed = schema.safeParse(parseJson(content, `${path}: ${name}`));
    if (!parsed.success) {
      throw new AppError(
        'FORMAT_INVALID',
        `${path}: ${name} is not as it should be (${z.prettifyError(parsed.error)}).`,
        {
          action: 'Export the bundle again from the project it came from.',
        },
      );
    }
    return parsed.data;
  };
  if (!files.has('documents.jsonl')) {
    throw new AppError('FORMAT_INVALID', `${path} is not a DiZiNER bundle: it holds no documents.jsonl.`, {
      action: 'Choose a .zip that DiZiNER wrote; import other corpora inside a project.',
    });
  }
  const project = read('project.json', projectJson, { name: 'Imported project', goal: '' });
  const schema = read('schema.json', labelSchemaSchema, { types: [], allowNested: false });
  const newest = [...files.keys()]
    .flatMap((name) => /^guidelines\/(\d+)\.json$/u.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => b - a)[0];
  const db = createProjectFile(target, {
    projectId: context.newId(),
    name: project.name,
    goal: project.goal,
    schema,
    annotators: builtinAnnotators,
    sample: false,
    at: context.now(),
  });
  try {
    await importDocuments(
      db,
      readFiles([path], { format: 'bundle' }),
      [path],
      { as: 'gold', addMissingTypes: true },
      { now: context.now },
    );
    const suggestions = files.get('pre-annotations.jsonl');
    if (suggestions !== undefined) addSuggestions(db, suggestions, path);
    if (newest !== undefined) {
      const revision = read(`guidelines/${newest}.json`, guidelineRevisionSchema, null as never);
      addGuidelineRevision(db, {
        ...revision,
        parent: 0,
        runId: null,
        iteration: 0,
        author: 'expert',
        createdAt: context.now(),
        summary: 'From the bundle',
      });
    }
    db.close();
  } catch (error) {
    db.close();
    removeStore(target);
    throw asStoreError(error, target);
  }
}

function parseJson(content: Uint8Array, place: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(content)) as unknown;
  } catch (error) {
    throw new AppError('FORMAT_INVALID', `${place} is not JSON.`, {
      cause: error,
      action: 'Export the bundle again from the project it came from.',
    });
  }
}
