import { dirname, join } from 'node:path';
import type { RpcHandlers } from '#shared/rpc/contract.ts';
import type { ExportOptions } from '#shared/rpc/labelling.ts';
import { createFitter } from '#core/formats/fit-document.ts';
import type { WriteOptions } from '#core/formats/writer.ts';
import { replacesExport } from '#core/formats/write-export.ts';
import {
  createLossCounter,
  documentWords,
  lossWords,
  type DocumentLoss,
  type LossCounts,
} from '#core/formats/losses.ts';
import { formatOf, formats, writerOf } from '#core/formats/registry.ts';
import type { ExportDocument } from '#core/formats/writer.ts';
import { offsetUnits } from '#core/text/offsets.ts';
import { countDocuments } from '#core/store/document-table.ts';
import { readSchema } from '#core/store/setup-tables.ts';
import type { EngineContext } from '../context.ts';
import {
  exportCorpus,
  exportDocuments,
  exportPaths,
  formatIdOf,
  type ExportedPart,
} from '../export-corpus.ts';
import { oneOf } from '../one-of.ts';
import { writeProjectBundle } from '../project-bundle.ts';

type Methods = 'export.formats' | 'export.preview' | 'export.target' | 'export.write';

/** Documents whose records are shown, and documents looked at for losses. */
const shown = 3;
const lookedAt = 5_000;
const shownPerKind = 50;

export function exportHandlers(context: EngineContext): Pick<RpcHandlers, Methods> {
  const { projects, jobs } = context;
  return {
    'export.formats': () =>
      formats
        .filter((format) => format.canWrite)
        .map((format) => ({
          id: format.id,
          label: format.label,
          extension: format.extensions[0] ?? '',
          nested: format.holds.nested,
          discontinuous: format.holds.discontinuous,
          offsets: !format.holds.tokensOnly,
          layout: format.layout,
          choosesUnit: format.unit === 'varies',
          note: format.note ?? '',
        })),
    'export.preview': async ({ projectId, options }) => {
      const { db } = projects.open(projectId);
      const id = formatIdOf(options.format);
      const format = formatOf(id);
      const writeOptions: WriteOptions = { types: readSchema(db).schema.types, ...unitOf(options) };
      const fit = createFitter(format, writeOptions);
      const first: ExportDocument[] = [];
      const losses: { documentId: string; what: string; text: string }[] = [];
      let documents = 0;
      let spans = 0;
      const counter = createLossCounter();
      const reasons = createReasons();
      for await (const document of exportDocuments(db, { what: options.what })) {
        documents += 1;
        spans += document.spans.length;
        const fitted = fit(document);
        if (first.length < shown) first.push(fitted.document);
        for (const loss of fitted.losses) {
          const seen = counter.add(loss);
          if (loss.span === null) reasons.add(loss);
          else if (seen <= shownPerKind)
            losses.push({
              documentId: loss.documentId,
              what: `${loss.what}: ${loss.why}`,
              text: loss.span.text,
            });
        }
        if (documents >= lookedAt) break;
      }
      return {
        documents,
        spans,
        sample: await sampleOf(id, first, writeOptions),
        losses,
        lossWords: [...spanWords(counter.counts().spans), ...reasons.words()],
        lossCount: counter.total(),
        complete: documents < lookedAt,
      };
    },
    'export.target': async ({ options, path }) => {
      const id = formatIdOf(options.format);
      let replaces = false;
      for (const part of exportPaths({ path, split: options.split }))
        replaces = (await replacesExport(id, part)) || replaces;
      return { replaces };
    },
    'export.write': ({ projectId, options, path, overwrite }) => {
      const { db } = projects.open(projectId);
      formatIdOf(options.format);
      const unit = unitOf(options);
      return jobs.start('export', projectId, `Exporting ${options.format}`, async (report, signal) => {
        if (options.format === 'bundle') {
          // A bundle is the whole project: marks of every kind, guidelines and runs.
          await writeProjectBundle(db, path, { overwrite });
          return {
            path,
            paths: [path],
            manifests: [],
            losses: 0,
            lossSummary: '',
            lossLists: [],
            notBack: [],
            beside: [],
          };
        }
        const total = countDocuments(db);
        const results = await exportCorpus(db, {
          format: options.format,
          what: options.what,
          path,
          split: options.split,
          seed: options.seed,
          ...unit,
          appVersion: context.options.appVersion,
          createdAt: context.now(),
          overwrite,
          signal,
          onProgress: (documents) =>
            report({
              fraction: total === 0 ? null : documents / total,
              detail: `${documents.toLocaleString('en-US')} documents`,
            }),
        });
        return {
          path,
          paths: exportPaths({ path, split: options.split }),
          manifests: results.map((result) => result.manifest),
          ...outcomeOf(results),
          losses: results.reduce((sum, { lossCount }) => sum + lossCount, 0),
        };
      });
    },
  };
}

