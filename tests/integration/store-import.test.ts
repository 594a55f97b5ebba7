import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '#shared/errors.ts';
import { importDocuments, type ImportOutcome } from '#core/engine/import-documents.ts';
import { readFiles } from '#core/formats/read-files.ts';
import { openProjectFile } from '#core/run/project-file.ts';
import {
  countDocuments,
  listDocuments,
  readDocument,
  readDocumentsAfter,
  readGold,
  readPre,
} from '#core/store/document-table.ts';
import { addRow, newRows, type DocumentRows } from '#core/store/document-rows.ts';
import { insertImport, listImports, removeUnfinishedImports, undoImport } from '#core/store/import-table.ts';
import {
  documentInserter,
  documentsInserter,
  newGoldWriter,
  type NewDocument,
} from '#core/store/insert-documents.ts';
import type { Database } from '#core/store/open-store.ts';
import { readSchema } from '#core/store/setup-tables.ts';
import { dumpStore, labTime, newProject, tempFolder } from '../helpers/store-lab.ts';

let folder: ReturnType<typeof tempFolder>;
let db: Database;
beforeEach(() => {
  folder = tempFolder();
  db = newProject(folder.file('a.diziner'));
});
afterEach(() => {
  if (db.open) db.close();
  folder.remove();
});

const now = (): string => labTime;

function jsonl(name: string, records: readonly unknown[]): string {
  const path = folder.file(name);
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  return path;
}
function record(id: string, text = 'Ada met Bob.', type = 'PER'): unknown {
  return { id, text, spans: [{ start: 0, end: 3, type, text: text.slice(0, 3) }], offsetUnit: 'utf16' };
}
function importFile(
  path: string,
  options: Partial<Parameters<typeof importDocuments>[3]> = {},
  more: Partial<Parameters<typeof importDocuments>[4]> = {},
): Promise<ImportOutcome> {
  const all = { as: 'gold' as const, addMissingTypes: true, ...options };
  return importDocuments(db, readFiles([path], { ids: 'given' }), [path], all, { now, ...more });
}
async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error instanceof AppError ? error.code : String(error);
}

