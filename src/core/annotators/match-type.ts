import type { EntityType } from '#shared/domain/entity-type.ts';

export interface MatchedType {
  readonly name: string;
  /** False where the name was recognised in another form (case, spacing, full name). */
  readonly exact: boolean;
}

/** Customary long and short forms of type names; used only if exactly one type of the schema fits. */
const aliases: readonly (readonly string[])[] = [
  ['per', 'person', 'people', 'human', 'individual'],
  ['org', 'organisation', 'organization', 'company', 'institution'],
  ['loc', 'location', 'place'],
  ['gpe', 'geopolitical entity', 'geo political entity'],
  ['misc', 'miscellaneous', 'other'],
  ['evt', 'event'],
  ['prod', 'product'],
  ['date', 'time expression'],
  ['fac', 'facility'],
  ['norp', 'nationality', 'nationality religious political group'],
];

/**
 * The schema's type for a name in an answer: equal, else the only type equal without regard to case, spacing, `_` and
 * `-` (also with a B-/I- mark), else the only type for which the name is a customary long or short form.
 */
export function matchType(answered: string, types: readonly EntityType[]): MatchedType | undefined {
  const active = types.filter((type) => type.active);
  if (active.some((type) => type.name === answered)) return { name: answered, exact: true };
  const wanted = fold(answered);
  if (wanted === '') return undefined;
  const folded = only(active.filter((type) => fold(type.name) === wanted));
  if (folded !== undefined) return { name: folded.name, exact: false };
  const unmarked = fold(answered.replace(/^[BIESLU]-/u, ''));
  const bare = only(active.filter((type) => fold(type.name) === unmarked));
  if (bare !== undefined) return { name: bare.name, exact: false };
  const family = aliases.find((names) => names.includes(unmarked));
  const alias = family && only(active.filter((type) => family.includes(fold(type.name))));
  return alias === undefined ? undefined : { name: alias.name, exact: false };
}

function fold(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/gu, ' ');
}

function only<T>(values: readonly T[]): T | undefined {
  return values.length === 1 ? values[0] : undefined;
}
