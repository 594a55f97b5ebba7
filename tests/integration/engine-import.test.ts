import { readFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImportOptions, Job } from '#shared/rpc/corpus.ts';
import {
  builtinAnnotators,
  createBuiltinAnnotator,
} from '#core/annotators/builtin/create-builtin-annotator.ts';
import { analyzeDisagreement } from '#core/disagreement/analyze-disagreement.ts';
import { tagsOf } from '#core/run/labelled-documents.ts';
import { tokenize } from '#core/text/tokenize.ts';
import { analysisParamsSchema } from '#shared/domain/run-settings.ts';
import { jobEnds, openExpertApp, startRun, type ExpertApp } from '../helpers/expert-app.ts';
import { labSchema } from '../helpers/store-lab.ts';

let app: ExpertApp;
let projectId: string;
let path: string;
let outside: string;
beforeEach(async () => {
  app = await openExpertApp();
  outside = mkdtempSync(join(tmpdir(), 'diziner-outside-'));
  const made = await app.call('projects.create', { name: 'Import', schema: labSchema, goal: 'Names.' });
  [projectId, path] = [made.id, made.path];
});
afterEach(async () => {
  await app.close();
  rmSync(outside, { recursive: true, force: true });
});

function file(name: string, content: string | Uint8Array): string {
  const target = join(outside, name);
  writeFileSync(target, content);
  return target;
}
async function importFile(target: string, options: Partial<ImportOptions> = {}): Promise<Job> {
  return jobEnds(app, await app.call('import.start', { projectId, paths: [target], options }));
}
const ids = async (): Promise<string[]> =>
  (await app.call('corpus.list', { projectId })).rows.map(({ id }) => id);

describe('bad input', () => {
  it('keeps good rows and lists bad ones with line and reason beside the project', async () => {
    const job = await importFile(
      file(
        'rows.jsonl',
        '{"id":"a","text":"Ada met Bob.","spans":[]}\nnot json\n{"id":"b","text":7}\n{"id":"c","text":"Rio."}\n',
      ),
    );
    expect([job.state, job.error]).toEqual(['done', null]);
    expect(await ids()).toEqual(['a', 'c']);
    const rows = readFileSync(`${path}.quarantine.jsonl`, 'utf8').trim().split('\n');
    expect(rows.map((row) => JSON.parse(row) as unknown)).toMatchObject([
      { line: 2, text: 'not json' },
      { line: 3, text: '{"id":"b","text":7}' },
    ]);
    const [entry] = await app.call('import.history', { projectId });
    expect(entry?.report.files[0]?.quarantined.every(({ why }) => why !== '')).toBe(true);
  });

  it('reads other encodings, and names a file whose encoding cannot be told', async () => {
    await importFile(file('utf16.txt', Buffer.from('\uFEFFŁódź liegt in Polen.\n', 'utf16le')));
    await importFile(file('latin1.txt', Buffer.from('Köln liegt am Rhein, Münster nicht.\n', 'latin1')), {
      encoding: 'windows-1252',
    });
    const rows = (await app.call('corpus.list', { projectId })).rows.map(({ snippet }) => snippet);
    expect(rows).toEqual(['Łódź liegt in Polen.', 'Köln liegt am Rhein, Münster nicht.']);
    const job = await importFile(file('odd.txt', 'x'), { encoding: 'klingon-8' });
    expect(job.error).toMatchObject({
      code: 'ENCODING_UNKNOWN',
      message: expect.stringContaining('klingon-8') as string,
    });
  });

  it('keeps empty documents and says that there is nothing in them; a run leaves them out', async () => {
    await importFile(
      file(
        'empty.jsonl',
        '{"id":"e","text":""}\n{"id":"w","text":"  \\n "}\n{"id":"a","text":"Ada Lovelace met Bob in London."}\n',
      ),
    );
    const [entry] = await app.call('import.history', { projectId });
    expect(entry?.report.files[0]?.repaired).toHaveLength(2);
    const status = await startRun(app, projectId, { iterations: 0, setSize: 3 });
    expect(status).toMatchObject({ state: 'done', unitsDone: builtinAnnotators.length * 3 });
  });

  it('makes the ids of a file and of the project unique', async () => {
    const target = file('twice.jsonl', '{"id":"x","text":"One."}\n{"id":"x","text":"Two."}\n');
    await importFile(target);
    await importFile(target);
    expect(await ids()).toEqual(['x', 'x~2', 'x~3', 'x~4']);
  });

  it('reads tags that have no B-', async () => {
    await importFile(file('i.conll', 'Ada I-PER\nLovelace I-PER\nmet O\nBob I-PER\nRio I-LOC\n\n'));
    const document = await app.call('corpus.get', { projectId, key: 1 });
    expect(document.gold?.map(({ text, type }) => [text, type])).toEqual([
      ['Ada Lovelace', 'PER'],
      ['Bob', 'PER'],
      ['Rio', 'LOC'],
    ]);
  });

  it('fails as a whole, and leaves nothing, where no row is good or the file is missing', async () => {
    const bad = await importFile(file('bad.jsonl', '{"x":1}\n{"y":2}\n'), { format: 'jsonl' });
    expect(bad.error?.code).toBe('NO_DOCUMENTS');
    const missing = await importFile(join(outside, 'missing.csv'));
    expect(missing.error).toMatchObject({
      code: 'FILE_NOT_FOUND',
      message: expect.stringContaining('missing.csv') as string,
    });
    const unknown = await importFile(file('a.txt', 'x'), { format: 'papyrus' });
    expect(unknown.error?.code).toBe('FORMAT_UNKNOWN');
    expect(await ids()).toEqual([]);
    expect(await app.call('import.history', { projectId })).toEqual([]);
  });

  it(
    'takes a document of 5 MB through import, list, the built-in annotators without a parser, and the analysis',
    { timeout: 120_000 },
    async () => {
      const sentence = 'Ada Lovelace met Charles Babbage in London before the Analytical Engine was drawn. ';
      const text = sentence.repeat(Math.ceil(5e6 / sentence.length));
      const job = await importFile(file('big.txt', text), { format: 'text', textUnit: 'file' });
      expect(job.error).toBeNull();
      const [row] = (await app.call('corpus.list', { projectId })).rows;
      expect(row?.characters).toBeGreaterThan(5e6 - 2);
      expect(row?.snippet.length).toBeLessThan(300);
      const document = await app.call('corpus.get', { projectId, key: row!.key });
      const tokens = tokenize(document.text);
      const signal = new AbortController().signal;
      const labels: Record<string, readonly string[]> = {};
      // Noun phrases and entities come from a general English parser that takes tens of seconds per megabyte.
      for (const config of builtinAnnotators.filter(
        ({ model }) => model !== 'chunks' && model !== 'entities',
      )) {
        const result = await createBuiltinAnnotator(config).annotate(
          {
            document: { ...document, tokens },
            schema: labSchema,
            guideline: { goal: '', rules: [] },
            annotatorId: config.id,
            skipGoal: false,
          },
          signal,
        );
        expect(['ok', 'empty']).toContain(result.state);
        labels[config.id] = tagsOf(result.spans, { ...document, tokens });
      }
      const analysis = analyzeDisagreement(
        [{ id: 'big', tokens: tokens.map(({ start, end }) => document.text.slice(start, end)), labels }],
        undefined,
        analysisParamsSchema.parse({}),
      );
      expect(analysis.tokens[0]?.score).toHaveLength(tokens.length);
    },
  );
});

