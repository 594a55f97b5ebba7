import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { labelSchemaSchema } from '#shared/domain/entity-type.ts';
import { builtinAnnotators } from '#core/annotators/builtin/create-builtin-annotator.ts';
import { createProjectFile } from '#core/run/project-file.ts';
import { documentInserter } from '#core/store/insert-documents.ts';
import type { Database } from '#core/store/open-store.ts';

export const labTime = '2026-03-01T12:00:00.000Z';
export const labSchema = labelSchemaSchema.parse({
  types: [
    { name: 'PER', definition: 'A person with a name.', positiveExamples: ['Ada Lovelace'] },
    { name: 'LOC', definition: 'A place with a name.', positiveExamples: ['London'] },
  ],
});

/** A folder that is gone after the test. */
export function tempFolder(): { readonly path: string; file(name: string): string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'diziner-store-'));
  return {
    path,
    file: (name) => join(path, name),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

export function newProject(path: string, texts: readonly string[] = []): Database {
  const db = createProjectFile(path, {
    projectId: 'project-1',
    name: 'Test',
    goal: 'Names for a register.',
    schema: labSchema,
    annotators: builtinAnnotators,
    sample: false,
    at: labTime,
  });
  const insert = documentInserter(db, null);
  texts.forEach((text, index) =>
    insert({ id: `d${index + 1}`, text, tokens: null, reconstructed: false, meta: {} }),
  );
  return db;
}

/** Every row of every table of the project's own (the undo log, which grows by design, aside). */
export function dumpStore(db: Database, without: readonly string[] = ['edit', 'edit_step']): unknown {
  const names = db
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`)
    .pluck()
    .all() as string[];
  return Object.fromEntries(
    names
      .filter((name) => !without.includes(name))
      .map((name) => {
        const rows = db.prepare(`SELECT * FROM "${name}"`).all();
        return [name, rows.map((row) => JSON.stringify(row)).sort()];
      }),
  );
}
