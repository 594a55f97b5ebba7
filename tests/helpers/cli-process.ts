import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface CliEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<CliEnd>;
  /** What has been printed so far, both streams. */
  output(): string;
}

const entry = fileURLToPath(new URL('../../bin/diziner.js', import.meta.url));

/** The app's folder for all commands of one test file, so that none touches the one of whoever runs the tests. */
const dataDir = mkdtempSync(join(tmpdir(), 'diziner-cli-data-'));
process.once('exit', () => rmSync(dataDir, { recursive: true, force: true }));

/** The product's command line as a process of its own, on this test's Node. */
export function startCli(
  args: readonly string[],
  given: {
    readonly env?: NodeJS.ProcessEnv;
    readonly nodeArgs?: readonly string[];
    readonly cwd?: string;
    /** Another file than bin/diziner.js: the built command line. */
    readonly entry?: string;
  } = {},
): CliProcess {
  const child = spawn(process.execPath, [...(given.nodeArgs ?? []), given.entry ?? entry, ...args], {
    env: { ...process.env, NO_COLOR: '1', DIZINER_DATA_DIR: dataDir, ...given.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(given.cwd === undefined ? {} : { cwd: given.cwd }),
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<CliEnd>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, ended, output: () => stdout + stderr };
}

export const runCli = (...given: Parameters<typeof startCli>): Promise<CliEnd> => startCli(...given).ended;
