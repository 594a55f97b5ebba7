/**
 * What a column of a table or column file can be. `meta` keeps it as a detail of its document; in column files it is
 * not read. `sentence` names the sentence a token is in.
 */
export const columnRoles = [
  'text',
  'id',
  'label',
  'start',
  'end',
  'token',
  'tag',
  'sentence',
  'meta',
] as const;
export type ColumnRole = (typeof columnRoles)[number];

const columnFiles = ['conll', 'iob1', 'iob2', 'iobes', 'bilou'];
const tables = ['csv', 'tsv', 'xlsx'];
const records = ['jsonl', 'doccano', 'hf-jsonl', 'hf-parquet'];
const labelStudio = ['label-studio', 'label-studio-min', 'label-studio-csv'];

/** Options of readers → ids of the formats in which they mean something; nothing else uses them. */
export const readerOptionFormats = {
  tagScheme: [...columnFiles, 'jsonl', 'hf-jsonl', 'hf-parquet'],
  documentUnit: columnFiles,
  textUnit: ['text'],
  labelNames: ['jsonl', 'hf-jsonl', 'hf-parquet'],
  layers: ['uima-xmi', 'uima-json', 'webanno-tsv', 'spacy'],
  skipEventTriggers: ['brat'],
  inclusiveEnd: [...tables, ...records, ...labelStudio, 'spacy-json', 'prodigy'],
  header: ['csv', 'tsv', 'xlsx'],
  columns: [...columnFiles, ...tables, ...records, ...labelStudio],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type ReaderOption = keyof typeof readerOptionFormats;

export const isUsedBy = (option: ReaderOption, format: string): boolean =>
  (readerOptionFormats[option] as readonly string[]).includes(format);

/** A row per token: other columns are nothing of the document. */
export const isColumnFile = (format: string): boolean => columnFiles.includes(format);

/** Roles worth naming in files of a format, most wanted first; none where the format fixes what is what. */
export function rolesOfFormat(format: string): readonly ColumnRole[] {
  if (isColumnFile(format)) return ['token', 'tag', 'sentence'];
  if (tables.includes(format)) return ['text', 'id', 'label', 'start', 'end'];
  if (format === 'hf-jsonl' || format === 'hf-parquet') return ['token', 'tag', 'text', 'label', 'id'];
  if (format === 'jsonl') return ['text', 'id', 'label', 'token', 'tag'];
  if (format === 'doccano') return ['text', 'id', 'label'];
  return labelStudio.includes(format) ? ['text'] : [];
}

/** Where an option is given, on the command line and in the window, for messages that ask for it. */
export const optionPlaces = {
  format:
    '--format (convert: --from, evaluate: --gold-format and --pred-format; in the window: "Format" in the step Format)',
  encoding: '--encoding (in the window: "Encoding" in the step Format)',
  labelNames: '--label-names (in the window: "Names of the tags" in the step Mapping)',
  layers: '--layers (in the window: "Layers to read" in the step Mapping)',
  columns: '--columns (in the window: "Which column is what" in the step Mapping)',
} as const;
