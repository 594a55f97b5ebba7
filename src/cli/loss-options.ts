import type { Command } from 'commander';
import { AppError } from '#shared/errors.ts';
import { documentLossKinds, lossWords, spanLossKinds, type LossCounts } from '#core/formats/losses.ts';
import type { ExportOptions, ExportResult } from '#core/formats/write-export.ts';
import { note } from './output.ts';

export interface LossFlags {
  readonly dryRun?: boolean;
  readonly failOnLoss?: boolean;
  readonly allowLoss?: string;
  readonly losses?: string;
}

const kinds = [...spanLossKinds, ...documentLossKinds];
type Kind = (typeof kinds)[number];

/** Adds what commands that write a format take: looking before writing, and not writing where something is lost. */
export function lossOptions(command: Command): Command {
  return command
    .option('--dry-run', 'find out what would be lost and whether it can be read back; write nothing')
    .option('--losses <file>', 'list every loss there too (JSON Lines), also in a dry run')
    .option('--fail-on-loss', 'write nothing and end with 1 where anything is lost or does not come back')
    .option('--allow-loss <kinds>', `with --fail-on-loss, fine to lose: ${kinds.join(',')}`);
}

/** @throws {AppError} INVALID_ARGUMENT */
export function lossBehaviour(flags: LossFlags): Pick<ExportOptions, 'dryRun' | 'lossesTo' | 'accept'> {
  const allowed = allowedKinds(flags.allowLoss);
  return {
    dryRun: flags.dryRun === true,
    ...(flags.losses === undefined ? {} : { lossesTo: flags.losses }),
    ...(flags.failOnLoss === true ? { accept: (result) => refuseLosses(result, allowed) } : {}),
  };
}

function allowedKinds(text: string | undefined): ReadonlySet<string> {
  const wanted = (text ?? '')
    .split(',')
    .map((kind) => kind.trim())
    .filter((kind) => kind !== '');
  const unknown = wanted.find((kind) => !kinds.includes(kind as Kind));
  if (unknown === undefined) return new Set(wanted);
  throw new AppError('INVALID_ARGUMENT', `--allow-loss: "${unknown}" is no kind of loss.`, {
    action: `Name some of: ${kinds.join(', ')}.`,
  });
}

function refuseLosses({ manifest }: Pick<ExportResult, 'manifest'>, allowed: ReadonlySet<string>): void {
  const counts = without({ spans: manifest.losses, documents: manifest.documentLosses }, allowed);
  const words = [lossWords(counts), backWords(manifest.roundTrip)].filter((part) => part !== null);
  if (words.length === 0) return;
  throw new AppError(
    'UNSUPPORTED',
    `Nothing was written, because something would be lost: ${words.join('; ')}.`,
    {
      action:
        'List it with --dry-run --losses FILE, then take another format (jsonl holds everything), or name the kinds you can do without in --allow-loss.',
    },
  );
}

function without({ spans, documents }: LossCounts, allowed: ReadonlySet<string>): LossCounts {
  const kept = <T extends Record<string, number>>(counts: T): T =>
    Object.fromEntries(Object.entries(counts).map(([kind, n]) => [kind, allowed.has(kind) ? 0 : n])) as T;
  return { spans: kept({ ...spans }), documents: kept({ ...documents }) };
}

/** Null where everything that should come back does. */
function backWords(roundTrip: ExportResult['manifest']['roundTrip']): string | null {
  if (roundTrip === null || (roundTrip.same === roundTrip.documents && roundTrip.different.length === 0))
    return null;
  const sides = Object.entries(roundTrip.differences).map(([side, n]) => `${side} ${n}`);
  const which = roundTrip.different.slice(0, 5).join(', ');
  return `read back, ${roundTrip.same} of ${roundTrip.documents} documents are as they were written (${sides.join(', ')}; ${which})`;
}

const examples = 10;

/** Says what was written, what was lost, and whether it came back. */
export function noteExport(out: string, result: ExportResult): void {
  const { manifest, manifestPath, lossPath } = result;
  note(
    manifestPath === null
      ? `Dry run: ${out} is not written; ${manifest.documents} documents, ${manifest.spans} spans were looked at.`
      : `Written: ${out}; ${manifest.documents} documents, ${manifest.spans} spans (see ${manifestPath}).`,
  );
  const lost = lossWords({ spans: manifest.losses, documents: manifest.documentLosses });
  if (lost === null) note('Nothing is lost in this format.');
  else {
    note(`Lost: ${lost}.${lossPath === null ? '' : ` All are listed in ${lossPath}.`}`);
    for (const line of exampleLines(result)) note(`  ${line}`);
  }
  const { roundTrip } = manifest;
  const failed = backWords(roundTrip);
  if (failed !== null)
    note(`Warning: ${failed}. These differences are not among the losses; check them first.`);
  else if (roundTrip !== null)
    note(
      `Read back: all ${roundTrip.documents} documents are as they were written${lost === null ? '' : ', but for these losses'}.`,
    );
}

/** Spans first, then one of each other kind. */
function exampleLines({ losses, documentLosses }: ExportResult): string[] {
  const others = documentLossKinds.flatMap((kind) => documentLosses.find(({ what }) => what === kind) ?? []);
  return [...losses.slice(0, examples), ...others].map(
    ({ what, documentId, annotator, model, span, why }) => {
      const owner = annotator ?? model;
      const whose = owner === null ? '' : `, ${owner}`;
      return `${what}: ${documentId}${whose}${span === null ? '' : `, "${span.text}"`} (${why})`;
    },
  );
}
