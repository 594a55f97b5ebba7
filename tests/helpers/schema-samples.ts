import { z } from 'zod';

/** The part of JSON Schema that zod writes for the contract. */
interface Shape {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly prefixItems?: readonly Shape[];
  readonly additionalProperties?: Shape | boolean;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly minimum?: number;
  readonly minItems?: number;
  readonly pattern?: string;
}

function sampleOf(shape: Shape, depth: number): unknown {
  if (shape.const !== undefined) return shape.const;
  if (shape.enum !== undefined) return shape.enum[0];
  const choice = shape.anyOf?.[0] ?? shape.oneOf?.[0];
  if (choice !== undefined) return sampleOf(choice, depth);
  switch (shape.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(shape.properties ?? {}).map(([name, child]) => [name, sampleOf(child, depth + 1)]),
      );
    case 'array':
      if (shape.prefixItems !== undefined) return shape.prefixItems.map((item) => sampleOf(item, depth + 1));
      if (shape.items === undefined || depth > 6) return [];
      return Array.from({ length: Math.max(1, shape.minItems ?? 1) }, () =>
        sampleOf(shape.items ?? {}, depth + 1),
      );
    case 'string':
      // The contract's only pattern is a colour.
      return shape.pattern === undefined ? 'x' : '#000000';
    case 'integer':
    case 'number':
      return Math.max(0, shape.minimum ?? 0);
    case 'boolean':
      return false;
    case undefined:
    default:
      return null;
  }
}

/** A value of the form a schema asks for, with every key present; values are the plainest that fit their type. */
export function sampleFor(schema: z.ZodType): unknown {
  return sampleOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape, 0);
}

export type Path = readonly (string | number)[];

/** Every place inside a value, the value itself first. */
export function placesIn(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  const children = Array.isArray(value)
    ? value.flatMap((child, index) => placesIn(child, [...at, index]))
    : Object.entries(value).flatMap(([name, child]) => placesIn(child, [...at, name]));
  return [at, ...children];
}

/** A copy with another value at one place. */
export function withValueAt(value: unknown, path: Path, replacement: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return replacement;
  if (Array.isArray(value)) {
    return value.map((child: unknown, index) =>
      index === first ? withValueAt(child, rest, replacement) : child,
    );
  }
  const object = value as Record<string, unknown>;
  return { ...object, [first]: withValueAt(object[first], rest, replacement) };
}