describe('import into the store', () => {
  it('keeps documents, gold, metadata and order, and adds the types that are new', async () => {
    const outcome = await importFile(
      jsonl('in.jsonl', [
        { ...(record('b') as object), meta: { source: 'x', page: 3 } },
        record('a', 'Rio is big.', 'CITY'),
      ]),
    );
    expect(outcome.documents).toBe(2);
    const documents = readDocumentsAfter(db, 0, 10);
    expect(documents.map(({ id, text, meta }) => ({ id, text, meta }))).toEqual([
      { id: 'b', text: 'Ada met Bob.', meta: { source: 'x', page: 3 } },
      { id: 'a', text: 'Rio is big.', meta: {} },
    ]);
    expect(readGold(db, 2)).toEqual([{ start: 0, end: 3, type: 'CITY', text: 'Rio' }]);
    expect(readSchema(db).schema.types.map(({ name }) => name)).toEqual(['PER', 'LOC', 'CITY']);
    expect(readSchema(db).number).toBe(1);
  });

  it('stores labels as pre-annotations or not at all where that is asked, and maps or drops types', async () => {
    await importFile(jsonl('pre.jsonl', [record('p')]), { as: 'pre' });
    expect(readGold(db, 1)).toBeNull();
    expect(readPre(db, 1)).toMatchObject([{ layer: 'import', spans: [{ type: 'PER' }] }]);
    await importFile(jsonl('ignore.jsonl', [record('i')]), { as: 'ignore' });
    expect([readGold(db, 2), readPre(db, 2)]).toEqual([null, []]);
    await importFile(jsonl('map.jsonl', [record('m', 'Ada met Bob.', 'person'), record('n', 'Rio.', 'X')]), {
      labelMap: { person: 'PER', X: null },
    });
    expect([readGold(db, 3)?.[0]?.type, readGold(db, 4)]).toEqual(['PER', []]);
    expect(readSchema(db).schema.types.map(({ name }) => name)).toEqual(['PER', 'LOC']);
  });

  it('calls a document whose id is taken by the next free name, and says so', async () => {
    const path = jsonl('in.jsonl', [record('x'), record('y')]);
    await importFile(path);
    await importFile(path);
    const third = await importFile(path);
    expect(listDocuments(db, '', 0, 10).rows.map(({ id }) => id)).toEqual([
      'x',
      'y',
      'x~2',
      'y~2',
      'x~3',
      'y~3',
    ]);
    expect(third.report.files[0]?.repaired.map(({ what }) => what)).toContain(
      'the id x is in the project already; the document is called x~3',
    );
  });

  it('counts every id that it had to change, and lists the first ten thousand; progress names the file', async () => {
    const path = jsonl(
      'a.jsonl',
      Array.from({ length: 10_002 }, (_, n) => record(`d${n}`)),
    );
    await importFile(path);
    const told: [number, string][] = [];
    const { report } = await importFile(path, {}, { onProgress: (...progress) => told.push(progress) });
    expect(report.files[0]?.repaired).toHaveLength(10_000);
    expect(report.files[0]?.notListed).toEqual({ repaired: 2, quarantined: 0 });
    expect(told.at(-1)).toEqual([10_002, path]);
    expect(new Set(told.map(([, file]) => file))).toEqual(new Set([path]));
  });

  it('takes an import back without a trace of its documents', async () => {
    await importFile(jsonl('one.jsonl', [record('keep')]));
    const before = dumpStore(db, ['import', 'edit', 'edit_step']);
    const { importId } = await importFile(jsonl('two.jsonl', [record('a'), record('b')]));
    db.transaction(() => undoImport(db, importId))();
    expect(dumpStore(db, ['import', 'edit', 'edit_step'])).toEqual(before);
    expect(listImports(db).map(({ undone, documents }) => [undone, documents])).toEqual([
      [true, 2],
      [false, 1],
    ]);
  });

  it('keeps nothing of an import that is cancelled between two batches', async () => {
    const before = dumpStore(db);
    const path = jsonl(
      'big.jsonl',
      Array.from({ length: 3000 }, (_, n) => record(`d${n}`)),
    );
    const controller = new AbortController();
    const code = await codeOf(
      importFile(path, {}, { signal: controller.signal, onProgress: () => controller.abort() }),
    );
    expect(code).toBe('CANCELLED');
    expect(dumpStore(db)).toEqual(before);
  });

  it('keeps nothing when the file breaks off with an error, or holds no document', async () => {
    const before = dumpStore(db);
    expect(await codeOf(importFile(folder.file('missing.jsonl')))).toBe('FILE_NOT_FOUND');
    const bad = folder.file('bad.jsonl');
    writeFileSync(bad, '{"id": 1\n{"nothing": true}\n');
    expect(
      await codeOf(
        importDocuments(
          db,
          readFiles([bad], { format: 'jsonl' }),
          [bad],
          { as: 'gold', addMissingTypes: true },
          { now },
        ),
      ),
    ).toBe('NO_DOCUMENTS');
    expect(dumpStore(db)).toEqual(before);
  });

  it('keeps documents apart that share an id in one file, as the readers do where nobody else can', async () => {
    const line = (id: string, text: string): string => `${JSON.stringify({ id, text })}\n`;
    const texts = [
      'one',
      'two',
      'three',
      'four',
      'five',
      ...Array.from({ length: 60 }, (_, i) => `more ${i}`),
    ];
    const ids = ['a', 'a', 'b', 'a~2', 'a', ...texts.slice(5).map((_, i) => (i % 3 === 0 ? 'c' : `d${i}`))];
    const path = folder.file('twice.jsonl');
    writeFileSync(path, texts.map((text, i) => line(ids[i] ?? '', text)).join(''));
    const read: string[] = [];
    for await (const { documents } of readFiles([path]).batches)
      for (const { id } of documents) read.push(id);
    const { report } = await importFile(path);
    const stored = listDocuments(db, '', 0, 100).rows.map(({ id }) => id);
    expect(stored).toEqual(read);
    expect(new Set(stored).size).toBe(texts.length);
    expect(report.files[0]?.repaired).toHaveLength(stored.filter((id, i) => id !== ids[i]).length);
  });

  it('says that the disk is full and keeps nothing of it, at once or at the next opening', async () => {
    const path = jsonl(
      'big.jsonl',
      Array.from({ length: 3000 }, (_, n) => record(`d${n}`, `Ada ${'long text '.repeat(40)}${n}`)),
    );
    const pages = db.pragma('page_count', { simple: true }) as number;
    db.pragma(`max_page_count = ${pages + 20}`);
    expect(await codeOf(importFile(path))).toBe('DISK_FULL');
    db.close();
    db = openProjectFile(folder.file('a.diziner'));
    expect(countDocuments(db)).toBe(0);
    expect(listImports(db)).toEqual([]);
    // With space again the same import goes through.
    expect((await importFile(path)).documents).toBe(3000);
  });
});

function rowsOf(documents: readonly NewDocument[]): DocumentRows {
  const rows = newRows();
  for (const document of documents) addRow(rows, document);
  return rows;
}

