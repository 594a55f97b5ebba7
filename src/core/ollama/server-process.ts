import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createOllamaApi } from '#core/llm/ollama-api.ts';
import { abortReason, type Clock } from '#core/llm/clock.ts';
import type { Transport } from '#core/llm/transport.ts';
import { AppError } from '#shared/errors.ts';
import { endProcessTree, isAlive } from './process-tree.ts';
import {
  belongsToAnother,
  readServerRecord,
  removeServerRecord,
  writeServerRecord,
} from './server-record.ts';
import { openRotatingLog, type RotatingLog } from './rotating-log.ts';

export interface ServerSettings {
  /** Path of the program. */
  readonly binary: string;
  /** Folder for the log and the pid file. */
  readonly stateFolder: string;
  /** Documents a model works on at once; memory for the context grows with it. */
  readonly numParallel: number;
  readonly maxLoadedModels: number;
  /** null = Ollama's own. */
  readonly modelsFolder: string | null;
  readonly cacheType: 'f16' | 'q8_0';
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface OwnServer {
  readonly url: string;
  readonly version: string;
  readonly pid: number;
  log(lines: number): string[];
  /** Settles when the process has ended, with its exit code; null after a signal. */
  readonly ended: Promise<number | null>;
  stop(): Promise<void>;
}

const readyMs = 60_000;

/** Environment of llm-protocols 1.8: loopback on a free port, cloud off, nothing of ours pruned, no plain proxy. */
export function serverEnvironment(settings: ServerSettings): Record<string, string> {
  const kept = Object.fromEntries(
    Object.entries(settings.env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined &&
        !/^http_proxy$/iu.test(entry[0]) &&
        !/^((OPENAI|ANTHROPIC|OLLAMA)_API_KEY|DIZINER_API_KEYS)$/u.test(entry[0]),
    ),
  );
  return {
    ...kept,
    OLLAMA_HOST: '127.0.0.1:0',
    OLLAMA_NO_CLOUD: '1',
    OLLAMA_NUM_PARALLEL: String(settings.numParallel),
    OLLAMA_MAX_LOADED_MODELS: String(settings.maxLoadedModels),
    OLLAMA_MAX_QUEUE: '512',
    OLLAMA_NOPRUNE: '1',
    LLAMA_ARG_CACHE_RAM: '256',
    ...(settings.modelsFolder === null ? {} : { OLLAMA_MODELS: settings.modelsFolder }),
    ...(settings.cacheType === 'q8_0' ? { OLLAMA_FLASH_ATTENTION: '1', OLLAMA_KV_CACHE_TYPE: 'q8_0' } : {}),
  };
}

/** `127.0.0.1:PORT` out of the server's "Listening on" line; null in any other line. */
export function parseListening(line: string): string | null {
  const match = /Listening on (127\.0\.0\.1:\d+)/u.exec(line);
  return match?.[1] === undefined ? null : `http://${match[1]}`;
}

/** Ends the server an earlier session left behind, if its process is still ours and nobody's. @returns its pid, or null */
export async function endLeftoverServer(
  stateFolder: string,
  clock: Clock,
  commandOf: (pid: number) => string | null = processCommand,
): Promise<number | null> {
  const record = readServerRecord(stateFolder);
  if (record === null || belongsToAnother(record)) return null;
  const { pid, binary } = record;
  removeServerRecord(stateFolder, pid);
  if (!isAlive(pid)) return null;
  // Process ids are reused: only end what still runs our program.
  if (commandOf(pid)?.includes(basename(binary)) !== true) return null;
  await endProcessTree(pid, clock);
  return pid;
}

/** Command line (or program name) of a process; null when the system does not tell. */
function processCommand(pid: number): string | null {
  try {
    if (process.platform === 'linux') {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    }
    return process.platform === 'win32'
      ? execFileSync('tasklist', ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH'], { encoding: 'utf8' })
      : execFileSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' });
  } catch {
    return null;
  }
}

/**
 * Starts our own `ollama serve` and waits until it answers.
 * @throws {AppError} LLM_UNREACHABLE with the end of its log when it exits, does not say its port, or stays silent for 60 s
 */
export async function startServer(
  settings: ServerSettings,
  deps: { readonly transport: Transport; readonly clock: Clock },
  signal: AbortSignal,
): Promise<OwnServer> {
  const { clock, transport } = deps;
  mkdirSync(settings.stateFolder, { recursive: true });
  await endLeftoverServer(settings.stateFolder, clock);
  const log = openRotatingLog(join(settings.stateFolder, 'ollama.log'));
  const child = spawn(settings.binary, ['serve'], {
    env: serverEnvironment(settings),
    detached: process.platform !== 'win32', // leads its own group, so that the whole tree can be ended
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const { pid } = child;
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => resolve(code));
    child.once('error', () => resolve(null));
  });
  const failure = (why: string): AppError =>
    new AppError('LLM_UNREACHABLE', `Ollama did not start: ${why}.`, {
      action: 'Look at the server log, or start Ollama yourself and attach to it.',
      detail: log.tail(20).join('\n'),
    });
  const note = (url: string | null): void => {
    if (pid === undefined) return;
    const { stateFolder, binary } = settings;
    writeServerRecord(stateFolder, { pid, binary, owner: process.pid, url });
  };
  const stop = async (): Promise<void> => {
    if (pid === undefined) return;
    await endProcessTree(pid, clock);
    removeServerRecord(settings.stateFolder, pid);
  };
  note(null);
  try {
    const url = await listeningUrl(child, log, ended, failure, clock, signal);
    const version = await firstVersion(url, { transport, clock }, ended, failure, signal);
    note(url);
    return { url, version, pid: pid ?? 0, log: (lines) => log.tail(lines), ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function listeningUrl(
  child: ChildProcess,
  log: RotatingLog,
  ended: Promise<number | null>,
  failure: (why: string) => AppError,
  clock: Clock,
  signal: AbortSignal,
): Promise<string> {
  return new Promise<string>((resolve, reject) => {
    let rest = '';
    const read = (chunk: Buffer): void => {
      const text = chunk.toString('utf8');
      log.write(text);
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      const url = lines.map(parseListening).find((found) => found !== null);
      if (url !== undefined) settle(() => resolve(url));
    };
    const onAbort = (): void => settle(() => reject(abortReason(signal)));
    const cancelTimer = clock.schedule(readyMs, () =>
      settle(() => reject(failure('it did not say where it listens'))),
    );
    const settle = (finish: () => void): void => {
      cancelTimer();
      signal.removeEventListener('abort', onAbort);
      finish();
    };
    child.stderr?.on('data', read);
    child.stdout?.on('data', read);
    child.once('error', (error) => settle(() => reject(failure(error.message))));
    void ended.then((code) => {
      const busy = log.tail(20).some((line) => line.includes('address already in use'));
      const why = busy ? 'its port is taken' : `the program ended with code ${code ?? 'none'}`;
      settle(() => reject(failure(why)));
    });
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}

/** The socket is bound before the GPUs are looked at: early calls connect and wait, so ask with short deadlines. */
async function firstVersion(
  url: string,
  deps: { readonly transport: Transport; readonly clock: Clock },
  ended: Promise<number | null>,
  failure: (why: string) => AppError,
  signal: AbortSignal,
): Promise<string> {
  const api = createOllamaApi({ baseUrl: url, ...deps });
  const until = deps.clock.ticks() + readyMs;
  const state = { gone: false };
  void ended.then(() => (state.gone = true));
  for (;;) {
    try {
      return await api.version(signal);
    } catch (error) {
      if (signal.aborted) throw abortReason(signal);
      if (state.gone || deps.clock.ticks() >= until)
        throw failure(error instanceof Error ? error.message : 'no answer');
      await deps.clock.sleep(100, signal);
    }
  }
}
