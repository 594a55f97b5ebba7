import { AppError } from '#shared/errors.ts';
import type { Guideline, GuidelineRevision } from '#shared/domain/guideline.ts';
import type { RpcHandlers } from '#shared/rpc/contract.ts';
import type { guidelineMethods } from '#shared/rpc/guidelines.ts';
import { buildAnnotatorPrompt, documentTurn } from '#core/annotators/build-prompt.ts';
import { diffGuidelines } from '#core/guideline/diff-guidelines.ts';
import { findConflicts } from '#core/guideline/find-conflicts.ts';
import type { RenderContext } from '#core/guideline/guideline-outline.ts';
import type { ReturnedRule } from '#core/guideline/merge-guideline.ts';
import { estimateTokens } from '#core/guideline/prompt-size.ts';
import { isGoalLeftOut } from '#core/run/is-goal-left-out.ts';
import { renderDocx } from '#core/guideline/render-docx.ts';
import { renderHtml } from '#core/guideline/render-html.ts';
import { renderJson } from '#core/guideline/render-json.ts';
import { renderMarkdown } from '#core/guideline/render-markdown.ts';
import {
  guidelineOf,
  listGuidelineRevisions,
  readGuidelineRevision,
  readNewestGuideline,
} from '#core/store/guideline-table.ts';
import type { Database } from '#core/store/open-store.ts';
import { readProject } from '#core/store/project-table.ts';
import { listIterations, newestRun } from '#core/store/run-table.ts';
import { readAllAnnotators, readPool, readSchema } from '#core/store/setup-tables.ts';
import { readSupervision } from '#core/store/supervision-table.ts';
import type { EngineContext } from '../context.ts';
import { applyRuleEdit, editLabel, reviseGuideline } from '../edit-guideline.ts';
import { ruleEvidence } from '../rule-evidence.ts';
import { testRule } from '../test-rule.ts';

