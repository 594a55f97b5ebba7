import {
  expertDecisionSchema,
  questionSchema,
  type ExpertDecision,
  type Question,
} from '#shared/domain/decision.ts';
import type { Document } from '#shared/domain/document.ts';
import type { LabelSchema } from '#shared/domain/entity-type.ts';
import { presetLimits } from '#shared/domain/run-settings.ts';
import { guidelineOf, readNewestGuideline, addGuidelineRevision } from '#core/store/guideline-table.ts';
import { clearRedo } from '#core/store/edits.ts';
import { readDocument, readGold } from '#core/store/document-table.ts';
import {
  insertQuestions,
  listDecisions,
  listQuestions,
  type DecisionRow,
} from '#core/store/expert-tables.ts';
import { readSetting } from '#core/store/project-table.ts';
import { readRunByKey, type RunRow } from '#core/store/run-table.ts';
import type { PoolAnnotator } from '#core/store/setup-tables.ts';
import {
  findStoredResponse,
  insertSupervisorCall,
  readSupervision,
  spentUsd,
  writePhases12,
  writeSupervisionResult,
} from '#core/store/supervision-table.ts';
import type {
  EvidenceDocument,
  Phase12,
  PlannedCall,
  SupervisionHooks,
  SupervisionInput,
} from '#core/supervisor/supervisor.ts';
import { expectedOutputTokens } from '#core/llm/cost.ts';
import { estimateTokens } from '#core/llm/token-estimate.ts';
import { AppError } from '#shared/errors.ts';
import { loadIteration, type LoadedIteration } from './load-iteration.ts';
import { readApproval, writePendingCall } from './pending-call.ts';
import type { RunDeps, SupervisorSession } from './ports.ts';
import { costCapError, RunWaits } from './run-errors.ts';
import { supervisorTrouble } from './supervisor-trouble.ts';

export interface SuperviseStage {
  readonly run: RunRow;
  readonly iteration: number;
  readonly annotators: readonly PoolAnnotator[];
  readonly schema: LabelSchema;
}

/**
 * Supervision after iteration t: phases 1-2, the expert's answers (review mode), phases 3-4, the proposed guideline of
 * t + 1. Every answer of the supervisor is stored as it comes and used again after a kill, so nothing is paid twice.
 * @returns the number of the new guideline revision
 * @throws RunWaits where the expert has to answer or approve first
 */
export async function superviseStage(
  deps: RunDeps,
  stage: SuperviseStage,
  signal: AbortSignal,
  onActivity: (text: string) => void,
): Promise<number> {
  const { run, iteration } = stage;
  const done = readSupervision(deps.db, run.runKey, iteration);
  if (done?.guideline != null) return done.guideline;
  onActivity('The supervisor is getting ready');
  const config = run.settings.supervisor;
  let session: SupervisorSession | undefined;
  try {
    session = await deps.models.openSupervisor(config, signal);
    const input = supervisionInput(deps, stage);
    const hooks = supervisionHooks(deps, stage, session, onActivity);
    const phase12 = await firstHalf(deps, stage, session, input, hooks, done?.phases12, signal);
    waitForAnswers(deps, stage, phase12);
    const questions = questionsAsked(deps, run, iteration);
    const result = await session.supervisor.runPhases34(input, phase12, questions, hooks, signal);
    return deps.db.transaction(() => {
      clearRedo(deps.db);
      const number = addGuidelineRevision(deps.db, {
        parent: readNewestGuideline(deps.db)?.number ?? null,
        runId: run.runId,
        iteration: iteration + 1,
        author: 'supervisor',
        createdAt: deps.now(),
        summary: result.summary,
        goal: result.guideline.goal,
        rules: result.guideline.rules,
      });
      // The calls are stored one by one already.
      const { calls: _calls, guideline: _guideline, ...rest } = result;
      writeSupervisionResult(deps.db, run.runKey, iteration, rest, number);
      return number;
    })();
  } catch (error) {
    throw supervisorTrouble(config, error);
  } finally {
    await session?.close();
  }
}

async function firstHalf(
  deps: RunDeps,
  stage: SuperviseStage,
  session: SupervisorSession,
  input: SupervisionInput,
  hooks: SupervisionHooks,
  stored: unknown,
  signal: AbortSignal,
): Promise<Phase12> {
  if (stored !== null && stored !== undefined) return stored as Phase12;
  const phase12 = await session.supervisor.runPhases12(input, hooks, signal);
  deps.db.transaction(() => {
    writePhases12(deps.db, stage.run.runKey, stage.iteration, { ...phase12, calls: [] });
    insertQuestions(
      deps.db,
      stage.run.runKey,
      stage.iteration,
      phase12.questions.map((question) => ({ id: questionKey(stage, question), question })),
    );
  })();
  return phase12;
}

