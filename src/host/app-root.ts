import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface AppRoot {
  /** The folder with package.json; holds out/ and resources/. */
  readonly dir: string;
  readonly version: string;
}

/** Finds the product's own folder from a module inside it, run from source or from the bundle. */
export function findAppRoot(from: string): AppRoot {
  for (let dir = from; ; dir = dirname(dir)) {
    const file = join(dir, 'package.json');
    if (existsSync(file)) {
      const { name, version } = JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version?: string };
      if (name === 'diziner') return { dir, version: version ?? '0.0.0' };
    }
    if (dirname(dir) === dir) throw new Error(`${from} is not inside the product's folder`);
  }
}
