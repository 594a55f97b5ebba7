/** Far above anything the contract allows (files.save: 100 million characters), far below what would exhaust memory. */
const limits = { nodes: 5_000_000, characters: 140_000_000, depth: 64 } as const;

/**
 * Why a value is too large or too deep to be looked at, or null where it is fine. Runs before validation, so that a
 * cyclic or hostile value costs a bounded walk and not the engine thread.
 */
export function oversizeReason(input: unknown): string | null {
  let nodes = 0;
  let characters = 0;
  const stack: { readonly value: unknown; readonly depth: number }[] = [{ value: input, depth: 0 }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { value, depth } = top;
    nodes += 1;
    if (nodes > limits.nodes) return `more than ${limits.nodes} values`;
    if (typeof value === 'string') {
      characters += value.length;
      if (characters > limits.characters) return `more than ${limits.characters} characters`;
    } else if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
      return 'binary data';
    } else if (typeof value === 'object' && value !== null) {
      if (depth >= limits.depth) return `nested deeper than ${limits.depth} levels`;
      if (Array.isArray(value) && nodes + value.length > limits.nodes)
        return `more than ${limits.nodes} values`;
      for (const [key, child] of Object.entries(value)) {
        characters += key.length;
        stack.push({ value: child, depth: depth + 1 });
      }
    }
  }
  return null;
}
