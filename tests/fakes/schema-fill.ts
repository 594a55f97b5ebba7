import { hash32 } from './hash.ts';

type Schema = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Quotations and confusion lines ("A vs B", "A -> B") of a prompt, in order, without repeats. */
export function promptPatterns(prompt: string): string[] {
  const found = new Set<string>();
  for (const line of prompt.split('\n')) {
    if (/\bvs\.?\s|->|→|confus|disagree|split/iu.test(line)) {
      const text = line.replace(/^[\s\-*•\d.)]+/u, '').trim();
      if (text.length >= 4) found.add(text.slice(0, 120));
    }
    for (const [, quoted] of line.matchAll(/["“]([^"“”]{2,60})["”]/gu)) {
      if (quoted !== undefined) found.add(quoted.trim());
    }
  }
  return [...found].slice(0, 200);
}

/**
 * A value that is valid against a strict JSON schema, with texts taken from the prompt.
 * Same schema, prompt and salt: same value.
 */
export function fillSchema(schema: Schema, prompt: string, salt: string): unknown {
  const patterns = promptPatterns(prompt);
  const base = hash32(salt, prompt);
  let counter = 0;
  const next = (): number => hash32(base, (counter += 1));

  const resolve = (node: Schema): Schema => {
    const reference = node['$ref'];
    if (typeof reference !== 'string') return node;
    let target: unknown = schema;
    for (const part of reference.replace(/^#\/?/u, '').split('/')) {
      if (part !== '') target = isRecord(target) ? target[part] : undefined;
    }
    return isRecord(target) ? target : {};
  };

  const text = (name: string): string => {
    const pattern = patterns.length === 0 ? 'the longest name' : patterns[next() % patterns.length];
    switch (next() % 3) {
      case 0:
        return `Mark the longest full name in cases like ${pattern ?? ''} (${name}).`;
      case 1:
        return `When the context leaves a choice as in ${pattern ?? ''}, follow the definition of the type (${name}).`;
      default:
        return `Keep titles and articles outside, for instance ${pattern ?? ''} (${name}).`;
    }
  };

  const fill = (raw: unknown, name: string, depth: number): unknown => {
    const node = resolve(isRecord(raw) ? raw : {});
    if ('const' in node) return node['const'];
    const choices = node['enum'];
    if (Array.isArray(choices)) return choices[next() % choices.length] as unknown;
    const variants = node['anyOf'] ?? node['oneOf'];
    if (Array.isArray(variants)) {
      const useful: unknown = variants.find((variant) => !(isRecord(variant) && variant['type'] === 'null'));
      return fill(useful, name, depth);
    }
    const declared = node['type'];
    const kind: unknown = Array.isArray(declared)
      ? (declared.find((option) => option !== 'null') as unknown)
      : declared;
    if (kind === 'object' || isRecord(node['properties'])) {
      const properties = isRecord(node['properties']) ? node['properties'] : {};
      return Object.fromEntries(
        Object.entries(properties).map(([key, child]) => [key, fill(child, key, depth + 1)]),
      );
    }
    if (kind === 'array') {
      const least = typeof node['minItems'] === 'number' ? node['minItems'] : 0;
      const most = typeof node['maxItems'] === 'number' ? node['maxItems'] : 3;
      const length = depth > 8 ? least : Math.max(least, Math.min(most, 1 + (next() % 3)));
      return Array.from({ length }, () => fill(node['items'], name, depth + 1));
    }
    if (kind === 'integer' || kind === 'number') {
      const low = typeof node['minimum'] === 'number' ? node['minimum'] : 0;
      const high = typeof node['maximum'] === 'number' ? node['maximum'] : low + 5;
      return low + (next() % (Math.floor(high - low) + 1));
    }
    if (kind === 'boolean') return next() % 2 === 0;
    if (kind === 'null') return null;
    return text(name);
  };
  return fill(schema, 'answer', 0);
}
