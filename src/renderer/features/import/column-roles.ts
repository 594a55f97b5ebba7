import { rolesOfFormat, type ColumnRole } from '#shared/domain/reader-options.ts';
import type { PlainKey } from '../../i18n/t.ts';

/** Roles a column can have; everything unnamed becomes metadata. */
export const roleLabels: Readonly<Record<ColumnRole, PlainKey>> = {
  text: 'import.roleText',
  id: 'import.roleId',
  label: 'import.roleLabel',
  start: 'import.roleStart',
  end: 'import.roleEnd',
  token: 'import.roleToken',
  tag: 'import.roleTag',
  meta: 'import.roleMeta',
};

const otherNames: Readonly<Record<string, ColumnRole>> = {
  labels: 'label',
  spans: 'label',
  tokens: 'token',
  tags: 'tag',
};

/** The role in force: the user's mapping (column → role), else what the reader found. */
export function roleOf(
  column: { readonly name: string; readonly role: string },
  mapped: Readonly<Record<string, ColumnRole>> = {},
): ColumnRole {
  const own = mapped[column.name];
  if (own !== undefined) return own;
  const found = otherNames[column.role] ?? column.role;
  const role = (Object.keys(roleLabels) as ColumnRole[]).find((candidate) => candidate === found) ?? 'meta';
  // A role the user has given to another column is taken.
  return Object.values(mapped).includes(role) ? 'meta' : role;
}

/** Roles to offer for a column of a file in some format. */
export const rolesToOffer = (format: string): readonly ColumnRole[] => [...rolesOfFormat(format), 'meta'];