describe('documents written many at a time', () => {
  it('are what they would be one at a time: keys, order, names of repeated ids, gold', () => {
    const ids = fc.array(fc.constantFrom('', ...Array.from({ length: 90 }, (_, i) => `d${i}`)), {
      maxLength: 130,
      size: 'max',
    });
    let n = 0;
    fc.assert(
      fc.property(ids, (list) => {
        const texts = list.map((_, i) => `Text ${i}`);
        const documents = list.map((id, i) => ({
          id,
          text: texts[i] ?? '',
          tokens: null,
          reconstructed: false,
          meta: {},
        }));
        const write = (many: boolean): unknown => {
          const project = newProject(folder.file(`${n++}.diziner`), ['Here before.']);
          const renamed: [string, string][] = [];
          const note = (wanted: string, id: string): void => void renamed.push([wanted, id]);
          const keys = many
            ? documentsInserter(project, null, note)(rowsOf(documents))
            : documents.map(documentInserter(project, null, note));
          const spans = [{ start: 0, end: 4, type: 'PER', text: 'Text' }];
          const gold = keys.map((_, i) => (i % 3 === 0 ? null : JSON.stringify(i % 3 === 1 ? [] : spans)));
          const writeGold = newGoldWriter(project);
          if (many) writeGold(keys, gold);
          else for (const [i, key] of keys.entries()) writeGold([key], [gold[i] ?? null]);
          expect(keys.map((key) => readDocument(project, key)?.text)).toEqual(texts);
          const dump = dumpStore(project);
          project.close();
          return [keys, renamed, dump];
        };
        expect(write(true)).toEqual(write(false));
      }),
      { numRuns: 25 },
    );
  });
});

it('20,000 documents of an id that is taken are stored under names that count on', () => {
  const insert = documentsInserter(db, null);
  const documents = Array.from({ length: 20_000 }, () => ({
    id: 'x',
    text: 'Ada.',
    tokens: null,
    reconstructed: false,
    meta: {},
  }));
  const keys = db.transaction(() => insert(rowsOf(documents)))();
  expect(readDocument(db, keys.at(-1) ?? 0)?.id).toBe('x~20000');
}, 5_000);

describe('an import that never ended', () => {
  const remains = (holder: number): void => {
    const importId = insertImport(db, labTime, 'gold', ['x.jsonl']);
    db.prepare(`UPDATE import SET report = json_set(report, '$.holder', ?) WHERE import_id = ?`).run(
      holder,
      importId,
    );
    const insert = documentInserter(db, importId);
    insert({ id: 'half', text: 'Half.', tokens: null, reconstructed: false, meta: {} });
  };

  it('is taken back at the next opening when its process is gone', () => {
    // No process has this id: it is above the largest that Linux, macOS and Windows give.
    remains(2 ** 30);
    db.close();
    db = openProjectFile(folder.file('a.diziner'));
    expect([countDocuments(db), listImports(db).length]).toEqual([0, 0]);
  });

  it('stays while its process works on it, whoever opens the project meanwhile', () => {
    remains(process.pid);
    const other = openProjectFile(folder.file('a.diziner'));
    expect(countDocuments(other)).toBe(1);
    other.close();
    // The parent of this process lives, and is not this process.
    db.prepare(`UPDATE import SET report = json_set(report, '$.holder', ?)`).run(process.ppid);
    expect(removeUnfinishedImports(db)).toBe(0);
  });

  it('is not what the remains of a process with the same id are', () => {
    remains(process.pid);
    // A new process that happens to have the id never began this import: another row number stands for that here.
    db.prepare(`INSERT INTO import(at, kind, files, report, documents) VALUES ('', 'gold', '[]', ?, 0)`).run(
      JSON.stringify({ files: [], holder: process.pid }),
    );
    expect(removeUnfinishedImports(db)).toBe(1);
    expect(countDocuments(db)).toBe(1);
  });
});

describe('reading documents', () => {
  it('finds by id and text with any characters in the search, also % and _', async () => {
    await importFile(
      jsonl('in.jsonl', [
        record('100%_a', 'Ada has 100% of it.'),
        record('b', 'Ada under_score.'),
        record('c'),
      ]),
    );
    const ids = (search: string): string[] => listDocuments(db, search, 0, 10).rows.map(({ id }) => id);
    expect(ids('100%')).toEqual(['100%_a']);
    expect(ids('r_s')).toEqual(['b']);
    expect(ids('ADA HAS')).toEqual(['100%_a']);
    expect(ids('\\')).toEqual([]);
    expect(listDocuments(db, '', 1, 1)).toMatchObject({ total: 3, rows: [{ id: 'b', goldSpans: 1 }] });
  });

  it('keeps tokens as the file gave them and makes them of the text where it gave none', async () => {
    const path = folder.file('in.conll');
    writeFileSync(path, "Don't B-PER\nstop O\n\n");
    await importDocuments(
      db,
      readFiles([path], { format: 'conll' }),
      [path],
      { as: 'gold', addMissingTypes: true },
      { now },
    );
    const document = readDocument(db, 1);
    expect(document?.tokens.map(({ start, end }) => document.text.slice(start, end))).toEqual([
      "Don't",
      'stop',
    ]);
    expect(document?.reconstructed).toBe(true);
  });
});
