import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openProjectFile } from '#core/run/project-file.ts';
import { editState, undoEdit } from '#core/store/edits.ts';
import { readSchema } from '#core/store/setup-tables.ts';
import { runCli, type CliEnd } from '../helpers/cli-process.ts';
import { labSchema, newProject, tempFolder } from '../helpers/store-lab.ts';

let folder: ReturnType<typeof tempFolder>;
let project = '';
beforeAll(() => {
  folder = tempFolder();
  project = folder.file('p.diziner');
  newProject(project).close();
});
afterAll(() => folder.remove());

const run = (...args: string[]): Promise<CliEnd> => runCli(['schema', ...args, '--project', project]);
function inProject<T>(look: (db: ReturnType<typeof openProjectFile>) => T): T {
  const db = openProjectFile(project);
  try {
    return look(db);
  } finally {
    db.close();
  }
}
const typesOf = (): string[] => inProject((db) => readSchema(db).schema.types.map(({ name }) => name));

describe('schema', { timeout: 120_000 }, () => {
  it.each(['doccano', 'tagset'] as const)(
    'export --format %s: writes what import takes, and lists what is lost',
    async (form) => {
      const out = folder.file(`types.${form}`);
      const written = await run('export', '--format', form, '--out', out);
      expect([written.code, written.stdout]).toEqual([0, '']);
      expect(written.stderr.includes('Not kept in this form: definitions, of all types.')).toBe(
        form === 'doccano',
      );
      const again = await run('export', '--format', form, '--out', out);
      expect([again.code, again.stderr.includes('exists already')]).toEqual([1, true]);
      const read = await run('import', out, '--json');
      expect(read.code).toBe(0);
      expect(typesOf()).toEqual(['PER', 'LOC']);
      expect(read.stderr).toContain('2 entity types: 0 added');
      // Losses of the form must not pile up for the next one.
      inProject((db) => undoEdit(db, '2026-01-01T00:00:00Z'));
      expect(inProject((db) => readSchema(db).schema)).toEqual(labSchema);
    },
  );

  it('export: prints the text, or all of it as JSON', async () => {
    const plain = await run('export', '--format', 'label-studio');
    expect(plain.stdout).toContain('<Label value="PER" hint="A person with a name."/>');
    const json = await run('export', '--format', 'doccano', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({
      fileName: 'label_config.json',
      losses: [
        { field: 'definition', types: ['PER', 'LOC'] },
        { field: 'positiveExamples', types: ['PER', 'LOC'] },
        // doccano wants a colour for each type.
        { field: 'color', types: ['PER', 'LOC'] },
      ],
    });
    const wrong = await run('export', '--format', 'papyrus');
    expect([wrong.code, wrong.stderr.includes('papyrus')]).toEqual([2, true]);
  });

  it('import: replaces the types, or adds with --add; both can be undone', async () => {
    const file = folder.file('more.json');
    writeFileSync(file, '["LOC", "EVENT"]');
    const added = await run('import', file, '--add');
    expect([added.code, typesOf()]).toEqual([0, ['PER', 'LOC', 'EVENT']]);
    expect(inProject((db) => readSchema(db).schema.types[1]?.definition)).toBe('A place with a name.');
    const replaced = await run('import', file);
    expect(replaced.stderr).toContain('2 entity types: 0 added, 1 changed, 1 removed.');
    expect(typesOf()).toEqual(['LOC', 'EVENT']);
    expect(inProject((db) => editState(db).undo)).toBe('Import entity types');
    const none = await run('import', folder.file('none.json'));
    expect([none.code, none.stderr.includes('none.json')]).toEqual([1, true]);
    writeFileSync(file, 'PER, LOC');
    const odd = await run('import', file);
    expect([odd.code, odd.stderr.includes('Choose the form by hand')]).toEqual([2, true]);
    expect(readFileSync(file, 'utf8')).toBe('PER, LOC');
  });
});
