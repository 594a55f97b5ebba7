/** Small, total accessors for JSON of unknown shape: a wrong type is null, never an exception. */

export function asObject(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : null;
}

export function asArray(value: unknown): readonly unknown[] | null {
  return Array.isArray(value) ? value : null;
}

export function asString(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

export function asInteger(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) ? value : null;
}

/** Ids are written as strings and as numbers. */
export function asId(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : null;
}

export function stringArray(value: unknown): readonly string[] | null {
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : null;
}

const nothing: Readonly<Record<string, unknown>> = {};

/** A copy without the named keys; no copy where nothing is left. */
export function without(
  object: Readonly<Record<string, unknown>>,
  keys: readonly string[],
): Readonly<Record<string, unknown>> {
  let rest: [string, unknown][] | null = null;
  for (const key in object) {
    if (keys.includes(key)) continue;
    rest ??= [];
    rest.push([key, object[key]]);
  }
  return rest === null ? nothing : Object.fromEntries(rest);
}