/** Ids of questions are unique in the project, whatever the supervisor calls them. */
function questionKey(stage: SuperviseStage, question: Question): string {
  return `${stage.run.runId}:${stage.iteration}:${question.id}`;
}

const releasedKey = (run: RunRow, iteration: number): string => `released:${run.runId}:${iteration}`;

/** In review mode the run waits once for the expert; "continue" releases it even if questions stay open. */
function waitForAnswers(deps: RunDeps, stage: SuperviseStage, phase12: Phase12): void {
  if (stage.run.settings.mode !== 'review') return;
  const key = releasedKey(stage.run, stage.iteration);
  if (readSetting(deps.db, key) === true) return;
  const open = listQuestions(deps.db, stage.run.runKey).filter(
    (row) => row.iteration === stage.iteration && row.answer === null,
  );
  throw new RunWaits(
    'waiting-for-expert',
    open.length > 0
      ? `${open.length} question${open.length === 1 ? '' : 's'} about the goal wait${open.length === 1 ? 's' : ''} for your answer; you can also decide hotspots now. Continue when you are ready.`
      : `The supervisor found ${phase12.patterns.patterns.length} patterns and asks nothing. Decide hotspots if you like, then continue.`,
    key,
  );
}

/** Phase 1's questions of one iteration, with the expert's answers so far. */
export function questionsAsked(deps: Pick<RunDeps, 'db'>, run: RunRow, iteration: number): Question[] {
  return listQuestions(deps.db, run.runKey)
    .filter((row) => row.iteration === iteration)
    .map(toQuestion);
}

function toQuestion(row: ReturnType<typeof listQuestions>[number]): Question {
  const question = questionSchema.parse(row.question);
  return row.answer === null
    ? question
    : { ...question, answer: { approachId: row.answer.approachId, text: row.answer.text }, binding: true };
}

/** What the supervisor may look at after iteration t; also what the preview of the next call is made from. */
export function supervisionInput(deps: Pick<RunDeps, 'db'>, stage: SuperviseStage): SupervisionInput {
  const { run, iteration } = stage;
  const loaded = loadIteration(deps.db, run, iteration);
  if (loaded.analysis === undefined) {
    throw new AppError('INTERNAL', `Round ${iteration} has no analysis to supervise.`);
  }
  const newest = readNewestGuideline(deps.db);
  if (newest === undefined) throw new AppError('INTERNAL', 'The project has no guideline revision.');
  const inSet = new Set(loaded.documents.map((document) => document.key));
  const decisions = listDecisions(deps.db);
  return {
    iteration,
    schema: stage.schema,
    guideline: guidelineOf(newest),
    annotators: stage.annotators.map((annotator) => annotator.config),
    coalition: loaded.analysis.analysis.coalition,
    documents: loaded.documents.map((document) => evidenceOf(deps, run, loaded, document)),
    hotspots: loaded.analysis.analysis.hotspots,
    report: reportMarkdown(loaded.analysis.report),
    errorDocuments: loaded.analysis.errorDocuments as Record<string, string>,
    limits: presetLimits[run.settings.preset],
    preset: run.settings.preset,
    settings: {
      skipGoal: run.settings.skipGoal,
      goldSupervision: run.settings.goldSupervision,
      modelSpecificForAll: run.settings.modelSpecificForAll,
    },
    decisions: decisions.map((row) => toDecision(deps, row)),
    decidedDocuments: decidedDocuments(
      deps,
      decisions.filter((row) => !inSet.has(row.documentKey)),
    ),
    questions: earlierQuestions(deps, run, iteration),
    mode: run.settings.mode,
  };
}

function reportMarkdown(report: unknown): string {
  return typeof report === 'object' &&
    report !== null &&
    'markdown' in report &&
    typeof report.markdown === 'string'
    ? report.markdown
    : '';
}

function evidenceOf(
  deps: Pick<RunDeps, 'db'>,
  run: RunRow,
  loaded: LoadedIteration,
  document: Document,
): EvidenceDocument {
  const gold = run.settings.goldSupervision ? readGold(deps.db, document.key) : null;
  return {
    id: document.id,
    text: document.text,
    tokens: document.tokens,
    reference: gold ?? loaded.consensus.get(document.key) ?? [],
    annotations: Object.fromEntries(
      loaded.answers
        .filter((answer) => answer.documentKey === document.key && answer.votes)
        .map((answer) => [answer.annotatorId, answer.spans]),
    ),
  };
}

