/** Bounds that keep a hostile or broken file from taking the memory; all are stated in docs/formats.md. */
export const limits = {
  /** One line or one JSON element, in bytes or characters. */
  lineLength: 64 << 20,
  /** A file that its format forces into memory as a whole. */
  wholeFile: 96 << 20,
  /** Sum of the unpacked sizes of an archive. */
  unpacked: 128 << 20,
  /** Unpacked to packed size above which an archive counts as a bomb (only above 1 MiB unpacked). */
  unpackRatio: 200,
  archiveEntries: 20_000,
  /** Nesting of JSON, XML and msgpack. */
  depth: 200,
  xmlElements: 3_000_000,
  /** Text kept of a quarantined row. */
  quarantineText: 500,
} as const;
