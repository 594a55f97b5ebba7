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
import { readBrat } from './readers/read-brat.ts';
import { readBundle } from './readers/read-bundle.ts';
import { readConll } from './readers/read-conll.ts';
import { readCsv } from './readers/read-csv.ts';
import { readDoccano } from './readers/read-doccano.ts';
import { readGliner } from './readers/read-gliner.ts';
import { readHfParquet } from './readers/read-hf-parquet.ts';
import { readHfJsonl } from './readers/read-hf-jsonl.ts';
import { readJsonl } from './readers/read-jsonl.ts';
import { readLabelStudioCsv, readLabelStudioMin } from './readers/read-label-studio-min.ts';
import { readLabelStudio } from './readers/read-label-studio.ts';
import { readProdigy } from './readers/read-prodigy.ts';
import { readSpacyDocBin } from './readers/read-spacy-docbin.ts';
import { readSpacyJson } from './readers/read-spacy-json.ts';
import { readUimaJson } from './readers/read-uima-json.ts';
import { readUimaXmi } from './readers/read-uima-xmi.ts';
import { readWebannoTsv } from './readers/read-webanno-tsv.ts';
import { readXlsx } from './readers/read-xlsx.ts';
import { readText } from './readers/read-text.ts';
import type { Reader } from './reader.ts';
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

function format(id: FormatId, read: Reader | null, write: Writer | null, description: Description): Format {
  return {
    id,
    layout: 'file',
    streams: true,
    ...description,
    canRead: read !== null,
    canWrite: write !== null,
    ...(read === null ? {} : { read }),
    ...(write === null ? {} : { write }),
  };
}

const columnExtensions = ['.conll', '.iob', '.iob2', '.bio', '.tsv', '.txt', '.conllu', '.conllup'];

