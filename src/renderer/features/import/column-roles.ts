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

/** The role in force: the user's mapping, else what the reader found. */
export function roleOf(
  column: { readonly name: string; readonly role: string },
  mapped: Readonly<Record<string, string>> | undefined,
): string {
  const own = Object.entries(mapped ?? {}).find(([, name]) => name === column.name)?.[0];
  if (own !== undefined) return own;
  const found = otherNames[column.role] ?? column.role;
  // A role the user has given to another column is taken.
  if (mapped?.[found] !== undefined) return 'meta';
  return roles.some(({ role }) => role === found) ? found : 'meta';
}
