import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createOllamaApi } from '#core/llm/ollama-api.ts';
import type { Clock } from '#core/llm/clock.ts';
import type { Transport } from '#core/llm/transport.ts';
import { abortReason } from '#core/llm/clock.ts';

export const defaultOllamaUrl = 'http://127.0.0.1:11434';

/** The machine, as far as finding Ollama goes; passed in for tests. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Folder (not the program) that may hold a bundled Ollama; null = none. */
  readonly bundled: string | null;
  readonly exists?: (path: string) => boolean;
}

/** Where a server may be, best first: the user's setting, OLLAMA_HOST, the usual port. */
export function serverCandidates(setting: string | null, env: Surroundings['env']): string[] {
  const fromEnv = env['OLLAMA_HOST'];
  const all = [setting, fromEnv === undefined ? null : hostToUrl(fromEnv), defaultOllamaUrl];
  return [
    ...new Set(all.filter((url) => url !== null && url !== '').map((url) => normaliseServerUrl(url ?? ''))),
  ];
}

/** `host`, `host:port`, `:port`, `0.0.0.0` and URLs as OLLAMA_HOST takes them. */
export function hostToUrl(host: string): string | null {
  const text = host.trim();
  if (text === '') return null;
  const withScheme = /^https?:\/\//u.test(text)
    ? text
    : `http://${text.startsWith(':') ? `127.0.0.1${text}` : text}`;
  const url = URL.parse(withScheme);
  if (url === null) return null;
  const port = url.port === '' && url.protocol === 'http:' && !/:80$/u.test(text) ? '11434' : url.port;
  const name = url.hostname === '0.0.0.0' || url.hostname === '[::]' ? '127.0.0.1' : url.hostname;
  return `${url.protocol}//${name}${port === '' ? '' : `:${port}`}`;
}

/** No trailing slash, and 127.0.0.1 for localhost, which may mean ::1 where nothing listens. */
export function normaliseServerUrl(url: string): string {
  return url.trim().replace(/\/+$/u, '').replace('://localhost', '://127.0.0.1');
}

export interface FoundServer {
  readonly url: string;
  readonly version: string;
}

/** The first candidate that answers /api/version like Ollama; hosts the transport blocks are passed over. */
export async function findServer(
  candidates: readonly string[],
  transport: Transport,
  clock: Clock,
  signal: AbortSignal,
): Promise<FoundServer | null> {
  for (const url of candidates) {
    try {
      const version = await createOllamaApi({ baseUrl: url, transport, clock }).version(signal);
      return { url, version };
    } catch {
      if (signal.aborted) throw abortReason(signal);
    }
  }
  return null;
}

/** Where the program may be (llm-protocols 1.8), best first; PATH last, because GUI programs on macOS lack the shell's. */
export function binaryCandidates(around: Surroundings): string[] {
  const { platform, env, home } = around;
  const name = platform === 'win32' ? 'ollama.exe' : 'ollama';
  const bundled =
    around.bundled === null ? [] : [join(around.bundled, name), join(around.bundled, 'bin', name)];
  const known: Partial<Record<NodeJS.Platform, readonly string[]>> = {
    darwin: [
      '/Applications/Ollama.app/Contents/Resources/ollama',
      join(home, 'Applications/Ollama.app/Contents/Resources/ollama'),
      '/usr/local/bin/ollama',
      '/opt/homebrew/bin/ollama',
    ],
    win32: [join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'Programs', 'Ollama', name)],
    linux: ['/usr/local/bin/ollama', '/usr/bin/ollama', join(home, '.local/bin/ollama')],
  };
  const onPath = (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...bundled, ...(known[platform] ?? []), ...onPath.map((folder) => join(folder, name))];
}

/** The program's path, or null when Ollama is not installed. */
export function findBinary(around: Surroundings): string | null {
  const exists = around.exists ?? existsSync;
  return binaryCandidates(around).find((path) => exists(path)) ?? null;
}
