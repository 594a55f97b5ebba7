import type { LabelSchema } from '#shared/domain/entity-type.ts';
import type { PartialType } from './partial-type.ts';

const columns = [
  'Type',
  'Definition',
  'Include',
  'Exclude',
  'Examples',
  'Not',
  'Borderline',
  'Group',
  'Colour',
  'Key',
] as const;
const listSeparator = '<br>';

/** A Markdown table with a column for the type's name and any of the others, in any order. */
export function readMarkdownTable(text: string): readonly PartialType[] {
  const rows = text
    .split(/\r?\n/)
    .filter((line) => line.trim().startsWith('|'))
    .map(cells);
  const header = (rows[0] ?? []).map((cell) => cell.toLowerCase());
  const at = (...names: readonly string[]): number => header.findIndex((cell) => names.includes(cell));
  const place = {
    name: Math.max(0, at('type', 'name', 'entity type', 'label')),
    definition: at('definition', 'description'),
    include: at('include'),
    exclude: at('exclude'),
    positiveExamples: at('examples', 'positive examples'),
    negativeExamples: at('not', 'negative examples'),
    borderlineExamples: at('borderline', 'borderline examples'),
    group: at('group'),
    color: at('colour', 'color'),
    key: at('key'),
  };
  return rows.slice(1).flatMap((row): PartialType[] => {
    const name = row[place.name] ?? '';
    if (name === '' || /^:?-+:?$/.test(name)) return [];
    const cell = (index: number): string => (index < 0 ? '' : (row[index] ?? ''));
    const list = (index: number): string[] =>
      cell(index)
        .split(/<br ?\/?>/)
        .map((item) => item.trim())
        .filter((item) => item !== '');
    const color = cell(place.color);
    const key = cell(place.key);
    return [
      {
        name,
        definition: cell(place.definition).replace(/<br ?\/?>/g, '\n'),
        include: list(place.include),
        exclude: list(place.exclude),
        positiveExamples: list(place.positiveExamples),
        negativeExamples: list(place.negativeExamples),
        borderlineExamples: list(place.borderlineExamples),
        group: cell(place.group) || null,
        ...(/^#[0-9a-fA-F]{6}$/.test(color) ? { color } : {}),
        ...(key.length === 1 ? { key } : {}),
      },
    ];
  });
}

export function writeMarkdownTable({ types }: LabelSchema): string {
  const rows = types.map((type) =>
    [
      type.name,
      type.definition,
      ...[
        type.include,
        type.exclude,
        type.positiveExamples,
        type.negativeExamples,
        type.borderlineExamples,
      ].map((list) => list.join('\n')),
      type.group ?? '',
      type.color ?? '',
      type.key ?? '',
    ].map(escapeCell),
  );
  const line = (row: readonly string[]): string => `| ${row.join(' | ')} |\n`;
  return line(columns) + line(columns.map(() => '---')) + rows.map(line).join('');
}

const escapeCell = (text: string): string =>
  text.replace(/[\\|]/g, (char) => `\\${char}`).replace(/\r?\n/g, listSeparator);

/** Cells between unescaped bars. */
function cells(line: string): string[] {
  const found: string[] = [];
  let cell = '';
  const body = line.trim().replace(/^\|/, '');
  for (let at = 0; at < body.length; at++) {
    const char = body.charAt(at);
    if (char === '\\' && /[\\|]/.test(body.charAt(at + 1))) cell += body.charAt(++at);
    else if (char === '|') {
      found.push(cell.trim());
      cell = '';
    } else cell += char;
  }
  if (cell.trim() !== '') found.push(cell.trim());
  return found;
}
