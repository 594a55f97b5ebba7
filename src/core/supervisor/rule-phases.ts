import { readTemplate, writeTemplate } from '#core/guideline/rule-templates.ts';
import { isProtectedRule, mergeExamples } from '#core/guideline/merge-guideline.ts';
import type { Question } from '#shared/domain/decision.ts';
import type { Rule } from '#shared/domain/guideline.ts';
import { describePattern, findPatterns } from './find-patterns.ts';
import type { Pattern } from './find-patterns.ts';
import type {
  AnnotatorNeeds,
  OrganisedAnswer,
  PatternsAnswer,
  RuleAnswer,
  RulesAnswer,
} from './phase-answers.ts';
import type { SupervisionInput } from './supervisor.ts';

/* The four phases without a model: counting, and sentences from templates. Deterministic. */

/** A choice between two types that fewer than this share of the annotators supports is put to the expert. */
const contestedSupport = 0.6;
const maxQuestions = 3;

export function rulePatterns(input: SupervisionInput): PatternsAnswer {
  const patterns = findPatterns(input).slice(0, input.limits.maxPatterns);
  const total = patterns.reduce((sum, pattern) => sum + pattern.differences.length, 0);
  return {
    summary: `${String(input.hotspots.length)} hotspots; the ${String(patterns.length)} most frequent patterns cover ${String(total)} differences from the ${input.settings.goldSupervision ? 'gold labels' : 'consensus'}.`,
    patterns: patterns.map((pattern) => ({
      id: pattern.id,
      name: describePattern(pattern),
      count: pattern.differences.length,
      rootCause: '',
      types: typesOf(pattern),
      hotspotIds: hotspotsOf(pattern),
      examples: pattern.examples.map((example) => example.text),
      coveredBy: input.guideline.rules
        .filter((rule) => rule.origin.patternIds.includes(pattern.id))
        .map(({ id }) => id),
    })),
    principles: patterns.map((pattern) => ({
      id: pattern.id,
      text: writeTemplate(pattern.template),
      patternIds: [pattern.id],
      priority: priorityOf(pattern, total),
    })),
    questions: patterns
      .filter((pattern) => pattern.template.form === 'prefer' && pattern.support < contestedSupport)
      .slice(0, maxQuestions)
      .map(toQuestion),
  };
}

export function ruleNeeds(input: SupervisionInput, annotatorId: string): AnnotatorNeeds {
  const patterns = findPatterns(input, annotatorId).slice(0, input.limits.maxModelSpecific);
  const total = patterns.reduce((sum, pattern) => sum + pattern.differences.length, 0);
  return {
    summary: patterns.map(describePattern).join(' '),
    strengths: [],
    weaknesses: patterns.map(describePattern),
    needs: patterns.map((pattern) => ({
      id: pattern.id,
      kind: pattern.template.form,
      text: writeTemplate(pattern.template),
      priority: priorityOf(pattern, total),
      patternIds: [pattern.id],
      hotspotIds: hotspotsOf(pattern),
    })),
  };
}

/**
 * Rules for the most frequent patterns. A rule that exists already gathers the new words and examples; rules the expert
 * rejected, locked or edited are not proposed again. An expert's answer about two types decides their rule.
 */
export function ruleRules(
  input: SupervisionInput,
  needs: Readonly<Record<string, AnnotatorNeeds>>,
  questions: readonly Question[],
): RulesAnswer {
  const all = findPatterns(input);
  const total = all.reduce((sum, pattern) => sum + pattern.differences.length, 0);
  const answers = answersById(questions);
  const settled = settle(all, answers);
  const common = settled
    .slice(0, input.limits.maxPatterns)
    .flatMap((pattern) => ruleFor(pattern, pattern.id, input, priorityOf(pattern, total), answers));
  const commonIds = new Set(common.map((rule) => rule.id));
  const specific = Object.keys(needs).flatMap((annotatorId) =>
    settle(findPatterns(input, annotatorId), answers)
      .filter((pattern) => !commonIds.has(pattern.id))
      .slice(0, input.limits.maxModelSpecific)
      .flatMap((pattern) =>
        ruleFor(pattern, `${annotatorId}/${pattern.id}`, input, 'medium', answers).map((rule) => ({
          ...rule,
          annotatorId,
        })),
      ),
  );
  return {
    resolutions: settled.slice(0, input.limits.maxPatterns).map((pattern) => ({
      patternId: pattern.id,
      choice: writeTemplate(pattern.template),
      rationale: `${percent(pattern.support)} of the annotators work this way.`,
      goalClause: '',
    })),
    common,
    specific,
    goal: input.settings.skipGoal ? '' : updatedGoal(input.guideline.goal, settled),
    summary: `${String(common.length)} rules for all, ${String(specific.length)} for single annotators.`,
  };
}

/** Keeps the order of the rules; nothing is retired. */
export function ruleOrganised(): OrganisedAnswer {
  return { contradictions: [], rules: [], retired: [], summary: 'Order kept, nothing retired.' };
}

