import type { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import type { GuidelineRevision } from '#shared/domain/guideline.ts';
import type { evidenceSchema } from '#shared/rpc/guidelines.ts';
import { loadIteration } from '#core/run/load-iteration.ts';
import { listDecisions } from '#core/store/expert-tables.ts';
import type { Database } from '#core/store/open-store.ts';
import { listRuns } from '#core/store/run-table.ts';
import { hotspotViews } from './hotspot-views.ts';

type Evidence = z.output<typeof evidenceSchema>;

/** Characters of text shown on either side. */
const contextLength = 80;

/** The hotspots behind a rule, with their sentence and how the annotators read them. */
export function ruleEvidence(db: Database, revision: GuidelineRevision, ruleId: string): Evidence[] {
  const rule = revision.rules.find((candidate) => candidate.id === ruleId);
  if (rule === undefined) throw new AppError('NOT_FOUND', 'This rule is not in the newest guideline.');
  const { iteration, hotspotIds } = rule.origin;
  if (iteration === null || hotspotIds.length === 0) return [];
  const run = listRuns(db).find((candidate) => candidate.runId === revision.runId) ?? listRuns(db)[0];
  if (run === undefined) return [];
  const loaded = loadIteration(db, run, iteration);
  const views = hotspotViews(loaded, listDecisions(db, { runKey: run.runKey }));
  return hotspotIds.flatMap((id) => {
    const spot = views.find((candidate) => candidate.hotspotId === id);
    const document = loaded.documents.find((candidate) => candidate.key === spot?.documentKey);
    if (spot === undefined || document === undefined) return [];
    return [
      {
        hotspotId: id,
        documentKey: document.key,
        documentId: document.id,
        iteration,
        before: document.text.slice(Math.max(0, spot.start - contextLength), spot.start),
        text: spot.text,
        after: document.text.slice(spot.end, spot.end + contextLength),
        readings: spot.options.map((option) => ({
          label:
            option.spans.length === 0
              ? 'nothing'
              : option.spans.map((span) => `${span.text} → ${span.type}`).join(', '),
          votes: option.voters.length,
        })),
      },
    ];
  });
}
