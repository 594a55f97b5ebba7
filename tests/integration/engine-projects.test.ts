import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jobEnds, openExpertApp, startRun, type ExpertApp } from '../helpers/expert-app.ts';
import { newProject } from '../helpers/store-lab.ts';

let app: ExpertApp;
let outside: string;
beforeEach(async () => {
  app = await openExpertApp();
  outside = mkdtempSync(join(tmpdir(), 'diziner-outside-'));
});
afterEach(async () => {
  await app.close();
  rmSync(outside, { recursive: true, force: true });
});
const projectFiles = (): string[] => readdirSync(app.dataDir).filter((name) => name.endsWith('.diziner'));

describe('projects', () => {
  it('are created, renamed, archived, binned, restored and deleted for good', async () => {
    const made = await app.call('projects.create', { name: 'Naïve / Straße: 1' });
    expect(made).toMatchObject({
      name: 'Naïve / Straße: 1',
      documents: 0,
      nextStep: 'corpus',
      problem: null,
    });
    expect(existsSync(made.path)).toBe(true);
    const projectId = made.id;
    expect((await app.call('projects.rename', { projectId, name: 'Drugs' })).name).toBe('Drugs');
    expect((await app.call('edit.undo', { projectId })).label).toBe('Rename project');
    expect((await app.call('projects.list', {})).map(({ name }) => name)).toEqual(['Naïve / Straße: 1']);
    await app.call('projects.archive', { projectId, archived: true });
    expect((await app.call('projects.list', {}))[0]?.archived).toBe(true);
    await expect(app.call('projects.purge', { projectId })).rejects.toThrow(/CONFLICT.*bin/u);
    await app.call('projects.bin', { projectId });
    await app.call('projects.restore', { projectId });
    expect((await app.call('projects.list', {}))[0]?.binnedAt).toBeNull();
    await app.call('projects.bin', { projectId });
    await app.call('projects.purge', { projectId });
    expect(await app.call('projects.list', {})).toEqual([]);
    expect(projectFiles()).toEqual([]);
    await expect(app.call('projects.overview', { projectId })).rejects.toThrow(/NOT_FOUND/u);
  });

  it('are refused with the reason where the file is damaged or missing', async () => {
    writeFileSync(join(outside, 'bad.diziner'), 'something else that is long enough to be looked at');
    await expect(app.call('projects.add', { path: join(outside, 'bad.diziner') })).rejects.toThrow(
      /STORE_DAMAGED.*bad\.diziner/u,
    );
    await expect(app.call('projects.add', { path: join(outside, 'none.diziner') })).rejects.toThrow(
      /FILE_NOT_FOUND/u,
    );
    expect(await app.call('projects.list', {})).toEqual([]);
  });

  it('are the same project when they are added again, and two files with one id are refused', async () => {
    const path = join(outside, 'gone.diziner');
    newProject(path).close();
    const first = await app.call('projects.add', { path });
    // Added again while open: the same project, still open and working.
    expect((await app.call('projects.add', { path })).id).toBe(first.id);
    expect((await app.call('projects.overview', { projectId: first.id })).summary.name).toBe('Test');
    newProject(join(outside, 'same-id.diziner')).close();
    await expect(app.call('projects.add', { path: join(outside, 'same-id.diziner') })).rejects.toThrow(
      /ALREADY_EXISTS.*gone\.diziner/u,
    );
  });

  it('are duplicated and kept as snapshots with all their rows', async () => {
    const { id: projectId } = await app.call('projects.createSample', {});
    const copy = await app.call('projects.duplicate', { projectId });
    expect(copy).toMatchObject({ name: 'Sample project (copy)', documents: 101 });
    expect(copy.id).not.toBe(projectId);
    const { path } = await app.call('projects.snapshot', { projectId });
    expect(readFileSync(path).subarray(0, 15).toString()).toBe('SQLite format 3');
  });

  it('travel as a bundle: documents, gold, schema, goal and guideline; a bad bundle leaves nothing', async () => {
    const { id: projectId } = await app.call('projects.createSample', {});
    await startRun(app, projectId, { iterations: 1, setSize: 6 });
    const bundle = join(outside, 'bundle.zip');
    const { runCli } = await import('../helpers/cli-process.ts');
    const source = (await app.call('projects.overview', { projectId })).summary;
    const written = await runCli(['export', '--project', source.path, '--format', 'bundle', '--out', bundle]);
    expect(written.code).toBe(0);
    const arrived = await app.call('projects.importBundle', { path: bundle });
    expect(arrived).toMatchObject({ name: 'Sample project', documents: 101, types: source.types });
    const here = { projectId: arrived.id };
    expect(await app.call('schema.usage', here)).toEqual(await app.call('schema.usage', { projectId }));
    expect(await app.call('goal.get', here)).toEqual(await app.call('goal.get', { projectId }));
    expect((await app.call('guidelines.get', here)).rules).toEqual(
      (await app.call('guidelines.get', { projectId })).rules,
    );
    const files = projectFiles();
    writeFileSync(join(outside, 'cut.zip'), readFileSync(bundle).subarray(0, 3000));
    await expect(app.call('projects.importBundle', { path: join(outside, 'cut.zip') })).rejects.toThrow(
      /FORMAT_INVALID/u,
    );
    await expect(app.call('projects.importBundle', { path: join(outside, 'no.zip') })).rejects.toThrow(
      /FILE_NOT_FOUND/u,
    );
    expect(projectFiles()).toEqual(files);
  });
});

