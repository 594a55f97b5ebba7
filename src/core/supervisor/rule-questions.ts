import type { ExpertDecision, Question } from '#shared/domain/decision.ts';
import { mergeExamples } from '#core/guideline/merge-guideline.ts';
import type { RuleTemplate } from '#core/guideline/rule-templates.ts';
import type { RuleExample } from '#shared/domain/guideline.ts';
import type { Span } from '#shared/domain/span.ts';
import type { Difference } from './collect-evidence.ts';
import type { Pattern } from './find-patterns.ts';
import type { PatternsAnswer } from './phase-answers.ts';
import { sentenceAround } from './questions.ts';
import { hotspotId } from './supervisor.ts';
import type { EvidenceDocument, SupervisionInput } from './supervisor.ts';

/* The questions of the supervisor without a model: competing readings that the goal and the types do not settle. */

type PatternQuestion = PatternsAnswer['questions'][number];
type Approach = PatternQuestion['approaches'][number];

/** A choice that fewer than this share of the annotators supports is put to the expert. */
const contestedSupport = 0.6;
const maxPatternQuestions = 3;
const maxUnclearQuestions = 5;

/** What the expert marked as unclear, then the most frequent contested choices between types or borders. */
export function ruleQuestions(input: SupervisionInput, patterns: readonly Pattern[]): PatternQuestion[] {
  const known = new Set(input.questions.map(({ id }) => id));
  const isNew = ({ id }: PatternQuestion): boolean => !known.has(id);
  const unclear = input.decisions.flatMap((decision) => unclearQuestion(decision, input)).filter(isNew);
  const contested = patterns
    .filter((pattern) => pattern.support < contestedSupport && !isMirrored(pattern, input))
    .flatMap((pattern) => patternQuestion(pattern, input))
    .filter(isNew);
  const byId = new Map<string, PatternQuestion>();
  for (const question of [
    ...unclear.slice(0, maxUnclearQuestions),
    ...contested.slice(0, maxPatternQuestions),
  ]) {
    if (!byId.has(question.id)) byId.set(question.id, question);
  }
  return [...byId.values()];
}

export function questionIdOf({ id, template }: Pattern): string {
  return templateQuestionId(template) || id;
}

/**
 * The same for one choice in every iteration; "" for forms that are no choice. Names the consensus has as ORG and some as
 * LOC are one question, names it has as LOC and some as ORG another: they are different names.
 */
export function templateQuestionId(template: RuleTemplate): string {
  switch (template.form) {
    case 'prefer':
      return `type/${template.type}/${template.over}`;
    case 'leave-out':
    case 'keep-in':
      return `border/${template.side}/${template.type}/${[...template.words].sort().join(' ')}`;
    case 'head':
    case 'spurious':
    case 'missing':
      return '';
  }
}

/** True where the same names were asked about before, when the consensus was the other way round. */
function isMirrored({ template, differences }: Pattern, input: SupervisionInput): boolean {
  if (template.form !== 'prefer') return false;
  const mirrored = input.questions.find(({ id }) => id === `type/${template.over}/${template.type}`);
  return differences.some(({ reference }) => mirrored?.text.includes(`“${reference?.text ?? ''}”`) === true);
}

