import type { Shell } from 'electron';
import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';

/** Shows a file in its folder; never opens it. A path that is not absolute or not there is left alone. */
export function reveal(shell: Pick<Shell, 'showItemInFolder'>, path: string): void {
  if (isAbsolute(path) && existsSync(path)) shell.showItemInFolder(path);
}
