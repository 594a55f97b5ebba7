import type { Command } from 'commander';
import { AppError } from '#shared/errors.ts';
import type { Rule } from '#shared/domain/guideline.ts';
import type { RuleEdit } from '#shared/rpc/guidelines.ts';
import { applyRuleEdit, editLabel, reviseGuideline } from '#core/engine/edit-guideline.ts';
import { scopeKey } from '#core/guideline/scope.ts';
import { recordEdit } from '#core/store/edits.ts';
import { readNewestGuideline } from '#core/store/guideline-table.ts';
import type { Database } from '#core/store/open-store.ts';
import { cliAction } from '../cli-action.ts';
import { note, printJson, printLine } from '../output.ts';
import { projectOption, withProject } from '../open-project.ts';
import { newId, now } from '../now-and-ids.ts';

interface Flags {
  readonly project: string;
  readonly accept?: string[];
  readonly reject?: string[];
  readonly lock?: string[];
  readonly unlock?: string[];
  readonly edit?: string;
  readonly text?: string;
  readonly json?: boolean;
}

export function registerRules(program: Command): void {
  projectOption(
    program.command('rules').description('lists the rules of the newest guideline, or settles some of them'),
  )
    .option('--accept <ids...>', 'accept these rules')
    .option('--reject <ids...>', 'annotators do not see them any more; their return is flagged')
    .option('--lock <ids...>', 'they survive every iteration byte for byte')
    .option('--unlock <ids...>', 'open them again')
    .option('--edit <id>', 'put a rule into your own words, with --text')
    .option('--text <words>', 'the new wording')
    .option('--json', 'the rules as JSON')
    .action((flags: Flags) =>
      cliAction(flags.json === true, () =>
        withProject(flags.project, (db) => {
          for (const edit of editsOf(db, flags)) store(db, edit);
          list(db, flags.json === true);
          return 0;
        }),
      ),
    );
}

function editsOf(db: Database, flags: Flags): RuleEdit[] {
  const edits: RuleEdit[] = [];
  if (flags.unlock !== undefined) edits.push({ kind: 'lock', ruleIds: flags.unlock, locked: false });
  if (flags.accept !== undefined) edits.push({ kind: 'accept', ruleIds: flags.accept });
  if (flags.reject !== undefined) edits.push({ kind: 'reject', ruleIds: flags.reject });
  if ((flags.edit === undefined) !== (flags.text === undefined)) {
    throw new AppError('INVALID_ARGUMENT', '--edit and --text belong together.', {
      action: 'For example: --edit prefer/ORG/LOC --text "Mark clubs as ORG."',
    });
  }
  if (flags.edit !== undefined && flags.text !== undefined) {
    const rule = rulesOf(db).find(({ id }) => id === flags.edit);
    edits.push({
      kind: 'edit',
      ruleId: flags.edit,
      text: flags.text,
      examples: rule?.examples ?? [],
      priority: rule?.priority ?? 'medium',
    });
  }
  if (flags.lock !== undefined) edits.push({ kind: 'lock', ruleIds: flags.lock, locked: true });
  return edits;
}

function store(db: Database, edit: RuleEdit): void {
  const label = editLabel(edit);
  const number = recordEdit(db, label, now(), () =>
    reviseGuideline(db, label, now(), (current) => applyRuleEdit(current, edit, newId)),
  );
  note(`${label}: version ${number}.`);
}

function rulesOf(db: Database): readonly Rule[] {
  return readNewestGuideline(db)?.rules ?? [];
}

function list(db: Database, json: boolean): void {
  const rules = rulesOf(db);
  if (json) {
    printJson(rules);
    return;
  }
  for (const rule of rules) {
    const lock = rule.locked ? ', locked' : '';
    printLine(`${rule.id}  (${scopeKey(rule.scope)}, ${rule.status}${lock})`);
    printLine(`   ${rule.text}`);
  }
  printLine(`${rules.length} rules.`);
}