export function guidelineHandlers(context: EngineContext): Pick<RpcHandlers, keyof typeof guidelineMethods> {
  const { projects, jobs } = context;
  /** Stores a new revision by the expert, undoable. */
  const revise = (projectId: string, label: string, change: (current: Guideline) => Guideline): number =>
    projects.edit(projectId, label, ['guidelines'], (db) =>
      reviseGuideline(db, label, context.now(), change),
    );

  return {
    'guidelines.revisions': ({ projectId }) =>
      listGuidelineRevisions(projects.open(projectId).db).map(({ goal: _goal, ...row }) => row),
    'guidelines.get': ({ projectId, number }) => requireRevision(projects.open(projectId).db, number),
    'guidelines.diff': ({ projectId, from, to }) => {
      const { db } = projects.open(projectId);
      const diff = diffGuidelines(
        guidelineOf(requireRevision(db, from)),
        guidelineOf(requireRevision(db, to)),
      );
      return {
        from,
        to,
        goal: [...diff.goal],
        rules: diff.rules.map(({ kind, ruleId, before, after, text }) => ({
          kind,
          ruleId,
          before,
          after,
          words: [...text],
        })),
      };
    },
    'guidelines.edit': ({ projectId, edit }) => ({
      number: revise(projectId, editLabel(edit), (current) => applyRuleEdit(current, edit, context.newId)),
    }),
    'guidelines.restore': ({ projectId, number }) => {
      const old = requireRevision(projects.open(projectId).db, number);
      return { number: revise(projectId, `Restore version ${number}`, () => old) };
    },
    'guidelines.evidence': ({ projectId, ruleId }) => {
      const { db } = projects.open(projectId);
      return ruleEvidence(db, requireRevision(db, null), ruleId);
    },
    'guidelines.conflicts': ({ projectId }) => {
      const { db } = projects.open(projectId);
      const conflicts = findConflicts(guidelineOf(requireRevision(db, null))).map((conflict) => ({
        ruleIds: [...conflict.ruleIds],
        message: conflict.explanation,
        kind: conflict.kind,
      }));
      return [...conflicts, ...returnedRules(db)];
    },
    'guidelines.size': ({ projectId }) => {
      const { db } = projects.open(projectId);
      const revision = requireRevision(db, null);
      const guideline = guidelineOf(revision);
      const skipGoal = isGoalLeftOut(db, revision);
      const { schema } = readSchema(db);
      const perAnnotator = readPool(db)
        .filter(({ config }) => config.enabled)
        .map(({ config }) => ({
          annotatorId: config.id,
          tokens: estimateTokens(buildAnnotatorPrompt(schema, guideline, config.id, skipGoal).system),
        }));
      return {
        tokens: Math.max(0, ...perAnnotator.map((row) => row.tokens)),
        smallestContext: context.models.smallestContext(readPool(db).map(({ config }) => config)),
        perAnnotator,
      };
    },
    'guidelines.prompt': ({ projectId, annotatorId, number }) => {
      const { db } = projects.open(projectId);
      const revision = requireRevision(db, number);
      const { schema } = readSchema(db);
      const skipGoal = isGoalLeftOut(db, revision);
      const { system } = buildAnnotatorPrompt(schema, guidelineOf(revision), annotatorId, skipGoal);
      return { text: `${system}\n\n${documentTurn('(the document stands here)')}` };
    },
    'guidelines.export': async ({ projectId, number, format }) => {
      const { db } = projects.open(projectId);
      const revision = requireRevision(db, number);
      const renderContext: RenderContext = {
        title: `Annotation guidelines: ${readProject(db).name}`,
        schema: readSchema(db).schema,
        annotators: readAllAnnotators(db).map(({ config }) => config),
      };
      const guideline = guidelineOf(revision);
      const name = `guidelines-${revision.number}`;
      switch (format) {
        case 'md':
          return {
            fileName: `${name}.md`,
            mediaType: 'text/markdown',
            base64: false,
            content: renderMarkdown(guideline, renderContext),
          };
        case 'html':
          return {
            fileName: `${name}.html`,
            mediaType: 'text/html',
            base64: false,
            content: renderHtml(guideline, renderContext),
          };
        case 'json':
          return {
            fileName: `${name}.json`,
            mediaType: 'application/json',
            base64: false,
            content: renderJson(guideline, renderContext.schema, renderContext.title),
          };
        case 'docx':
          return {
            fileName: `${name}.docx`,
            mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
            base64: true,
            content: Buffer.from(await renderDocx(guideline, renderContext)).toString('base64'),
          };
      }
    },
    'guidelines.testRule': ({ projectId, ruleId }) => {
      const project = projects.open(projectId);
      const rule = requireRevision(project.db, null).rules.find((candidate) => candidate.id === ruleId);
      if (rule === undefined) throw new AppError('NOT_FOUND', 'This rule is not in the newest guideline.');
      return jobs.start('test-rule', projectId, 'Testing a rule', (report, signal) =>
        testRule(context.work.deps(project), rule, report, signal),
      );
    },
    'goalText.set': ({ projectId, goal }) => {
      revise(projectId, 'Edit goal', (current) => ({ rules: current.rules, goal }));
      projects.changed(projectId, ['goal']);
      return null;
    },
  };
}

/** @throws {AppError} NOT_FOUND */
export function requireRevision(db: Database, number: number | null): GuidelineRevision {
  const revision = number === null ? readNewestGuideline(db) : readGuidelineRevision(db, number);
  if (revision === undefined) {
    throw new AppError('NOT_FOUND', `There is no guideline version ${number ?? ''}.`.replace(' .', '.'));
  }
  return revision;
}

/** Rejected rules that the supervisor proposed again in the newest run; they stay out until the expert says otherwise. */
function returnedRules(db: Database): { ruleIds: string[]; message: string; kind: 'returned' }[] {
  const run = newestRun(db);
  if (run === undefined) return [];
  return listIterations(db, run.runKey).flatMap((row) => {
    const result = readSupervision(db, run.runKey, row.iteration)?.result as
      { returnedRejected?: readonly Pick<ReturnedRule, 'rejectedId' | 'rule'>[] } | null | undefined;
    return (result?.returnedRejected ?? []).map((returned) => ({
      ruleIds: [returned.rejectedId],
      message: `After round ${row.iteration} the supervisor proposed a rejected rule again: “${returned.rule.text}”. It was left out.`,
      kind: 'returned' as const,
    }));
  });
}
