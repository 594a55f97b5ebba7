import { writeTemplate } from '#core/guideline/rule-templates.ts';
import type { RuleTemplate } from '#core/guideline/rule-templates.ts';
import type { RuleExample } from '#shared/domain/guideline.ts';
import type { Span } from '#shared/domain/span.ts';
import { collectDifferences, evidenceDocuments } from './collect-evidence.ts';
import type { Difference } from './collect-evidence.ts';
import type { EvidenceDocument, SupervisionInput } from './supervisor.ts';

/** A kind of disagreement that one rule can settle. */
export interface Pattern {
  /** Same id for the same kind of disagreement in every iteration, e.g. "prefer/ORG/LOC". */
  readonly id: string;
  readonly template: RuleTemplate;
  readonly differences: readonly Difference[];
  readonly examples: readonly RuleExample[];
  /** Mean support of the reference among the annotators, 0..1. */
  readonly support: number;
}

/** Fewer differences than this are no pattern. */
const minCount = 2;
/** A surface becomes an example only if at least this share of the annotators has exactly the reference … */
const minSupport = 0.5;
/** … or, for "no entity", leaves the place alone: more, because low recall also looks like that. */
const minSpuriousSupport = 0.75;
const maxExamples = 6;
const maxWords = 6;

/**
 * The patterns behind the differences, most frequent first (ties: by id). `only` restricts to one annotator's differences.
 */
export function findPatterns(input: SupervisionInput, only?: string): Pattern[] {
  const differences = collectDifferences(input).filter(
    (difference) => only === undefined || difference.annotatorId === only,
  );
  const documents = new Map(evidenceDocuments(input).map((document) => [document.id, document]));
  const groups = new Map<string, { template: RuleTemplate; differences: Difference[] }>();
  const put = (id: string, template: RuleTemplate, difference: Difference): void => {
    const group = groups.get(id);
    if (group === undefined) groups.set(id, { template, differences: [difference] });
    else group.differences.push(difference);
  };
  const heads = pureHeads([...documents.values()]);
  for (const difference of differences) {
    const { kind, reference, found } = difference;
    if (kind === 'type' && reference !== null && found !== null) {
      const { type } = reference;
      put(`prefer/${type}/${found.type}`, { form: 'prefer', type, over: found.type }, difference);
    }
    if (kind === 'spurious' && found !== null) {
      put(`spurious/${found.type}`, { form: 'spurious', type: found.type }, difference);
    }
    if (kind === 'missing' && reference !== null) {
      put(`missing/${reference.type}`, { form: 'missing', type: reference.type }, difference);
    }
    if (kind === 'boundary') {
      for (const template of shifts(difference, documents.get(difference.documentId))) {
        put(`${template.form}/${template.side}/${template.type}`, template, difference);
      }
    }
    const head = reference === null || kind === 'boundary' ? undefined : heads.get(lastWord(reference.text));
    if (head !== undefined && head === reference?.type) {
      put(`head/end/${head}`, { form: 'head', side: 'end', type: head, words: [] }, difference);
    }
  }
  return [...groups]
    .map(([id, group]) => toPattern(id, group.template, group.differences, documents))
    .filter((pattern): pattern is Pattern => pattern !== undefined)
    .sort((a, b) => b.differences.length - a.differences.length || (a.id < b.id ? -1 : 1));
}

function toPattern(
  id: string,
  template: RuleTemplate,
  differences: readonly Difference[],
  documents: ReadonlyMap<string, EvidenceDocument>,
): Pattern | undefined {
  if (differences.length < minCount) return undefined;
  const support = differences.reduce((sum, difference) => sum + difference.support, 0) / differences.length;
  const filled = fillWords(template, differences, documents);
  const examples = examplesOf(filled, differences, [...documents.values()]);
  const hasWords = 'words' in filled;
  if (hasWords ? filled.words.length === 0 : examples.length === 0) return undefined;
  return { id, template: filled, differences, examples, support };
}

