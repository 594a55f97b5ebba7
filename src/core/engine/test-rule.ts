import type { Document } from '#shared/domain/document.ts';
import type { Guideline, Rule } from '#shared/domain/guideline.ts';
import type { TestRuleResult } from '#shared/rpc/guidelines.ts';
import { AppError } from '#shared/errors.ts';
import { analyzeDisagreement } from '#core/disagreement/analyze-disagreement.ts';
import { buildAnnotatorPrompt } from '#core/annotators/build-prompt.ts';
import { estimateTokens } from '#core/llm/token-estimate.ts';
import { labelledDocuments, type DocumentVote } from '#core/run/labelled-documents.ts';
import { loadIteration } from '#core/run/load-iteration.ts';
import { longestDocumentTokens } from '#core/run/longest-document.ts';
import type { RunDeps } from '#core/run/ports.ts';
import { runPool } from '#core/run/run-pool.ts';
import { guidelineOf, readNewestGuideline } from '#core/store/guideline-table.ts';
import { listIterations, listRuns, type RunRow } from '#core/store/run-table.ts';
import { readAllAnnotators, readSchema, type PoolAnnotator } from '#core/store/setup-tables.ts';
import { hotspotId } from '#core/supervisor/supervisor.ts';

/**
 * What one rule changes: the documents of its hotspots (or, without evidence, of the newest iteration's strongest
 * hotspots) are annotated twice, with the newest guideline and with the same guideline less the rule. Nothing is stored.
 */
export async function testRule(
  deps: RunDeps,
  rule: Rule,
  report: (progress: { fraction: number | null; detail: string }) => void,
  signal: AbortSignal,
): Promise<TestRuleResult> {
  const run = listRuns(deps.db).find((row) =>
    listIterations(deps.db, row.runKey).some((round) => round.state !== 'pending'),
  );
  const newest = readNewestGuideline(deps.db);
  if (run === undefined || newest === undefined) {
    throw new AppError('NOT_FOUND', 'A rule is tested on the documents of a run; there is none yet.', {
      action: 'Run the project first.',
    });
  }
  const { documents, hotspots } = affected(deps, run, rule);
  const ids = new Set(run.settings.annotatorIds.filter((id) => !run.dropped.includes(id)));
  const annotators = readAllAnnotators(deps.db).filter(({ config }) => ids.has(config.id));
  const withRule = guidelineOf(newest);
  const withoutRule: Guideline = {
    goal: withRule.goal,
    rules: withRule.rules.filter((candidate) => candidate.id !== rule.id),
  };
  const total = annotators.length * 2;
  let done = 0;
  const votes = { with: [] as DocumentVote[], without: [] as DocumentVote[] };
  try {
    for (const annotator of annotators) {
      for (const [kind, guideline] of [
        ['without', withoutRule],
        ['with', withRule],
      ] as const) {
        report({ fraction: done / total, detail: `${annotator.config.displayName}, ${kind} the rule` });
        votes[kind].push(...(await annotateAll(deps, run, annotator, guideline, documents, signal)));
        done += 1;
      }
    }
  } finally {
    await deps.models.close();
  }
  const order = annotators.map(({ config }) => config.id);
  // Every hotspot counts here, also those a round's budget would leave out.
  const params = { ...run.settings.analysis, hotspotBudget: null };
  const before = analyzeDisagreement(labelledDocuments(documents, votes.without), order, params);
  const after = analyzeDisagreement(labelledDocuments(documents, votes.with), order, params);
  const open = (analysis: typeof before): Set<string> => new Set(analysis.hotspots.map(hotspotId));
  const [openBefore, openAfter] = [open(before), open(after)];
  return {
    ruleId: rule.id,
    documents: documents.length,
    hotspots,
    agreementWithout: before.agreement.mean,
    agreementWith: after.agreement.mean,
    resolved: [...openBefore].filter((id) => !openAfter.has(id)).length,
    worsened: [...openAfter].filter((id) => !openBefore.has(id)).length,
  };
}

/** Most documents a test looks at. */
const maxDocuments = 12;

function affected(
  deps: RunDeps,
  run: RunRow,
  rule: Rule,
): { documents: readonly Document[]; hotspots: number } {
  const rounds = listIterations(deps.db, run.runKey);
  const iteration =
    rounds.find((row) => row.iteration === rule.origin.iteration)?.iteration ?? rounds.at(-1)?.iteration ?? 0;
  const loaded = loadIteration(deps.db, run, iteration);
  const spots = loaded.analysis?.analysis.hotspots ?? [];
  const own = spots.filter((spot) => rule.origin.hotspotIds.includes(hotspotId(spot)));
  const chosen = own.length > 0 ? own : spots.toSorted((a, b) => b.meanScore - a.meanScore);
  const ids = [...new Set(chosen.map((spot) => spot.documentId))].slice(0, maxDocuments);
  return {
    documents: loaded.documents.filter((document) => ids.includes(document.id)),
    hotspots: chosen.filter((spot) => ids.includes(spot.documentId)).length,
  };
}

async function annotateAll(
  deps: RunDeps,
  run: RunRow,
  { config }: PoolAnnotator,
  guideline: Guideline,
  documents: readonly Document[],
  signal: AbortSignal,
): Promise<DocumentVote[]> {
  const { schema } = readSchema(deps.db);
  const session = await deps.models.openAnnotator(
    {
      config,
      systemTokens: estimateTokens(
        buildAnnotatorPrompt(schema, guideline, config.id, run.settings.skipGoal).system,
      ),
      longestDocumentTokens: longestDocumentTokens(deps.db),
      next: config,
      onActivity: () => undefined,
    },
    signal,
  );
  const votes: DocumentVote[] = [];
  try {
    await runPool(
      documents,
      () => session.concurrency,
      signal,
      async (document) => {
        const result = await session.annotator.annotate(
          { document, schema, guideline, annotatorId: config.id, skipGoal: run.settings.skipGoal },
          signal,
        );
        votes.push({
          documentKey: document.key,
          annotatorId: config.id,
          state: result.state,
          spans: result.spans,
        });
      },
    );
  } finally {
    await session.close();
  }
  return votes;
}
