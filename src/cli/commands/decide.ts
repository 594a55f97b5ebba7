import type { Command } from 'commander';
import type { Span } from '#shared/domain/span.ts';
import { AppError } from '#shared/errors.ts';
import type { HotspotView } from '#shared/rpc/run.ts';
import { hotspotViews } from '#core/engine/hotspot-views.ts';
import { loadIteration } from '#core/run/load-iteration.ts';
import { readDocument } from '#core/store/document-table.ts';
import { recordEdit } from '#core/store/edits.ts';
import { insertDecision, listDecisions } from '#core/store/expert-tables.ts';
import type { Database } from '#core/store/open-store.ts';
import { listIterations, newestRun, type RunRow } from '#core/store/run-table.ts';
import { cliAction } from '../cli-action.ts';
import { note, printJson, printLine } from '../output.ts';
import { integerFlag, projectOption, withProject } from '../open-project.ts';
import { newId, now } from '../now-and-ids.ts';

interface Flags {
  readonly project: string;
  readonly iteration?: string;
  readonly hotspot?: string;
  readonly option?: string;
  readonly span?: string[];
  readonly nothing?: boolean;
  readonly unclear?: boolean;
  readonly reason?: string;
  readonly author: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

export function registerDecide(program: Command): void {
  projectOption(
    program
      .command('decide')
      .description(
        'lists hotspots, or settles one; decisions are evidence for the supervisor and gold for the export',
      ),
  )
    .option('--iteration <n>', 'default: the newest analysed iteration')
    .option('--hotspot <id>', 'the hotspot to settle')
    .option('--option <n>', 'take reading n of the list')
    .option('--span <start-end-TYPE...>', 'own spans, UTF-16 offsets of the document')
    .option('--nothing', 'nothing there is an entity')
    .option('--unclear', 'the guideline does not say')
    .option('--reason <text>', 'why')
    .option('--author <name>', 'who decides', 'Expert')
    .option('--all', 'list decided hotspots too')
    .option('--json', 'as JSON')
    .action((flags: Flags) =>
      cliAction(flags.json === true, () =>
        withProject(flags.project, (db) => {
          const { run, iteration } = chosen(db, flags);
          const views = hotspotViews(
            loadIteration(db, run, iteration),
            listDecisions(db, { runKey: run.runKey }).filter((row) => row.iteration === iteration),
          );
          if (flags.hotspot === undefined) {
            list(
              views.filter((spot) => flags.all === true || spot.decisionId === null),
              flags.json === true,
            );
            return 0;
          }
          const spot = views.find((candidate) => candidate.hotspotId === flags.hotspot);
          if (spot === undefined) {
            throw new AppError('NOT_FOUND', `Iteration ${iteration} has no hotspot ${flags.hotspot}.`, {
              action: 'List them without --hotspot.',
            });
          }
          decide(db, run, iteration, spot, flags);
          return 0;
        }),
      ),
    );
}

function chosen(db: Database, flags: Flags): { run: RunRow; iteration: number } {
  const run = newestRun(db);
  if (run === undefined)
    throw new AppError('NOT_FOUND', 'The project has no run.', { action: 'Start one with: diziner run' });
  const rounds = listIterations(db, run.runKey).filter(
    (row) => row.state === 'analysed' || row.state === 'supervised',
  );
  const wanted = flags.iteration === undefined ? null : integerFlag('--iteration', flags.iteration);
  const row = wanted === null ? rounds.at(-1) : rounds.find((candidate) => candidate.iteration === wanted);
  if (row === undefined) throw new AppError('NOT_FOUND', 'This iteration is not analysed.');
  return { run, iteration: row.iteration };
}

function list(views: readonly HotspotView[], json: boolean): void {
  if (json) {
    printJson(views);
    return;
  }
  for (const spot of views) {
    printLine(
      `${spot.hotspotId}  ${spot.difference}, ${spot.kind}, score ${spot.score.toFixed(2)}: ${spot.text}`,
    );
    spot.options.forEach((option, index) =>
      printLine(
        `   ${index + 1}. ${reading(option.spans)}  (${option.voters.length}: ${option.voters.join(', ')})`,
      ),
    );
  }
  printLine(`${views.length} hotspots.`);
}

function reading(spans: readonly Span[]): string {
  return spans.length === 0 ? 'nothing' : spans.map((span) => `${span.text} → ${span.type}`).join(', ');
}

function decide(db: Database, run: RunRow, iteration: number, spot: HotspotView, flags: Flags): void {
  const text = readDocument(db, spot.documentKey)?.text ?? '';
  const spans = spansFrom(spot, flags, text);
  recordEdit(db, 'Decide hotspot', now(), () =>
    insertDecision(db, {
      decisionId: newId(),
      runKey: run.runKey,
      iteration,
      kind: 'hotspot',
      hotspotId: spot.hotspotId,
      documentKey: spot.documentKey,
      start: Math.min(spot.start, ...spans.map((span) => span.start)),
      end: Math.max(spot.end, ...spans.map((span) => span.end)),
      spans,
      unclear: flags.unclear === true,
      reason: flags.reason ?? '',
      author: flags.author,
      createdAt: now(),
    }),
  );
  note(`Decided: ${flags.unclear === true ? 'guideline unclear' : reading(spans)}.`);
}

function spansFrom(spot: HotspotView, flags: Flags, text: string): Span[] {
  if (flags.nothing === true || flags.unclear === true) return [];
  if (flags.option !== undefined) {
    const option = spot.options[integerFlag('--option', flags.option, 1) - 1];
    if (option === undefined)
      throw new AppError('INVALID_ARGUMENT', `--option: this hotspot has ${spot.options.length} readings.`);
    return [...option.spans];
  }
  if (flags.span === undefined) {
    throw new AppError(
      'INVALID_ARGUMENT',
      'Say what is right: --option N, --span START-END-TYPE, --nothing or --unclear.',
    );
  }
  return flags.span.map((entry) => {
    const parts = /^(?<start>\d+)-(?<end>\d+)-(?<type>.+)$/u.exec(entry)?.groups;
    const [start, end] = [Number(parts?.['start']), Number(parts?.['end'])];
    if (parts === undefined || start >= end || end > text.length) {
      throw new AppError(
        'INVALID_ARGUMENT',
        `--span: "${entry}" is not a span of this document (0 to ${text.length}).`,
        { action: 'For example: --span 10-17-PERSON' },
      );
    }
    return { start, end, type: parts['type'] ?? '', text: text.slice(start, end) };
  });
}
