import type { Command } from 'commander';
import { readerOptions } from '#core/engine/reader-options.ts';
import { evaluate } from '#core/evaluation/evaluate.ts';
import type { ImportOptions as FileOptions } from '#core/formats/describe-file.ts';
import type { ImportReport } from '#core/formats/import-report.ts';
import { nothingRead } from '#core/formats/nothing-read.ts';
import { readFiles, type NamedDocument } from '#core/formats/read-files.ts';
import { judgedSpans } from '#core/formats/reference-spans.ts';
import type { Span } from '#shared/domain/span.ts';
import { AppError } from '#shared/errors.ts';
import { cliAction } from '../cli-action.ts';
import { note, printJson, printLine, table } from '../output.ts';
import { parseReadOptions, readOptions } from '../read-options.ts';
import { unusedOptions } from '../unused-options.ts';

interface Flags {
  readonly gold: string;
  readonly pred: string;
  readonly goldFormat: string;
  readonly predFormat: string;
  readonly types?: string;
  readonly json?: boolean;
}

interface Corpus {
  readonly ids: readonly string[];
  readonly texts: readonly string[];
  /** null: nobody (on the side of the prediction: nobody and no model) annotated the document. */
  readonly spans: readonly (readonly Span[] | null)[];
  /** Documents of which the marks of the first of several annotators are taken. */
  readonly unsettled: number;
  readonly report: ImportReport;
}

export function registerEvaluate(program: Command): void {
  const command = program
    .command('evaluate')
    .description('strict span scores (micro, macro, per type) and the four partial-match schemas')
    .requiredOption('--gold <file>', 'reference, any import format')
    .requiredOption('--pred <file>', 'prediction, any import format; documents match by id, else by order')
    .option('--gold-format <format>', 'a format id, or auto', 'auto')
    .option('--pred-format <format>', 'a format id, or auto', 'auto')
    .option('--types <list>', 'comma-separated entity types; default: those that occur');
  readOptions(command)
    .option('--json', 'the whole evaluation as JSON')
    .action((flags: Flags) =>
      cliAction(flags.json === true, async ({ drain }) => {
        const options = parseReadOptions(flags);
        const readAs = (format: string): FileOptions => ({
          ...readerOptions({ ...options, format }),
          signal: drain,
        });
        const whole = await readCorpus(flags.gold, readAs(flags.goldFormat), ({ spans, annotated }) =>
          annotated ? spans : null,
        );
        const predicted = await readCorpus(flags.pred, readAs(flags.predFormat), judgedSpans);
        const files = [...whole.report.files, ...predicted.report.files];
        for (const words of unusedOptions({ files }, options)) note(words);
        const ids = matchIds(whole, predicted);
        const gold = annotatedOnly(whole, flags.gold);
        noteDifferences(gold, predicted, ids);
        const evaluation = evaluate(
          byId(gold, gold.ids),
          byId(predicted, ids),
          flags.types?.split(',').map((type) => type.trim()),
        );
        if (flags.json === true) {
          const documents = {
            scored: gold.ids.length,
            notAnnotated: whole.ids.length - gold.ids.length,
          };
          printJson({ ...evaluation, documents });
          return 0;
        }
        const { strict, schemas } = evaluation;
        const row = (
          name: string,
          score: { precision: number; recall: number; f1: number },
          support = '',
        ): string[] => [
          name,
          score.precision.toFixed(4),
          score.recall.toFixed(4),
          score.f1.toFixed(4),
          support,
        ];
        printLine(
          table(
            ['strict spans', 'precision', 'recall', 'F1', 'support'],
            [
              ...Object.entries(strict.perType).map(([type, score]) =>
                row(type, score, String(score.support)),
              ),
              row('micro', strict.micro, String(strict.micro.support)),
              row('macro', strict.macro),
            ],
          ),
        );
        printLine();
        printLine(
          table(
            ['schema', 'precision', 'recall', 'F1', ''],
            Object.entries(schemas).map(([name, score]) => row(name, score)),
          ),
        );
        return 0;
      }),
    );
}

async function readCorpus(
  path: string,
  read: FileOptions,
  marksOf: (document: NamedDocument) => readonly Span[] | null,
): Promise<Corpus> {
  const run = readFiles([path], read);
  const ids: string[] = [];
  const texts: string[] = [];
  const spans: (readonly Span[] | null)[] = [];
  let unsettled = 0;
  for await (const { documents } of run.batches) {
    for (const document of documents) {
      ids.push(document.id);
      texts.push(document.text);
      spans.push(marksOf(document));
      if (document.unsettled === true) unsettled += 1;
    }
  }
  if (ids.length === 0) throw nothingRead(run.report(), [path], 'Nothing was scored.');
  const aside = run
    .report()
    .files.reduce((sum, file) => sum + file.quarantined.length + file.notListed.quarantined, 0);
  if (aside > 0) note(`${path}: ${aside} rows could not be read and are left out.`);
  if (unsettled > 0)
    note(`${path}: ${unsettled} documents have several annotators; the marks of the first are taken.`);
  return { ids, texts, spans, unsettled, report: run.report() };
}

/** A document that nobody annotated says nothing about a prediction, so it is left out and counted. */
function annotatedOnly(corpus: Corpus, path: string): Corpus {
  const kept = corpus.ids.flatMap((_, index) => (corpus.spans[index] === null ? [] : [index]));
  const skipped = corpus.ids.length - kept.length;
  if (kept.length === 0)
    throw new AppError('NO_DOCUMENTS', `Nobody annotated any of the ${skipped} documents of ${path}.`, {
      action: 'Give a reference with labels; plain texts and predictions of models are none.',
    });
  if (skipped > 0)
    note(`${skipped} documents of the reference are not annotated; they are left out, ${kept.length} count.`);
  const pick = <T>(list: readonly T[]): T[] => kept.flatMap((index) => list.slice(index, index + 1));
  return { ...corpus, ids: pick(corpus.ids), texts: pick(corpus.texts), spans: pick(corpus.spans) };
}

/** Ids of the prediction's documents: its own where all are known, else those of the reference in the same order. */
function matchIds(gold: Corpus, predicted: Corpus): readonly string[] {
  const known = new Set(gold.ids);
  if (predicted.ids.every((id) => known.has(id))) return predicted.ids;
  if (gold.ids.length !== predicted.ids.length) {
    throw new AppError(
      'INVALID_ARGUMENT',
      `The documents do not match: ${gold.ids.length} in the reference, ${predicted.ids.length} in the prediction, with different ids.`,
      { action: 'Give both files the same ids, or the same documents in the same order.' },
    );
  }
  return gold.ids;
}

/** What the scores can't show: documents without a prediction, and texts that are not the same. */
function noteDifferences(gold: Corpus, predicted: Corpus, ids: readonly string[]): void {
  const texts = new Map(ids.map((id, index) => [id, predicted.texts[index]]));
  const judged = byId(predicted, ids);
  const missing = gold.ids.filter((id) => !judged.has(id)).length;
  if (missing > 0)
    note(`${missing} documents of the reference have no prediction; their spans count as missed.`);
  const other = gold.ids.filter((id, index) => texts.has(id) && texts.get(id) !== gold.texts[index]).length;
  if (other > 0) note(`${other} documents have another text in the prediction; their offsets may not match.`);
}

function byId(corpus: Corpus, ids: readonly string[]): Map<string, readonly Span[]> {
  return new Map(
    ids.flatMap((id, index) => {
      const spans = corpus.spans[index];
      return spans == null ? [] : [[id, spans] as const];
    }),
  );
}
