/**
 * The sentence forms of the built-in supervisor, and how the built-in annotators read them back. People and language
 * models read the same sentences; nothing but the text carries the meaning.
 */
export type RuleTemplate =
  /** Words that stay outside a span at one of its ends. */
  | {
      readonly form: 'leave-out';
      readonly side: Side;
      readonly type: string;
      readonly words: readonly string[];
    }
  /** Words that belong to the span at one of its ends. */
  | {
      readonly form: 'keep-in';
      readonly side: Side;
      readonly type: string;
      readonly words: readonly string[];
    }
  /** Names with this last (or first) word are of the type. */
  | { readonly form: 'head'; readonly side: Side; readonly type: string; readonly words: readonly string[] }
  /** Of two types, the first one. */
  | { readonly form: 'prefer'; readonly type: string; readonly over: string }
  | { readonly form: 'spurious'; readonly type: string }
  | { readonly form: 'missing'; readonly type: string };
export type Side = 'start' | 'end';

export function writeTemplate(template: RuleTemplate): string {
  switch (template.form) {
    case 'leave-out':
      return `Leave ${quoteWords(template.words)} out at the ${template.side} of ${template.type} spans.`;
    case 'keep-in':
      return `Keep ${quoteWords(template.words)} in at the ${template.side} of ${template.type} spans.`;
    case 'head':
      return `Names that ${template.side} with ${quoteWords(template.words)} are ${template.type}.`;
    case 'prefer':
      return `Mark names like the examples as ${template.type}, not as ${template.over}.`;
    case 'spurious':
      return `Do not mark expressions like the examples as ${template.type}.`;
    case 'missing':
      return `Mark every mention like the examples as ${template.type}, also where it is short or repeated.`;
  }
}

/** What the named groups of a form catch; a form has only some of them. */
interface Groups {
  readonly words: string;
  readonly side: Side;
  readonly type: string;
  readonly over: string;
}

const forms: readonly [RegExp, (groups: Groups) => RuleTemplate][] = [
  [
    /^Leave (?<words>".*") out at the (?<side>start|end) of (?<type>.+) spans\.$/u,
    (groups) => ({ form: 'leave-out', ...worded(groups) }),
  ],
  [
    /^Keep (?<words>".*") in at the (?<side>start|end) of (?<type>.+) spans\.$/u,
    (groups) => ({ form: 'keep-in', ...worded(groups) }),
  ],
  [
    /^Names that (?<side>start|end) with (?<words>".*") are (?<type>.+)\.$/u,
    (groups) => ({ form: 'head', ...worded(groups) }),
  ],
  [
    /^Mark names like the examples as (?<type>.+), not as (?<over>.+)\.$/u,
    (groups) => ({ form: 'prefer', type: groups.type, over: groups.over }),
  ],
  [
    /^Do not mark expressions like the examples as (?<type>.+)\.$/u,
    (groups) => ({ form: 'spurious', type: groups.type }),
  ],
  [
    /^Mark every mention like the examples as (?<type>.+), also where it is short or repeated\.$/u,
    (groups) => ({ form: 'missing', type: groups.type }),
  ],
];

/** The template behind a rule's text; undefined for any other sentence. */
export function readTemplate(text: string): RuleTemplate | undefined {
  for (const [pattern, build] of forms) {
    const groups = pattern.exec(text.trim())?.groups as Groups | undefined;
    if (groups !== undefined) return build(groups);
  }
  return undefined;
}

function worded({ words, side, type }: Groups): { side: Side; type: string; words: string[] } {
  return { side, type, words: words.slice(1, -1).split('", "') };
}

/** Quotation marks inside a word would end the quotation: such words are left out. */
function quoteWords(words: readonly string[]): string {
  return words
    .filter((word) => !word.includes('"'))
    .map((word) => `"${word}"`)
    .join(', ');
}