describe('gold', () => {
  const mark = { type: 'labels', value: { start: 0, end: 3, text: 'Ada', labels: ['PER'] } };
  const task = (id: string, annotators: readonly string[], models: readonly string[]): object => ({
    data: { text: 'Ada met Bob.', document_id: id },
    annotations: annotators.map((email) => ({ completed_by: { email }, result: [mark] })),
    predictions: models.map((model) => ({ model_version: model, result: [mark] })),
  });

  it('is written only for documents that somebody annotated', async () => {
    await importFile(file('many.txt', 'Ada met Bob.\nRio is far.\n'), { format: 'text' });
    await importFile(file('o.iob2', 'Ada\tO\nmet\tO\nBob\tO\n\n'), { format: 'iob2' });
    await importFile(
      file(
        'p.jsonl',
        '{"text":"Bob met Ada.","spans":[{"start":0,"end":3,"label":"PER"}],"answer":"reject"}\n',
      ),
      { format: 'prodigy' },
    );
    const { rows } = await app.call('corpus.list', { projectId });
    expect(rows.map(({ hasGold }) => hasGold)).toEqual([false, false, true, false]);
    const history = await app.call('import.history', { projectId });
    expect(history.map(({ report }) => report.files[0]?.annotated)).toEqual([0, 1, 0]);
  });

  it('is the mark of the one annotator of a task, or of none of several; models never give any', async () => {
    const tasks = [task('one', ['ana'], ['m']), task('two', ['ana', 'bo'], ['m']), task('none', [], ['m'])];
    await importFile(file('tasks.json', JSON.stringify(tasks)));
    const documents = await Promise.all([1, 2, 3].map((key) => app.call('corpus.get', { projectId, key })));
    expect(documents.map(({ gold, pre }) => [gold?.length ?? null, pre.length])).toEqual([
      [1, 1],
      [null, 1],
      [null, 1],
    ]);
  });

  it('is asked for before an import: how many documents are annotated, and by whom', async () => {
    const path = file('ask.json', JSON.stringify([task('a', ['ana', 'bo'], ['m']), task('b', [], ['m'])]));
    expect(await app.call('import.preview', { paths: [path] })).toMatchObject({
      seen: 2,
      annotated: 1,
      annotatedEmpty: 0,
      annotators: ['ana', 'bo'],
      models: ['m'],
      documents: [{ annotated: true }, { annotated: false, spans: [{ text: 'Ada' }] }],
    });
  });

  it('puts the files of annotators together, and guesses that they are', async () => {
    const line = (n: number): string =>
      `${JSON.stringify({ id: 'd', text: 'Ada met Bob.', label: [[0, n, 'PER']] })}\n`;
    const paths = [file('ana.jsonl', line(3)), file('bo.jsonl', line(7))];
    expect(await app.call('import.preview', { paths })).toMatchObject({ seen: 2, inSeveralFiles: 1 });
    const options = { annotatorFiles: true };
    expect(await app.call('import.preview', { paths, options })).toMatchObject({
      seen: 1,
      inSeveralFiles: 0,
      annotators: ['ana', 'bo'],
    });
    await jobEnds(app, await app.call('import.start', { projectId, paths, options }));
    expect((await app.call('corpus.list', { projectId })).rows).toMatchObject([{ id: 'd', hasGold: false }]);
  });

  it('is not guessed to be in a file for each annotator where layers are apart already', async () => {
    const row = strToU8('Ada\tB-PER\nmet\tO\n\n');
    const names = ['a.txt/ana', 'a.txt/bo', 'b.txt/ana'].map((name) => `annotation/${name}.tsv`);
    const path = file('project.zip', zipSync(Object.fromEntries(names.map((name) => [name, row]))));
    expect(await app.call('import.preview', { paths: [path] })).toMatchObject({
      seen: 2,
      duplicates: 1,
      inSeveralFiles: 0,
      annotators: ['ana', 'bo'],
    });
  });

  it('is shown as what is in an archive', async () => {
    const path = file('both.zip', zipSync({ 'a.iob2': strToU8('Ada\tB-PER\nmet\tO\n\n') }));
    const { files } = await app.call('import.preview', { paths: [path] });
    expect(files[0]?.guesses).toMatchObject({ format: { value: 'conll' } });
  });

  it('shows the offset unit that reading found, and how sure it is', async () => {
    const unitOf = async (name: string, lines: readonly object[]) => {
      const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
      const { files } = await app.call('import.preview', { paths: [file(name, text)] });
      return files[0]?.guesses['offsetUnit'];
    };
    const emoji = { text: '😀 Ada left', spans: [{ start: 2, end: 5, type: 'PER', text: 'Ada' }] };
    expect(await unitOf('emoji.jsonl', [emoji])).toMatchObject({ value: 'codepoint', confidence: 0.8 });
    // All units agree: whichever it is, it is right.
    const plain = { text: 'Ada left', label: [[0, 3, 'PER']] };
    expect(await unitOf('plain.jsonl', [plain])).toMatchObject({ value: 'utf16', confidence: 1 });
    const own = { ...emoji, spans: [{ start: 3, end: 6, type: 'PER' }], offsetUnit: 'utf16' };
    expect(await unitOf('own.jsonl', [own])).toMatchObject({ value: 'utf16', confidence: 0.99 });
  });

  it('leaves out empty documents where they are said to mean nothing', async () => {
    const path = file(
      'd.jsonl',
      '{"text":"Ada met Bob.","label":[]}\n{"text":"Bob.","label":[[0,3,"PER"]]}\n',
    );
    expect(await app.call('import.preview', { paths: [path] })).toMatchObject({
      annotated: 2,
      annotatedEmpty: 1,
    });
    await importFile(path, { emptyMeans: 'unannotated' });
    const { rows } = await app.call('corpus.list', { projectId });
    expect(rows.map(({ hasGold }) => hasGold)).toEqual([false, true]);
  });

  it('is no suggestion either where nobody annotated', async () => {
    await importFile(file('s.txt', 'Ada met Bob.\n'), { format: 'text', as: 'pre' });
    const options = { format: 'jsonl', what: 'pre' };
    const end = await jobEnds(
      app,
      await app.call('export.write', { projectId, options, path: join(outside, 'pre.jsonl') }),
    );
    expect(end.error?.code).toBe('NO_DOCUMENTS');
  });

  it('is exported in the offset unit that was chosen, where the format leaves it open', async () => {
    const text = '😀 Ada';
    await importFile(
      file('e.jsonl', `${JSON.stringify({ text, spans: [{ start: 3, end: 6, type: 'PER' }] })}\n`),
    );
    const path = join(outside, 'doccano.jsonl');
    const options = { format: 'doccano', what: 'gold', offsetUnit: 'codepoint' };
    expect((await app.call('export.preview', { projectId, options })).sample).toContain('[2,5,"PER"]');
    const end = await jobEnds(app, await app.call('export.write', { projectId, options, path }));
    expect(end.error).toBeNull();
    expect(readFileSync(path, 'utf8')).toContain('[2,5,"PER"]');
    expect(JSON.parse(readFileSync(`${path}.manifest.json`, 'utf8'))).toMatchObject({ unit: 'codepoint' });
    await expect(
      app.call('export.preview', { projectId, options: { ...options, offsetUnit: 'bytes' } }),
    ).rejects.toThrow(/INVALID_ARGUMENT.*bytes/u);
    const choosing = (await app.call('export.formats', {})).filter(({ choosesUnit }) => choosesUnit);
    expect(choosing.map(({ id }) => id)).toContain('doccano');
    expect(choosing.map(({ id }) => id)).not.toContain('jsonl');
  });
});

