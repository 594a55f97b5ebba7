import { AppError } from '#shared/errors.ts';
import {
  bratHolds,
  casHolds,
  flatHolds,
  fullHolds,
  layeredHolds,
  nestedHolds,
  nestedTokenHolds,
  spacyHolds,
  tableHolds,
  tokenHolds,
} from './format-holds.ts';
import { asAnnotated, keepsAll, keepsInXml, noId, viewWords } from './format-keeps.ts';
import type { Format, FormatId, FormatInfo } from './format-info.ts';
import { readerOf } from './readers.ts';
import { unknownFormat } from './unknown-format.ts';
import { bratKeeps, writeBrat } from './writers/write-brat.ts';
import { writeBundle } from './writers/write-bundle.ts';
import { glinerKeeps, writeGliner } from './writers/write-gliner.ts';
import { hfJsonlKeeps, hfParquetKeeps, writeHfJsonl, writeHfParquet } from './writers/write-hugging-face.ts';
import { docBinKeeps, writeSpacyDocBin } from './writers/write-spacy-docbin.ts';
import { uimaJsonKeeps, writeUimaJson, writeUimaXmi } from './writers/write-uima.ts';
import { webannoKeeps, writeWebannoTsv } from './writers/write-webanno-tsv.ts';
import { writeXlsx } from './writers/write-xlsx.ts';
import { columnKeeps, columnWriter, conllKeeps, writeConll } from './writers/write-columns.ts';
import { writeDoccano, writeJsonl, writeProdigy, writeSpacyJson } from './writers/write-json-formats.ts';
import {
  labelStudioCsvKeeps,
  labelStudioKeeps,
  labelStudioMinKeeps,
  writeLabelStudio,
  writeLabelStudioCsv,
  writeLabelStudioMin,
} from './writers/write-label-studio.ts';
import { tableKeeps, textKeeps, writeCsv, writeText, writeTsv } from './writers/write-tables.ts';
import type { Writer } from './writer.ts';

type Description = Omit<Format, 'id' | 'canRead' | 'canWrite' | 'read' | 'write' | 'layout' | 'streams'> &
  Partial<Pick<Format, 'layout' | 'streams'>>;

function format(id: FormatId, write: Writer | null, description: Description): Format {
  return {
    id,
    layout: 'file',
    streams: true,
    ...description,
    canRead: true,
    canWrite: write !== null,
    read: readerOf(id),
    ...(write === null ? {} : { write }),
  };
}

const columnExtensions = ['.conll', '.iob', '.iob2', '.bio', '.tsv', '.txt', '.conllu', '.conllup'];

