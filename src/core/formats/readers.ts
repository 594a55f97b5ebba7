import type { FormatId } from './format-info.ts';
import type { Reader, TagScheme } from './reader.ts';
import { unknownFormat } from './unknown-format.ts';

/** The reader of each format. Its code is loaded when the first file of the format is read: most imports need one. */
const readers: Readonly<Record<FormatId, Reader>> = {
  jsonl: lazily(async () => (await import('./readers/read-jsonl.ts')).readJsonl),
  conll: columns(),
  iob1: columns('iob1'),
  iob2: columns('iob2'),
  iobes: columns('iobes'),
  bilou: columns('bilou'),
  doccano: lazily(async () => (await import('./readers/read-doccano.ts')).readDoccano),
  prodigy: lazily(async () => (await import('./readers/read-prodigy.ts')).readProdigy),
  'label-studio': lazily(async () => (await import('./readers/read-label-studio.ts')).readLabelStudio),
  'label-studio-min': lazily(
    async () => (await import('./readers/read-label-studio-min.ts')).readLabelStudioMin,
  ),
  'label-studio-csv': lazily(
    async () => (await import('./readers/read-label-studio-min.ts')).readLabelStudioCsv,
  ),
  'spacy-json': lazily(async () => (await import('./readers/read-spacy-json.ts')).readSpacyJson),
  spacy: lazily(async () => (await import('./readers/read-spacy-docbin.ts')).readSpacyDocBin),
  brat: lazily(async () => (await import('./readers/read-brat.ts')).readBrat),
  'webanno-tsv': lazily(async () => (await import('./readers/read-webanno-tsv.ts')).readWebannoTsv),
  'uima-xmi': lazily(async () => (await import('./readers/read-uima-xmi.ts')).readUimaXmi),
  'uima-json': lazily(async () => (await import('./readers/read-uima-json.ts')).readUimaJson),
  'hf-jsonl': lazily(async () => (await import('./readers/read-hf-jsonl.ts')).readHfJsonl),
  'hf-parquet': lazily(async () => (await import('./readers/read-hf-parquet.ts')).readHfParquet),
  gliner: lazily(async () => (await import('./readers/read-gliner.ts')).readGliner),
  csv: table(),
  tsv: table('\t'),
  xlsx: lazily(async () => (await import('./readers/read-xlsx.ts')).readXlsx),
  text: lazily(async () => (await import('./readers/read-text.ts')).readText),
  bundle: lazily(async () => (await import('./readers/read-bundle.ts')).readBundle),
};

/** @throws {AppError} FORMAT_UNKNOWN */
export function readerOf(id: string): Reader {
  if (Object.hasOwn(readers, id)) return readers[id as FormatId];
  throw unknownFormat(id);
}

function lazily(load: () => Promise<Reader>): Reader {
  return async function* (source, options) {
    yield* (await load())(source, options);
  };
}

function columns(tagScheme?: TagScheme): Reader {
  const read = lazily(async () => (await import('./readers/read-conll.ts')).readConll);
  return tagScheme === undefined ? read : (source, options) => read(source, { tagScheme, ...options });
}

function table(delimiter?: string): Reader {
  const read = lazily(async () => (await import('./readers/read-csv.ts')).readCsv);
  return delimiter === undefined ? read : (source, options) => read(source, { delimiter, ...options });
}