describe('the corpus', () => {
  beforeEach(async () => {
    await importFile(
      file(
        'in.jsonl',
        Array.from({ length: 5 }, (_, n) =>
          JSON.stringify({
            id: `d${n}`,
            text: `Ada met Bob ${n}.`,
            spans: [{ start: 0, end: 3, type: 'PER' }],
          }),
        ).join('\n'),
      ),
    );
  });

  it('is listed, searched, counted and found in', async () => {
    expect(await app.call('corpus.list', { projectId, offset: 4 })).toMatchObject({
      total: 5,
      rows: [{ id: 'd4', hasGold: true }],
    });
    expect((await app.call('corpus.list', { projectId, search: 'bob 3' })).rows.map(({ id }) => id)).toEqual([
      'd3',
    ]);
    expect(await app.call('corpus.stats', { projectId })).toMatchObject({
      documents: 5,
      goldDocuments: 5,
      goldSpans: { PER: 5 },
    });
    expect(await app.call('corpus.find', { projectId, text: 'Bob', limit: 2 })).toMatchObject([
      { id: 'd0', start: 8, end: 11, before: 'Ada met ', after: ' 0.' },
      { id: 'd1' },
    ]);
  });

  it('takes gold marks that fit the text, and gives the old ones back', async () => {
    const bob = { start: 8, end: 11, type: 'PER', text: 'Bob' };
    await app.call('corpus.setGold', { projectId, key: 1, spans: [bob] });
    expect((await app.call('corpus.get', { projectId, key: 1 })).gold).toEqual([bob]);
    await expect(
      app.call('corpus.setGold', { projectId, key: 1, spans: [{ ...bob, text: 'Eve' }] }),
    ).rejects.toThrow(/INVALID_ARGUMENT/u);
    await app.call('edit.undo', { projectId });
    expect((await app.call('corpus.get', { projectId, key: 1 })).gold).toMatchObject([{ start: 0, end: 3 }]);
  });

  it('loses an import or single documents only while nothing refers to them', async () => {
    await app.call('corpus.remove', { projectId, keys: [5] });
    await startRun(app, projectId, { iterations: 0, setSize: 4 });
    const [entry] = await app.call('import.history', { projectId });
    await expect(app.call('import.undo', { projectId, importId: entry!.importId })).rejects.toThrow(
      /CONFLICT/u,
    );
    await expect(app.call('corpus.remove', { projectId, keys: [1] })).rejects.toThrow(/CONFLICT/u);
    await importFile(file('more.txt', 'Another text.\n'));
    const [newest] = await app.call('import.history', { projectId });
    await app.call('import.undo', { projectId, importId: newest!.importId });
    expect((await ids()).length).toBe(4);
    await expect(app.call('import.undo', { projectId, importId: 99 })).rejects.toThrow(/NOT_FOUND/u);
  });

  it('is the same after an import that was cancelled', async () => {
    const big = file('big.txt', Array.from({ length: 60_000 }, (_, n) => `Text number ${n}.`).join('\n'));
    const started = await app.call('import.start', { projectId, paths: [big], options: { format: 'text' } });
    while ((await app.call('jobs.get', { jobId: started.jobId })).detail === '')
      await new Promise((resolve) => setTimeout(resolve, 1));
    await app.call('jobs.cancel', { jobId: started.jobId });
    expect((await jobEnds(app, started)).state).toBe('cancelled');
    expect((await ids()).length).toBe(5);
    expect(existsSync(`${path}.quarantine.jsonl`)).toBe(false);
  });

  it('shows before an import what would be read', async () => {
    const preview = await app.call('import.preview', {
      paths: [file('p.csv', 'text,label\n"Ada met Bob.",X\nRio,Y\n')],
    });
    expect(preview.files[0]?.guesses['format']?.value).toBe('csv');
    expect(preview.documents).toHaveLength(2);
    expect((await ids()).length).toBe(5);
  });
});
