import { homedir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'electron';
import { describe, expect, it } from 'vitest';
import { defaultDataDir } from '#host/default-data-dir.ts';
import { chooseDataFolders } from '../../../src/main/data-folders.ts';

function appWith(switches: readonly string[]) {
  const paths: Record<string, string> = { userData: join('/electron', 'says') };
  return {
    commandLine: { hasSwitch: (name: string) => switches.includes(name) },
    getPath: (name: string) => paths[name] ?? '',
    setPath: (name: string, path: string) => void (paths[name] = path),
  } as unknown as App;
}

describe('data folders', () => {
  it('are the ones of the browser host', () => {
    const { userData, dataDir } = chooseDataFolders(appWith([]), {});
    expect(dataDir).toBe(defaultDataDir({}));
    expect(join(userData, 'projects')).toBe(dataDir);
    expect(userData.startsWith(homedir())).toBe(true);
  });

  it('move together with --user-data-dir', () => {
    expect(chooseDataFolders(appWith(['user-data-dir']), {})).toEqual({
      userData: join('/electron', 'says'),
      dataDir: join('/electron', 'says', 'projects'),
    });
  });

  it('follow DIZINER_DATA_DIR with the projects, not with the window', () => {
    const { userData, dataDir } = chooseDataFolders(appWith([]), { DIZINER_DATA_DIR: '/lab/projects' });
    expect(dataDir).toBe('/lab/projects');
    expect(userData).not.toContain('lab');
  });
});
