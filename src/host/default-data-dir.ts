import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where projects live unless --data-dir or DIZINER_DATA_DIR says otherwise: the folder the desktop app uses too, so that
 * both hosts show the same projects.
 */
export function defaultDataDir(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const chosen = env['DIZINER_DATA_DIR'];
  if (chosen !== undefined && chosen !== '') return chosen;
  const home = homedir();
  const appData =
    platform === 'win32'
      ? (env['APPDATA'] ?? join(home, 'AppData', 'Roaming'))
      : platform === 'darwin'
        ? join(home, 'Library', 'Application Support')
        : (env['XDG_CONFIG_HOME'] ?? join(home, '.config'));
  return join(appData, 'diziner', 'projects');
}
