import { isColumnFile, rolesOfFormat, type ColumnRole } from '#shared/domain/reader-options.ts';
import type { PlainKey } from '../../i18n/t.ts';

/** Roles a column can have. */
const roleLabels: Readonly<Record<ColumnRole, PlainKey>> = {
  text: 'import.roleText',
  id: 'import.roleId',
  label: 'import.roleLabel',
  start: 'import.roleStart',
  end: 'import.roleEnd',
  token: 'import.roleToken',
  tag: 'import.roleTag',
  sentence: 'import.roleSentence',
  meta: 'import.roleMeta',
};

/** The role in force: the user's mapping (column → role), else what the reader found. */
export function roleOf(
  column: { readonly name: string; readonly role: ColumnRole },
  mapped: Readonly<Record<string, ColumnRole>> = {},
): ColumnRole {
  const own = mapped[column.name];
  if (own !== undefined) return own;
  // A role the user has given to another column is taken.
  return Object.values(mapped).includes(column.role) ? 'meta' : column.role;
}

/** What a role is called in files of a format. */
export const roleLabel = (role: ColumnRole, format: string): PlainKey =>
  role === 'meta' && isColumnFile(format) ? 'import.roleUnread' : roleLabels[role];

/** Roles to offer for a column of a file in some format. */
export const rolesToOffer = (format: string): readonly ColumnRole[] => [...rolesOfFormat(format), 'meta'];
