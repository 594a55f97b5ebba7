// Puts an Ollama release into resources/ollama, for packaging the app with its own server:
//   node scripts/fetch-ollama.js [--version 0.33.0] [--platform linux] [--arch x64] [--out resources/ollama]
// Every file is checked against the release's own sha256sum.txt; nothing is unpacked before it matches.
//
// Only the plain builds are fetched. The GPU builds (about 2 GB for Windows, more with ROCm or MLX) would make the
// installer larger than most of the models it downloads: people who want the GPU install Ollama itself, and the app
// attaches to it. MIT licence; the licence text lies in each archive.
import { createHash } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Release file for a platform and architecture as Node names them. */
export function releaseFile(platform, arch) {
  const names = {
    'darwin-x64': 'ollama-darwin.tgz',
    'darwin-arm64': 'ollama-darwin.tgz',
    'linux-x64': 'ollama-linux-amd64.tar.zst',
    'linux-arm64': 'ollama-linux-arm64.tar.zst',
    'win32-x64': 'ollama-windows-amd64.zip',
    'win32-arm64': 'ollama-windows-arm64.zip',
  };
  const name = names[`${platform}-${arch}`];
  if (name === undefined) throw new Error(`There is no Ollama release for ${platform} on ${arch}.`);
  return name;
}

/** Hash of one file in a sha256sum listing ("HASH  ./NAME"). */
export function expectedHash(listing, name) {
  for (const line of listing.split('\n')) {
    const match = /^([0-9a-f]{64})\s+\*?(?:\.\/)?(.+?)\s*$/u.exec(line);
    if (match !== null && match[2] === name) return match[1];
  }
  throw new Error(`sha256sum.txt does not list ${name}.`);
}

async function hashOf(path) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}

async function get(url) {
  const response = await globalThis.fetch(url);
  if (!response.ok || response.body === null) throw new Error(`${url} answered HTTP ${response.status}.`);
  return response;
}

/**
 * Downloads and checks one release archive.
 * @returns its path; an archive that is there and right already is not loaded again
 */
export async function fetchArchive({ base, version, platform, arch, out }) {
  const name = releaseFile(platform, arch);
  const place = `${base}/v${version}`;
  const wanted = expectedHash(await (await get(`${place}/sha256sum.txt`)).text(), name);
  mkdirSync(out, { recursive: true });
  const path = join(out, name);
  if (existsSync(path) && (await hashOf(path)) === wanted) return path;
  const part = `${path}.part`;
  try {
    const response = await get(`${place}/${name}`);
    await pipeline(Readable.fromWeb(response.body), createWriteStream(part));
    const found = await hashOf(part);
    if (found !== wanted)
      throw new Error(`${name} is damaged: its sha256 is ${found}, but ${wanted} was expected. Try again.`);
    renameSync(part, path);
  } finally {
    rmSync(part, { force: true });
  }
  return path;
}

/** Unpacks with the system's tar, which reads tgz everywhere, zip on Windows and macOS, and zst where zstd is there. */
function unpack(path, out) {
  const flags = path.endsWith('.zst') ? ['--zstd', '-xf'] : ['-xf'];
  const [program, args] =
    path.endsWith('.zip') && process.platform === 'linux'
      ? ['unzip', ['-oq', path, '-d', out]]
      : ['tar', [...flags, path, '-C', out]];
  const result = spawnSync(program, args, { stdio: 'inherit' });
  if (result.status !== 0) throw new Error(`${program} could not unpack ${path}.`);
}

async function main() {
  const { values } = parseArgs({
    options: {
      version: { type: 'string', default: '0.33.0' },
      platform: { type: 'string', default: process.platform },
      arch: { type: 'string', default: process.arch },
      out: { type: 'string', default: join(root, 'resources', 'ollama') },
      base: { type: 'string', default: 'https://github.com/ollama/ollama/releases/download' },
      'no-unpack': { type: 'boolean', default: false },
    },
  });
  const path = await fetchArchive(values);
  console.log(`${path}  ${(statSync(path).size / 1e6).toFixed(1)} MB, checksum right`);
  if (!values['no-unpack']) {
    unpack(path, values.out);
    rmSync(path);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
