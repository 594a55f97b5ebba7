import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { z } from 'zod';
import type { DisagreementAnalysis, LabelledDocument } from '#shared/domain/analysis.ts';
import {
  adaptiveThresholds,
  analysisParamsSchema,
  boundaryVariants,
  weightSchemes,
} from '#shared/domain/run-settings.ts';
import { AppError } from '#shared/errors.ts';
import type { ImportOptions } from '#shared/rpc/corpus.ts';
import { analyzeDisagreement } from '#core/disagreement/analyze-disagreement.ts';
import { readerOptions } from '#core/engine/reader-options.ts';
import { schemeWeights } from '#core/run/iteration-summary.ts';
import { fileSource, readHead } from '#core/formats/read-source.ts';
import { cliAction } from '../cli-action.ts';
import { readLayeredDocuments } from '../layered-documents.ts';
import { note, printJson, printLine, table } from '../output.ts';
import { parseFlags } from '../parse-flags.ts';
import { parseReadOptions, readOptions } from '../read-options.ts';
import { unusedOptions } from '../unused-options.ts';

const lineSchema = z.object({
  id: z.string(),
  tokens: z.array(z.string()),
  labels: z.record(z.string(), z.array(z.string())),
  gold: z.array(z.string()).exactOptional(),
});

const flagsSchema = z.object({
  hotspotPercentile: z.coerce.number().min(0).max(100),
  coalitionCutoff: z.coerce.number().min(0).max(1),
  boundary: z.enum(boundaryVariants),
  weights: z.enum(weightSchemes),
  adaptiveThreshold: z.enum(adaptiveThresholds),
  json: z.boolean().default(false),
});

export function registerAnalyze(program: Command): void {
  const command = program
    .command('analyze')
    .description("the disagreement analysis on anybody's multi-annotator labels (one JSON object a line)")
    .argument(
      '<file...>',
      'JSON Lines {"id", "tokens", "labels": {annotator: BIO tags}, "gold"?}; or any import format with several annotators, or one file per annotator (also in a folder or archive)',
    )
    .option('--hotspot-percentile <n>', 'percentile of the token score that makes a hotspot', '80')
    .option('--coalition-cutoff <n>', 'cumulative weight of the coalition', '0.5')
    .option('--boundary <variant>', boundaryVariants.join(' | '), 'start-inside')
    .option('--weights <scheme>', weightSchemes.join(' | '), 'hybrid')
    .option('--adaptive-threshold <rule>', adaptiveThresholds.join(' | '), 'off')
    .option('--format <id>', 'a format id, or auto', 'auto');
  readOptions(command)
    .option('--json', 'the whole analysis as JSON')
    .action((files: string[], raw: object) =>
      cliAction(hasJson(raw), async ({ drain }) => {
        const flags = parseFlags(flagsSchema, raw);
        const documents = await readAnyLabels(files, parseReadOptions(raw), drain);
        const { json, ...params } = flags;
        const analysis = analyzeDisagreement(documents, undefined, analysisParamsSchema.parse(params));
        if (json) printJson(analysis);
        else printSummary(analysis);
        return 0;
      }),
    );
}

const hasJson = (raw: object): boolean => 'json' in raw && raw.json === true;

/** Our own lines where the first one has `tokens` and `labels`; everything else goes through the import formats. */
async function readAnyLabels(
  files: readonly string[],
  options: ImportOptions,
  signal: AbortSignal,
): Promise<LabelledDocument[]> {
  const [file] = files;
  if (
    file !== undefined &&
    files.length === 1 &&
    options.format === 'auto' &&
    !(await isFolder(file)) &&
    (await startsLikeOwnLines(file))
  ) {
    noteUnused({ files: [{ format: 'lines of tokens and labels' }] }, options);
    return readLabelledDocuments(file);
  }
  const { documents, report } = await readLayeredDocuments(files, { ...readerOptions(options), signal });
  noteUnused(report, options);
  return documents;
}

function noteUnused(...given: Parameters<typeof unusedOptions>): void {
  for (const words of unusedOptions(...given)) note(words);
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() === true;
}