const spanWords = (spans: LossCounts['spans']): string[] => {
  const words = lossWords({ spans, documents: createLossCounter().counts().documents });
  return words === null ? [] : [words];
};

/** What whole documents lose, told once for each reason: every document may lose its id. */
function createReasons(): { add(loss: DocumentLoss): void; words(): string[] } {
  const counts = new Map<string, { readonly loss: DocumentLoss; count: number }>();
  return {
    add(loss) {
      const key = `${loss.what}\n${loss.why}`;
      const known = counts.get(key);
      if (known !== undefined) known.count++;
      else if (counts.size < shownPerKind) counts.set(key, { loss, count: 1 });
    },
    words: () =>
      [...counts.values()].map(({ loss: { what, why }, count }) => `${documentWords(what, count)}: ${why}`),
  };
}

/** @throws {AppError} INVALID_ARGUMENT */
function unitOf(options: ExportOptions): Pick<WriteOptions, 'offsetUnit'> {
  const offsetUnit = oneOf('offset unit', options.offsetUnit, offsetUnits);
  return offsetUnit === undefined ? {} : { offsetUnit };
}

/** What the window says when an export is done: what was lost, where it is listed, what did not come back. */
function outcomeOf(results: readonly ExportedPart[]): {
  readonly lossSummary: string;
  readonly lossLists: readonly string[];
  readonly notBack: readonly string[];
  /** Files beside an export of one file; those of a folder lie in it. */
  readonly beside: readonly string[];
} {
  const words = results.flatMap(({ manifest }) => {
    const part = lossWords({ spans: manifest.losses, documents: manifest.documentLosses });
    return part === null ? [] : [part];
  });
  return {
    lossSummary: words.join(' | '),
    lossLists: results.flatMap(({ lossPath }) => (lossPath === null ? [] : [lossPath])),
    beside: results.flatMap(({ out, lossPath, manifest }) =>
      formatOf(manifest.format).layout === 'folder'
        ? []
        : [
            ...manifest.files.slice(1).map(({ path }) => join(dirname(out), path)),
            ...(lossPath === null ? [] : [lossPath]),
          ],
    ),
    notBack: results.flatMap(({ manifest }) => manifest.roundTrip?.different ?? []),
  };
}

/** The beginning of what will be written; binary formats say so. */
async function sampleOf(
  id: Parameters<typeof writerOf>[0],
  documents: readonly ExportDocument[],
  options: WriteOptions,
): Promise<string> {
  async function* stream(): AsyncGenerator<ExportDocument> {
    yield* documents;
  }
  let text = '';
  for await (const chunk of writerOf(id)(stream(), options)) {
    if (typeof chunk.data !== 'string') return '(binary file)';
    text += chunk.path === '' ? chunk.data : `--- ${chunk.path}\n${chunk.data}`;
    if (text.length > 8_000) return `${text.slice(0, 8_000)}\n…`;
  }
  return text;
}
