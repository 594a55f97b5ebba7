import type { PlainKey } from '../../i18n/t.ts';

/** Roles a column can have; everything unnamed becomes metadata. */
export const roles: readonly { readonly role: string; readonly label: PlainKey }[] = [
  { role: 'text', label: 'import.roleText' },
  { role: 'id', label: 'import.roleId' },
  { role: 'label', label: 'import.roleLabel' },
  { role: 'token', label: 'import.roleToken' },
  { role: 'tag', label: 'import.roleTag' },
  { role: 'meta', label: 'import.roleMeta' },
];

const otherNames: Readonly<Record<string, string>> = {
  labels: 'label',
  spans: 'label',
  tokens: 'token',
  tags: 'tag',
};

/** The role in force: the user's mapping (column → role), else what the reader found. */
export function roleOf(
  column: { readonly name: string; readonly role: string },
  mapped: Readonly<Record<string, string>> = {},
): string {
  const own = mapped[column.name];
  if (own !== undefined) return own;
  const found = otherNames[column.role] ?? column.role;
  // A role the user has given to another column is taken.
  if (Object.values(mapped).includes(found)) return 'meta';
  return roles.some(({ role }) => role === found) ? found : 'meta';
}

const tables: readonly string[] = [
  'csv',
  'tsv',
  'xlsx',
  'jsonl',
  'hf-jsonl',
  'hf-parquet',
  'doccano',
  'label-studio-csv',
];
const columnFiles: readonly string[] = ['conll', 'iob1', 'iob2', 'iobes', 'bilou'];

/** Roles worth naming by hand in files of a format; none where the format fixes them. */
export function rolesOfFormat(format: string | undefined): readonly string[] {
  if (format === undefined) return [];
  if (tables.includes(format)) return ['text', 'id', 'label'];
  return columnFiles.includes(format) ? ['token', 'tag'] : [];
}
