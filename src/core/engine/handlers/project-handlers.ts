import { openAiBaseUrl } from '#shared/domain/address.ts';
import { copyFileSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError, toErrorData } from '#shared/errors.ts';
import type { RpcHandlers } from '#shared/rpc/contract.ts';
import type { MethodStep, ProjectSummary, projectMethods } from '#shared/rpc/projects.ts';
import { builtinAnnotators } from '#core/annotators/builtin/create-builtin-annotator.ts';
import { readFiles } from '#core/formats/read-files.ts';
import { createProjectFile } from '#core/run/project-file.ts';
import { readRunStatus } from '#core/run/run-status.ts';
import { readSupervisorSettings } from '#core/run/supervisor-settings.ts';
import type { RegisteredProject } from '#core/store/app-store.ts';
import { setArchived, setBinned } from '#core/store/app-store.ts';
import { readAnalysis } from '#core/store/analysis-table.ts';
import { countDocuments, countGoldDocuments } from '#core/store/document-table.ts';
import { editState, redoEdit, undoEdit } from '#core/store/edits.ts';
import { countDecisions, newestQuestions } from '#core/store/expert-tables.ts';
import { readNewestGuideline } from '#core/store/guideline-table.ts';
import { countLabelDocuments } from '#core/store/label-document-table.ts';
import { openStore, removeStore, type Database } from '#core/store/open-store.ts';
import { readProject, setProjectId, setProjectName } from '#core/store/project-table.ts';
import { newestRun } from '#core/store/run-table.ts';
import { readPool, readSchema } from '#core/store/setup-tables.ts';
import { readSupervision } from '#core/store/supervision-table.ts';
import type { EngineContext } from '../context.ts';
import { importBundle } from '../project-bundle.ts';
import { importDocuments } from '../import-documents.ts';
import { readSampleFiles } from '../resource-files.ts';
import type { ProjectArea } from '../project-table.ts';

const everyArea: readonly ProjectArea[] = [
  'corpus',
  'schema',
  'goal',
  'annotators',
  'supervisor',
  'run',
  'guidelines',
  'decisions',
  'questions',
  'labels',
  'comments',
];

export function projectHandlers(context: EngineContext): Pick<RpcHandlers, keyof typeof projectMethods> {
  const { projects } = context;
  const summaryOf = (projectId: string): ProjectSummary => {
    const row = projects.list().find((candidate) => candidate.id === projectId);
    if (row === undefined) throw new AppError('NOT_FOUND', `There is no project with the id ${projectId}.`);
    return summarise(context, row);
  };
  const replay = (
    projectId: string,
    turn: (db: Database, at: string) => string | null,
  ): { label: string | null } => {
    let label: string | null;
    try {
      label = turn(projects.open(projectId).db, context.now());
    } catch (error) {
      throw new AppError(
        'CONFLICT',
        'This change can no longer be taken back, because later work builds on it.',
        {
          cause: error,
          action: 'Make the opposite change by hand.',
          detail: error instanceof Error ? error.message : String(error),
        },
      );
    }
    if (label !== null) projects.changed(projectId, everyArea);
    return { label };
  };

  return {
    'projects.list': () => projects.list().map((row) => summarise(context, row)),
    'projects.create': ({ name, schema, goal }) => {
      const path = projects.newPath(name);
      createProjectFile(path, {
        projectId: context.newId(),
        name,
        goal: goal ?? '',
        schema: schema ?? { types: [], allowNested: false },
        annotators: builtinAnnotators,
        sample: false,
        at: context.now(),
      }).close();
      return summaryOf(projects.add(path).id);
    },
    'projects.createSample': async () => {
      const sample = readSampleFiles(context.options.resourcesDir);
      const path = projects.newPath('Sample');
      const db = createProjectFile(path, {
        projectId: context.newId(),
        name: 'Sample project',
        goal: sample.goal,
        schema: sample.schema,
        annotators: builtinAnnotators,
        sample: true,
        at: context.now(),
      });
      try {
        await importDocuments(
          db,
          readFiles([sample.corpus]),
          [sample.corpus],
          { as: 'gold', addMissingTypes: false },
          { now: context.now },
        );
        db.close();
      } catch (error) {
        db.close();
        removeStore(path);
        throw error;
      }
      return summaryOf(projects.add(path).id);
    },
    'projects.importBundle': async ({ path }) => {
      const target = projects.newPath('Imported');
      await importBundle(path, target, context);
      return summaryOf(projects.add(target).id);
    },
    'projects.add': ({ path }) => summaryOf(projects.add(path).id),
    'projects.overview': ({ projectId }) => {
      const { db } = projects.open(projectId);
      const run = newestRun(db);
      const summary = summaryOf(projectId);
      const guideline = readNewestGuideline(db);
      const pool = readPool(db);
      const edits = editState(db);
      const analysis = run === undefined ? undefined : newestAnalysis(db, run.runKey, run.iteration);
      const supervisor = readSupervisorSettings({ db });
      return {
        summary,
        counts: {
          documents: summary.documents,
          goldDocuments: countGoldDocuments(db),
          types: summary.types,
          goalLength: readProject(db).goal.length,
          annotatorsChosen: pool.filter(({ config }) => config.enabled).length,
          annotatorsInPool: pool.length,
          hotspots: analysis?.hotspots.length ?? 0,
          decidedHotspots: run === undefined ? 0 : countDecisions(db, run.runKey, run.iteration),
          rules: guideline?.rules.filter((rule) => rule.status !== 'rejected').length ?? 0,
          proposedRules: guideline?.rules.filter((rule) => rule.status === 'proposed').length ?? 0,
          openQuestions: newestQuestions(db).filter((question) => question.answer === null).length,
          labelledDocuments: countLabelDocuments(db).done,
        },
        supervisorReady:
          supervisor.config.kind === 'rules' ||
          (supervisor.config.model !== '' &&
            (supervisor.config.kind === 'ollama' ||
              supervisor.config.url !== null ||
              context.secrets.keyFor(openAiBaseUrl) !== null)),
        run: run === undefined ? null : readRunStatus(db, run),
        undo: edits.undo,
        redo: edits.redo,
        undoableChanges: edits.undoable,
      };
    },
    'projects.rename': ({ projectId, name }) => {
      projects.edit(projectId, 'Rename project', [], (db) => setProjectName(db, name));
      context.emit({ kind: 'projects-change' });
      return summaryOf(projectId);
    },
    'projects.duplicate': async ({ projectId }) => {
      const source = projects.open(projectId);
      const path = projects.newPath(readProject(source.db).name);
      await source.db.backup(path);
      const copy = openStore(path, { mode: 'open' });
      setProjectId(copy, context.newId());
      setProjectName(copy, `${readProject(copy).name} (copy)`);
      copy.close();
      return summaryOf(projects.add(path).id);
    },
    'projects.archive': ({ projectId, archived }) => {
      projects.known(projectId);
      setArchived(context.app, projectId, archived);
      context.emit({ kind: 'projects-change' });
      return null;
    },
    'projects.bin': async ({ projectId }) => {
      projects.known(projectId);
      await context.work.pause(projectId);
      setBinned(context.app, projectId, context.now());
      context.emit({ kind: 'projects-change' });
      return null;
    },
    'projects.restore': ({ projectId }) => {
      projects.known(projectId);
      setBinned(context.app, projectId, null);
      context.emit({ kind: 'projects-change' });
      return null;
    },
    'projects.purge': async ({ projectId }) => {
      const row = projects.list().find((candidate) => candidate.id === projectId);
      if (row === undefined) throw new AppError('NOT_FOUND', `There is no project with the id ${projectId}.`);
      if (row.binnedAt === null) {
        throw new AppError('CONFLICT', 'Only a project in the bin can be deleted for good.', {
          action: 'Move it to the bin first.',
        });
      }
      await context.work.stop(projectId);
      projects.remove(projectId, true);
      return null;
    },
    'projects.snapshot': async ({ projectId }) => {
      const { db, path } = projects.open(projectId);
      const folder = join(dirname(path), 'snapshots');
      mkdirSync(folder, { recursive: true });
      const target = join(folder, `${projectId}-${context.now().replace(/[:.]/gu, '-')}.diziner`);
      if (existsSync(target)) copyFileSync(target, `${target}.bak`);
      await db.backup(target);
      return { path: target };
    },
    'edit.undo': ({ projectId }) => replay(projectId, undoEdit),
    'edit.redo': ({ projectId }) => replay(projectId, redoEdit),
  };
}

