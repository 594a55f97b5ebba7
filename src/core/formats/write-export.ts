import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Span } from '#shared/domain/span.ts';
import { AppError } from '#shared/errors.ts';
import { exportTarget, type ExportTarget } from './export-target.ts';
import { createFitter, writtenUnit } from './fit-document.ts';
import type { Format, FormatId } from './format-info.ts';
import { createLossList } from './loss-list.ts';
import { createLossCounter, type DocumentLoss, type LossCounts, type SpanLoss } from './losses.ts';
import { writeChunks, type WrittenFile } from './output-files.ts';
import { formatOf, writerOf } from './registry.ts';
import { createRoundTrip, type RoundTrip } from './round-trip.ts';
import type { ExportDocument, OutputChunk, WriteOptions } from './writer.ts';

export interface ExportOptions extends WriteOptions {
  /** Written to the manifest. */
  readonly appVersion?: string;
  /** ISO time for the manifest; none is written without it, so that equal exports are equal bytes. */
  readonly createdAt?: string;
  /** Replace an existing file, or what an earlier export wrote into the folder; otherwise ALREADY_EXISTS. */
  readonly overwrite?: boolean;
  /** Read the export back and compare (default). */
  readonly roundTrip?: boolean;
  /** Find out everything, the losses and what comes back, but leave nothing at the target. */
  readonly dryRun?: boolean;
  /** A file that gets a copy of the list of losses, also in a dry run. */
  readonly lossesTo?: string;
  /** Asked when everything is written and read back, before anything takes its place; what it throws ends the export. */
  readonly accept?: (result: Omit<ExportResult, 'manifestPath' | 'lossPath'>) => void;
  readonly signal?: AbortSignal;
}

export interface Manifest {
  readonly app: { readonly name: 'diziner'; readonly version: string };
  readonly createdAt?: string;
  readonly format: FormatId;
  readonly unit: string;
  readonly documents: number;
  readonly spans: number;
  readonly files: readonly WrittenFile[];
  /** Spans. */
  readonly losses: LossCounts['spans'];
  /** Documents, by what they lose. */
  readonly documentLosses: LossCounts['documents'];
  /** The file that lists every loss; null where there is none. */
  readonly lossReport: WrittenFile | null;
  readonly roundTrip: RoundTrip | null;
}

export interface ExportResult {
  readonly manifest: Manifest;
  /** null after a dry run. */
  readonly manifestPath: string | null;
  /** The list of all losses; null where nothing is lost. */
  readonly lossPath: string | null;
  /** Of spans, the first hundred of each kind. */
  readonly losses: readonly SpanLoss[];
  /** Of documents as a whole, the first hundred of each kind. */
  readonly documentLosses: readonly DocumentLoss[];
  readonly lossCount: number;
}

/** Losses kept in memory; the list in the file has all. */
const shownPerKind = 100;

/**
 * Writes documents in a format: into a temporary folder beside the target, from where everything takes its place only
 * when it is complete. Beside a file lie `<file>.manifest.json` and, where something is lost, `<file>.losses.jsonl`; in
 * a folder `manifest.json` and `losses.jsonl`.
 * @throws {AppError} ALREADY_EXISTS, DISK_FULL, FORMAT_UNKNOWN, UNSUPPORTED, INVALID_ARGUMENT (a span that is not its
 * text)
 */
export async function writeExport(
  formatId: FormatId,
  documents: AsyncIterable<ExportDocument> | Iterable<ExportDocument>,
  out: string,
  options: ExportOptions = {},
): Promise<ExportResult> {
  const format = formatOf(formatId);
  const target = await targetOf(format, out, options);
  try {
    const written = await writeInto(target.temporary, basename(target.path), format, documents, options);
    const { manifest } = written;
    const isFolder = format.layout === 'folder';
    if (manifest.lossReport !== null && options.lossesTo !== undefined)
      await copyFile(join(target.temporary, manifest.lossReport.path), options.lossesTo);
    options.accept?.(written);
    const name = isFolder ? 'manifest.json' : `${basename(target.path)}.manifest.json`;
    await writeFile(join(target.temporary, name), `${JSON.stringify(manifest, null, 2)}\n`);
    await target.publish();
    const isDry = options.dryRun === true;
    const beside = isFolder ? `${out}/losses.jsonl` : `${target.path}.losses.jsonl`;
    return {
      ...written,
      manifestPath: isDry ? null : isFolder ? join(out, name) : `${target.path}.manifest.json`,
      lossPath: manifest.lossReport === null ? null : isDry ? (options.lossesTo ?? null) : beside,
    };
  } catch (error) {
    await rm(target.temporary, { recursive: true, force: true });
    throw writeFailure(out, error);
  }
}

/** A dry run looks at the target too, but works in a folder that goes away again. */
async function targetOf(format: Format, out: string, options: ExportOptions): Promise<ExportTarget> {
  const target = await exportTarget(out, format.layout === 'folder', options.overwrite === true, beside);
  if (options.dryRun !== true) return target;
  const temporary = await mkdtemp(join(tmpdir(), 'diziner-dry-run-'));
  return { path: target.path, temporary, publish: () => rm(temporary, { recursive: true, force: true }) };
}

