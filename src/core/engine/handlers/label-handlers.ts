import { AppError } from '#shared/errors.ts';
import type { RpcHandlers } from '#shared/rpc/contract.ts';
import type { LabelChoice } from '#shared/rpc/labelling.ts';
import { assertSpans } from '#core/formats/assert-spans.ts';
import { newestGuideline } from '#core/run/label-guideline.ts';
import { createLabelJob, planLabelling } from '#core/run/label-job.ts';
import { countDocuments, readDocument } from '#core/store/document-table.ts';
import {
  inconsistentStrings,
  listLabelDocuments,
  readLabelDocument,
  sampleLabelKeys,
  setLabelAccepted,
  setLabelSpans,
} from '#core/store/label-document-table.ts';
import { newestLabelJob, setLabelState } from '#core/store/label-job-table.ts';
import type { Database } from '#core/store/open-store.ts';
import { listRuns, newestRun } from '#core/store/run-table.ts';
import { readAllAnnotators, readPool } from '#core/store/setup-tables.ts';
import { meanUnitMs } from '#core/store/unit-table.ts';
import { wilsonInterval } from '#core/evaluation/wilson-interval.ts';
import type { EngineContext } from '../context.ts';
import { readLabelStatus } from '../label-status.ts';
import { hostsNeeded } from '#core/run/hosts-needed.ts';
import { requireHosts } from '../require-hosts.ts';

type Methods =
  | 'label.choices'
  | 'label.start'
  | 'label.pause'
  | 'label.resume'
  | 'label.stop'
  | 'label.status'
  | 'label.list'
  | 'label.get'
  | 'label.edit'
  | 'label.accept'
  | 'label.inconsistent'
  | 'label.audit';

export function labelHandlers(context: EngineContext): Pick<RpcHandlers, Methods> {
  const { projects, work } = context;
  const requireLabels = (db: Database, key: number): NonNullable<ReturnType<typeof readLabelDocument>> => {
    const labels = readLabelDocument(db, key);
    if (labels === undefined)
      throw new AppError('NOT_FOUND', `Document ${key} is not labelled yet.`, {
        action: 'Label the corpus first.',
      });
    return labels;
  };
  return {
    'label.choices': ({ projectId }) =>
      labelChoices(projects.open(projectId).db, context.settings.get().ollamaUrl),
    'label.start': async ({ projectId, with: source, scope }) => {
      const project = projects.open(projectId);
      const isBusy =
        newestRun(project.db)?.state === 'running' || newestLabelJob(project.db)?.state === 'running';
      if (!isBusy) await work.settled(projectId);
      if (work.isWorking(projectId)) {
        throw new AppError('RUN_ACTIVE', 'This project is at work already.', {
          action: 'Pause or stop what is running first.',
        });
      }
      const plan = planLabelling(project.db, source);
      requireHosts(context, project.db, { annotatorIds: plan.annotatorIds, supervisor: null });
      work.requireFreeModels(plan);
      const job = createLabelJob(project.db, plan, scope, context);
      work.startLabelling(project, job);
      return readLabelStatus(project.db, job);
    },
    'label.pause': async ({ projectId }) => {
      projects.known(projectId);
      await work.pause(projectId);
      return null;
    },
    'label.resume': ({ projectId }) => {
      const project = projects.open(projectId);
      const job = newestLabelJob(project.db);
      if (job === undefined || job.state === 'done' || job.state === 'stopped') {
        throw new AppError('CONFLICT', 'There is no labelling to continue.', { action: 'Start a new one.' });
      }
      requireHosts(context, project.db, { annotatorIds: job.annotatorIds, supervisor: null });
      if (!work.isWorking(projectId)) work.startLabelling(project, job);
      return { ...readLabelStatus(project.db, job), state: 'running', reason: null };
    },
    'label.stop': async ({ projectId }) => {
      const { db } = projects.open(projectId);
      await work.stop(projectId);
      const job = newestLabelJob(db);
      if (job !== undefined && job.state !== 'done')
        setLabelState(db, job.labelKey, 'stopped', 'Stopped by you.', context.now());
      projects.changed(projectId, ['labels']);
      return null;
    },
    'label.status': ({ projectId }) => {
      const { db } = projects.open(projectId);
      const job = newestLabelJob(db);
      if (job === undefined) return null;
      if (job.state === 'running' && !work.isWorking(projectId)) {
        setLabelState(db, job.labelKey, 'paused', 'Interrupted; everything finished is stored.', null);
        return readLabelStatus(db, {
          ...job,
          state: 'paused',
          reason: 'Interrupted; everything finished is stored.',
        });
      }
      return readLabelStatus(db, job);
    },
    'label.list': ({ projectId, ...query }) => {
      const { total, rows } = listLabelDocuments(projects.open(projectId).db, query);
      return {
        total,
        rows: rows.map((row) => ({ ...row, snippet: row.snippet.replace(/\s+/gu, ' ').trim() })),
      };
    },
    'label.get': ({ projectId, key }) => {
      const { db } = projects.open(projectId);
      const document = readDocument(db, key);
      if (document === undefined) throw new AppError('NOT_FOUND', `There is no document ${key}.`);
      const labels = requireLabels(db, key);
      return {
        key,
        id: document.id,
        text: document.text,
        tokens: document.tokens.map((token): [number, number] => [token.start, token.end]),
        spans: [...labels.spans],
        accepted: labels.accepted,
        edited: labels.edited,
      };
    },
    'label.edit': ({ projectId, key, spans }) => {
      const document = readDocument(projects.open(projectId).db, key);
      if (document === undefined) throw new AppError('NOT_FOUND', `There is no document ${key}.`);
      assertSpans(document.text, spans);
      projects.edit(projectId, 'Edit labels', ['labels'], (db) => {
        requireLabels(db, key);
        setLabelSpans(
          db,
          key,
          spans.map((span) => ({ ...span, share: null })),
        );
      });
      return null;
    },
    'label.accept': ({ projectId, key, accepted }) => {
      projects.edit(projectId, accepted ? 'Accept document' : 'Take acceptance back', ['labels'], (db) => {
        requireLabels(db, key);
        setLabelAccepted(db, key, accepted);
      });
      return null;
    },
    'label.inconsistent': ({ projectId, limit }) => inconsistentStrings(projects.open(projectId).db, limit),
    'label.audit': ({ projectId, size, seed }) => {
      const { db } = projects.open(projectId);
      const keys = sampleLabelKeys(db, size, seed);
      const checked = keys
        .map((key) => readLabelDocument(db, key))
        .filter((labels) => labels?.accepted === true || labels?.edited === true);
      // Accepted as it was = correct; edited = it was not.
      const correct = checked.filter((labels) => labels?.edited !== true).length;
      return {
        keys,
        checked: checked.length,
        correct,
        interval:
          checked.length === 0 ? null : ([...wilsonInterval(correct, checked.length)] as [number, number]),
      };
    },
  };
}

