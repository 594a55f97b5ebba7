import { AppError } from '#shared/errors.ts';
import type { Guideline, Rule } from '#shared/domain/guideline.ts';
import type { RuleEdit } from '#shared/rpc/guidelines.ts';
import { addGuidelineRevision, readNewestGuideline } from '#core/store/guideline-table.ts';
import type { Database } from '#core/store/open-store.ts';
import { readProject, setGoal } from '#core/store/project-table.ts';

/**
 * Stores a new version by the expert, made from the newest one; to be called inside an undoable edit.
 * @returns its number
 * @throws {AppError} NOT_FOUND, and what the change throws
 */
export function reviseGuideline(
  db: Database,
  label: string,
  at: string,
  change: (current: Guideline) => Guideline,
): number {
  const current = readNewestGuideline(db);
  if (current === undefined) throw new AppError('NOT_FOUND', 'The project has no guideline yet.');
  const next = change(current);
  if (next.goal !== readProject(db).goal) setGoal(db, next.goal);
  return addGuidelineRevision(db, {
    parent: current.number,
    runId: current.runId,
    iteration: current.iteration,
    author: 'expert',
    createdAt: at,
    summary: label,
    goal: next.goal,
    rules: next.rules,
  });
}

/** What the undo list calls the edit. */
export function editLabel(edit: RuleEdit): string {
  const rules = (ids: readonly string[]): string => (ids.length === 1 ? 'rule' : `${ids.length} rules`);
  switch (edit.kind) {
    case 'accept':
      return `Accept ${rules(edit.ruleIds)}`;
    case 'reject':
      return `Reject ${rules(edit.ruleIds)}`;
    case 'lock':
      return `${edit.locked ? 'Lock' : 'Unlock'} ${rules(edit.ruleIds)}`;
    case 'edit':
      return 'Edit rule';
    case 'add':
      return 'Add rule';
    case 'remove':
      return 'Remove rule';
    case 'move':
      return 'Move rule';
    case 'goal':
      return 'Edit goal';
  }
}

/**
 * The guideline after one edit by the expert; pure.
 * @throws {AppError} NOT_FOUND for an unknown rule, CONFLICT for a change to a locked one
 */
export function applyRuleEdit(guideline: Guideline, edit: RuleEdit, newId: () => string): Guideline {
  const { goal, rules } = guideline;
  switch (edit.kind) {
    case 'accept':
      return {
        goal,
        rules: change(rules, edit.ruleIds, (rule) => ({
          ...rule,
          status: rule.status === 'edited' ? 'edited' : 'accepted',
        })),
      };
    case 'reject':
      return {
        goal,
        rules: change(rules, edit.ruleIds, (rule) => ({ ...unlocked(rule), status: 'rejected' })),
      };
    case 'lock':
      return {
        goal,
        rules: change(rules, edit.ruleIds, (rule) => ({
          ...rule,
          locked: edit.locked,
          // What the expert locks, the expert stands behind.
          status: edit.locked && rule.status !== 'edited' ? 'accepted' : rule.status,
        })),
      };
    case 'edit':
      return {
        goal,
        rules: change(rules, [edit.ruleId], (rule) => ({
          ...unlocked(rule),
          text: edit.text,
          examples: edit.examples,
          priority: edit.priority,
          status: 'edited',
        })),
      };
    case 'add': {
      if (edit.parentId !== null) find(rules, edit.parentId);
      const rule: Rule = {
        id: `rule-${newId()}`,
        scope: edit.scope,
        text: edit.text,
        examples: edit.examples,
        priority: edit.priority,
        parentId: edit.parentId,
        origin: { author: 'expert', iteration: null, patternIds: [], hotspotIds: [] },
        status: 'accepted',
        locked: false,
      };
      return { goal, rules: [...rules, rule] };
    }
    case 'remove':
      unlocked(find(rules, edit.ruleId));
      return {
        goal,
        rules: rules
          .filter((rule) => rule.id !== edit.ruleId)
          .map((rule) => (rule.parentId === edit.ruleId ? { ...rule, parentId: null } : rule)),
      };
    case 'move': {
      const moved = find(rules, edit.ruleId);
      const rest = rules.filter((rule) => rule.id !== edit.ruleId);
      const at = edit.beforeRuleId === null ? rest.length : rest.indexOf(find(rest, edit.beforeRuleId));
      return { goal, rules: rest.toSpliced(at, 0, moved) };
    }
    case 'goal':
      return { goal: edit.goal, rules };
  }
}

function change(rules: readonly Rule[], ids: readonly string[], to: (rule: Rule) => Rule): Rule[] {
  for (const id of ids) find(rules, id);
  return rules.map((rule) => (ids.includes(rule.id) ? to(rule) : rule));
}

function find(rules: readonly Rule[], id: string): Rule {
  const rule = rules.find((candidate) => candidate.id === id);
  if (rule === undefined)
    throw new AppError('NOT_FOUND', 'This rule is not in the newest guideline.', {
      action: 'Reload the guidelines.',
    });
  return rule;
}

function unlocked(rule: Rule): Rule {
  if (rule.locked) {
    throw new AppError('CONFLICT', 'This rule is locked.', { action: 'Unlock it first.' });
  }
  return rule;
}