function patternQuestion(pattern: Pattern, input: SupervisionInput): PatternQuestion[] {
  const { template } = pattern;
  const hotspotIds = hotspotsOf(pattern).slice(0, 5);
  const now = `${String(Math.round(pattern.support * 100))} % of the annotators do, on average over ${String(pattern.differences.length)} differences.`;
  if (template.form === 'prefer') {
    const { type, over } = template;
    const surfaces = quoted(mostFrequent(pattern.differences.map(({ reference }) => reference?.text ?? '')));
    const approach = (id: string, rationale: string): Approach => ({
      id,
      text: `Mark them as ${id}.`,
      rationale,
      supporters: supporters(pattern, input, (span) => span.type === id),
      hotspotIds,
    });
    return [
      {
        id: questionIdOf(pattern),
        text: `Should names like ${surfaces} be ${type} or ${over}?`,
        approaches: [approach(type, now), approach(over, '')],
      },
    ];
  }
  if (template.form !== 'leave-out' && template.form !== 'keep-in') return [];
  const { form, side, type, words } = template;
  const longest = (difference: Difference): string => {
    const [reference, found] = [difference.reference?.text ?? '', difference.found?.text ?? ''];
    return reference.length > found.length ? reference : found;
  };
  const examples = quoted(mostFrequent(pattern.differences.map(longest)));
  const other = form === 'leave-out' ? 'keep-in' : 'leave-out';
  const approach = (id: typeof form): Approach => ({
    id,
    text:
      id === 'keep-in'
        ? `Keep them in at the ${side} of ${type} spans.`
        : `Leave them out at the ${side} of ${type} spans.`,
    rationale: id === form ? now : '',
    supporters: supporters(pattern, input, (span, difference) =>
      sameBorders(span, id === form ? difference.reference : difference.found),
    ),
    hotspotIds,
  });
  return [
    {
      id: questionIdOf(pattern),
      text: `Do words like ${quoted(words)} belong to ${type} at the ${side}, as in ${examples}?`,
      approaches: [approach(form), approach(other)],
    },
  ];
}

/** Annotators that follow a reading at more places of the pattern than not, in configuration order. */
function supporters(
  pattern: Pattern,
  input: SupervisionInput,
  follows: (span: Span, difference: Difference) => boolean,
): string[] {
  const documents = new Map(
    [...input.documents, ...input.decidedDocuments].map((document) => [document.id, document]),
  );
  const places = new Map(
    pattern.differences.map((difference) => [
      `${difference.documentId}:${String(difference.reference?.start)}-${String(difference.found?.start)}-${String(difference.found?.end)}`,
      difference,
    ]),
  );
  return input.annotators
    .map(({ id }) => id)
    .filter((id) => {
      let balance = 0;
      for (const difference of places.values()) {
        const place = difference.reference;
        const spans = documents.get(difference.documentId)?.annotations[id] ?? [];
        const touching = spans.filter(
          (span) => place !== null && span.start < place.end && place.start < span.end,
        );
        if (touching.length > 0) balance += touching.some((span) => follows(span, difference)) ? 1 : -1;
      }
      return balance > 0;
    });
}

function sameBorders(span: Span, other: Span | null): boolean {
  return other !== null && span.start === other.start && span.end === other.end;
}

/** "The guideline does not say": the annotators' readings of the place become the approaches. */
function unclearQuestion(decision: ExpertDecision, input: SupervisionInput): PatternQuestion[] {
  const { start, end, unclear } = decision;
  if (!unclear || start === null || end === null) return [];
  const document = [...input.documents, ...input.decidedDocuments].find(
    (candidate) => candidate.id === decision.documentId,
  );
  if (document === undefined) return [];
  const place = decision.hotspotId ?? tokenPlace(document, start, end);
  const readings = new Map<string, string[]>();
  for (const { id } of input.annotators) {
    const spans = document.annotations[id];
    if (spans === undefined) continue;
    const reading = readingOf(spans.filter((span) => span.start < end && start < span.end));
    readings.set(reading, [...(readings.get(reading) ?? []), id]);
  }
  const own = readingOf(decision.spans);
  for (const reading of [own, nothing]) if (!readings.has(reading)) readings.set(reading, []);
  const sentence = sentenceAround(document.text, start);
  const remark = decision.reason.trim() === '' ? '' : ` Your note: ${decision.reason.trim()}`;
  return [
    {
      id: `unclear/${place}`,
      text: `How is “${document.text.slice(start, end)}” to be marked in “${sentence}”?${remark}`,
      approaches: [...readings]
        .sort((a, b) => b[1].length - a[1].length)
        .map(([reading, voters]) => ({
          id: reading,
          text: reading === nothing ? 'Mark nothing there.' : `Mark ${reading}.`,
          rationale: reading === own ? 'Stood there when you marked the place as unclear.' : '',
          supporters: voters,
          hotspotIds: [place],
        })),
    },
  ];
}