function labelChoices(db: Database, ollamaUrl: string): LabelChoice[] {
  const configs = new Map(readAllAnnotators(db).map(({ config }) => [config.id, config]));
  const hosts = (ids: readonly string[]): string[] => {
    const annotators = ids.flatMap((id) => configs.get(id) ?? []);
    return hostsNeeded({ annotators, supervisor: null, ollamaUrl }).map(({ host }) => host);
  };
  const documents = countDocuments(db);
  const best = listRuns(db).find((row) => row.best !== null)?.best ?? null;
  const minutes = (ids: readonly string[]): number | null => {
    const times = ids.map((id) => meanUnitMs(db, id));
    const known = times.filter((ms) => ms !== null);
    return known.length < ids.length ? null : (known.reduce((sum, ms) => sum + ms, 0) * documents) / 60_000;
  };
  const choices: LabelChoice[] = [];
  if (best !== null) {
    for (const [source, label, reason] of [
      ['best', 'Best annotator', best.reason],
      [
        'consensus',
        'Consensus of all',
        'The weighted vote of every annotator of the best round; slower, steadier, and each span carries its vote share.',
      ],
      [
        'elite',
        'Consensus of the coalition',
        'The weighted vote of the annotators that agree most; faster than all of them.',
      ],
    ] as const) {
      const plan = planLabelling(db, source);
      choices.push({
        with: source,
        label,
        reason,
        guidelineNumber: plan.guidelineNumber,
        guidelineWhy: plan.guidelineWhy,
        estimatedMinutes: minutes(plan.annotatorIds),
        hosts: hosts(plan.annotatorIds),
        recommended: source === 'best',
      });
    }
  }
  for (const { config } of readPool(db).filter((row) => row.config.enabled)) {
    choices.push({
      with: config.id,
      label: config.displayName,
      reason: 'This annotator alone.',
      ...newestGuideline(db),
      estimatedMinutes: minutes([config.id]),
      hosts: hosts([config.id]),
      recommended: false,
    });
  }
  return choices;
}
