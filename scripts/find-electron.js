import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The Electron program of this project, without asking the `electron` package (which would download it).
 * @param {string} projectDir
 * @param {Readonly<Record<string, string | undefined>>} env ELECTRON_OVERRIDE_DIST_PATH names another distribution
 * @returns {string | null} absolute path; null where npm has not fetched it
 */
export function findElectron(projectDir, env) {
  const home = join(projectDir, 'node_modules', 'electron');
  const pathFile = join(home, 'path.txt');
  const override = env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override === undefined && !existsSync(pathFile)) return null;
  const relative = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : 'electron';
  const program = join(override ?? join(home, 'dist'), relative);
  return existsSync(program) ? program : null;
}
