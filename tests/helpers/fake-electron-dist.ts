import { Buffer } from 'node:buffer';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What marks the fuses in Electron's program: the mark, a version, how many fuses follow, one character each. */
const fuseMark = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** In the order of Electron's fuse wire, version 1. */
const fuseNames = [
  'runAsNode',
  'enableCookieEncryption',
  'enableNodeOptionsEnvironmentVariable',
  'enableNodeCliInspectArguments',
  'enableEmbeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
  'wasmTrapHandlers',
] as const;
export type FuseName = (typeof fuseNames)[number];

/** A Linux distribution of Electron that is just enough for the packager: nothing in it runs. */
export function writeFakeElectronDist(folder: string, version: string): void {
  const put = (name: string, content: string | Buffer) => writeFileSync(join(folder, name), content);
  mkdirSync(join(folder, 'locales'), { recursive: true });
  mkdirSync(join(folder, 'resources'), { recursive: true });
  const wire = Buffer.from([1, fuseNames.length, ...fuseNames.map(() => '1'.charCodeAt(0))]);
  put('electron', Buffer.concat([Buffer.from(`not a program ${fuseMark}`), wire]));
  put('version', version);
  put('LICENSE', 'MIT');
  put('LICENSES.chromium.html', '<p>licences</p>');
  put('locales/en-US.pak', '');
  put('resources/default_app.asar', emptyAsar());
}

/** asar: four little-endian numbers (4, pickle size, payload size, JSON length), then the JSON of the folder tree. */
function emptyAsar(): Buffer {
  const json = Buffer.from('{"files":{}}');
  const head = Buffer.alloc(16);
  [4, json.length + 8, json.length + 4, json.length].forEach((value, index) =>
    head.writeUInt32LE(value, index * 4),
  );
  return Buffer.concat([head, json]);
}

export interface AsarEntry {
  readonly path: string;
  readonly bytes: number;
  /** True for files beside the archive, in app.asar.unpacked. */
  readonly unpacked: boolean;
  /** Where the file starts in the archive's data; 0 for unpacked files. */
  readonly offset: number;
}

interface AsarNode {
  readonly files?: Readonly<Record<string, AsarNode>>;
  readonly size?: number;
  readonly offset?: string;
  readonly unpacked?: boolean;
}

export function listAsar(file: string): readonly AsarEntry[] {
  const bytes = readFileSync(file);
  const tree = JSON.parse(bytes.toString('utf8', 16, 16 + bytes.readUInt32LE(12))) as AsarNode;
  const walk = (node: AsarNode, path: string): AsarEntry[] =>
    node.files === undefined
      ? [{ path, bytes: node.size ?? 0, unpacked: node.unpacked === true, offset: Number(node.offset ?? 0) }]
      : Object.entries(node.files).flatMap(([name, child]) =>
          walk(child, path === '' ? name : `${path}/${name}`),
        );
  return walk(tree, '');
}

/** Writes every file of the archive, also those beside it, into a folder. */
export function extractAsar(file: string, folder: string): void {
  const bytes = readFileSync(file);
  const dataStart = 8 + bytes.readUInt32LE(4);
  for (const entry of listAsar(file)) {
    const target = join(folder, entry.path);
    mkdirSync(dirname(target), { recursive: true });
    if (entry.unpacked) copyFileSync(join(`${file}.unpacked`, entry.path), target);
    else {
      const start = dataStart + entry.offset;
      writeFileSync(target, bytes.subarray(start, start + entry.bytes));
    }
  }
}

export function readFuses(program: string): Readonly<Record<FuseName, boolean>> {
  const bytes = readFileSync(program);
  const start = bytes.indexOf(fuseMark) + fuseMark.length + 2;
  return Object.fromEntries(
    fuseNames.map((name, index) => [name, bytes[start + index] === '1'.charCodeAt(0)]),
  ) as Record<FuseName, boolean>;
}
