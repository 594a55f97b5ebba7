import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const script = resolve(import.meta.dirname, '../../scripts/fetch-ollama.js');
const archive = Buffer.from('not really an archive, but with a checksum');
const hash = createHash('sha256').update(archive).digest('hex');

let folder: string;
let server: Server;
let listing: string;
let downloads: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diziner-fetch-'));
  listing = `${'0'.repeat(64)}  ./other.zip\n${hash}  ./ollama-linux-amd64.tar.zst\n`;
  downloads = 0;
  server = createServer((request, response) => {
    if (request.url === '/v0.33.0/sha256sum.txt') response.end(listing);
    else if (request.url === '/v0.33.0/ollama-linux-amd64.tar.zst') {
      downloads += 1;
      response.end(archive);
    } else response.writeHead(404).end();
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

const fetchIt = (...more: string[]) =>
  run(process.execPath, [
    script,
    '--no-unpack',
    '--platform',
    'linux',
    '--arch',
    'x64',
    '--out',
    folder,
    '--base',
    `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...more,
  ]);

describe('scripts/fetch-ollama.js', () => {
  it('keeps an archive whose checksum is right, and does not load it twice', async () => {
    const { stdout } = await fetchIt();
    expect(stdout).toContain('checksum right');
    expect(readFileSync(join(folder, 'ollama-linux-amd64.tar.zst'))).toEqual(archive);
    await fetchIt();
    expect(downloads).toBe(1);
  });

  it('leaves nothing behind when the checksum is wrong', async () => {
    listing = listing.replace(hash, 'f'.repeat(64));
    await expect(fetchIt()).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is damaged') as string,
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses a file the release does not list, a version that does not exist and an unknown platform', async () => {
    listing = `${hash}  ./something-else\n`;
    await expect(fetchIt()).rejects.toMatchObject({
      stderr: expect.stringContaining('does not list') as string,
    });
    await expect(fetchIt('--version', '9.9.9')).rejects.toMatchObject({
      stderr: expect.stringContaining('HTTP 404') as string,
    });
    await expect(fetchIt('--platform', 'aix')).rejects.toMatchObject({
      stderr: expect.stringContaining('no Ollama release') as string,
    });
    expect(existsSync(join(folder, 'ollama-linux-amd64.tar.zst'))).toBe(false);
  });
});
