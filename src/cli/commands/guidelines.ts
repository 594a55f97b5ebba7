import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { AppError } from '#shared/errors.ts';
import type { GuidelineRevision } from '#shared/domain/guideline.ts';
import { buildAnnotatorPrompt, documentTurn } from '#core/annotators/build-prompt.ts';
import { diffGuidelines, type GuidelineDiff } from '#core/guideline/diff-guidelines.ts';
import type { RenderContext } from '#core/guideline/guideline-outline.ts';
import { renderDocx } from '#core/guideline/render-docx.ts';
import { renderHtml } from '#core/guideline/render-html.ts';
import { renderJson } from '#core/guideline/render-json.ts';
import { renderMarkdown } from '#core/guideline/render-markdown.ts';
import {
  listGuidelineRevisions,
  readGuidelineRevision,
  readNewestGuideline,
} from '#core/store/guideline-table.ts';
import { isGoalLeftOut } from '#core/run/is-goal-left-out.ts';
import type { Database } from '#core/store/open-store.ts';
import { readProject } from '#core/store/project-table.ts';
import { listIterations, newestRun } from '#core/store/run-table.ts';
import { readAllAnnotators, readSchema } from '#core/store/setup-tables.ts';
import { cliAction } from '../cli-action.ts';
import { note, printJson, printLine, table } from '../output.ts';
import { integerFlag, projectOption, withProject } from '../open-project.ts';

interface Flags {
  readonly project: string;
  readonly iteration?: string;
  readonly version?: string;
  readonly diff?: string[];
  readonly format: string;
  readonly list?: boolean;
  readonly prompt?: string;
  readonly out?: string;
  readonly json?: boolean;
}

export function registerGuidelines(program: Command): void {
  projectOption(program.command('guidelines').description('prints, compares or exports the guidelines'))
    .option('--iteration <n>', 'the guideline that iteration n used')
    .option('--version <n>', 'a version number of --list; default: the newest')
    .option('--diff <versions...>', 'two version numbers: what changed, rule by rule')
    .option('--format <format>', 'md | html | json | docx', 'md')
    .option('--list', 'all versions')
    .option('--prompt <annotator>', 'the exact text this annotator gets')
    .option('--out <file>', 'write there instead of printing')
    .option('--json', 'differences and lists as JSON')
    .action((flags: Flags) =>
      cliAction(flags.json === true, () =>
        withProject(flags.project, async (db) => {
          if (flags.list === true) printVersions(db, flags.json === true);
          else if (flags.diff !== undefined) printDiff(db, flags.diff, flags.json === true);
          else if (flags.prompt !== undefined) printPrompt(db, flags, flags.prompt);
          else await printGuideline(db, flags);
          return 0;
        }),
      ),
    );
}

function chosen(db: Database, flags: Flags): GuidelineRevision {
  let number: number | null = flags.version === undefined ? null : integerFlag('--version', flags.version);
  if (flags.iteration !== undefined) {
    const iteration = integerFlag('--iteration', flags.iteration);
    const run = newestRun(db);
    const row =
      run === undefined
        ? undefined
        : listIterations(db, run.runKey).find((candidate) => candidate.iteration === iteration);
    if (row === undefined)
      throw new AppError('NOT_FOUND', `The newest run has no iteration ${flags.iteration}.`);
    number = row.guideline;
  }
  return requireVersion(db, number);
}

function requireVersion(db: Database, number: number | null): GuidelineRevision {
  const revision = number === null ? readNewestGuideline(db) : readGuidelineRevision(db, number);
  if (revision === undefined) {
    throw new AppError('NOT_FOUND', `There is no guideline version ${number ?? ''}.`, {
      action: 'See the versions with --list.',
    });
  }
  return revision;
}

async function printGuideline(db: Database, flags: Flags): Promise<void> {
  const revision = chosen(db, flags);
  const context: RenderContext = {
    title: `Annotation guidelines: ${readProject(db).name}`,
    schema: readSchema(db).schema,
    annotators: readAllAnnotators(db).map(({ config }) => config),
  };
  const content = await render(revision, context, flags.format);
  if (flags.out !== undefined) {
    await writeFile(flags.out, content);
    note(`Written: ${flags.out}`);
  } else if (typeof content === 'string') {
    printLine(content.trimEnd());
  } else {
    throw new AppError('INVALID_ARGUMENT', 'A DOCX file needs --out FILE.');
  }
}

async function render(
  revision: GuidelineRevision,
  context: RenderContext,
  format: string,
): Promise<string | Uint8Array> {
  switch (format) {
    case 'md':
      return renderMarkdown(revision, context);
    case 'html':
      return renderHtml(revision, context);
    case 'json':
      return renderJson({ goal: revision.goal, rules: revision.rules }, context.schema, context.title);
    case 'docx':
      return renderDocx(revision, context);
    default:
      throw new AppError('INVALID_ARGUMENT', `--format: there is no format "${format}".`, {
        action: 'Choose md, html, json or docx.',
      });
  }
}

function printPrompt(db: Database, flags: Flags, annotator: string): void {
  const config = readAllAnnotators(db).find(
    (row) => row.config.id === annotator || row.config.model === annotator,
  )?.config;
  if (config === undefined) throw new AppError('ANNOTATOR_UNKNOWN', `There is no annotator "${annotator}".`);
  const revision = chosen(db, flags);
  const { schema } = readSchema(db);
  const { system } = buildAnnotatorPrompt(schema, revision, config.id, isGoalLeftOut(db, revision));
  printLine(`${system}\n\n${documentTurn('(the document stands here)')}`);
}

function printVersions(db: Database, json: boolean): void {
  const rows = listGuidelineRevisions(db);
  if (json) {
    printJson(rows);
    return;
  }
  printLine(
    table(
      ['version', 'iteration', 'author', 'rules', 'made', 'summary'],
      rows.map((row) => [
        String(row.number),
        String(row.iteration),
        row.author,
        row.rules,
        row.createdAt,
        row.summary.slice(0, 70),
      ]),
    ),
  );
}

function printDiff(db: Database, versions: readonly string[], json: boolean): void {
  const [from, to] = versions.map((text) => integerFlag('--diff', text));
  if (from === undefined || to === undefined || versions.length !== 2) {
    throw new AppError('INVALID_ARGUMENT', '--diff needs two version numbers.', {
      action: 'For example: --diff 1 3',
    });
  }
  const diff = diffGuidelines(requireVersion(db, from), requireVersion(db, to));
  if (json) {
    printJson({ from, to, ...diff });
    return;
  }
  printLine(`Version ${from} → ${to}: ${counts(diff)}`);
  for (const change of diff.rules) {
    if (change.kind === 'same') continue;
    const rule = change.after ?? change.before;
    printLine(
      `\n${change.kind.toUpperCase()} ${change.ruleId}${rule?.locked === true ? ' (locked)' : ''}${change.fields.length > 0 ? ` [${change.fields.join(', ')}]` : ''}`,
    );
    printLine(
      change.text
        .map(({ kind, text }) =>
          kind === 'added' ? `{+${text}+}` : kind === 'removed' ? `[-${text}-]` : text,
        )
        .join(''),
    );
  }
}

function counts({ counts: by }: GuidelineDiff): string {
  return Object.entries(by)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ');
}
