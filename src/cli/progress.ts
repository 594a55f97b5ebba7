/** One line of progress: redrawn in place on a terminal, a plain line now and then otherwise. Always on stderr. */
export interface ProgressLine {
  /** fraction 0..1, or null while the total is unknown. */
  update(fraction: number | null, text: string): void;
  /** Ends the line; what follows starts on a new one. */
  end(): void;
}

const barWidth = 24;
const plainEveryMs = 5_000;

export function createProgress(
  stream: {
    readonly isTTY?: boolean;
    readonly columns?: number;
    write(text: string): unknown;
  } = process.stderr,
  now: () => number = Date.now,
): ProgressLine {
  let drawn = false;
  let lastPlain = -Infinity;
  let lastText = '';
  return {
    update(fraction, text) {
      if (stream.isTTY === true) {
        const line = fraction === null ? text : `${bar(fraction)} ${percent(fraction)}  ${text}`;
        stream.write(`\r\u001b[2K${line.slice(0, (stream.columns ?? 100) - 1)}`);
        drawn = true;
        return;
      }
      const time = now();
      const heading = text.split(':')[0] ?? text;
      if (heading === lastText && time - lastPlain < plainEveryMs) return;
      lastPlain = time;
      lastText = heading;
      stream.write(`${fraction === null ? '' : `${percent(fraction)}  `}${text}\n`);
    },
    end() {
      if (drawn) stream.write('\n');
      drawn = false;
    },
  };
}

function bar(fraction: number): string {
  const full = Math.round(Math.min(1, Math.max(0, fraction)) * barWidth);
  return `${'█'.repeat(full)}${'░'.repeat(barWidth - full)}`;
}

function percent(fraction: number): string {
  return `${String(Math.round(fraction * 100)).padStart(3)} %`;
}

/** "1 h 05 min", "3 min", "12 s". */
export function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
