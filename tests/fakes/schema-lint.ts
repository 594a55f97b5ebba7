const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What OpenAI's strict mode would refuse in a schema (llm-protocols 3.2); null when it is fine. */
export function strictSchemaProblem(schema: unknown): string | null {
  if (!isRecord(schema) || schema['type'] !== 'object')
    return "schema must have type 'object' and not 'anyOf' at the top level";
  let properties = 0;
  const walk = (node: unknown, depth: number, place: string): string | null => {
    if (!isRecord(node)) return null;
    if (depth > 10) return `In context=(${place}), the schema nests more than 10 levels.`;
    for (const word of ['allOf', 'not', 'if', 'dependentRequired', 'dependentSchemas', 'patternProperties']) {
      if (word in node) return `In context=(${place}), '${word}' is not permitted.`;
    }
    if (Array.isArray(node['enum']) && node['enum'].length > 1000)
      return `In context=(${place}), too many enum values.`;
    if (node['type'] === 'object' || isRecord(node['properties'])) {
      const fields = isRecord(node['properties']) ? Object.keys(node['properties']) : [];
      properties += fields.length;
      if (node['additionalProperties'] !== false) {
        return `In context=(${place}), 'additionalProperties' is required to be supplied and to be false.`;
      }
      const required = Array.isArray(node['required']) ? node['required'] : [];
      const missing = fields.find((field) => !required.includes(field));
      if (missing !== undefined) {
        return `In context=(${place}), 'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`;
      }
      for (const field of fields) {
        const problem = walk(
          (node['properties'] as Record<string, unknown>)[field],
          depth + 1,
          `${place}/${field}`,
        );
        if (problem !== null) return problem;
      }
    }
    for (const part of ['items', '$defs', 'definitions']) {
      const child = node[part];
      if (part === 'items') {
        const problem = walk(child, depth + 1, `${place}/items`);
        if (problem !== null) return problem;
      } else if (isRecord(child)) {
        for (const [name, definition] of Object.entries(child)) {
          const problem = walk(definition, depth + 1, `${place}/${name}`);
          if (problem !== null) return problem;
        }
      }
    }
    for (const variant of Array.isArray(node['anyOf']) ? node['anyOf'] : []) {
      const problem = walk(variant, depth + 1, `${place}/anyOf`);
      if (problem !== null) return problem;
    }
    return null;
  };
  const problem = walk(schema, 1, '');
  if (problem !== null) return problem;
  return properties > 5000 ? 'The schema has more than 5000 properties.' : null;
}
