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
import { answersById, hotspotsOf, ruleQuestions, settle, templateQuestionId } from './rule-questions.ts';
import type { Answers, SettledPattern } from './rule-questions.ts';
import type { SupervisionInput } from './supervisor.ts';

/* The four phases without a model: counting, and sentences from templates. Deterministic. */

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
    questions: ruleQuestions(input, patterns),
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
    .filter((pattern, index) => index < input.limits.maxPatterns || pattern.questionIds.length > 0)
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

/** Keeps the order of the rules; only rules that say the opposite of an answer by the expert are retired. */
export function ruleOrganised(input: SupervisionInput, questions: readonly Question[]): OrganisedAnswer {
  const answers = answersById(questions);
  const retired = input.guideline.rules.flatMap((rule) => {
    const template = readTemplate(rule.text);
    if (template === undefined) return [];
    const choice = answers.get(templateQuestionId(template))?.choice;
    const against =
      template.form === 'prefer'
        ? choice === template.over
        : (template.form === 'leave-out' && choice === 'keep-in') ||
          (template.form === 'keep-in' && choice === 'leave-out');
    return against ? [{ id: rule.id, reason: 'The expert decided otherwise.' }] : [];
  });
  const count = retired.length === 0 ? 'nothing' : String(retired.length);
  return { contradictions: [], rules: [], retired, summary: `Order kept, ${count} retired.` };
}

function ruleFor(
  pattern: SettledPattern,
  id: string,
  input: SupervisionInput,
  priority: RuleAnswer['priority'],
  answers: Answers,
): RuleAnswer[] {
  const old = input.guideline.rules.find((rule) => rule.id === id);
  if (old !== undefined && (old.status === 'rejected' || isProtectedRule(old))) return [];
  const cited = pattern.questionIds.filter((question) => answers.get(question)?.isComplete === true);
  return [
    {
      id,
      text: mergedText(pattern, old),
      type: pattern.template.type,
      priority: old?.priority ?? priority,
      patternIds: [pattern.id, ...cited],
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
