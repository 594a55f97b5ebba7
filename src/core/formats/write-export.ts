import { createHash, type Hash } from 'node:crypto';
import { mkdir, open, rename, rm, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { OffsetUnit } from '#core/text/offsets.ts';
import { AppError } from '#shared/errors.ts';
import type { FormatId } from './format-info.ts';
import { documentLosses, type Loss } from './fit-spans.ts';
import { formatOf, writerOf } from './registry.ts';
import { createRoundTrip, type RoundTrip } from './round-trip.ts';
import type { ExportDocument, WriteOptions } from './writer.ts';

export interface ExportOptions extends WriteOptions {
  /** Written to the manifest. */
  readonly appVersion?: string;
  /** ISO time for the manifest; none is written without it, so that equal exports are equal bytes. */
  readonly createdAt?: string;
  /** Replace an existing file or folder; otherwise ALREADY_EXISTS. */
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
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
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
 * Writes documents in a format: into a temporary file or folder beside the target, which takes its name only when
 * everything is written. Beside a file lies `<file>.manifest.json`, in a folder `manifest.json`.
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
  if (options.overwrite !== true && (await exists(out)))
    throw new AppError('ALREADY_EXISTS', `${out} exists already`, {
      action: 'Choose another name, or allow it to be replaced.',
    });
  const temporary = join(dirname(out), `.${basename(out)}.${process.pid}.${Date.now()}.part`);
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
    const files = await writeChunks(
      write(checked(), options),
      temporary,
      format.layout === 'folder',
      basename(out),
    );
    const manifest: Manifest = {
      app: { name: 'diziner', version: options.appVersion ?? 'unknown' },
      ...(options.createdAt === undefined ? {} : { createdAt: options.createdAt }),
      format: formatId,
      unit: format.unit === 'varies' ? unit : format.unit,
      ...counts,
      files,
      losses: lost,
      roundTrip: roundTrip === null ? null : await roundTrip.compare(temporary),
    };
    const json = `${JSON.stringify(manifest, null, 2)}\n`;
    const isFolder = format.layout === 'folder';
    if (isFolder) await writeFile(join(temporary, 'manifest.json'), json);
    if (options.overwrite === true) await rm(out, { recursive: true, force: true });
    await rename(temporary, out);
    const manifestPath = isFolder ? join(out, 'manifest.json') : `${out}.manifest.json`;
    if (!isFolder) await writeFile(manifestPath, json);
    return { manifest, manifestPath, losses };
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw writeFailure(out, error);
  }
}

function usualUnit(format: FormatId): OffsetUnit {
  return format.startsWith('label-studio') ? 'codepoint' : 'utf16';
}

/** Offsets and text must agree before anything leaves the product. */
function assertSurfaces({ id, text, spans, layers }: ExportDocument): void {
  for (const list of [spans, ...Object.values(layers ?? {})])
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

async function writeChunks(
  chunks: AsyncIterable<{ readonly path: string; readonly data: string | Uint8Array }>,
  target: string,
  isFolder: boolean,
  fileName: string,
): Promise<Manifest['files']> {
  const files: { path: string; bytes: number; sha256: string }[] = [];
  let open: OpenFile | null = null;
  const close = async (): Promise<void> => {
    if (open !== null) files.push(await open.close());
    open = null;
  };
  if (isFolder) await mkdir(target, { recursive: true });
  try {
    for await (const { path, data } of chunks) {
      if (open?.path !== path) {
        await close();
        open = await openFile(isFolder ? join(target, path) : target, path);
      }
      await open.write(data);
    }
    if (open === null && !isFolder) open = await openFile(target, '');
    await close();
  } catch (error) {
    await open?.close().catch(() => undefined);
    throw error;
  }
  return files.map((file) => ({ ...file, path: isFolder ? file.path : fileName }));
}

interface OpenFile {
  readonly path: string;
  write(data: string | Uint8Array): Promise<void>;
  close(): Promise<{ path: string; bytes: number; sha256: string }>;
}

/** Small writes are gathered: a system call for each record would cost more than making it. */
async function openFile(place: string, path: string): Promise<OpenFile> {
  await mkdir(dirname(place), { recursive: true });
  const handle: FileHandle = await open(place, 'w');
  const hash: Hash = createHash('sha256');
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let bytes = 0;
  const flush = async (): Promise<void> => {
    if (waitingBytes === 0) return;
    const block = Buffer.concat(waiting);
    waiting = [];
    waitingBytes = 0;
    hash.update(block);
    bytes += block.length;
    await handle.writeFile(block);
  };
  return {
    path,
    async write(data) {
      const block = typeof data === 'string' ? Buffer.from(data, 'utf8') : data;
      waiting.push(block);
      waitingBytes += block.length;
      if (waitingBytes > 1 << 18) await flush();
    },
    async close() {
      try {
        await flush();
        await handle.sync();
      } finally {
        await handle.close();
      }
      return { path, bytes, sha256: hash.digest('hex') };
    },
  };
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
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
