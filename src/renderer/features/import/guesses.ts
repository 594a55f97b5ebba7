import type { ImportPreview } from '#shared/rpc/corpus.ts';
import { t, type PlainKey } from '../../i18n/t.ts';
import type { GuessedOption, Options } from './wizard-state.ts';

export const guessedOptions: readonly GuessedOption[] = [
  'format',
  'encoding',
  'delimiter',
  'tagScheme',
  'offsetUnit',
];

export interface ShownGuess {
  readonly option: GuessedOption;
  readonly label: PlainKey;
  readonly value: string;
  /** 0..1; null where the user has chosen. */
  readonly confidence: number | null;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
}

const labels: Readonly<Record<GuessedOption, PlainKey>> = {
  format: 'import.format',
  encoding: 'import.encoding',
  delimiter: 'import.delimiter',
  tagScheme: 'import.tagScheme',
  offsetUnit: 'import.offsetUnit',
};

/** Names of the ids that would mean little to the expert; the others speak for themselves. */
const valueNames: Readonly<Record<string, string>> = {
  conll: 'CoNLL columns',
  iob1: 'IOB1',
  iob2: 'IOB2',
  iobes: 'IOBES',
  bilou: 'BILOU',
  io: 'IO',
  jsonl: 'DiZiNER JSONL',
  doccano: 'doccano JSONL',
  prodigy: 'Prodigy JSONL',
  'label-studio': 'Label Studio JSON',
  'label-studio-min': 'Label Studio JSON-MIN',
  'label-studio-csv': 'Label Studio CSV',
  'spacy-json': 'spaCy JSON',
  spacy: 'spaCy DocBin (.spacy)',
  brat: 'brat standoff',
  'webanno-tsv': 'WebAnno TSV 3',
  'uima-xmi': 'UIMA CAS XMI',
  'uima-json': 'UIMA CAS JSON',
  'hf-jsonl': 'Hugging Face JSONL',
  'hf-parquet': 'Hugging Face Parquet',
  gliner: 'GLiNER JSON',
  csv: 'CSV',
  tsv: 'TSV',
  xlsx: 'Excel (.xlsx)',
  text: 'Plain text',
  bundle: 'DiZiNER bundle',
  '\t': 'Tab',
  ',': 'Comma',
  ';': 'Semicolon',
  '|': 'Vertical bar',
  ' ': 'Space',
  none: 'None (one column)',
};

const formats = [
  'jsonl', 'conll', 'doccano', 'prodigy', 'label-studio', 'label-studio-min', 'label-studio-csv', 'spacy-json',
  'spacy', 'brat', 'webanno-tsv', 'uima-xmi', 'uima-json', 'hf-jsonl', 'hf-parquet', 'gliner', 'csv', 'tsv', 'xlsx', 'text',
]; // prettier-ignore
const known: Readonly<Record<GuessedOption, readonly string[]>> = {
  format: formats,
  encoding: ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'iso-8859-1', 'gb18030', 'shift_jis'],
  delimiter: ['\t', ',', ';', '|', ' ', 'none'],
  tagScheme: ['iob2', 'iob1', 'iobes', 'bilou', 'io'],
  offsetUnit: ['utf16', 'codepoint', 'grapheme', 'crlf-as-one', 'codepoint-crlf-as-one'],
};

export function valueName(option: GuessedOption, value: string): string {
  if (option === 'offsetUnit') {
    if (value === 'utf16') return t('import.unitUtf16');
    if (value === 'codepoint') return t('import.unitCodepoint');
    if (value === 'grapheme') return t('import.unitGrapheme');
    if (value === 'crlf-as-one') return t('import.unitCrlf');
    if (value === 'codepoint-crlf-as-one') return t('import.unitCodepointCrlf');
  }
  return valueNames[value] ?? value;
}

/** What to show for an option of the (first) file: the guess or the user's choice; null where it does not apply. */
export function shownGuess(
  option: GuessedOption,
  preview: ImportPreview,
  options: Options,
): ShownGuess | null {
  const guess = preview.files[0]?.guesses[option];
  const chosen = options[option] === 'auto' ? undefined : options[option];
  const value = chosen ?? guess?.value;
  if (value === undefined) return null;
  const values = new Set([value, ...(guess?.alternatives ?? []), ...known[option]]);
  return {
    option,
    label: labels[option],
    value,
    confidence: chosen === undefined ? (guess?.confidence ?? null) : null,
    choices: [...values].map((choice) => ({ value: choice, label: valueName(option, choice) })),
  };
}