/** Writes everything but the manifest into a folder, reads it back, and tells what was lost. */
async function writeInto(
  folder: string,
  name: string,
  format: Format,
  documents: AsyncIterable<ExportDocument> | Iterable<ExportDocument>,
  options: ExportOptions,
): Promise<Omit<ExportResult, 'manifestPath' | 'lossPath'>> {
  const isFolder = format.layout === 'folder';
  const unit = writtenUnit(format, options);
  const fit = createFitter(format, options);
  const counts = { documents: 0, spans: 0 };
  const counter = createLossCounter();
  const first: { readonly losses: SpanLoss[]; readonly documentLosses: DocumentLoss[] } = {
    losses: [],
    documentLosses: [],
  };
  const list = createLossList(folder, isFolder ? 'losses.jsonl' : `${name}.losses.jsonl`);
  const roundTrip =
    options.roundTrip === false || !format.canRead
      ? null
      : createRoundTrip(format, format.unit === 'varies' && unit !== 'tokens' ? unit : undefined);
  async function* fitted(): AsyncGenerator<ExportDocument> {
    for await (const document of documents) {
      options.signal?.throwIfAborted();
      assertSurfaces(document);
      counts.documents++;
      counts.spans += document.spans.length;
      const { document: own, losses, back } = fit(document);
      for (const loss of losses) {
        if (counter.add(loss) > shownPerKind) continue;
        if (loss.span === null) first.documentLosses.push(loss);
        else first.losses.push(loss);
      }
      await list.add(losses);
      roundTrip?.expect(document.id, back);
      yield own;
    }
  }
  const chunks = writerOf(format.id)(fitted(), options);
  const nameOf = (path: string): string => (isFolder ? path : path === '' ? name : `${name}.${path}`);
  const files = await writeChunks(isFolder ? chunks : atLeastOne(chunks), folder, nameOf);
  const lossReport = await list.close();
  const { spans, documents: documentLosses } = counter.counts();
  const manifest: Manifest = {
    app: { name: 'diziner', version: options.appVersion ?? 'unknown' },
    ...(options.createdAt === undefined ? {} : { createdAt: options.createdAt }),
    format: format.id,
    unit,
    ...counts,
    files,
    losses: spans,
    documentLosses,
    lossReport,
    roundTrip: roundTrip === null ? null : await roundTrip.compare(isFolder ? folder : join(folder, name)),
  };
  return { manifest, ...first, lossCount: counter.total() };
}

/** Files that may lie beside an export of one file. */
const beside = ['.manifest.json', '.losses.jsonl', '.label_config.xml'];

/**
 * Whether an export to this place would replace an earlier export or a file.
 * @throws {AppError} ALREADY_EXISTS where something is in the way that no export may replace
 */
export async function replacesExport(formatId: FormatId, out: string): Promise<boolean> {
  const isFolder = formatOf(formatId).layout === 'folder';
  await exportTarget(out, isFolder, true, beside);
  return exportTarget(out, isFolder, false, beside).then(
    () => false,
    () => true,
  );
}

/** A file is written also where there is nothing to put into it. */
async function* atLeastOne(chunks: AsyncIterable<OutputChunk>): AsyncGenerator<OutputChunk> {
  let isEmpty = true;
  for await (const chunk of chunks) {
    isEmpty = false;
    yield chunk;
  }
  if (isEmpty) yield { path: '', data: '' };
}

/** Offsets and text must agree before anything leaves the product. */
function assertSurfaces({ id, text, spans, layers, predictions }: ExportDocument): void {
  const check = (list: readonly Span[]): void => {
    for (const { start, end, text: surface, fragments } of list) {
      const own =
        fragments === undefined
          ? text.slice(start, end)
          : fragments.map(([from, to]) => text.slice(from, to)).join(' ');
      if (own !== surface)
        throw new AppError(
          'INVALID_ARGUMENT',
          `Document ${id}: span ${start}-${end} is not "${surface.slice(0, 40)}" in the text`,
          { action: 'Nothing was written. This is a bug; please report it.' },
        );
    }
  };
  check(spans);
  for (const list of Object.values(layers ?? {})) check(list);
  for (const list of Object.values(predictions ?? {})) check(list);
}

function writeFailure(out: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || error instanceof AppError) return error;
  if (error.code === 'ENOSPC')
    return new AppError('DISK_FULL', `The disk is full; ${out} was not written`, {
      action: 'Free some space and export again; nothing half-written was left.',
      cause: error,
    });
  if (error.code === 'EACCES' || error.code === 'EPERM' || error.code === 'EROFS' || error.code === 'ENOENT')
    return new AppError('INVALID_ARGUMENT', `${out} cannot be written (${error.code})`, {
      action: 'Choose a folder that exists and may be written to.',
      cause: error,
    });
  return error;
}
