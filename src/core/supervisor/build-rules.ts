import { matchType } from '#core/annotators/match-type.ts';
import type { Question } from '#shared/domain/decision.ts';
import type { Rule, RuleScope } from '#shared/domain/guideline.ts';
import type { RuleAnswer, RulesAnswer } from './phase-answers.ts';
import type { SupervisionInput } from './supervisor.ts';

/** Gives a phase 3 rule its id in the guideline. */
export type RuleIdOf = (answer: RuleAnswer, input: SupervisionInput) => string;

/** Rules of phase 3 as guideline rules with their evidence, then one rule for each binding answer none of them cites. */
export function buildRules(
  input: SupervisionInput,
  answer: RulesAnswer,
  questions: readonly Question[],
  ruleIdOf: RuleIdOf,
): Rule[] {
  const taken = new Set<string>();
  const rules: Rule[] = [];
  const add = (item: RuleAnswer, scope: RuleScope): void => {
    const id = uniqueId(ruleIdOf(item, input), taken);
    taken.add(id);
    rules.push({
      id,
      scope,
      text: item.text,
      examples: item.examples,
      priority: item.priority,
      parentId: null,
      origin: {
        author: 'supervisor',
        iteration: input.iteration,
        patternIds: item.patternIds,
        hotspotIds: item.hotspotIds,
      },
      status: 'proposed',
      locked: false,
    });
  };
  for (const item of answer.common) add(item, commonScope(item, input));
  for (const item of answer.specific) add(item, { kind: 'annotator', annotatorId: item.annotatorId });
  const known = new Set(input.guideline.rules.map(({ id }) => id));
  const cited = new Set([...input.guideline.rules, ...rules].flatMap((rule) => rule.origin.patternIds));
  for (const question of questions) {
    const isTakenUp = cited.has(question.id) || known.has(answerRuleId(question));
    if (question.binding && question.answer !== null && !isTakenUp) rules.push(answeredRule(question, input));
  }
  return rules;
}

function answerRuleId(question: Question): string {
  return `answer/${question.id}`;
}

/** An answer of the expert that no rule takes up becomes a rule itself. */
function answeredRule(question: Question, input: SupervisionInput): Rule {
  const approach = question.approaches.find((candidate) => candidate.id === question.answer?.approachId);
  const words = [approach?.text, question.answer?.text].filter(
    (part) => part !== undefined && part.trim() !== '',
  );
  return {
    id: answerRuleId(question),
    scope: { kind: 'general' },
    text: `${question.text} Decided by the expert: ${words.join(' ')}`,
    examples: answerExamples(question, input),
    priority: 'high',
    parentId: null,
    origin: {
      author: 'expert',
      iteration: input.iteration,
      patternIds: [question.id],
      hotspotIds: approach?.examples.map((example) => example.hotspotId).filter((id) => id !== '') ?? [],
    },
    status: 'accepted',
    locked: false,
  };
}

/** Where the chosen approach is itself a reading ("Alba → ORG", "nothing"), it is the rule's example. */
function answerExamples(question: Question, input: SupervisionInput): Rule['examples'] {
  const choice = question.answer?.approachId ?? null;
  const place = /^unclear\/(?<documentId>.*):(?<start>\d+)-(?<end>\d+)$/su.exec(question.id)?.groups;
  if (choice === null || place === undefined) return [];
  const document = [...input.documents, ...input.decidedDocuments].find(
    ({ id }) => id === place['documentId'],
  );
  const start = document?.tokens[Number(place['start'])]?.start;
  const end = document?.tokens[Number(place['end']) - 1]?.end;
  if (document === undefined || start === undefined || end === undefined) return [];
  return [{ text: document.text.slice(start, end), annotation: choice, rationale: 'decided by the expert' }];
}

function commonScope(item: RuleAnswer, input: SupervisionInput): RuleScope {
  const type = matchType(item.type, input.schema.types);
  return type === undefined ? { kind: 'general' } : { kind: 'type', type: type.name };
}

function uniqueId(wanted: string, taken: ReadonlySet<string>): string {
  let id = wanted;
  for (let number = 2; taken.has(id); number += 1) id = `${wanted}~${String(number)}`;
  return id;
}
