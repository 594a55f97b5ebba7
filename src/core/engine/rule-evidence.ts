import type { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import type { GuidelineRevision } from '#shared/domain/guideline.ts';
import type { evidenceSchema } from '#shared/rpc/guidelines.ts';
import { loadIteration } from '#core/run/load-iteration.ts';
import { readAnalysis } from '#core/store/analysis-table.ts';
import type { Database } from '#core/store/open-store.ts';
import { listIterations, listRuns, type RunRow } from '#core/store/run-table.ts';
import { hotspotId } from '#core/supervisor/supervisor.ts';
import { hotspotViews } from './hotspot-views.ts';

type Evidence = z.output<typeof evidenceSchema>;

/** Characters of text shown on either side. */
const contextLength = 80;

/** The hotspots behind a rule, with their sentence and how the annotators read them. */
export function ruleEvidence(db: Database, revision: GuidelineRevision, ruleId: string): Evidence[] {
  const rule = revision.rules.find((candidate) => candidate.id === ruleId);
  if (rule === undefined) throw new AppError('NOT_FOUND', 'This rule is not in the newest guideline.');
  const wanted = new Set(rule.origin.hotspotIds);
  const found = new Map<string, Evidence>();
  // A rule gathers evidence over the iterations, and lives on in later runs: the newest place of each hotspot counts.
  const runs = listRuns(db);
  const own = runs.find((run) => run.runId === revision.runId);
  for (const run of own === undefined ? runs : [own, ...runs.filter((other) => other !== own)]) {
    for (const { iteration } of listIterations(db, run.runKey).toReversed()) {
      if (found.size === wanted.size) break;
      for (const evidence of evidenceIn(db, run, iteration, wanted)) {
        if (!found.has(evidence.hotspotId)) found.set(evidence.hotspotId, evidence);
      }
    }
  }
  return rule.origin.hotspotIds.flatMap((id) => found.get(id) ?? []);
}

function evidenceIn(db: Database, run: RunRow, iteration: number, wanted: ReadonlySet<string>): Evidence[] {
  const hotspots = readAnalysis(db, run.runKey, iteration, 'main')?.analysis.hotspots ?? [];
  if (!hotspots.some((hotspot) => wanted.has(hotspotId(hotspot)))) return [];
  const loaded = loadIteration(db, run, iteration);
  const views = hotspotViews(loaded, []).filter((spot) => wanted.has(spot.hotspotId));
  return views.flatMap((spot) => {
    const document = loaded.documents.find((candidate) => candidate.key === spot.documentKey);
    if (document === undefined) return [];
    return [
      {
        hotspotId: spot.hotspotId,
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