function newestAnalysis(db: Database, runKey: number, iteration: number): ReturnType<typeof analysisAt> {
  for (let t = iteration; t >= 0; t -= 1) {
    const found = analysisAt(db, runKey, t);
    if (found !== undefined) return found;
  }
  return undefined;
}

function analysisAt(
  db: Database,
  runKey: number,
  iteration: number,
): { hotspots: readonly unknown[] } | undefined {
  return readAnalysis(db, runKey, iteration, 'main')?.analysis;
}

function summarise(context: EngineContext, row: RegisteredProject): ProjectSummary {
  const base = { id: row.id, path: row.path, archived: row.archived, binnedAt: row.binnedAt };
  try {
    const { db } = context.projects.open(row.id);
    const project = readProject(db);
    const run = newestRun(db);
    const facts = {
      documents: countDocuments(db),
      types: readSchema(db).schema.types.filter((type) => type.active).length,
      goal: project.goal.trim() !== '',
      enabled: readPool(db).filter(({ config }) => config.enabled).length,
      runState: run?.state ?? null,
      // The rules of the round are written after the answers.
      waitsForAnswers:
        run?.state === 'waiting-for-expert' &&
        readSupervision(db, run.runKey, run.iteration)?.guideline == null,
      labelled: countLabelDocuments(db).done,
    };
    return {
      ...base,
      name: project.name,
      documents: facts.documents,
      types: facts.types,
      lastIteration: run === undefined ? null : run.iteration,
      bestAgreement: run?.best?.agreement ?? null,
      sizeBytes: ['', '-wal'].reduce(
        (sum, end) => sum + (statSync(row.path + end, { throwIfNoEntry: false })?.size ?? 0),
        0,
      ),
      updatedAt: project.updatedAt,
      sample: project.sample,
      nextStep: nextStep(facts),
      problem: null,
    };
  } catch (error) {
    return {
      ...base,
      name: row.path.replace(/^.*[\\/]/u, ''),
      documents: 0,
      types: 0,
      lastIteration: null,
      bestAgreement: null,
      sizeBytes: 0,
      updatedAt: '',
      sample: false,
      nextStep: 'corpus',
      problem: toErrorData(error).message,
    };
  }
}

/** The first step of the method that is not done yet. */
function nextStep(facts: {
  documents: number;
  types: number;
  goal: boolean;
  enabled: number;
  runState: string | null;
  waitsForAnswers: boolean;
  labelled: number;
}): MethodStep {
  if (facts.documents === 0) return 'corpus';
  if (facts.types === 0) return 'schema';
  if (!facts.goal) return 'goal';
  if (facts.enabled < 2) return 'annotators';
  if (facts.runState === 'waiting-for-expert') return facts.waitsForAnswers ? 'questions' : 'guidelines';
  if (facts.runState !== 'done') return 'run';
  return facts.labelled < facts.documents ? 'label' : 'export';
}
