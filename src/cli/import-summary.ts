import { maxListed, type FileReport, type ImportReport } from '#core/formats/import-report.ts';
import { table } from './output.ts';

const shownFiles = 25;
const shownRows = 5;

/**
 * What was read and what not, file by file, whose marks are kept apart, and the first rows that were repaired or set aside.
 * @param reportFile where the whole report was written; undefined = nowhere
 */
export function importSummary(report: ImportReport, documents: number, reportFile?: string): string {
  const { files } = report;
  const shown = files.slice(0, shownFiles);
  return [
    `${documents.toLocaleString('en-US')} documents, ${annotatedWords(report)}.`,
    table(
      ['file', 'format', 'documents', 'annotated', 'spans', 'surfaces verified', 'repaired', 'set aside'],
      shown.map((file) => [
        file.file.replace(/^.*[\\/]/u, ''),
        `${file.format}, ${file.encoding}`,
        file.documents,
        file.annotated,
        sumOf(file.spans),
        file.surfaces.total === 0 ? '–' : `${file.surfaces.verified} of ${file.surfaces.total}`,
        file.repaired.length + file.notListed.repaired,
        file.quarantined.length + file.notListed.quarantined,
      ]),
    ),
    ...(files.length > shownFiles ? [`… and ${files.length - shownFiles} more files`] : []),
    ...layerWords(files),
    ...shown.flatMap((file) => [
      ...noteWords(file),
      ...firstRows(
        'set aside',
        file.file,
        file.quarantined.map(({ line, why }) => ({ line, words: why })),
        file.notListed.quarantined,
      ),
      ...firstRows(
        'repaired',
        file.file,
        file.repaired.map(({ line, what }) => ({ line, words: what })),
        file.notListed.repaired,
      ),
    ]),
    ...(shown.some(hasMoreRows)
      ? [`${listWords(files)}: ${reportFile ?? 'write the report with --report FILE'}.`]
      : []),
  ].join('\n');
}

/** What the file holds beyond what was read, and other findings. */
const noteWords = ({ file, detected }: FileReport): string[] =>
  detected.filter(({ what }) => what === 'note').map(({ value }) => `note: ${placeOf(file, 0)}: ${value}`);

function firstRows(
  what: string,
  file: string,
  rows: readonly { readonly line: number; readonly words: string }[],
  notListed: number,
): string[] {
  const more = rows.length + notListed - shownRows;
  return [
    ...rows.slice(0, shownRows).map(({ line, words }) => `${what}: ${placeOf(file, line)}: ${words}`),
    ...(more > 0 ? [`${what}: … and ${more.toLocaleString('en-US')} more in ${file}`] : []),
  ];
}

const hasMoreRows = ({ quarantined, repaired }: ImportReport['files'][number]): boolean =>
  quarantined.length > shownRows || repaired.length > shownRows;

const listWords = (files: ImportReport['files']): string =>
  files.some(({ notListed }) => notListed.repaired + notListed.quarantined > 0)
    ? `At least the first ${maxListed.toLocaleString('en-US')} of each kind and file`
    : 'The whole list';

/** Whose marks are kept apart, over all files. */
function layerWords(files: ImportReport['files']): string[] {
  const all = (what: 'annotators' | 'models'): string[] => [
    ...new Set(files.flatMap((file) => file[what] ?? [])),
  ];
  const [annotators, models] = [all('annotators'), all('models')];
  const proposed = files.reduce((sum, { predicted = {} }) => sum + sumOf(predicted), 0);
  return [
    ...(annotators.length > 1
      ? [`kept apart: the marks of ${annotators.length} annotators (${named(annotators)})`]
      : []),
    ...(models.length > 0 ? [`proposed, never gold: ${proposed} spans of models (${named(models)})`] : []),
    ...(annotators.length === 0 && isRepeated(files)
      ? ["The files hold the same ids. If each is one annotator's, take this back and use --annotator-files."]
      : []),
  ];
}

/** Half of some file's documents have ids that occurred before. */
const isRepeated = (files: ImportReport['files']): boolean =>
  files.length > 1 &&
  files.some(({ documents, repeatedIds }) => repeatedIds > 0 && repeatedIds >= documents / 2);

/** How many documents somebody annotated: the ones an evaluation can use. */
function annotatedWords({ files }: ImportReport): string {
  const annotated = files.reduce((sum, file) => sum + file.annotated, 0);
  const empty = files.reduce((sum, file) => sum + file.annotatedEmpty, 0);
  if (annotated === 0) return 'none of them annotated';
  return `${annotated.toLocaleString('en-US')} annotated${
    empty === 0 ? '' : ` (${empty.toLocaleString('en-US')} of these without any span)`
  }`;
}

const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

const named = (names: readonly string[]): string =>
  names.length > 8 ? `${names.slice(0, 8).join(', ')}, …` : names.join(', ');

/** Line 0 stands for the file as a whole. */
const placeOf = (file: string, line: number): string => (line === 0 ? file : `${file}, line ${line}`);
