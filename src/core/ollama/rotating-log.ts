import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** A log file of at most `maxBytes`; the one before it is kept beside it as `.1`. */
export interface RotatingLog {
  write(text: string): void;
  /** The last lines written in this session, oldest first. */
  tail(lines: number): string[];
}

const linesInMemory = 2_000;

export function openRotatingLog(path: string, maxBytes = 2_000_000): RotatingLog {
  mkdirSync(dirname(path), { recursive: true });
  const recent: string[] = [];
  let rest = '';
  let size = existsSync(path) ? statSync(path).size : 0;
  return {
    write: (text) => {
      if (size + text.length > maxBytes && size > 0) {
        renameSync(path, `${path}.1`);
        size = 0;
      }
      appendFileSync(path, text);
      size += Buffer.byteLength(text);
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      recent.push(...lines);
      recent.splice(0, Math.max(0, recent.length - linesInMemory));
    },
    tail: (lines) => [...recent, ...(rest === '' ? [] : [rest])].slice(-lines),
  };
}
