export const numCtxSteps = [2048, 4096, 8192, 16_384, 32_768] as const;

/**
 * Context length of one model run: the next step that holds the longest prompt plus the answer.
 * Frozen for the run, because a changed num_ctx makes Ollama reload the model.
 * @param longestPromptTokens largest prompt of the run, in tokens (p100)
 * @param modelLimit the model's own context length; steps above it are not offered
 * @returns null when no step is long enough: such documents have to be split
 */
export function chooseNumCtx(
  longestPromptTokens: number,
  numPredict: number,
  modelLimit = Infinity,
): number | null {
  const needed = longestPromptTokens + numPredict;
  return numCtxSteps.find((step) => step >= needed && step <= modelLimit) ?? null;
}

/** Answer cap of method: 200 + 25 tokens per expected entity (llm-protocols 4.2). */
export function chooseNumPredict(expectedEntities: number): number {
  return 200 + 25 * Math.max(0, Math.ceil(expectedEntities));
}
