import packed, { inflate } from '@sparticuz/chromium';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Chromium {
  readonly executablePath: string;
  /** Chromium's own sandbox needs rights a test machine does not give; nothing else is switched off. */
  readonly args: readonly string[];
  /** Environment to start it with. */
  readonly env: Record<string, string>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const packageDir = join(root, 'node_modules', '@sparticuz', 'chromium');

function packageVersion(): string {
  return (JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')) as { version: string }).version;
}

/**
 * Unpacks browser, fonts and libraries into `.cache/chromium-<version>` and returns that folder. The package unpacks into
 * the temp folder and takes any file called "chromium" it finds there, so it gets a fresh one, which is moved into place
 * when complete.
 */
async function unpack(): Promise<string> {
  const ready = join(root, '.cache', `chromium-${packageVersion()}`);
  if (existsSync(join(ready, 'chromium'))) return ready;
  const fresh = `${ready}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = fresh;
  try {
    await packed.executablePath();
    await inflate(join(packageDir, 'bin', 'al2023.tar.br'));
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
  try {
    renameSync(fresh, ready);
  } catch {
    // Another process was first; its copy is the same.
    rmSync(fresh, { recursive: true, force: true });
  }
  return ready;
}

/** Null where the browser starts; otherwise what the system says is wrong. */
function whyNot(executablePath: string, env: Record<string, string>): string | null {
  const run = spawnSync(executablePath, ['--version', '--no-sandbox'], {
    env,
    encoding: 'utf8',
    timeout: 30_000,
  });
  if (run.status === 0) return null;
  return run.error?.message ?? run.stderr.trim();
}

function ownEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/**
 * A real headless Chromium: CHROMIUM_PATH if set, otherwise the one from npm (Linux x64). Where the system lacks NSS or
 * fonts, the package's own copies are used, so nothing has to be installed. Call once before tests start.
 */
export async function prepareChromium(): Promise<Chromium> {
  const args = ['--no-sandbox'];
  const env = ownEnvironment();
  const chosen = process.env['CHROMIUM_PATH'];
  if (chosen !== undefined && chosen !== '') return { executablePath: resolve(chosen), args, env };
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      'The Chromium from npm is for Linux x64. Set CHROMIUM_PATH to a Chrome or Chromium of this computer.',
    );
  }
  const folder = await unpack();
  const executablePath = join(folder, 'chromium');
  const fonts = existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: join(folder, 'fonts') };
  const system = { ...env, ...fonts };
  const missing =
    process.env['CHROMIUM_OWN_LIBRARIES'] === '1' ? 'own copies asked for' : whyNot(executablePath, system);
  if (missing === null) return { executablePath, args, env: system };
  const libraries = join(folder, 'al2023', 'lib');
  const own = { ...system, LD_LIBRARY_PATH: [libraries, env['LD_LIBRARY_PATH']].filter(Boolean).join(':') };
  const still = whyNot(executablePath, own);
  if (still === null) return { executablePath, args, env: own };
  throw new Error(
    `Chromium does not start: ${missing}; with its own libraries: ${still}. ` +
      'Install libnss3 and libnspr4, or set CHROMIUM_PATH to a Chrome or Chromium of this computer.',
  );
}