const nothing = 'nothing';

/** "Bank → ORG; England → LOC", the form rule examples are written in. */
function readingOf(spans: readonly Span[]): string {
  return spans.length === 0 ? nothing : spans.map((span) => `${span.text} → ${span.type}`).join('; ');
}

function tokenPlace(document: EvidenceDocument, start: number, end: number): string {
  const first = document.tokens.findIndex((token) => token.end > start);
  const last = document.tokens.findLastIndex((token) => token.start < end);
  return hotspotId({ documentId: document.id, start: first, end: last + 1 });
}

function mostFrequent(surfaces: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const surface of surfaces) if (surface !== '') counts.set(surface, (counts.get(surface) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, 3)
    .map(([surface]) => surface);
}

function quoted(words: readonly string[]): string {
  return words.map((word) => `“${word}”`).join(', ');
}

export function hotspotsOf(pattern: Pattern): string[] {
  return [...new Set(pattern.differences.map(({ hotspotId: id }) => id))]
    .filter((id) => id !== '')
    .slice(0, 20);
}

/** question id → the approach chosen, and whether a template can say all of the answer (no words beside the choice). */
export type Answers = ReadonlyMap<string, { readonly choice: string; readonly isComplete: boolean }>;

export function answersById(questions: readonly Question[]): Answers {
  return new Map(
    questions.flatMap(({ id, binding, answer }) =>
      binding && answer !== null && answer.approachId !== null
        ? [[id, { choice: answer.approachId, isComplete: answer.text.trim() === '' }] as const]
        : [],
    ),
  );
}

export interface SettledPattern extends Pattern {
  /** Questions whose answers decided this pattern. */
  readonly questionIds: readonly string[];
}

/** The patterns as the expert's answers have them: a choice between two types, or about a border, goes the expert's way. */
export function settle(patterns: readonly Pattern[], answers: Answers): SettledPattern[] {
  const byId = new Map<string, SettledPattern>();
  for (const pattern of patterns) {
    const questionId = questionIdOf(pattern);
    const choice = answers.get(questionId)?.choice;
    const settled = {
      ...settleOne(pattern, choice),
      questionIds: choice === undefined ? [] : [questionId],
    };
    const other = byId.get(settled.id);
    if (other === undefined) {
      byId.set(settled.id, settled);
      continue;
    }
    // An answer has turned one pattern into another that is there as well: one rule, the expert's examples first.
    const [first, second] = settled.questionIds.length > 0 ? [settled, other] : [other, settled];
    byId.set(settled.id, {
      ...first,
      differences: [...first.differences, ...second.differences],
      examples: mergeExamples(first.examples, second.examples),
      questionIds: [...new Set([...first.questionIds, ...second.questionIds])],
    });
  }
  return [...byId.values()];
}

function settleOne(pattern: Pattern, choice: string | undefined): Pattern {
  const { template } = pattern;
  const rationale = 'decided by the expert';
  if (template.form === 'prefer' && choice === template.over) {
    const { type, over } = template;
    const examples = pattern.examples.map(({ text }) => ({
      text,
      annotation: `${text} → ${over}`,
      rationale,
    }));
    return {
      ...pattern,
      id: `prefer/${over}/${type}`,
      template: { ...template, type: over, over: type },
      examples,
    };
  }
  const isBorder = template.form === 'leave-out' || template.form === 'keep-in';
  if (isBorder && (choice === 'leave-out' || choice === 'keep-in') && choice !== template.form) {
    const { side, type, words } = template;
    const surfaces = mostFrequent(pattern.differences.map(({ found }) => found?.text ?? ''));
    const examples: RuleExample[] = surfaces.map((text) => ({
      text,
      annotation: `${text} → ${type}`,
      rationale,
    }));
    return {
      ...pattern,
      id: `${choice}/${side}/${type}`,
      template: { form: choice, side, type, words },
      examples,
    };
  }
  return pattern;
}
