/** Longest wait a server's Retry-After may ask for. */
export const maxRetryAfterMs = 60_000;

/**
 * Full jitter: uniform in (0, base · 2^(attempt−1)], at most `cap`.
 * @param attempt 1-based number of the attempt that failed
 * @param random uniform in [0, 1)
 */
export function backoffMs(attempt: number, random: () => number, baseMs = 1_000, capMs = 8_000): number {
  return Math.ceil(Math.min(capMs, baseMs * 2 ** (attempt - 1)) * (1 - random()));
}

/**
 * Retry-After (seconds or HTTP date) or retry-after-ms in milliseconds, at most 60 s; undefined when absent or unreadable.
 * @param now milliseconds since the epoch
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const bound = (ms: number): number => Math.min(maxRetryAfterMs, Math.max(0, ms));
  const exact = Number.parseFloat(headers.get('retry-after-ms') ?? '');
  if (Number.isFinite(exact)) return bound(exact);
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  if (/^\s*\d+(\.\d+)?\s*$/u.test(text)) return bound(Number(text) * 1000);
  const date = Date.parse(text);
  return Number.isFinite(date) ? bound(date - now) : undefined;
}