/** Every format, in the order in which menus list them. */
export const formats: readonly Format[] = [
  format('jsonl', readJsonl, writeJsonl, {
    label: 'JSON Lines',
    extensions: ['.jsonl', '.json', '.ndjson'],
    keeps: keepsAll,
    holds: fullHolds,
    unit: 'utf16',
  }),
  format('conll', readConll, writeConll, {
    label: 'CoNLL columns (any; written as IOB2 with text comments)',
    extensions: columnExtensions,
    keeps: conllKeeps,
    holds: tokenHolds,
    unit: 'tokens',
  }),
  ...(['iob1', 'iob2', 'iobes', 'bilou'] as const).map((scheme) =>
    format(
      scheme,
      (source, options) => readConll(source, { tagScheme: scheme, ...options }),
      columnWriter(scheme),
      {
        label: `Two columns, ${scheme.toUpperCase()}`,
        extensions: columnExtensions,
        keeps: columnKeeps,
        holds: tokenHolds,
        unit: 'tokens',
      },
    ),
  ),
  format('doccano', readDoccano, writeDoccano, {
    label: 'doccano JSONL',
    extensions: ['.jsonl', '.json'],
    keeps: { ...keepsAll, words: null, annotated: asAnnotated },
    holds: nestedHolds,
    unit: 'varies',
  }),
  format('prodigy', readProdigy, writeProdigy, {
    label: 'Prodigy JSONL',
    extensions: ['.jsonl'],
    keeps: { ...keepsAll, words: viewWords },
    holds: nestedHolds,
    unit: 'codepoint',
  }),
  format('label-studio', readLabelStudio, writeLabelStudio, {
    label: 'Label Studio JSON',
    extensions: ['.json'],
    keeps: labelStudioKeeps,
    holds: { ...layeredHolds, predictions: true },
    unit: 'varies',
  }),
  format('label-studio-min', readLabelStudioMin, writeLabelStudioMin, {
    label: 'Label Studio JSON_MIN',
    extensions: ['.json'],
    keeps: labelStudioMinKeeps,
    holds: layeredHolds,
    unit: 'varies',
  }),
  format('label-studio-csv', readLabelStudioCsv, writeLabelStudioCsv, {
    label: 'Label Studio CSV',
    extensions: ['.csv'],
    keeps: labelStudioCsvKeeps,
    holds: layeredHolds,
    unit: 'varies',
  }),
  format('spacy-json', readSpacyJson, writeSpacyJson, {
    label: 'spaCy JSON (offset pairs; v2 training files are import only)',
    extensions: ['.json', '.jsonl'],
    keeps: { ...keepsAll, id: noId, metadata: false, words: null },
    holds: spacyHolds,
    unit: 'codepoint',
  }),
  format('spacy', readSpacyDocBin, writeSpacyDocBin, {
    label: 'spaCy DocBin (.spacy)',
    extensions: ['.spacy'],
    keeps: docBinKeeps,
    holds: nestedTokenHolds,
    unit: 'tokens',
    streams: false,
    note: 'Overlapping spans are written to the span group "sc" of their document.',
  }),
  format('brat', readBrat, writeBrat, {
    label: 'brat standoff',
    extensions: ['.ann'],
    keeps: bratKeeps,
    holds: bratHolds,
    unit: 'codepoint',
    layout: 'folder',
  }),
  format('webanno-tsv', readWebannoTsv, writeWebannoTsv, {
    label: 'WebAnno TSV 3',
    extensions: ['.tsv'],
    keeps: webannoKeeps,
    holds: nestedTokenHolds,
    unit: 'utf16',
    layout: 'folder',
    note: 'White space between sentences is not in the file; TSV 2 is import only.',
  }),
  format('uima-xmi', readUimaXmi, writeUimaXmi, {
    label: 'UIMA CAS XMI (zip with type system)',
    extensions: ['.xmi', '.zip', '.xml'],
    keeps: keepsInXml,
    holds: casHolds,
    unit: 'utf16',
    layout: 'folder',
    note: 'Control characters that XML bans are written as blanks.',
  }),
  format('uima-json', readUimaJson, writeUimaJson, {
    label: 'UIMA CAS JSON 0.4',
    extensions: ['.json'],
    keeps: uimaJsonKeeps,
    holds: casHolds,
    unit: 'utf16',
    layout: 'folder',
  }),
  format('hf-jsonl', readHfJsonl, writeHfJsonl, {
    label: 'Hugging Face JSONL',
    extensions: ['.jsonl', '.json'],
    keeps: hfJsonlKeeps,
    holds: tokenHolds,
    unit: 'tokens',
    layout: 'folder',
  }),
  format('hf-parquet', readHfParquet, writeHfParquet, {
    label: 'Hugging Face Parquet',
    extensions: ['.parquet'],
    keeps: hfParquetKeeps,
    holds: tokenHolds,
    unit: 'tokens',
    streams: false,
  }),
  format('gliner', readGliner, writeGliner, {
    label: 'GLiNER JSON',
    extensions: ['.json'],
    keeps: glinerKeeps,
    holds: nestedTokenHolds,
    unit: 'tokens',
  }),
  format('csv', readCsv, writeCsv, {
    label: 'CSV',
    extensions: ['.csv'],
    keeps: tableKeeps,
    holds: tableHolds,
    unit: 'varies',
  }),
  format('tsv', (source, options) => readCsv(source, { delimiter: '\t', ...options }), writeTsv, {
    label: 'TSV',
    extensions: ['.tsv', '.tab'],
    keeps: tableKeeps,
    holds: tableHolds,
    unit: 'varies',
  }),
  format('xlsx', readXlsx, writeXlsx, {
    label: 'Excel workbook',
    extensions: ['.xlsx'],
    keeps: tableKeeps,
    holds: tableHolds,
    unit: 'varies',
    streams: false,
  }),
  format('text', readText, writeText, {
    label: 'Plain text',
    extensions: ['.txt', '.md', '.text'],
    keeps: textKeeps,
    holds: { ...flatHolds, spans: false },
    unit: 'utf16',
    note: 'Labels are not written.',
  }),
  format('bundle', readBundle, writeBundle, {
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
  throw new AppError('FORMAT_UNKNOWN', `There is no format called "${id}"`, {
    action: `Use one of: ${formats.map((entry) => entry.id).join(', ')}.`,
  });
}

/** @throws {AppError} FORMAT_UNKNOWN, UNSUPPORTED */
export function readerOf(id: string): Reader {
  const entry = formatOf(id);
  if (entry.read !== undefined) return entry.read;
  throw unsupported(entry, 'imported');
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
