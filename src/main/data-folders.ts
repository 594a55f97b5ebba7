import type { App } from 'electron';
import { dirname, join } from 'node:path';
import { defaultDataDir } from '#host/default-data-dir.ts';

export interface DataFolders {
  /** What Electron keeps, the window's place, the encrypted key. */
  readonly userData: string;
  /** Projects and app-wide settings. */
  readonly dataDir: string;
}

/**
 * One place for all hosts, so that `diziner serve` shows the same projects, whatever the installer calls the app.
 * `--user-data-dir` (tests, portable use) moves everything, DIZINER_DATA_DIR the projects only.
 */
export function chooseDataFolders(
  app: Pick<App, 'commandLine' | 'getPath' | 'setPath'>,
  env: Readonly<Record<string, string | undefined>>,
): DataFolders {
  if (!app.commandLine.hasSwitch('user-data-dir')) {
    app.setPath('userData', dirname(defaultDataDir({ ...env, DIZINER_DATA_DIR: undefined })));
  }
  const userData = app.getPath('userData');
  const chosen = env['DIZINER_DATA_DIR'];
  return {
    userData,
    dataDir: chosen === undefined || chosen === '' ? join(userData, 'projects') : chosen,
  };
}
