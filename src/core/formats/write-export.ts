import { rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { OffsetUnit } from '#core/text/offsets.ts';
import { AppError } from '#shared/errors.ts';
import { exportTarget } from './export-target.ts';
import type { FormatId } from './format-info.ts';
import { documentLosses, type Loss } from './fit-spans.ts';
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
  readonly losses: { readonly dropped: number; readonly flattened: number; readonly changed: number };
  readonly roundTrip: RoundTrip | null;
}

export interface ExportResult {
  readonly manifest: Manifest;
  readonly manifestPath: string;
  /** The first `maxLosses` in full. */
  readonly losses: readonly Loss[];
}

export const maxLosses = 10_000;

/**
 * Writes documents in a format: into a temporary folder beside the target, from where everything takes its place only
 * when it is complete. Beside a file lies `<file>.manifest.json`, in a folder `manifest.json`.
 * @throws {AppError} ALREADY_EXISTS, DISK_FULL, FORMAT_UNKNOWN, UNSUPPORTED, INVALID_ARGUMENT (a span that is not its text)
 */
export async function writeExport(
  formatId: FormatId,
  documents: AsyncIterable<ExportDocument> | Iterable<ExportDocument>,
  out: string,
  options: ExportOptions = {},
): Promise<ExportResult> {
  const format = formatOf(formatId);
  const write = writerOf(formatId);
  const isFolder = format.layout === 'folder';
  const target = await exportTarget(out, isFolder, options.overwrite === true, beside);
  const { temporary } = target;
  const name = basename(target.path);
  const unit = options.offsetUnit ?? usualUnit(formatId);
  const counts = { documents: 0, spans: 0 };
  const losses: Loss[] = [];
  const lost = { dropped: 0, flattened: 0, changed: 0 };
  const roundTrip =
    options.roundTrip === false || !format.canRead
      ? null
      : createRoundTrip(format, format.unit === 'varies' ? unit : undefined);
  async function* checked(): AsyncGenerator<ExportDocument> {
    for await (const document of documents) {
      options.signal?.throwIfAborted();
      assertSurfaces(document);
      counts.documents++;
      counts.spans += document.spans.length;
      for (const loss of documentLosses(format, document)) {
        lost[loss.what]++;
        if (losses.length < maxLosses) losses.push(loss);
      }
      roundTrip?.expect(document);
      yield document;
    }
  }
  try {
    const nameOf = (path: string): string => (isFolder ? path : name);
    const chunks = write(checked(), options);
    const files = await writeChunks(isFolder ? chunks : atLeastOne(chunks), temporary, nameOf);
    const manifest: Manifest = {
      app: { name: 'diziner', version: options.appVersion ?? 'unknown' },
      ...(options.createdAt === undefined ? {} : { createdAt: options.createdAt }),
      format: formatId,
      unit: format.unit === 'varies' ? unit : format.unit,
      ...counts,
      files,
      losses: lost,
      roundTrip:
        roundTrip === null ? null : await roundTrip.compare(isFolder ? temporary : join(temporary, name)),
    };
    const json = `${JSON.stringify(manifest, null, 2)}\n`;
    await writeFile(join(temporary, isFolder ? 'manifest.json' : `${name}.manifest.json`), json);
    await target.publish();
    const manifestPath = isFolder ? join(out, 'manifest.json') : `${target.path}.manifest.json`;
    return { manifest, manifestPath, losses };
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw writeFailure(out, error);
  }
}

/** Files that may lie beside an export of one file. */
const beside = ['.manifest.json'];

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

function usualUnit(format: FormatId): OffsetUnit {
  return format.startsWith('label-studio') ? 'codepoint' : 'utf16';
}

/** Offsets and text must agree before anything leaves the product. */
function assertSurfaces({ id, text, spans, layers, predictions }: ExportDocument): void {
  for (const list of [spans, ...Object.values(layers ?? {}), ...Object.values(predictions ?? {})])
    for (const span of list) {
      const parts = span.fragments ?? [[span.start, span.end] as const];
      if (parts.map(([start, end]) => text.slice(start, end)).join(' ') !== span.text)
        throw new AppError(
          'INVALID_ARGUMENT',
          `Document ${id}: span ${span.start}-${span.end} is not "${span.text.slice(0, 40)}" in the text`,
          {
            action: 'Nothing was written. This is a bug; please report it.',
          },
        );
    }
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