function ruleFor(
  pattern: Pattern,
  id: string,
  input: SupervisionInput,
  priority: RuleAnswer['priority'],
  answers: Answers,
): RuleAnswer[] {
  const old = input.guideline.rules.find((rule) => rule.id === id);
  if (old !== undefined && (old.status === 'rejected' || isProtectedRule(old))) return [];
  const questionId = questionIdOf(pattern);
  const isAnswered = answers.get(questionId)?.isComplete === true;
  return [
    {
      id,
      text: mergedText(pattern, old),
      type: pattern.template.type,
      priority: old?.priority ?? priority,
      patternIds: isAnswered ? [pattern.id, questionId] : [pattern.id],
      hotspotIds: hotspotsOf(pattern),
      replaces: '',
      examples: mergeExamples(pattern.examples, old?.examples ?? []),
    },
  ];
}

/** The old rule's words first, then the new ones. */
function mergedText(pattern: Pattern, old: Rule | undefined): string {
  const { template } = pattern;
  const before = old === undefined ? undefined : readTemplate(old.text);
  if (!('words' in template) || before === undefined || !('words' in before)) return writeTemplate(template);
  return writeTemplate({ ...template, words: [...new Set([...before.words, ...template.words])] });
}

const decidedSoFar = 'In doubt, decided so far: ';

/** The goal with one closing paragraph on the choices between types; the paragraph is rewritten each round. */
function updatedGoal(goal: string, patterns: readonly Pattern[]): string {
  const choices = patterns.flatMap(({ template, examples }) =>
    template.form === 'prefer' && examples.length > 0
      ? [
          `${template.type} rather than ${template.over} for ${examples
            .slice(0, 2)
            .map(({ text }) => `“${text}”`)
            .join(' and ')}`,
        ]
      : [],
  );
  if (choices.length === 0) return goal;
  const at = goal.indexOf(decidedSoFar);
  const base = (at < 0 ? goal : goal.slice(0, at)).trimEnd();
  return `${base}${base === '' ? '' : '\n\n'}${decidedSoFar}${choices.slice(0, 4).join('; ')}.`;
}

function toQuestion(pattern: Pattern): PatternsAnswer['questions'][number] {
  if (pattern.template.form !== 'prefer')
    return { id: pattern.id, text: describePattern(pattern), approaches: [] };
  const { type, over } = pattern.template;
  const hotspotIds = hotspotsOf(pattern).slice(0, 5);
  const surfaces = pattern.examples
    .slice(0, 3)
    .map(({ text }) => `“${text}”`)
    .join(', ');
  const followers = [...new Set(pattern.differences.map(({ annotatorId }) => annotatorId))];
  return {
    id: questionIdOf(pattern),
    text: `Should names like ${surfaces} be ${type} or ${over}?`,
    approaches: [
      {
        id: type,
        text: `Mark them as ${type}.`,
        rationale: `${percent(pattern.support)} of the annotators do.`,
        supporters: [],
        hotspotIds,
      },
      { id: over, text: `Mark them as ${over}.`, rationale: '', supporters: followers, hotspotIds },
    ],
  };
}

/** The same for both directions of a choice. */
function questionIdOf(pattern: Pattern): string {
  if (pattern.template.form !== 'prefer') return pattern.id;
  return `type/${[pattern.template.type, pattern.template.over].sort().join('/')}`;
}

/** question id → the type chosen, and whether a template can say all of the answer (no words beside the choice). */
type Answers = ReadonlyMap<string, { readonly choice: string; readonly isComplete: boolean }>;

function answersById(questions: readonly Question[]): Answers {
  return new Map(
    questions.flatMap(({ id, binding, answer }) =>
      binding && answer !== null && answer.approachId !== null
        ? [[id, { choice: answer.approachId, isComplete: answer.text.trim() === '' }] as const]
        : [],
    ),
  );
}

/** The patterns as the expert's answers have them: a choice between two types goes the way the expert chose. */
function settle(patterns: readonly Pattern[], answers: Answers): Pattern[] {
  const byId = new Map<string, Pattern>();
  for (const pattern of patterns) {
    const { template } = pattern;
    const choice = answers.get(questionIdOf(pattern))?.choice;
    const settled =
      template.form === 'prefer' && choice === template.over
        ? {
            ...pattern,
            id: `prefer/${template.over}/${template.type}`,
            template: { ...template, type: template.over, over: template.type },
            examples: pattern.examples.map(({ text }) => ({
              text,
              annotation: `${text} → ${template.over}`,
              rationale: 'decided by the expert',
            })),
          }
        : pattern;
    if (!byId.has(settled.id)) byId.set(settled.id, settled);
  }
  return [...byId.values()];
}

function hotspotsOf(pattern: Pattern): string[] {
  return [...new Set(pattern.differences.map(({ hotspotId }) => hotspotId))]
    .filter((id) => id !== '')
    .slice(0, 20);
}

function typesOf({ template }: Pattern): string[] {
  return template.form === 'prefer' ? [template.type, template.over] : [template.type];
}

function priorityOf(pattern: Pattern, total: number): RuleAnswer['priority'] {
  const share = total === 0 ? 0 : pattern.differences.length / total;
  return share >= 0.15 ? 'high' : share >= 0.05 ? 'medium' : 'low';
}

function percent(share: number): string {
  return `${String(Math.round(share * 100))} %`;
}
