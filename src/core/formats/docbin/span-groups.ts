import { asMap } from './as-map.ts';
import { decodeMsgpack, type Msgpack } from './msgpack.ts';

export interface PackedGroup {
  /** The key under which `doc.spans` has it. */
  readonly name: string;
  /** Each `>QQQllll`: id, kb id, label, start and end token, start and end character (code points). */
  readonly spans: readonly Uint8Array[];
}

/**
 * The span groups of a document. spaCy has written them in three ways: `[group]`, where the key is the group's name;
 * `{key: group}`; and `{group: [keys]}`, where equal groups stand once.
 * @throws {AppError} FORMAT_INVALID
 */
export function unpackSpanGroups(bytes: Uint8Array): readonly PackedGroup[] {
  const found = decodeMsgpack(bytes);
  if (Array.isArray(found)) return (found as readonly Msgpack[]).flatMap((group) => unpack(group, []));
  if (found instanceof Map)
    return [...(found as ReadonlyMap<Msgpack, Msgpack>)].flatMap(([group, keys]) =>
      unpack(group, Array.isArray(keys) ? keys.filter((key) => typeof key === 'string') : []),
    );
  return Object.entries(asMap(found) ?? {}).flatMap(([key, group]) => unpack(group, [key]));
}

function unpack(bytes: Msgpack, keys: readonly string[]): readonly PackedGroup[] {
  if (!(bytes instanceof Uint8Array)) return [];
  const group = asMap(decodeMsgpack(bytes));
  if (group === null) return [];
  const own = typeof group['name'] === 'string' && group['name'] !== '' ? group['name'] : 'spans';
  const list = Array.isArray(group['spans']) ? (group['spans'] as readonly Msgpack[]) : [];
  const spans = list.filter((item) => item instanceof Uint8Array).filter((item) => item.length >= 40);
  return (keys.length > 0 ? keys : [own]).map((name) => ({ name, spans }));
}