/** The documents of decisions made on other sets, as the annotators had marked them there; the newest decision counts. */
function decidedDocuments(deps: Pick<RunDeps, 'db'>, decisions: readonly DecisionRow[]): EvidenceDocument[] {
  const places = new Map(decisions.map((row) => [row.documentKey, row]));
  const byRound = Map.groupBy(places.values(), (row) => `${String(row.runKey)}:${String(row.iteration)}`);
  return [...byRound.values()].flatMap((rows) => {
    const [first] = rows;
    if (first?.runKey == null) return [];
    const run = readRunByKey(deps.db, first.runKey);
    const loaded = loadIteration(deps.db, run, first.iteration);
    const keys = new Set(rows.map((row) => row.documentKey));
    return loaded.documents
      .filter((document) => keys.has(document.key))
      .map((document) => evidenceOf(deps, run, loaded, document));
  });
}

/**
 * Questions asked before: all of this run, and what the expert answered in earlier runs. Models number their questions
 * from 1 in every run, so those of another run carry its id.
 */
function earlierQuestions(deps: Pick<RunDeps, 'db'>, run: RunRow, iteration: number): Question[] {
  return listQuestions(deps.db).flatMap((row) => {
    const question = toQuestion(row);
    if (row.runKey === run.runKey) return row.iteration < iteration ? [question] : [];
    if (row.runKey > run.runKey || row.answer === null) return [];
    const id = /^t\d+\//u.test(question.id) ? `run${String(row.runKey)}/${question.id}` : question.id;
    return [{ ...question, id }];
  });
}

function toDecision(deps: Pick<RunDeps, 'db'>, row: DecisionRow): ExpertDecision {
  return expertDecisionSchema.parse({
    id: row.decisionId,
    kind: 'hotspot',
    hotspotId: row.hotspotId,
    documentId: readDocument(deps.db, row.documentKey)?.id ?? null,
    start: row.start,
    end: row.end,
    spans: row.spans,
    reason: row.reason,
    unclear: row.unclear,
    author: row.author,
    createdAt: row.createdAt,
  });
}

function supervisionHooks(
  deps: RunDeps,
  stage: SuperviseStage,
  session: SupervisorSession,
  onActivity: (text: string) => void,
): SupervisionHooks {
  const { run, iteration } = stage;
  return {
    ...(deps.redact === undefined || !session.leavesComputer ? {} : { redact: deps.redact }),
    reuse: (requestHash) => findStoredResponse(deps.db, run.runKey, iteration, requestHash),
    beforeCall: async (call) => {
      onActivity(phaseWords[call.phase]);
      // An answer that is stored already costs nothing and sends nothing.
      if (findStoredResponse(deps.db, run.runKey, iteration, call.requestHash) !== undefined)
        return undefined;
      const { model, host } = session;
      const answer = readApproval(deps.db, call.requestHash, host);
      // Also where the run has stopped asking since.
      if (answer === 'skip') return 'skip';
      checkCaps(deps, run, session, call);
      if (!session.leavesComputer || !run.settings.askBeforeSending || answer === 'go') return undefined;
      writePendingCall(deps.db, { ...call, model, host, runId: run.runId, iteration });
      throw new RunWaits('waiting-for-approval', 'The next supervisor call waits for your approval.');
    },
    onCall: (call) => {
      if (call.outcome === 'reused' || call.outcome === 'skipped') return;
      insertSupervisorCall(deps.db, {
        callId: deps.newId(),
        runKey: run.runKey,
        iteration,
        phase: call.phase,
        annotatorId: call.annotatorId,
        attempt: call.attempt,
        requestHash: call.requestHash,
        at: deps.now(),
        status: call.outcome,
        problem: call.problem,
        model: call.servedModel === '' ? session.model : call.servedModel,
        request: call.requestText,
        response: call.responseText,
        inputTokens: call.usage.inputTokens,
        cachedTokens: call.usage.cachedInputTokens,
        outputTokens: call.usage.outputTokens,
        costUsd: session.costUsd(call.usage),
        durationMs: call.durationMs,
      });
    },
  };
}

const phaseWords: Readonly<Record<PlannedCall['phase'], string>> = {
  phase1_patterns: 'The supervisor looks for patterns in the disagreements',
  phase2_annotator: 'The supervisor looks at one annotator',
  phase3_rules: 'The supervisor writes rules',
  phase4_organise: 'The supervisor organises the guidelines',
};

function checkCaps(deps: RunDeps, run: RunRow, session: SupervisorSession, call: PlannedCall): void {
  const inputTokens = estimateTokens(call.requestText);
  const estimate = session.costUsd({
    inputTokens,
    cachedInputTokens: 0,
    outputTokens: expectedOutputTokens(inputTokens),
  });
  if (estimate === 0) return;
  const cap = run.settings.costCapUsd;
  const spent = spentUsd(deps.db, run.runKey);
  if (cap !== null && spent + estimate > cap) throw costCapError(cap, spent, estimate);
  const monthly = deps.monthlyCapUsd ?? null;
  if (monthly === null) return;
  const spentThisMonth = spentUsd(deps.db, null, deps.now().slice(0, 7));
  if (spentThisMonth + estimate > monthly) throw costCapError(monthly, spentThisMonth, estimate);
}
