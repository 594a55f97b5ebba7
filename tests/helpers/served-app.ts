import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { RpcReply } from '#shared/rpc/api.ts';
import type { RpcInput, RpcMethod, RpcOutput } from '#shared/rpc/contract.ts';

export interface ServedApp {
  /** With the token in the fragment. */
  readonly url: string;
  readonly origin: string;
  readonly dataDir: string;
  /** Calls the engine past the UI, to set a scene; throws on a failure. */
  rpc<M extends RpcMethod>(method: M, input: RpcInput<M>): Promise<RpcOutput<M>>;
  /** Ends the program as Ctrl+C does and resolves with its exit code. */
  interrupt(): Promise<number | null>;
  close(): Promise<void>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)));
}

export interface ServeEnvironment {
  /** Arguments of Node itself, before the program. */
  readonly nodeArgs?: readonly string[];
  /** Added to this process's environment; undefined takes a variable out. */
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts `diziner serve` on a fresh data folder, as a person would, and waits for the address it prints. */
export async function serveApp(
  extraArgs: readonly string[] = [],
  { nodeArgs = [], env = {} }: ServeEnvironment = {},
): Promise<ServedApp> {
  const dataDir = mkdtempSync(join(tmpdir(), 'diziner-e2e-'));
  const child = spawn(
    process.execPath,
    [
      ...nodeArgs,
      join(root, 'bin', 'diziner.js'),
      ...['serve', '--data-dir', dataDir, '--exit-with-parent', ...extraArgs],
    ],
    { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let messages = '';
  child.stderr.on('data', (chunk: Buffer) => (messages += chunk.toString()));
  const exited = exitOf(child);
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    void exited.then((code) => reject(new Error(`diziner serve ended with ${String(code)}: ${messages}`)));
  });
  const { origin, hash } = new URL(url);
  const token = new URLSearchParams(hash.slice(1)).get('token') ?? '';

  const app: ServedApp = {
    url,
    origin,
    dataDir,
    async rpc<M extends RpcMethod>(method: M, input: RpcInput<M>) {
      const response = await fetch(`${origin}/rpc/${method}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify(input),
      });
      const reply = (await response.json()) as RpcReply<M>;
      if (!reply.ok)
        throw new Error(`${method}: ${reply.error.code} ${reply.error.message} ${reply.error.detail ?? ''}`);
      return reply.value;
    },
    interrupt() {
      child.kill('SIGINT');
      return exited;
    },
    async close() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
      await exited;
      clearTimeout(timer);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return app;
}
