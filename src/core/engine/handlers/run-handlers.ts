import { AppError } from '#shared/errors.ts';
import { runSettingsSchema } from '#shared/domain/run-settings.ts';
import type { RpcHandlers } from '#shared/rpc/contract.ts';
import { hostProblem } from '#core/run/hosts-needed.ts';
import { readRunStatus } from '#core/run/run-status.ts';
import { retryFailedUnits } from '#core/run/retry-failed.ts';
import { runProblems, startRun } from '#core/run/start-run.ts';
import { readSupervisorSettings } from '#core/run/supervisor-settings.ts';
import { readDocumentSet } from '#core/store/document-set-table.ts';
import { documentIds } from '#core/store/document-table.ts';
import {
  listIterations,
  listRuns,
  newestRun,
  setIterationAnnotators,
  updateRun,
} from '#core/store/run-table.ts';
import { readProject } from '#core/store/project-table.ts';
import { readAllAnnotators, readPool } from '#core/store/setup-tables.ts';
import { readUnit, readUnitCells, skipQueuedUnits } from '#core/store/unit-table.ts';
import type { EngineContext } from '../context.ts';
import { estimateRun } from '../estimate-run.ts';
import { hostsToAllow, requireHosts } from '../require-hosts.ts';
import { nothingToContinue, requireNewestRun, requireRun, requireUnfinishedRun } from '../run-access.ts';

type Methods =
  | 'run.defaults'
  | 'run.start'
  | 'run.resume'
  | 'run.pause'
  | 'run.stop'
  | 'run.retryFailed'
  | 'run.useSupervisor'
  | 'run.dropAnnotator'
  | 'run.status'
  | 'run.list'
  | 'run.grid'
  | 'run.unit';

