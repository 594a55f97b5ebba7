import type { RpcHandlers } from '#shared/rpc/contract.ts';
import { createEngine } from '#core/engine/create-engine.ts';
import { defaultDataDir } from '#host/default-data-dir.ts';
import { environmentKeys } from '#host/environment-keys.ts';
import { namedHosts } from './named-hosts.ts';
import { appVersion, resourcePath } from './resources.ts';

export interface EngineFlags {
  /** Given on this command line; that is leave to reach it. */
  readonly ollamaUrl?: string;
  readonly dataDir?: string;
}

/** The engine without a window, for the length of one command. */
export async function withEngine<T>(
  flags: EngineFlags,
  work: (handlers: RpcHandlers) => Promise<T>,
): Promise<T> {
  const engine = await createEngine({
    dataDir: flags.dataDir ?? defaultDataDir(),
    resourcesDir: resourcePath(),
    host: 'cli',
    appVersion: appVersion(),
    env: environmentKeys(),
    ...(flags.ollamaUrl === undefined
      ? {}
      : { ollamaUrl: flags.ollamaUrl, named: namedHosts({ ollamaUrl: flags.ollamaUrl }) }),
  });
  try {
    return await work(engine.handlers);
  } finally {
    await engine.close();
  }
}