async function startsLikeOwnLines(path: string): Promise<boolean> {
  const head = new TextDecoder().decode(await readHead(await fileSource(path))).trimStart();
  // A .jsonl that is none of the import formats gets our own messages, line by line.
  return /"labels"\s*:\s*\{/u.test(head) || (!head.startsWith('{') && /\.jsonl$/iu.test(path));
}

/** @throws {AppError} FILE_NOT_FOUND; FORMAT_INVALID with the line and what is wrong with it */
export async function readLabelledDocuments(path: string): Promise<LabelledDocument[]> {
  const documents: LabelledDocument[] = [];
  const lines = new Map<string, number>();
  let number = 0;
  try {
    for await (const line of createInterface({
      input: createReadStream(path, 'utf8'),
      crlfDelay: Infinity,
    })) {
      number += 1;
      const text = number === 1 ? line.replace(/^\uFEFF/u, '') : line;
      if (text.trim() === '') continue;
      const document = parseLine(text, path, number);
      const before = lines.get(document.id);
      if (before !== undefined) {
        throw new AppError(
          'FORMAT_INVALID',
          `${path}, line ${number}: the id "${document.id}" is that of line ${before} too.`,
          { action: 'Give each document an id of its own; put all its annotators in one line.' },
        );
      }
      lines.set(document.id, number);
      documents.push(document);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new AppError('FILE_NOT_FOUND', `There is no file ${path}.`, { action: 'Check the path.' });
    }
    throw error;
  }
  if (documents.length === 0) {
    throw new AppError('NO_DOCUMENTS', `${path} holds no documents.`, {
      action: 'Give one JSON object a line: {"id", "tokens", "labels": {annotator: tags}}.',
    });
  }
  return documents;
}

function parseLine(text: string, path: string, number: number): LabelledDocument {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new AppError('FORMAT_INVALID', `${path}, line ${number}: not JSON (${(error as Error).message}).`, {
      action: 'Mend the line or take it out.',
    });
  }
  const parsed = lineSchema.safeParse(value);
  if (!parsed.success) {
    throw new AppError('FORMAT_INVALID', `${path}, line ${number}: ${z.prettifyError(parsed.error)}`, {
      action:
        'Each line is {"id": string, "tokens": string[], "labels": {annotator: string[]}, "gold"?: string[]}.',
    });
  }
  const { gold, labels } = parsed.data;
  for (const [annotator, tags] of [
    ...Object.entries(labels),
    ...(gold === undefined ? [] : [['gold', gold] as const]),
  ]) {
    if (tags.length !== parsed.data.tokens.length) {
      throw new AppError(
        'FORMAT_INVALID',
        `${path}, line ${number}: ${annotator} has ${tags.length} tags for ${parsed.data.tokens.length} tokens.`,
        { action: 'Give one tag per token, or leave the annotator out of this document.' },
      );
    }
  }
  return parsed.data;
}

function printSummary(analysis: DisagreementAnalysis): void {
  printLine(
    `${analysis.tokens.length} documents, ${analysis.annotators.length} annotators, mean agreement ${analysis.agreement.mean.toFixed(4)} (strict span F1).`,
  );
  printLine(
    table(
      ['annotator', 'agreement', 'weight', 'coalition', 'bias: own − majority entities'],
      analysis.annotators.map((annotator, index) => [
        annotator,
        analysis.agreement.perAnnotator[index] ?? 0,
        schemeWeights(analysis)[index] ?? 0,
        analysis.coalition.includes(annotator) ? 'yes' : '',
        String(analysis.bias.find((row) => row.annotator === annotator)?.entityOverTagging ?? 0),
      ]),
    ),
  );
  printLine();
  printLine(
    `${analysis.hotspots.length} hotspots (score ≥ ${analysis.thresholds.hotspot.toFixed(4)} and > 0), strongest first:`,
  );
  const strongest = analysis.hotspots.toSorted((a, b) => b.meanScore - a.meanScore).slice(0, 20);
  printLine(
    table(
      ['document', 'tokens', 'score', 'kind', 'text'],
      strongest.map((spot) => [
        spot.documentId,
        `${spot.start}-${spot.end}`,
        spot.meanScore,
        spot.kind,
        spot.text,
      ]),
    ),
  );
  for (const { documentId, reason } of analysis.excluded) printLine(`left out: ${documentId} (${reason})`);
}
