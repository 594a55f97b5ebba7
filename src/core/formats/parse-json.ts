/** One record of a JSON file: parsed, or the reason why not. */
export interface JsonElement {
  readonly line: number;
  readonly value: unknown;
  readonly text: string;
  /** Set where the text is no JSON; `value` is then undefined. */
  readonly problem?: string;
}

export function parseJson(text: string, line: number): JsonElement {
  try {
    return { line, value: JSON.parse(text) as unknown, text };
  } catch (error) {
    return { line, value: undefined, text, problem: jsonProblem(error) };
  }
}

function jsonProblem(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  // V8 quotes the text after the reason; the row is shown anyway.
  return `not valid JSON: ${message.replace(/, ?(\.\.\.)?".*$/s, '').replace(/ in JSON/, '')}`;
}
