import type { LabelStatus } from '#shared/rpc/labelling.ts';
import { countLabelDocuments, countLabelTypes } from '#core/store/label-document-table.ts';
import { countLabelUnits } from '#core/store/label-unit-table.ts';
import { type LabelJobRow } from '#core/store/label-job-table.ts';
import { countDocumentsUpTo } from '#core/store/document-table.ts';
import type { Database } from '#core/store/open-store.ts';

/** How a labelling job stands. Progress counts annotator × document pairs, so that it moves while models work. */
export function readLabelStatus(db: Database, job: LabelJobRow): LabelStatus {
  const documents = countDocumentsUpTo(db, job.lastDocument);
  const counts = countLabelDocuments(db);
  const units = countLabelUnits(db, job.labelKey);
  const seconds = (Date.parse(job.endedAt ?? new Date().toISOString()) - Date.parse(job.startedAt)) / 1000;
  const unitsPerSecond = seconds > 0 && units > 0 ? units / seconds : null;
  const left = documents * job.annotatorIds.length - units;
  return {
    labelJobId: job.labelJobId,
    state: job.state,
    with: job.source,
    runId: job.runId,
    iteration: job.iteration,
    guidelineNumber: job.guideline,
    annotatorIds: [...job.annotatorIds],
    documents,
    done:
      job.state === 'done'
        ? counts.done
        : Math.min(documents, Math.floor(units / Math.max(1, job.annotatorIds.length))),
    failed: counts.failed,
    spans: job.state === 'running' ? {} : countLabelTypes(db),
    etaMs:
      job.state === 'running' && unitsPerSecond !== null ? (Math.max(0, left) / unitsPerSecond) * 1000 : null,
    documentsPerSecond:
      unitsPerSecond === null ? null : unitsPerSecond / Math.max(1, job.annotatorIds.length),
    startedAt: job.startedAt,
    reason: job.reason,
  };
}
