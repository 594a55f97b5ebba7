import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const programs = [
  'main/index.js',
  'main/engine-worker.js',
  'main/reader-worker.js',
  'main/cli.js',
  'preload/index.cjs',
  'renderer/index.html',
];

/** True where a part of out/ is missing or a source is younger than the oldest part. */
export function needsBuild(projectDir) {
  const built = programs.map((name) => join(projectDir, 'out', name));
  if (!built.every((file) => existsSync(file))) return true;
  const oldest = Math.min(...built.map((file) => statSync(file).mtimeMs));
  const sources = readdirSync(join(projectDir, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return [...sources, join(projectDir, 'electron.vite.config.ts'), join(projectDir, 'package.json')].some(
    (file) => statSync(file).mtimeMs > oldest,
  );
}

/**
 * Runs `electron-vite build` where needed.
 * @returns {string | null} what went wrong, null where out/ is up to date now
 */
export function buildIfNeeded(projectDir, say) {
  if (!needsBuild(projectDir)) return null;
  say('Building DiZiNER …');
  const builder = join(projectDir, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [builder, 'build'], {
    cwd: projectDir,
    encoding: 'utf8',
  });
  return status === 0 ? null : `${stdout ?? ''}${stderr ?? ''}`;
}
