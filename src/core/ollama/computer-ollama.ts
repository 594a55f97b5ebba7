import { homedir, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '#shared/rpc/system.ts';
import type { Clock } from '#core/llm/clock.ts';
import type { Transport } from '#core/llm/transport.ts';
import { defaultOllamaUrl } from './find-server.ts';
import { ownMaxLoaded } from './local-room.ts';
import { createOllamaService, type OllamaService } from './ollama-service.ts';

export interface ComputerOllamaDeps {
  /** An address given for this command: that server and no other, and none is started. */
  readonly named?: string | undefined;
  readonly settings: () => Pick<Settings, 'ollamaUrl' | 'manageOllama'>;
  /** False where the user's address is on another computer and was not allowed. */
  readonly mayReach: (url: string) => boolean;
  /** The app's folder: log and pid file of a server of ours live below it. */
  readonly dataDir: string;
  /** Folder of a bundled Ollama; it need not exist. */
  readonly ollamaDir: string;
  readonly transport: Transport;
  readonly clock: Clock;
}

/** Memory from which a model may work on four documents at once. */
const roomyBytes = 24e9;

/** The Ollama of this computer, found the same way by the window and by every command: settings, environment, what runs. */
export function createComputerOllama(deps: ComputerOllamaDeps): OllamaService {
  return createOllamaService({
    ...(deps.named === undefined ? {} : { named: deps.named }),
    url: () => {
      const { ollamaUrl } = deps.settings();
      return ollamaUrl === defaultOllamaUrl ? null : ollamaUrl;
    },
    mayReach: deps.mayReach,
    mayStart: () => deps.settings().manageOllama,
    surroundings: {
      platform: process.platform,
      env: process.env,
      home: homedir(),
      bundled: deps.ollamaDir,
    },
    server: {
      stateFolder: join(deps.dataDir, 'ollama'),
      numParallel: totalmem() >= roomyBytes ? 4 : 2,
      maxLoadedModels: ownMaxLoaded,
      modelsFolder: null,
      cacheType: 'f16',
    },
    transport: deps.transport,
    clock: deps.clock,
  });
}
