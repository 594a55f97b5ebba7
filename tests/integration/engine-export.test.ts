import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Span } from '#shared/domain/span.ts';
import { exportCorpus } from '#core/engine/export-corpus.ts';
import { importBundle, writeProjectBundle } from '#core/engine/project-bundle.ts';
import { readSchemaText } from '#core/formats/schema-io/schema-text.ts';
import { openProjectFile } from '#core/run/project-file.ts';
import { goldWriter, preWriter, readDocumentsAfter, readGold, readPre } from '#core/store/document-table.ts';
import { documentInserter } from '#core/store/insert-documents.ts';
import type { Database } from '#core/store/open-store.ts';
import { labTime, newProject, tempFolder } from '../helpers/store-lab.ts';

/** What leaves a project: gold and none, suggestions of people and models, tokens a document came with. */

let folder: ReturnType<typeof tempFolder>;
let db: Database;
const ada: Span = { start: 0, end: 3, type: 'PER', text: 'Ada' };
const rio: Span = { start: 9, end: 12, type: 'LOC', text: 'Rio' };
const tokens = [
  { start: 0, end: 3 },
  { start: 4, end: 12 },
];

beforeEach(() => {
  folder = tempFolder();
  db = newProject(folder.file('p.diziner'));
  const insert = documentInserter(db, null);
  const text = 'Ada saw  Rio';
  const keys = ['gold', 'empty', 'nobody', 'layers', 'model', 'words'].map((id) =>
    insert({
      id,
      text,
      tokens: id === 'words' ? tokens : null,
      reconstructed: id === 'words',
      meta: id === 'gold' ? { source: 'x' } : {},
    }),
  );
  const [gold = 0, empty = 0, , layers = 0, model = 0] = keys;
  goldWriter(db)(gold, [ada, rio]);
  goldWriter(db)(empty, []);
  const pre = preWriter(db);
  pre(gold, 'import', 'person', [ada]);
  pre(layers, 'ana', 'person', [ada]);
  pre(layers, 'bo', 'person', []);
  pre(layers, 'llama', 'model', [rio]);
  pre(model, 'llama', 'model', [rio]);
});
afterEach(() => {
  db.close();
  folder.remove();
});

const contentOf = (from: Database): unknown[] =>
  readDocumentsAfter(from, 0, 100).map(
    ({ key, id, text, tokens: own, hasOwnTokens, reconstructed, meta }) => ({
      ...{ id, text, own, hasOwnTokens, reconstructed, meta },
      gold: readGold(from, key),
      pre: readPre(from, key),
    }),
  );

describe('a bundle', () => {
  it('brings back gold, documents without gold, suggestions and tokens as they were', async () => {
    await writeProjectBundle(db, folder.file('b.zip'));
    let n = 0;
    const context = { now: () => labTime, newId: () => `id-${n++}` };
    await importBundle(folder.file('b.zip'), folder.file('copy.diziner'), context);
    const copy = openProjectFile(folder.file('copy.diziner'));
    const [before, after] = [contentOf(db), contentOf(copy)];
    copy.close();
    expect(after).toEqual(before);
  });
});

describe('suggestions', () => {
  it('are exported with all their layers, people and models apart', async () => {
    const [result] = await exportCorpus(db, { format: 'jsonl', what: 'pre', path: folder.file('pre.jsonl') });
    const records = readFileSync(folder.file('pre.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text) as Record<string, unknown>);
    expect(records).toMatchObject([
      { id: 'gold', spans: [ada] },
      { id: 'layers', layers: { ana: [ada], bo: [] }, predictions: { llama: [rio] } },
      { id: 'model', spans: [rio] },
    ]);
    expect(records[1]).not.toHaveProperty('spans');
    expect(result?.manifest.roundTrip).toMatchObject({ documents: 3, same: 3, different: [] });
  });

  it('that a format has no place for are listed by name', async () => {
    const [result] = await exportCorpus(db, { format: 'iob2', what: 'pre', path: folder.file('pre.iob2') });
    const lost = result?.documentLosses.filter(({ what }) => what === 'annotator');
    expect(lost?.map(({ annotator, model }) => annotator ?? model)).toEqual(['ana', 'bo', 'llama']);
  });
});

describe('Label Studio', () => {
  it('gets the configuration beside the tasks, with the types of the project and of the marks', async () => {
    const path = folder.file('tasks.json');
    const [result] = await exportCorpus(db, { format: 'label-studio', what: 'gold', path });
    const config = readFileSync(`${path}.label_config.xml`, 'utf8');
    expect(readSchemaText(config, 'label-studio').types.map(({ name }) => name)).toEqual(['PER', 'LOC']);
    expect(config).toContain('hint="A person with a name."');
    expect(result?.manifest.files.map(({ path: name }) => name)).toEqual([
      'tasks.json',
      'tasks.json.label_config.xml',
    ]);
    await exportCorpus(db, { format: 'label-studio', what: 'gold', path, overwrite: true });
    await expect(exportCorpus(db, { format: 'label-studio', what: 'gold', path })).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
    });
  });
});