describe('entity types and goal', () => {
  let projectId: string;
  beforeEach(async () => {
    projectId = (await app.call('projects.createSample', {})).id;
  });

  it('are renamed, removed and moved together with their marks, and undo brings all back', async () => {
    const usage = await app.call('schema.usage', { projectId });
    await app.call('schema.renameType', { projectId, from: 'PERSON', to: 'HUMAN' });
    expect((await app.call('schema.usage', { projectId }))['HUMAN']).toBe(usage['PERSON']);
    await app.call('schema.removeType', { projectId, name: 'PRODUCT', moveTo: 'ORGANISATION' });
    const merged = await app.call('schema.usage', { projectId });
    expect(merged['ORGANISATION']).toBe((usage['ORGANISATION'] ?? 0) + (usage['PRODUCT'] ?? 0));
    await app.call('schema.removeType', { projectId, name: 'EVENT', moveTo: null });
    expect(await app.call('schema.usage', { projectId })).not.toHaveProperty('EVENT');
    for (let n = 0; n < 3; n += 1) await app.call('edit.undo', { projectId });
    expect(await app.call('schema.usage', { projectId })).toEqual(usage);
    for (let n = 0; n < 3; n += 1) await app.call('edit.redo', { projectId });
    expect((await app.call('schema.get', { projectId })).types.map(({ name }) => name)).toEqual([
      'HUMAN',
      'ORGANISATION',
      'LOCATION',
    ]);
  });

  it('refuse names that are taken or unknown, and files without types', async () => {
    await expect(app.call('schema.renameType', { projectId, from: 'PERSON', to: 'EVENT' })).rejects.toThrow(
      /ALREADY_EXISTS/u,
    );
    await expect(app.call('schema.renameType', { projectId, from: 'X', to: 'Y' })).rejects.toThrow(
      /NOT_FOUND/u,
    );
    await expect(app.call('schema.removeType', { projectId, name: 'EVENT', moveTo: 'X' })).rejects.toThrow(
      /NOT_FOUND/u,
    );
    await expect(
      app.call('schema.import', { projectId, text: '{"types": []}', format: null }),
    ).rejects.toThrow(/SCHEMA_EMPTY|FORMAT_INVALID/u);
    expect((await app.call('schema.get', { projectId })).types).toHaveLength(5);
  });

  it('go out and come back in', async () => {
    const before = await app.call('schema.get', { projectId });
    const { text } = await app.call('schema.export', { projectId, format: 'json' });
    await app.call('schema.removeType', { projectId, name: 'EVENT', moveTo: null });
    expect(await app.call('schema.import', { projectId, text, format: null })).toEqual(before);
    await app.call('goal.set', { projectId, goal: 'Another goal.' });
    expect(await app.call('goal.get', { projectId })).toEqual({ goal: 'Another goal.' });
    expect((await app.call('guidelines.get', { projectId })).goal).toBe('Another goal.');
  });
});

