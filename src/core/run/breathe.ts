/**
 * A pause that lets other calls of the same thread through: call it between small pieces of computation. Does nothing
 * until `everyMs` of work have passed.
 */
export function createBreather(everyMs = 15): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < everyMs) return;
    await new Promise((resolve) => setImmediate(resolve));
    last = performance.now();
  };
}

/** Runs a computation that yields between its steps, with room for other calls in between. */
export async function breatheThrough<T>(steps: Generator<void, T>): Promise<T> {
  const breathe = createBreather();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await breathe();
  }
}
