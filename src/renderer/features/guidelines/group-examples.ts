import type { RuleExample } from '#shared/domain/guideline.ts';

export interface ExampleGroup {
  readonly texts: readonly string[];
  readonly annotation: string;
  readonly rationale: string;
}

/** Examples with the same annotation and rationale together, in order of first appearance. */
export function groupExamples(examples: readonly RuleExample[]): readonly ExampleGroup[] {
  const groups = new Map<string, { texts: string[]; annotation: string; rationale: string }>();
  for (const { text, annotation: written, rationale } of examples) {
    // "Alba Pharma → ORG" repeats the text it is about.
    const annotation = written.startsWith(`${text} → `) ? written.slice(text.length + 3) : written;
    const key = JSON.stringify([annotation, rationale]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { texts: [text], annotation, rationale });
    else if (!group.texts.includes(text)) group.texts.push(text);
  }
  return [...groups.values()];
}
