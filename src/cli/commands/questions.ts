import type { Command } from 'commander';
import { questionSchema } from '#shared/domain/decision.ts';
import { AppError } from '#shared/errors.ts';
import { listQuestions, setAnswer } from '#core/store/expert-tables.ts';
import { recordEdit } from '#core/store/edits.ts';
import { cliAction } from '../cli-action.ts';
import { note, printJson, printLine } from '../output.ts';
import { projectOption, withProject } from '../open-project.ts';
import { now } from '../now-and-ids.ts';

interface Flags {
  readonly project: string;
  readonly answer?: string;
  readonly approach?: string;
  readonly text?: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

export function registerQuestions(program: Command): void {
  projectOption(
    program
      .command('questions')
      .description("the supervisor's questions about the goal; answers are binding"),
  )
    .option('--answer <id>', 'answer this question, with --approach or --text')
    .option('--approach <id>', 'one of its approaches')
    .option('--text <words>', 'an answer in your own words')
    .option('--all', 'also answered ones')
    .option('--json', 'as JSON')
    .action((flags: Flags) =>
      cliAction(flags.json === true, () =>
        withProject(flags.project, (db) => {
          if (flags.answer !== undefined) {
            answer(
              flags,
              flags.answer,
              (id, value) => recordEdit(db, 'Answer question', now(), () => setAnswer(db, id, value)),
              listQuestions(db).find((row) => row.questionId === flags.answer)?.question,
            );
            return 0;
          }
          const rows = listQuestions(db).filter((row) => flags.all === true || row.answer === null);
          if (flags.json === true) {
            printJson(rows);
            return 0;
          }
          if (rows.length === 0) printLine('No open questions.');
          for (const row of rows) {
            const question = questionSchema.parse(row.question);
            printLine(`${row.questionId} (iteration ${row.iteration})\n  ${question.text}`);
            for (const approach of question.approaches) {
              printLine(`  - ${approach.id}: ${approach.text} [${approach.supporters.length} annotators]`);
              for (const example of approach.examples.slice(0, 3))
                printLine(`      e.g. ${example.text} (${example.documentId})`);
            }
            if (row.answer !== null)
              printLine(`  answered: ${row.answer.approachId ?? ''} ${row.answer.text}`);
          }
          return 0;
        }),
      ),
    );
}

function answer(
  flags: Flags,
  id: string,
  store: (id: string, value: { approachId: string | null; text: string; answeredAt: string }) => boolean,
  question: unknown,
): void {
  const parsed = questionSchema.safeParse(question);
  if (!parsed.success)
    throw new AppError('NOT_FOUND', `There is no question ${id}.`, { action: 'List them without --answer.' });
  const approachId = flags.approach ?? null;
  if (approachId === null && (flags.text ?? '').trim() === '') {
    throw new AppError('INVALID_ARGUMENT', 'An answer needs --approach or --text.');
  }
  if (approachId !== null && !parsed.data.approaches.some((approach) => approach.id === approachId)) {
    throw new AppError('INVALID_ARGUMENT', `The question has no approach "${approachId}".`, {
      action: `Choose one of: ${parsed.data.approaches.map((approach) => approach.id).join(', ')}.`,
    });
  }
  store(id, { approachId, text: flags.text ?? '', answeredAt: now() });
  note('Answered. Continue with: diziner run --project …');
}
