import { untilAborted, type Clock } from '#core/llm/clock.ts';
import type { Transport } from '#core/llm/transport.ts';
import { AppError } from '#shared/errors.ts';
import { createOllamaApi } from '#core/llm/ollama-api.ts';
import {
  findBinary,
  findServer,
  normaliseServerUrl,
  serverCandidates,
  type Surroundings,
} from './find-server.ts';
import { sharedServerUrl } from './server-record.ts';
import { startServer, type OwnServer, type ServerSettings } from './server-process.ts';
import { judgeVersion } from './version-gate.ts';

export interface OllamaServiceDeps {
  /** An address named for this piece of work: that server and no other, and none is started. */
  readonly named?: string;
  /** The user's address; null = automatic. */
  readonly url: () => string | null;
  /** False where the user's address is on another computer and was not allowed; absent = always true. */
  readonly mayReach?: (url: string) => boolean;
  /** Whether a server may be started when none runs. */
  readonly mayStart: () => boolean;
  readonly surroundings: Surroundings;
  readonly server: Omit<ServerSettings, 'binary' | 'env'>;
  readonly transport: Transport;
  readonly clock: Clock;
}

export interface OllamaAddress {
  readonly url: string;
  readonly version: string;
  /** Started by us: stopped with the app, restarted when it hangs. */
  readonly managed: boolean;
}

export interface OllamaHealth {
  readonly state: 'running' | 'absent' | 'foreign';
  readonly url: string;
  readonly version: string | null;
  readonly managed: boolean;
  readonly message: string;
  readonly action: string;
  /** None runs, and DiZiNER can start one: it is installed, and the settings allow it. */
  readonly canStart: boolean;
  /** Whether the server could pass text on to Ollama's cloud; unknown before 0.16.2 and where none runs. */
  readonly cloud: 'off' | 'on' | 'unknown';
}

export interface OllamaService {
  /** The running server; attaches to one, else starts one. @throws {AppError} LLM_UNREACHABLE */
  ensure(signal: AbortSignal): Promise<OllamaAddress>;
  /** Only for a server of ours. @throws {AppError} CONFLICT for servers we attached to */
  restart(signal: AbortSignal): Promise<OllamaAddress>;
  /** Looks without starting anything. */
  health(signal: AbortSignal): Promise<OllamaHealth>;
  /** True for the address of a server that was started here. */
  owns(url: string): boolean;
  log(lines: number): readonly string[];
  /** Ends our own server, if there is one. */
  stop(): Promise<void>;
}

const notAllowed = (url: string): string =>
  `Ollama at ${url} is not asked: it is on another computer, and this host was not allowed.`;
const howToAllow = 'Allow the host in the settings of Ollama, or use an Ollama on this computer.';