/** Every format, in the order in which menus list them. */
export const formats: readonly Format[] = [
  format('jsonl', writeJsonl, {
    label: 'JSON Lines',
    extensions: ['.jsonl', '.json', '.ndjson'],
    keeps: keepsAll,
    holds: fullHolds,
    unit: 'utf16',
  }),
  format('conll', writeConll, {
    label: 'CoNLL columns (any; written as IOB2 with text comments)',
    extensions: columnExtensions,
    keeps: conllKeeps,
    holds: tokenHolds,
    unit: 'tokens',
  }),
  ...(['iob1', 'iob2', 'iobes', 'bilou'] as const).map((scheme) =>
    format(scheme, columnWriter(scheme), {
      label: `Two columns, ${scheme.toUpperCase()}`,
      extensions: columnExtensions,
      keeps: columnKeeps,
      holds: tokenHolds,
      unit: 'tokens',
    }),
  ),
  format('doccano', writeDoccano, {
    label: 'doccano JSONL',
    extensions: ['.jsonl', '.json'],
    keeps: { ...keepsAll, words: null, annotated: asAnnotated },
    holds: nestedHolds,
    unit: 'varies',
  }),
  format('prodigy', writeProdigy, {
    label: 'Prodigy JSONL',
    extensions: ['.jsonl'],
    keeps: { ...keepsAll, words: viewWords },
    holds: nestedHolds,
    unit: 'codepoint',
  }),
  format('label-studio', writeLabelStudio, {
    label: 'Label Studio JSON',
    extensions: ['.json'],
    keeps: labelStudioKeeps,
    holds: { ...layeredHolds, predictions: true },
    unit: 'varies',
  }),
  format('label-studio-min', writeLabelStudioMin, {
    label: 'Label Studio JSON_MIN',
    extensions: ['.json'],
    keeps: labelStudioMinKeeps,
    holds: layeredHolds,
    unit: 'varies',
  }),
  format('label-studio-csv', writeLabelStudioCsv, {
    label: 'Label Studio CSV',
    extensions: ['.csv'],
    keeps: labelStudioCsvKeeps,
    holds: layeredHolds,
    unit: 'varies',
  }),
  format('spacy-json', writeSpacyJson, {
    label: 'spaCy JSON (offset pairs; v2 training files are import only)',
    extensions: ['.json', '.jsonl'],
    keeps: { ...keepsAll, id: noId, metadata: false, words: null },
    holds: spacyHolds,
    unit: 'codepoint',
  }),
  format('spacy', writeSpacyDocBin, {
    label: 'spaCy DocBin (.spacy)',
    extensions: ['.spacy'],
    keeps: docBinKeeps,
    holds: nestedTokenHolds,
    unit: 'tokens',
    streams: false,
    note: 'Overlapping spans are written to the span group "sc" of their document.',
  }),
  format('brat', writeBrat, {
    label: 'brat standoff',
    extensions: ['.ann'],
    keeps: bratKeeps,
    holds: bratHolds,
    unit: 'codepoint',
    layout: 'folder',
  }),
  format('webanno-tsv', writeWebannoTsv, {
    label: 'WebAnno TSV 3',
    extensions: ['.tsv'],
    keeps: webannoKeeps,
    holds: nestedTokenHolds,
    unit: 'utf16',
    layout: 'folder',
    note: 'White space between sentences is not in the file; TSV 2 is import only.',
  }),
  format('uima-xmi', writeUimaXmi, {
    label: 'UIMA CAS XMI (zip with type system)',
    extensions: ['.xmi', '.zip', '.xml'],
    keeps: keepsInXml,
    holds: casHolds,
    unit: 'utf16',
    layout: 'folder',
    note: 'Control characters that XML bans are written as blanks.',
  }),
  format('uima-json', writeUimaJson, {
    label: 'UIMA CAS JSON 0.4',
    extensions: ['.json'],
    keeps: uimaJsonKeeps,
    holds: casHolds,
    unit: 'utf16',
    layout: 'folder',
  }),
  format('hf-jsonl', writeHfJsonl, {
    label: 'Hugging Face JSONL',
    extensions: ['.jsonl', '.json'],
    keeps: hfJsonlKeeps,
    holds: tokenHolds,
    unit: 'tokens',
    layout: 'folder',
  }),
  format('hf-parquet', writeHfParquet, {
    label: 'Hugging Face Parquet',
    extensions: ['.parquet'],
    keeps: hfParquetKeeps,
    holds: tokenHolds,
    unit: 'tokens',
    streams: false,
  }),
  format('gliner', writeGliner, {
    label: 'GLiNER JSON',
    extensions: ['.json'],
    keeps: glinerKeeps,
    holds: nestedTokenHolds,
    unit: 'tokens',
  }),
  format('csv', writeCsv, {
    label: 'CSV',
    extensions: ['.csv'],
    keeps: tableKeeps,
    holds: tableHolds,
    unit: 'varies',
  }),
  format('tsv', writeTsv, {
    label: 'TSV',
    extensions: ['.tsv', '.tab'],
    keeps: tableKeeps,
    holds: tableHolds,
    unit: 'varies',
  }),
  format('xlsx', writeXlsx, {
    label: 'Excel workbook',
    extensions: ['.xlsx'],
    keeps: tableKeeps,
    holds: tableHolds,
    unit: 'varies',
    streams: false,
  }),
  format('text', writeText, {
    label: 'Plain text',
    extensions: ['.txt', '.md', '.text'],
    keeps: textKeeps,
    holds: { ...flatHolds, spans: false },
    unit: 'utf16',
    note: 'Labels are not written.',
  }),
  format('bundle', writeBundle, {
    label: 'Project bundle',
    extensions: ['.zip'],
    keeps: keepsAll,
    holds: fullHolds,
    unit: 'utf16',
    streams: false,
  }),
];

/** @throws {AppError} FORMAT_UNKNOWN */
export function formatOf(id: string): Format {
  const found = formats.find((entry) => entry.id === id);
  if (found !== undefined) return found;
  throw unknownFormat(id);
}

/** @throws {AppError} FORMAT_UNKNOWN, UNSUPPORTED */
export function writerOf(id: string): Writer {
  const entry = formatOf(id);
  if (entry.write !== undefined) return entry.write;
  throw unsupported(entry, 'exported');
}

function unsupported(info: FormatInfo, what: string): AppError {
  return new AppError('UNSUPPORTED', `${info.label} cannot be ${what}`, {
    action: 'See docs/formats.md for what each format can do.',
  });
}
