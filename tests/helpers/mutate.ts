/** Deterministic pseudo-random numbers in [0, 1) (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const nasty = [
  'null',
  '-1',
  '1e309',
  '99999999999999999999',
  '[]',
  '{}',
  '""',
  'true',
  '[[[[[[',
  '"\\ud800"',
  '<!DOCTYPE x [<!ENTITY a "b">]>',
  '&a;',
  '&#0;',
  '&#x110000;',
  '../../etc/passwd',
  '\u0000',
  '\ufeff',
  '\t\t\t',
  '\n\n',
  'B-',
  'I-',
  '-DOCSTART-',
  '"',
  '|[1]',
  ';',
  '18446744073709551615',
];

/** A broken copy: cut, flipped, doubled, shuffled, or with something nasty in it. */
export function mutate(seed: Uint8Array, random: () => number): Uint8Array {
  let bytes: Uint8Array = Uint8Array.from(seed);
  const times = 1 + Math.floor(random() * 4);
  for (let n = 0; n < times; n++) bytes = mutateOnce(bytes, random);
  return bytes;
}

function mutateOnce(bytes: Uint8Array, random: () => number): Uint8Array {
  const at = Math.floor(random() * (bytes.length + 1));
  const length = Math.floor(random() * Math.min(64, bytes.length - at + 1));
  switch (Math.floor(random() * 8)) {
    case 0:
      return bytes.slice(0, at);
    case 1: {
      if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
      return bytes;
    }
    case 2:
      return splice(bytes, at, length, new Uint8Array(0));
    case 3:
      return splice(bytes, at, 0, bytes.slice(at, at + length));
    case 4:
      return splice(bytes, at, length, Buffer.from(nasty[Math.floor(random() * nasty.length)] ?? ''));
    case 5: {
      for (let i = at; i < at + length; i++) bytes[i] = Math.floor(random() * 256);
      return bytes;
    }
    case 6:
      return replaceToken(bytes, random);
    default:
      return splice(
        bytes,
        at,
        0,
        Buffer.from(String.fromCharCode(Math.floor(random() * 128)).repeat(1 + Math.floor(random() * 300))),
      );
  }
}

/** Replaces one number or quoted word by something of another type. */
function replaceToken(bytes: Uint8Array, random: () => number): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1');
  const tokens = [...text.matchAll(/\d+|"[^"\n]{0,40}"/g)];
  const chosen = tokens[Math.floor(random() * tokens.length)];
  if (chosen === undefined) return bytes;
  return splice(
    bytes,
    chosen.index,
    chosen[0].length,
    Buffer.from(nasty[Math.floor(random() * nasty.length)] ?? ''),
  );
}

function splice(bytes: Uint8Array, at: number, remove: number, insert: Uint8Array): Uint8Array {
  return Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + remove)]);
}