/** Attach to a running server rather than start a second one; start our own only when there is none. */
export function createOllamaService(deps: OllamaServiceDeps): OllamaService {
  let own: OwnServer | undefined;
  /** One search or start at a time, for all who ask. Only stop() ends it: one caller's cancelling leaves it to the others. */
  let finding: { readonly address: Promise<OllamaAddress>; readonly stop: AbortController } | undefined;
  const { surroundings, transport, clock } = deps;

  /** The user's address where it may not be asked; another server is no answer to that. */
  const blocked = (): string | null => {
    const url = deps.named ?? deps.url();
    return url !== null && deps.mayReach?.(url) === false ? url : null;
  };

  /** @throws {AppError} what keeps the named server from answering */
  async function namedServer(named: string, signal: AbortSignal): Promise<OllamaAddress> {
    const url = normaliseServerUrl(named);
    const version = await createOllamaApi({ baseUrl: url, transport, clock }).version(signal);
    return { url, version, managed: false };
  }

  const cloudOf = async (url: string, signal: AbortSignal): Promise<OllamaHealth['cloud']> => {
    const isOff = await createOllamaApi({ baseUrl: url, transport, clock }).cloudDisabled(signal);
    return isOff === null ? 'unknown' : isOff ? 'off' : 'on';
  };

  async function running(signal: AbortSignal): Promise<OllamaAddress | null> {
    if (own !== undefined) {
      const mine = await findServer([own.url], transport, clock, signal);
      if (mine !== null) return { ...mine, managed: true };
    }
    const shared = sharedServerUrl(deps.server.stateFolder);
    const candidates = serverCandidates(deps.url(), surroundings.env);
    const found = await findServer(
      shared === null ? candidates : [...candidates, shared],
      transport,
      clock,
      signal,
    );
    return found === null ? null : { ...found, managed: false };
  }

  async function start(signal: AbortSignal): Promise<OllamaAddress> {
    const binary = findBinary(surroundings);
    if (binary === null || !deps.mayStart()) {
      throw new AppError(
        'LLM_UNREACHABLE',
        binary === null ? 'Ollama is not installed and no server runs.' : 'No Ollama server runs.',
        {
          action:
            binary === null
              ? 'Install Ollama from ollama.com, or use the built-in annotators.'
              : 'Start Ollama, or allow DiZiNER to start it in the settings.',
        },
      );
    }
    const server = await startServer(
      { ...deps.server, binary, env: surroundings.env },
      { transport, clock },
      signal,
    );
    own = server;
    void server.ended.then(() => {
      if (own === server) own = undefined;
    });
    return { url: server.url, version: server.version, managed: true };
  }

  const find = (look: (signal: AbortSignal) => Promise<OllamaAddress>, signal: AbortSignal) => {
    if (finding === undefined) {
      const stop = new AbortController();
      const mine = {
        stop,
        address: look(stop.signal).finally(() => finding === mine && (finding = undefined)),
      };
      finding = mine;
    }
    return untilAborted(finding.address, signal);
  };

  const ensure = (signal: AbortSignal): Promise<OllamaAddress> =>
    find(async (whole) => {
      const url = blocked();
      if (url !== null) throw new AppError('PRIVACY_BLOCKED', notAllowed(url), { action: howToAllow });
      const address =
        deps.named === undefined
          ? ((await running(whole)) ?? (await start(whole)))
          : await namedServer(deps.named, whole);
      if (judgeVersion(address.version) !== 'too-old') return address;
      throw new AppError(
        'UNSUPPORTED',
        `Ollama ${address.version} is too old: it cuts long prompts without saying so.`,
        { action: 'Update Ollama to 0.12.6 or newer.' },
      );
    }, signal);

  const stop = async (): Promise<void> => {
    finding?.stop.abort();
    await finding?.address.catch(() => undefined);
    const server = own;
    own = undefined;
    await server?.stop();
  };

  return {
    ensure,
    stop,
    restart: async (signal) => {
      if (own === undefined) {
        throw new AppError(
          'CONFLICT',
          'This Ollama server was not started by DiZiNER and is not restarted by it.',
          { action: 'Restart Ollama yourself.' },
        );
      }
      await stop();
      return find(start, signal);
    },
    health: async (signal) => {
      const kept = blocked();
      if (kept !== null) {
        return {
          state: 'absent',
          url: kept,
          version: null,
          managed: false,
          canStart: false,
          cloud: 'unknown',
          message: notAllowed(kept),
          action: howToAllow,
        };
      }
      const { named } = deps;
      const found =
        named === undefined ? await running(signal) : await namedServer(named, signal).catch(() => null);
      if (found !== null) {
        const advice = {
          ok: '',
          'update-recommended': 'A newer Ollama (0.32.15 or later) repairs hanging loads.',
          'update-advised': 'Update Ollama: this version may ignore the answer format of thinking models.',
          'too-old': 'Update Ollama to 0.12.6 or newer: this version cuts long prompts silently.',
        }[judgeVersion(found.version)];
        return {
          state: 'running',
          ...found,
          canStart: false,
          cloud: await cloudOf(found.url, signal),
          message: `Ollama ${found.version} runs at ${found.url}.`,
          action: advice,
        };
      }
      const url = serverCandidates(named ?? deps.url(), surroundings.env)[0] ?? '';
      if (await answersSomething(url, transport, clock, signal)) {
        return {
          state: 'foreign',
          url,
          version: null,
          managed: false,
          canStart: false,
          cloud: 'unknown',
          message: `Something that is not Ollama answers at ${url}.`,
          action: 'Check the server address in the settings.',
        };
      }
      if (named !== undefined) {
        return {
          state: 'absent',
          url,
          version: null,
          managed: false,
          canStart: false,
          cloud: 'unknown',
          message: `No Ollama answers at ${url}.`,
          action: 'Check the address, and that the server runs.',
        };
      }
      const installed = findBinary(surroundings) !== null;
      const canStart = installed && deps.mayStart();
      return {
        state: 'absent',
        url,
        version: null,
        managed: false,
        canStart,
        cloud: 'unknown',
        message: installed ? 'Ollama is installed but does not run.' : 'Ollama is not installed.',
        action: !installed
          ? 'Install Ollama from ollama.com, or use the built-in annotators.'
          : canStart
            ? 'Start it here or from its own menu.'
            : 'Start it from its own menu, or allow DiZiNER to start it in the settings.',
      };
    },
    owns: (url) => own?.url === url,
    log: (lines) => own?.log(lines) ?? [],
  };
}

async function answersSomething(
  url: string,
  transport: Transport,
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> {
  const limit = new AbortController();
  const cancel = clock.schedule(2_000, () => limit.abort());
  try {
    const fetch = transport.fetchFor({ purpose: 'manage', containsDocumentText: false });
    const response = await fetch(url, { signal: AbortSignal.any([signal, limit.signal]) });
    await response.body?.cancel();
    return true;
  } catch {
    return false;
  } finally {
    cancel();
  }
}
