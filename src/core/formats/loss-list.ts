import { createHash } from 'node:crypto';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { lossLine, type Loss } from './losses.ts';
import type { WrittenFile } from './output-files.ts';

/** The list of losses as a file, one JSON object a line; there is none where nothing is lost. */
export interface LossList {
  add(losses: readonly Loss[]): Promise<void>;
  /** null: nothing was lost. */
  close(): Promise<WrittenFile | null>;
}

/** Lines are gathered and written in blocks, so that a million losses cost little time and no memory. */
export function createLossList(folder: string, name: string): LossList {
  const hash = createHash('sha256');
  let handle: FileHandle | null = null;
  let waiting: string[] = [];
  let waitingLength = 0;
  let bytes = 0;
  const flush = async (): Promise<void> => {
    if (waiting.length === 0) return;
    if (handle === null) {
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true });
      handle = await open(path, 'w');
    }
    const block = Buffer.from(waiting.join(''), 'utf8');
    waiting = [];
    waitingLength = 0;
    hash.update(block);
    bytes += block.length;
    await handle.writeFile(block);
  };
  return {
    async add(losses) {
      for (const loss of losses) {
        const line = lossLine(loss);
        waiting.push(line);
        waitingLength += line.length;
      }
      if (waitingLength > 1 << 18) await flush();
    },
    async close() {
      try {
        await flush();
        await handle?.sync();
      } finally {
        await handle?.close();
      }
      return handle === null ? null : { path: name, bytes, sha256: hash.digest('hex') };
    },
  };
}
