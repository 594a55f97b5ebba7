import { mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import {
  createElectronStub,
  installElectronStub,
  type ElectronStub,
  type StubOptions,
} from './electron-stub.ts';
import { ensureBuild, projectDir } from './ensure-build.ts';

const { nativeImport } = createRequire(import.meta.url)('./native-import.cjs') as {
  nativeImport: (url: string) => Promise<unknown>;
};
let starts = 0;

export interface StartedShell {
  readonly stub: ElectronStub;
  readonly userData: string;
  /** Quits as the user would and waits until the engine has closed its projects. */
  quit(): Promise<void>;
}

/**
 * Runs the built main process with a stubbed Electron; the window opens a moment after.
 * @param options `appDir`: another folder with out/ and node_modules/ than this project
 */
export async function startShell(
  options: Partial<StubOptions> & { readonly appDir?: string } = {},
): Promise<StartedShell> {
  if (options.appDir === undefined) await ensureBuild();
  const userData = options.userData ?? mkdtempSync(join(tmpdir(), 'diziner-shell-'));
  const stub = createElectronStub({ ...options, userData });
  const uninstall = installElectronStub(stub);
  starts += 1;
  const entry = pathToFileURL(join(options.appDir ?? projectDir, 'out/main/index.js'));
  await nativeImport(`${entry.href}?start=${String(starts)}`);
  uninstall();
  return {
    stub,
    userData,
    quit: async () => {
      const event = { prevented: 0, preventDefault: () => void (event.prevented += 1) };
      stub.app.emit('will-quit', event);
      while (event.prevented > 0 && !stub.log.includes('quit')) await delay(10);
    },
  };
}
