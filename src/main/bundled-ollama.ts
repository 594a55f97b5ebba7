import { join } from 'node:path';

/**
 * The folder of an Ollama that came with the app (it need not exist). Installers put it beside the archive, because a
 * program cannot be started from inside one; a checkout has it in resources/ollama.
 */
export function bundledOllamaDir(isPackaged: boolean, resourcesPath: string, appDir: string): string {
  return isPackaged ? join(resourcesPath, 'ollama') : join(appDir, 'resources', 'ollama');
}
