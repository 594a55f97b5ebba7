import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#shared/errors.ts';

/** The folder of the built UI; builds it first where a checkout has none. FILE_NOT_FOUND where that can't be done. */
export function ensureRenderer(appDir: string, say: (message: string) => void): string {
  const rendererDir = join(appDir, 'out', 'renderer');
  if (existsSync(join(rendererDir, 'index.html'))) return rendererDir;
  const builder = join(appDir, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const missing = (detail: string) =>
    new AppError('FILE_NOT_FOUND', `The user interface is not built: ${rendererDir} has no index.html.`, {
      action: 'Run "npm ci" and "npm run build" in the project folder.',
      detail,
    });
  if (!existsSync(builder)) throw missing('electron-vite is not installed');
  say('Building the user interface (once) …');
  const built = spawnSync(process.execPath, [builder, 'build'], { cwd: appDir, encoding: 'utf8' });
  if (built.status !== 0 || !existsSync(join(rendererDir, 'index.html'))) {
    throw missing(`${built.stdout}\n${built.stderr}`.trim().slice(-4000));
  }
  return rendererDir;
}
