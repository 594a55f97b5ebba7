import type { LabelSchema } from '#shared/domain/entity-type.ts';
import type { GuidelineRevision } from '#shared/domain/guideline.ts';
import { addGuidelineRevision, readNewestGuideline } from '#core/store/guideline-table.ts';
import { asStoreError, openStore, removeStore, type Database } from '#core/store/open-store.ts';
import { insertProject, readProject } from '#core/store/project-table.ts';
import { addSchemaRevision, setPool } from '#core/store/setup-tables.ts';
import { removeUnfinishedImports } from '#core/store/import-table.ts';
import type { AnnotatorConfig } from '#shared/domain/annotator.ts';

export interface NewProject {
  readonly projectId: string;
  readonly name: string;
  readonly goal: string;
  readonly schema: LabelSchema;
  readonly annotators: readonly AnnotatorConfig[];
  readonly sample: boolean;
  readonly at: string;
}

/** Creates a project file: schema revision 0, guideline revision 0 without rules, the pool. */
export function createProjectFile(path: string, project: NewProject): Database {
  const db = openStore(path, { mode: 'create' });
  try {
    db.transaction(() => {
      insertProject(db, project);
      addSchemaRevision(db, project.schema, 'start', project.at);
      setPool(db, project.annotators);
      addGuidelineRevision(db, startRevision(project.goal, project.at));
    })();
    return db;
  } catch (error) {
    db.close();
    removeStore(path);
    throw asStoreError(error, path);
  }
}

/** Opens a project file and takes back what an interrupted import left behind. */
export function openProjectFile(path: string): Database {
  const db = openStore(path, { mode: 'open' });
  try {
    removeUnfinishedImports(db);
    return db;
  } catch (error) {
    db.close();
    throw asStoreError(error, path);
  }
}

/**
 * The guideline a new run starts from: the current goal and what the expert owns (accepted, edited, locked, own or
 * rejected rules). A supervisor's proposals that nobody accepted belong to their run and are left behind.
 */
export function startGuidelineForRun(db: Database, at: string): number {
  const newest = readNewestGuideline(db);
  const goal = readProject(db).goal;
  const kept = (newest?.rules ?? []).filter(
    (rule) => rule.locked || rule.status !== 'proposed' || rule.origin.author === 'expert',
  );
  if (newest !== undefined && newest.goal === goal && newest.rules.length === kept.length)
    return newest.number;
  return addGuidelineRevision(db, {
    ...startRevision(goal, at),
    parent: newest?.number ?? null,
    rules: kept,
    summary: kept.length === 0 ? 'Start of a new run' : 'Start of a new run with the rules you own',
  });
}

function startRevision(goal: string, at: string): Omit<GuidelineRevision, 'number'> {
  return {
    parent: null,
    runId: null,
    iteration: 0,
    author: 'start',
    createdAt: at,
    summary: 'Start',
    goal,
    rules: [],
  };
}
