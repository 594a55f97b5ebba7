/**
 * Calls `onGone` once when the process that started this one is no longer there (its pid is no longer our parent).
 * Returns a function that ends the watch. The watch itself keeps no process alive.
 */
export function watchParent(onGone: () => void, everyMs = 1000): () => void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
