import type { RuleExample } from '#shared/domain/guideline.ts';

/** What one example says: a surface is of a type (type set), is no entity (null), or is not of `notType`. */
export interface ExampleReading {
  readonly surface: string;
  readonly type: string | null;
  /** Set where the example only rules a type out. */
  readonly notType?: string;
}

const nothing = /^(?:nothing|none|no entity|not an entity|o|outside|-|–|—)$/iu;

/**
 * Reads `"text" -> annotation` examples: "ORG", "Alba Pharma → ORG", "A → ORG; B → PER", "nothing", "not PRODUCT".
 * What is in another form gives no reading: people may write anything there.
 */
export function readRuleExample(example: RuleExample, typeNames: readonly string[]): ExampleReading[] {
  const quotation = example.text.trim();
  return example.annotation
    .split(/[;\n]/u)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .flatMap((part): ExampleReading[] => {
      const arrow = /^(.*?)\s*(?:→|->|=>)\s*(.+)$/su.exec(part);
      const surface = unquote(arrow?.[1] ?? '') || quotation;
      const verdict = unquote(arrow?.[2] ?? part);
      if (surface === '') return [];
      if (nothing.test(verdict)) return [{ surface, type: null }];
      const denied = /^(?:not|no)\s+(.+)$/iu.exec(verdict)?.[1];
      if (denied !== undefined && typeNames.includes(denied)) {
        return [{ surface, type: null, notType: denied }];
      }
      return typeNames.includes(verdict) ? [{ surface, type: verdict }] : [];
    });
}

function unquote(text: string): string {
  return text
    .trim()
    .replace(/^["'“”‘’`]+|["'“”‘’`.]+$/gu, '')
    .trim();
}