export function runHandlers(context: EngineContext): Pick<RpcHandlers, Methods> {
  const { projects, work } = context;
  return {
    'run.defaults': ({ projectId }) => {
      const { db } = projects.open(projectId);
      const supervisor = readSupervisorSettings({ db });
      const last = newestRun(db)?.settings;
      const parsed = runSettingsSchema.safeParse({
        ...last,
        annotatorIds: readPool(db)
          .filter(({ config }) => config.enabled)
          .map(({ config }) => config.id),
        supervisor: supervisor.config,
        costCapUsd: supervisor.runCapUsd,
        askBeforeSending: supervisor.askBeforeSending,
      });
      const settings = parsed.success ? parsed.data : null;
      return {
        settings,
        problems: [
          // Early stopping is the form's to switch off; starting with it in too small a project says so.
          ...runProblems(db, { annotatorIds: [], goldSupervision: false, ...settings, earlyStopping: false }),
          ...(settings === null ? [] : hostsToAllow(context, db, settings).map(hostProblem)),
          // Without the goal the method loses most of its gain (77.6 to 71.9 F1 in the paper's ablation).
          ...(readProject(db).goal.trim() === '' && settings?.skipGoal !== true
            ? ['The goal is empty. Say what the marks will be used for.']
            : []),
        ],
        ...(settings === null
          ? { estimatedCostUsd: null, estimatedMinutes: null }
          : estimateRun(db, settings, context.models.priceOf(settings.supervisor))),
      };
    },
    'run.start': ({ projectId, settings }) => {
      const project = projects.open(projectId);
      if (work.isWorking(projectId)) {
        throw new AppError('RUN_ACTIVE', 'This project is at work already.', {
          action: 'Pause or stop what is running first.',
        });
      }
      requireHosts(context, project.db, settings);
      work.requireFreeModels(settings);
      const run = startRun(project.db, settings, context);
      work.startRun(project, run);
      projects.changed(projectId, ['run', 'guidelines']);
      return readRunStatus(project.db, run);
    },
    'run.resume': async ({ projectId }) => {
      const project = projects.open(projectId);
      const run = requireUnfinishedRun(project.db);
      requireHosts(context, project.db, run.settings);
      if (run.state !== 'running') await work.settled(projectId);
      if (run.state !== 'running' || !work.isWorking(projectId)) work.startRun(project, run);
      return { ...readRunStatus(project.db, run), state: 'running', reason: null };
    },
    'run.pause': async ({ projectId }) => {
      projects.known(projectId);
      await work.pause(projectId);
      return null;
    },
    'run.stop': async ({ projectId }) => {
      const project = projects.open(projectId);
      await work.stop(projectId);
      const run = requireNewestRun(project.db);
      if (run.state !== 'done') {
        updateRun(project.db, run.runKey, {
          state: 'stopped',
          endedAt: context.now(),
          reason: 'Stopped by you.',
        });
      }
      context.emit({
        kind: 'run-change',
        projectId,
        status: readRunStatus(project.db, requireRun(project.db, run.runId)),
      });
      projects.changed(projectId, ['run']);
      return null;
    },
    'run.retryFailed': ({ projectId }) => {
      const project = projects.open(projectId);
      if (work.isWorking(projectId)) {
        throw new AppError('RUN_ACTIVE', 'Pause the run before retrying units.', {
          action: 'Pause, then retry.',
        });
      }
      const run = requireNewestRun(project.db);
      if (run.state === 'stopped') throw nothingToContinue(run);
      work.requireFreeModels(run.settings);
      const units = retryFailedUnits(project.db, run.runKey);
      if (units > 0) work.startRun(project, requireRun(project.db, run.runId));
      projects.changed(projectId, ['run']);
      return { units };
    },
    'run.useSupervisor': ({ projectId }) => {
      const { db } = projects.open(projectId);
      const run = requireUnfinishedRun(db);
      if (work.isWorking(projectId)) {
        throw new AppError('RUN_ACTIVE', 'The run is at work.', { action: 'Pause it first.' });
      }
      const { config, runCapUsd, askBeforeSending } = readSupervisorSettings({ db });
      updateRun(db, run.runKey, {
        settings: { ...run.settings, supervisor: config, costCapUsd: runCapUsd, askBeforeSending },
        // A call that waits was written for the supervisor before.
        ...(run.state === 'waiting-for-approval'
          ? { state: 'paused', reason: 'Paused: the supervisor was changed.' }
          : {}),
      });
      const status = readRunStatus(db, requireRun(db, run.runId));
      context.emit({ kind: 'run-change', projectId, status });
      projects.changed(projectId, ['run']);
      return status;
    },
    'run.dropAnnotator': ({ projectId, annotatorId }) => {
      const { db } = projects.open(projectId);
      const run = requireNewestRun(db);
      const round = listIterations(db, run.runKey).at(-1);
      const active = run.settings.annotatorIds.filter((id) => !run.dropped.includes(id));
      if (!active.includes(annotatorId)) {
        throw new AppError('ANNOTATOR_UNKNOWN', `${annotatorId} does not take part in this run.`);
      }
      if (active.length <= 2) {
        throw new AppError('TOO_FEW_ANNOTATORS', 'A run needs at least two annotators.', {
          action: 'Stop the run instead.',
        });
      }
      const key = readAllAnnotators(db).find(({ config }) => config.id === annotatorId)?.annotatorKey;
      db.transaction(() => {
        updateRun(db, run.runKey, { dropped: [...run.dropped, annotatorId] });
        if (
          round !== undefined &&
          (round.state === 'pending' || round.state === 'annotating') &&
          key !== undefined
        ) {
          skipQueuedUnits(db, run.runKey, round.iteration, key, 'skipped', {
            code: 'CANCELLED',
            message: 'Dropped by you.',
          });
          setIterationAnnotators(
            db,
            run.runKey,
            round.iteration,
            round.annotatorIds.filter((id) => id !== annotatorId),
          );
        }
      })();
      projects.changed(projectId, ['run']);
      return null;
    },
    'run.status': ({ projectId }) => {
      const { db } = projects.open(projectId);
      const run = newestRun(db);
      if (run === undefined) return null;
      // A run that was working when the app ended is paused now, and says so.
      if (run.state === 'running' && !work.isWorking(projectId)) {
        updateRun(db, run.runKey, { state: 'paused', reason: 'Interrupted; everything finished is stored.' });
        return readRunStatus(db, requireRun(db, run.runId));
      }
      return readRunStatus(db, run);
    },
    'run.list': ({ projectId }) => {
      const { db } = projects.open(projectId);
      return listRuns(db).map((run) => readRunStatus(db, run));
    },
    'run.grid': ({ projectId, runId, iteration }) => {
      const { db } = projects.open(projectId);
      const run = requireRun(db, runId);
      const all = readAllAnnotators(db);
      const round = listIterations(db, run.runKey).find((row) => row.iteration === iteration);
      const ids = round?.annotatorIds ?? run.settings.annotatorIds;
      const annotators = ids.flatMap((id) => all.filter(({ config }) => config.id === id));
      const keys = readDocumentSet(db, run.runKey, iteration, 'main');
      const names = documentIds(db, keys);
      const cells = new Map(
        readUnitCells(db, run.runKey, iteration).map((cell) => [
          `${cell.annotatorKey}:${cell.documentKey}`,
          cell,
        ]),
      );
      return {
        annotators: annotators.map(({ config }) => ({
          annotatorId: config.id,
          displayName: config.displayName,
          builtin: config.kind === 'builtin',
        })),
        documents: keys.map((key) => ({ key, id: names.get(key) ?? '' })),
        cells: annotators.map(({ annotatorKey }) =>
          keys.map((key) => {
            const cell = cells.get(`${annotatorKey}:${key}`);
            return {
              state: cell?.state ?? 'queued',
              unlocated: cell?.unlocated ?? 0,
              spans: cell?.spans ?? 0,
            };
          }),
        ),
      };
    },
    'run.unit': ({ projectId, runId, iteration, annotatorId, documentKey }) => {
      const { db } = projects.open(projectId);
      const run = requireRun(db, runId);
      const annotatorKey =
        readAllAnnotators(db).find(({ config }) => config.id === annotatorId)?.annotatorKey ?? -1;
      const unit = readUnit(db, { runKey: run.runKey, iteration, annotatorKey, documentKey });
      if (unit === undefined) throw new AppError('NOT_FOUND', 'This unit is not part of the run.');
      return {
        state: unit.state,
        annotatorId,
        documentId: documentIds(db, [documentKey]).get(documentKey) ?? '',
        spans: [...unit.spans],
        raw: [...unit.raw],
        rung: unit.rung,
        mode: unit.mode,
        servedModel: unit.servedModel,
        unlocated: [...unit.unlocated],
        unknownTypes: { ...unit.unknownTypes },
        inputTokens: unit.inputTokens,
        outputTokens: unit.outputTokens,
        durationMs: unit.durationMs,
        requests: unit.requests,
        promptHash: unit.promptHash,
        guidelineNumber: unit.guideline,
        error: unit.error,
      };
    },
  };
}
