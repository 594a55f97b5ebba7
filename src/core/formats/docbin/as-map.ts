import type { Msgpack } from './msgpack.ts';

/** A MessagePack map with string keys, or null. */
export function asMap(value: Msgpack): Readonly<Record<string, Msgpack>> | null {
  return typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array) &&
    !(value instanceof Map)
    ? (value as Readonly<Record<string, Msgpack>>)
    : null;
}
