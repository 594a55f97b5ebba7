const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });
const two = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const one = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 0 });
const dateTime = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** "1,204"; at most two decimals. */
export function formatNumber(value: number): string {
  return whole.format(value);
}
/** Agreement in [0, 1] as "0.81"; a dash where there is none. */
export function formatAgreement(value: number | null): string {
  return value === null ? '–' : two.format(value);
}
/** Share in [0, 1] as "64 %". */
export function formatPercent(fraction: number): string {
  return percent.format(fraction).replace('%', ' %');
}
/** "412K". */
export function formatCompact(value: number): string {
  return compact.format(value);
}
/** US dollars: "$0.04"; below a cent "<$0.01". */
export function formatUsd(value: number): string {
  if (value > 0 && value < 0.01) return '<$0.01';
  return `$${two.format(value)}`;
}
/** Memory, counted in powers of 1024 as it is sold: a "16 GB" computer has 16 GB. */
export function formatMemory(bytes: number): string {
  return inUnitsOf(1024, bytes);
}
/** Files, downloads and transfers, counted in powers of 1000 as Ollama and model pages list them. */
export function formatFileSize(bytes: number): string {
  return inUnitsOf(1000, bytes);
}
function inUnitsOf(step: number, bytes: number): string {
  if (bytes >= step ** 3) return `${one.format(bytes / step ** 3)} GB`;
  if (bytes >= step ** 2) return `${one.format(bytes / step ** 2)} MB`;
  if (bytes >= step) return `${whole.format(Math.round(bytes / step))} KB`;
  return `${whole.format(bytes)} B`;
}
/** Milliseconds as "12 min", "1 h 5 min", "40 s". */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}
/** ISO time as "22 Nov 2026, 08:30" in the reader's zone. */
export function formatDateTime(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : dateTime.format(date);
}
/** ISO time as "3 hours ago", given now in epoch milliseconds. */
export function formatAgo(iso: string, now: number): string {
  const time = new Date(iso).getTime();
  if (Number.isNaN(time)) return iso;
  const seconds = (time - now) / 1000;
  const steps = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ] as const;
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
  }
  return relative.format(0, 'minute').replace('this minute', 'just now');
}