describe('work', () => {
  it('is refused twice at a time, without documents, with one annotator, and where nothing can go on', async () => {
    const { id: projectId } = await app.call('projects.create', { name: 'Empty' });
    const { problems } = await app.call('run.defaults', { projectId });
    expect(problems.length).toBeGreaterThan(0);
    await expect(startRun(app, projectId, {})).rejects.toThrow(/NO_DOCUMENTS|SCHEMA_EMPTY/u);
    await expect(app.call('run.resume', { projectId })).rejects.toThrow(/NOT_FOUND/u);
    await expect(app.call('label.start', { projectId, with: 'best' })).rejects.toThrow(/NOT_FOUND/u);
    const sample = (await app.call('projects.createSample', {})).id;
    await expect(startRun(app, sample, { annotatorIds: ['builtin:shape'] })).rejects.toThrow(
      /TOO_FEW|INVALID/u,
    );
    await app.call('label.start', { projectId: sample, with: 'builtin:shape' });
    await expect(app.call('label.start', { projectId: sample, with: 'builtin:shape' })).rejects.toThrow(
      /RUN_ACTIVE/u,
    );
    await app.call('label.stop', { projectId: sample });
  });

  it('labels, reviews, audits and exports', async () => {
    const { id: projectId } = await app.call('projects.createSample', {});
    await app.call('label.start', { projectId, with: 'builtin:lexicon' });
    for (;;) {
      const status = await app.call('label.status', { projectId });
      if (status?.state !== 'running') break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await app.call('label.status', { projectId })).toMatchObject({
      state: 'done',
      done: 101,
      failed: 0,
    });
    const { rows, total } = await app.call('label.list', { projectId, order: 'doubt' });
    expect([total, rows.length]).toEqual([101, 100]);
    const key = rows[0]!.key;
    const before = await app.call('label.get', { projectId, key });
    await app.call('label.edit', { projectId, key, spans: [] });
    await app.call('label.accept', { projectId, key, accepted: true });
    expect(await app.call('label.get', { projectId, key })).toMatchObject({
      spans: [],
      accepted: true,
      edited: true,
    });
    await app.call('edit.undo', { projectId });
    await app.call('edit.undo', { projectId });
    expect(await app.call('label.get', { projectId, key })).toEqual(before);
    await expect(
      app.call('label.edit', {
        projectId,
        key,
        spans: [{ start: 0, end: 99_999, type: 'PERSON', text: 'x' }],
      }),
    ).rejects.toThrow(/INVALID_ARGUMENT/u);
    const audit = await app.call('label.audit', { projectId, size: 10, seed: 3 });
    expect(audit).toMatchObject({ checked: 0, correct: 0, interval: null });
    expect(new Set(audit.keys).size).toBe(10);
    expect(await app.call('label.audit', { projectId, size: 10, seed: 3 })).toEqual(audit);
    await app.call('label.accept', { projectId, key: audit.keys[0]!, accepted: true });
    expect(await app.call('label.audit', { projectId, size: 10, seed: 3 })).toMatchObject({
      checked: 1,
      correct: 1,
    });

    const options = { format: 'jsonl', what: 'final', split: { train: 0.8, test: 0.2 } };
    const path = join(outside, 'out.jsonl');
    expect(
      (await jobEnds(app, await app.call('export.write', { projectId, options, path }))).error,
    ).toBeNull();
    const lines = (part: string): number =>
      readFileSync(join(outside, `out.${part}.jsonl`), 'utf8')
        .trim()
        .split('\n').length;
    expect(lines('train') + lines('test')).toBe(101);
    expect(lines('train')).toBeGreaterThan(lines('test'));
    expect(await app.call('export.target', { projectId, options, path })).toEqual({ replaces: true });
    expect(
      (await jobEnds(app, await app.call('export.write', { projectId, options, path }))).error,
    ).toMatchObject({ code: 'ALREADY_EXISTS' });
    expect(
      (await jobEnds(app, await app.call('export.write', { projectId, options, path, overwrite: true })))
        .error,
    ).toBeNull();
    const columns = { projectId, options: { format: 'iob2', what: 'gold' }, path: join(outside, 'out.iob2') };
    expect(
      await app.call('export.preview', { projectId, options: { format: 'iob2', what: 'gold' } }),
    ).toMatchObject({
      lossCount: 202,
      losses: [],
      lossWords: [
        'ids of 101 documents: the format has no place for ids',
        'exact text of 101 documents: only the words are in the file; they come back joined by blanks, sentences by line feeds',
      ],
      complete: true,
    });
    expect((await jobEnds(app, await app.call('export.write', columns))).result).toMatchObject({
      losses: 202,
      notBack: [],
      beside: [join(outside, 'out.iob2.losses.jsonl')],
    });
    const single = { projectId, options: { format: 'jsonl' } };
    expect(await app.call('export.target', { ...single, path })).toEqual({ replaces: false });
    await expect(app.call('export.target', { ...single, path: outside })).rejects.toThrow(/is a folder/u);
    await expect(
      app.call('export.write', { projectId, options: { format: 'papyrus' }, path }),
    ).rejects.toThrow(/FORMAT_UNKNOWN/u);
    await expect(
      app.call('export.preview', { projectId, options: { format: 'conll', what: 'elite' } }),
    ).rejects.toThrow(/NOT_FOUND/u);
  });
});
