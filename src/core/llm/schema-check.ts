import type { JsonSchema } from './llm-client.ts';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Checks a value against the part of JSON Schema that our answer schemas use (type, enum, const, required, properties,
 * additionalProperties: false, items, anyOf, local $ref). Only to find out whether a server enforces a schema at all.
 * @returns where the first difference is, or null
 */
export function schemaMismatch(
  schema: JsonSchema,
  value: unknown,
  root: JsonSchema = schema,
  place = '$',
): string | null {
  const reference = schema['$ref'];
  if (typeof reference === 'string') {
    const target = reference
      .split('/')
      .slice(1)
      .reduce<unknown>((node, part) => (isRecord(node) ? node[part] : undefined), root);
    return isRecord(target) ? schemaMismatch(target, value, root, place) : null;
  }
  const variants = schema['anyOf'];
  if (Array.isArray(variants)) {
    const fits = variants.some(
      (variant) => isRecord(variant) && schemaMismatch(variant, value, root, place) === null,
    );
    return fits ? null : place;
  }
  if ('const' in schema && schema['const'] !== value) return place;
  if (Array.isArray(schema['enum']) && !schema['enum'].includes(value)) return place;
  const declared = schema['type'];
  if (declared !== undefined) {
    const kinds: readonly unknown[] = Array.isArray(declared) ? declared : [declared];
    if (!kinds.some((kind) => hasType(kind, value))) return place;
  }
  if (isRecord(value)) return objectMismatch(schema, value, root, place);
  const items = schema['items'];
  if (Array.isArray(value) && isRecord(items)) {
    for (const [index, item] of value.entries()) {
      const found = schemaMismatch(items, item, root, `${place}[${index}]`);
      if (found !== null) return found;
    }
  }
  return null;
}

function objectMismatch(
  schema: JsonSchema,
  value: Record<string, unknown>,
  root: JsonSchema,
  place: string,
): string | null {
  const properties = isRecord(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const missing: unknown = required.find((name) => typeof name === 'string' && !(name in value));
  if (typeof missing === 'string') return `${place}.${missing}`;
  for (const [name, child] of Object.entries(value)) {
    const rule = properties[name];
    if (rule === undefined && schema['additionalProperties'] === false) return `${place}.${name}`;
    const found = isRecord(rule) ? schemaMismatch(rule, child, root, `${place}.${name}`) : null;
    if (found !== null) return found;
  }
  return null;
}

function hasType(kind: unknown, value: unknown): boolean {
  switch (kind) {
    case 'object':
      return isRecord(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'null':
      return value === null;
    default:
      return typeof value === kind;
  }
}
