import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from './process-tree.ts';

/** What a program of ours notes about the server it started, so that others find it and a crash leaves nothing behind. */
export interface ServerRecord {
  readonly pid: number;
  /** Path of the program. */
  readonly binary: string;
  /** Process that started it and will stop it. */
  readonly owner: number;
  /** Where it listens; null until it has said so. */
  readonly url: string | null;
}

const recordPath = (stateFolder: string): string => join(stateFolder, 'ollama.pid');

export function writeServerRecord(stateFolder: string, record: ServerRecord): void {
  writeFileSync(recordPath(stateFolder), JSON.stringify(record));
}

/** Null where there is none, or one cut by a crash: nothing that could be trusted. */
export function readServerRecord(stateFolder: string): ServerRecord | null {
  try {
    const { pid, binary, owner, url } = JSON.parse(readFileSync(recordPath(stateFolder), 'utf8')) as Record<
      string,
      unknown
    >;
    if (typeof pid !== 'number' || typeof binary !== 'string') return null;
    return {
      pid,
      binary,
      owner: typeof owner === 'number' ? owner : 0,
      url: typeof url === 'string' ? url : null,
    };
  } catch {
    return null;
  }
}

/** Removes the record of one server; that of another, started since, stays. */
export function removeServerRecord(stateFolder: string, pid: number): void {
  if (readServerRecord(stateFolder)?.pid === pid) rmSync(recordPath(stateFolder), { force: true });
}

/** True while another process of ours (the window, a command) runs this server and will stop it. */
export function belongsToAnother({ pid, owner }: ServerRecord): boolean {
  return owner > 0 && owner !== process.pid && isAlive(owner) && isAlive(pid);
}

/** Address of a server that another process of ours runs; null where there is none. */
export function sharedServerUrl(stateFolder: string): string | null {
  const record = readServerRecord(stateFolder);
  return record !== null && belongsToAnother(record) ? record.url : null;
}