/** The words of a border or head template: those that recur, most frequent first (ties: by the alphabet). */
function fillWords(
  template: RuleTemplate,
  differences: readonly Difference[],
  documents: ReadonlyMap<string, EvidenceDocument>,
): RuleTemplate {
  if (!('words' in template)) return template;
  const counts = new Map<string, number>();
  for (const difference of differences) {
    if (difference.support < minSupport) continue;
    const words =
      template.form === 'head'
        ? [lastWord(difference.reference?.text ?? '')]
        : shifts(difference, documents.get(difference.documentId))
            .filter((shift) => shift.form === template.form && shift.side === template.side)
            .flatMap((shift) => shift.words);
    for (const word of words) {
      if (word !== '' && !word.includes('"')) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  const words = [...counts]
    .filter(([, count]) => count >= minCount)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, maxWords)
    .map(([word]) => word);
  return { ...template, words };
}

type Shift = Extract<RuleTemplate, { form: 'leave-out' | 'keep-in' }>;

/** The words by which a span is too long or too short at either end. */
function shifts(difference: Difference, document: EvidenceDocument | undefined): Shift[] {
  const { reference, found } = difference;
  if (reference === null || found === null || document === undefined) return [];
  const { type } = reference;
  const between = (from: number, to: number): string[] =>
    document.tokens
      .filter((token) => token.start >= from && token.end <= to)
      .map((token) => document.text.slice(token.start, token.end))
      .filter((word) => /[\p{L}\p{N}]/u.test(word));
  const all: Shift[] = [
    { form: 'leave-out', side: 'start', type, words: between(found.start, reference.start) },
    { form: 'keep-in', side: 'start', type, words: between(reference.start, found.start) },
    { form: 'leave-out', side: 'end', type, words: between(reference.end, found.end) },
    { form: 'keep-in', side: 'end', type, words: between(found.end, reference.end) },
  ];
  return all.filter((shift) => shift.words.length > 0 && shift.words.length <= 2);
}

/** Surfaces that stand for the pattern, most frequent first; none that the reference contradicts elsewhere. */
function examplesOf(
  template: RuleTemplate,
  differences: readonly Difference[],
  documents: readonly EvidenceDocument[],
): RuleExample[] {
  const counts = new Map<string, number>();
  for (const { reference, found, support } of differences) {
    const surface = (reference ?? found)?.text ?? '';
    const needed = template.form === 'spurious' ? minSpuriousSupport : minSupport;
    if (support < needed || surface === '') continue;
    if (template.form === 'head' && !template.words.includes(lastWord(surface))) continue;
    counts.set(surface, (counts.get(surface) ?? 0) + 1);
  }
  return [...counts]
    .filter(([surface]) => isUncontested(surface, template, documents))
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, maxExamples)
    .map(([surface]) => ({
      text: surface,
      annotation: template.form === 'spurious' ? 'nothing' : `${surface} → ${template.type}`,
      rationale: '',
    }));
}

/** True where the reference treats the surface in one way in the whole set. */
function isUncontested(
  surface: string,
  template: RuleTemplate,
  documents: readonly EvidenceDocument[],
): boolean {
  const uses = documents.flatMap((document) => document.reference.filter((span) => span.text === surface));
  return template.form === 'spurious' ? uses.length === 0 : uses.every((span) => span.type === template.type);
}

/** Last words of two or more different names of one type, and of no other type. */
function pureHeads(documents: readonly EvidenceDocument[]): Map<string, string> {
  const names = new Map<string, Map<string, Set<string>>>();
  for (const span of documents.flatMap((document) => document.reference)) {
    const word = lastWord(span.text);
    if (word === '') continue;
    const byType = names.get(word) ?? new Map<string, Set<string>>();
    names.set(word, byType);
    byType.set(span.type, (byType.get(span.type) ?? new Set<string>()).add(span.text));
  }
  const pure = new Map<string, string>();
  for (const [word, byType] of names) {
    const [entry, ...others] = byType;
    if (entry !== undefined && others.length === 0 && entry[1].size >= 2) pure.set(word, entry[0]);
  }
  return pure;
}

/** Last word of a name of two or more words, case kept; "" otherwise. */
function lastWord(name: Span['text']): string {
  const words = name.trim().split(/\s+/u);
  return words.length < 2 ? '' : (words.at(-1) ?? '');
}

/** The pattern in one sentence for people. */
export function describePattern(pattern: Pattern): string {
  const { template } = pattern;
  const count = `${String(pattern.differences.length)} times`;
  switch (template.form) {
    case 'prefer':
      return `${template.over} was marked where the others mark ${template.type} (${count}).`;
    case 'spurious':
      return `${template.type} was marked where the others mark nothing (${count}).`;
    case 'missing':
      return `${template.type} was left out where the others mark it (${count}).`;
    case 'leave-out':
    case 'keep-in':
      return `${template.type} spans ${template.side} differently (${count}). ${writeTemplate(template)}`;
    case 'head':
      return `Names with the same last word were marked differently (${count}). ${writeTemplate(template)}`;
  }
}
