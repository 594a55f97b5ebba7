import { addUsage, noUsage } from '#core/llm/outcome.ts';
import type { Question } from '#shared/domain/decision.ts';
import type { Rule } from '#shared/domain/guideline.ts';
import { isRuleInForce } from '#shared/domain/guideline.ts';
import { askPhase } from './ask-phase.ts';
import type { PhaseRequest, PhaseResult, PhaseServer } from './ask-phase.ts';
import { buildRules } from './build-rules.ts';
import { finishSupervision } from './finish-supervision.ts';
import {
  annotatorNeedsJsonSchema,
  annotatorNeedsSchema,
  organisedAnswerSchema,
  organisedJsonSchema,
  patternsAnswerSchema,
  patternsJsonSchema,
  rulesAnswerSchema,
  rulesJsonSchema,
} from './phase-answers.ts';
import type {
  AnnotatorNeeds,
  OrganisedAnswer,
  PatternsAnswer,
  RuleAnswer,
  RulesAnswer,
} from './phase-answers.ts';
import { annotatorTask, organiseTask, patternsTask, rulesTask, supervisorSystem } from './phase-prompts.ts';
import { annotatorNamed, annotatorsToStudy, toQuestions } from './questions.ts';
import { ruleNeeds, ruleOrganised, rulePatterns, ruleRules } from './rule-phases.ts';
import { keepRuleId } from './rule-supervisor.ts';
import type {
  Phase12,
  SupervisionHooks,
  SupervisionInput,
  Supervisor,
  SupervisorCall,
} from './supervisor.ts';

export interface LlmSupervisorSettings extends PhaseServer {
  /** For example "openai:gpt-5.6-luna". */
  readonly id: string;
}

/**
 * Four phases, each one validated structured answer (phase 2: one per annotator studied). A phase that gives no valid
 * answer in three tries is done by the rule-based supervisor and named in `fallback`; an unreachable or refusing server
 * throws, so that the run can pause.
 */
export function createLlmSupervisor(settings: LlmSupervisorSettings): Supervisor {
  const runPhases12 = async (
    input: SupervisionInput,
    hooks: SupervisionHooks,
    signal: AbortSignal,
  ): Promise<Phase12> => {
    const session = new Session(settings, hooks, signal);
    const system = supervisorSystem(input);
    const patterns = await session.ask<PatternsAnswer>(
      {
        phase: 'phase1_patterns',
        annotatorId: null,
        system,
        task: (level) => patternsTask(input, level),
        schema: patternsJsonSchema,
        answer: patternsAnswerSchema.transform((answer) => withQuestionIds(answer, input)),
      },
      () => rulePatterns(input),
    );
    const limited = limitPatterns(patterns, input);
    const needs: Record<string, AnnotatorNeeds> = {};
    for (const annotator of annotatorsToStudy(input)) {
      const answer = await session.ask<AnnotatorNeeds>(
        {
          phase: 'phase2_annotator',
          annotatorId: annotator.id,
          system,
          task: (level) => annotatorTask(input, annotator, limited, level),
          schema: annotatorNeedsJsonSchema,
          answer: annotatorNeedsSchema,
        },
        () => ruleNeeds(input, annotator.id),
      );
      needs[annotator.id] = { ...answer, needs: answer.needs.slice(0, input.limits.maxModelSpecific) };
    }
    return { patterns: limited, needs, questions: toQuestions(input, limited), ...session.end() };
  };

  const runPhases34: Supervisor['runPhases34'] = async (input, phase12, answers, hooks, signal) => {
    const session = new Session(settings, hooks, signal);
    const system = supervisorSystem(input);
    const questions = [...input.questions, ...answers];
    let ruleIdOf = modelRuleId;
    const rules = await session.ask<RulesAnswer>(
      {
        phase: 'phase3_rules',
        annotatorId: null,
        system,
        task: () => rulesTask(input, phase12.patterns, phase12.needs, questions),
        schema: rulesJsonSchema,
        answer: rulesAnswerSchema,
        check: (value) => unknownAnnotators(value, input),
      },
      () => {
        ruleIdOf = keepRuleId;
        return ruleRules(input, phase12.needs, questions);
      },
    );
    const named = withAnnotatorIds(rules, input);
    const organise = (remark: string): Promise<OrganisedAnswer> =>
      session.ask<OrganisedAnswer>(
        {
          phase: 'phase4_organise',
          annotatorId: null,
          system,
          task: () =>
            organiseTask(
              input,
              named,
              allRules(input, named, questions, ruleIdOf),
              goalOf(input, named),
              remark,
            ),
          schema: organisedJsonSchema,
          answer: organisedAnswerSchema,
        },
        () => ruleOrganised(input, questions),
      );
    let organised = await organise('');
    let finished = finishSupervision(input, named, organised, questions, ruleIdOf);
    if (finished.isOverLimit) {
      organised = await organise(
        `It would change ${String(Math.round(finished.askedChange * 100))} % of the old wording; at most ${String(Math.round((input.limits.changeRatio ?? 1) * 100))} % may change. Keep more of the old rules.`,
      );
      finished = finishSupervision(input, named, organised, questions, ruleIdOf);
    }
    const { fallbacks, usage, calls } = session.end();
    const all = [...phase12.fallbacks, ...fallbacks];
    return {
      ...finished.result,
      questions: answers,
      phases: { patterns: phase12.patterns, needs: phase12.needs, rules: named, organised },
      usage: addUsage(phase12.usage, usage),
      calls: [...phase12.calls, ...calls],
      ...(all.length === 0 ? {} : { fallback: all.join('; ') }),
    };
  };

  return {
    id: settings.id,
    runPhases12,
    runPhases34,
    supervise: async (input, hooks, signal) => {
      const phase12 = await runPhases12(input, hooks, signal);
      return runPhases34(input, phase12, phase12.questions, hooks, signal);
    },
  };
}

/** The calls of one half of a supervision, with what they cost and where rules stepped in. */
class Session {
  private readonly server: PhaseServer;
  private readonly hooks: SupervisionHooks;
  private readonly signal: AbortSignal;
  private readonly calls: SupervisorCall[] = [];
  private readonly fallbacks: string[] = [];

  constructor(server: PhaseServer, hooks: SupervisionHooks, signal: AbortSignal) {
    this.server = server;
    this.hooks = hooks;
    this.signal = signal;
  }

  async ask<T>(request: PhaseRequest<T>, fallback: () => T): Promise<T> {
    const result: PhaseResult<T> = await askPhase(this.server, request, this.hooks, this.signal);
    this.calls.push(...result.calls);
    if (result.ok) return result.value;
    const whose = request.annotatorId === null ? '' : ` (${request.annotatorId})`;
    this.fallbacks.push(`${request.phase}${whose}: ${result.why}; done by the rule-based supervisor`);
    return fallback();
  }

  end(): Pick<Phase12, 'usage' | 'calls' | 'fallbacks'> {
    return {
      usage: this.calls.reduce((sum, call) => addUsage(sum, call.usage), noUsage),
      calls: this.calls,
      fallbacks: this.fallbacks,
    };
  }
}

/**
 * A rule that replaces one in force, or carries its id, changes that rule. Any other gets an id of its iteration, because
 * models number their rules from 1 each time.
 */
function modelRuleId(answer: RuleAnswer, input: SupervisionInput): string {
  const inForce = input.guideline.rules.filter(isRuleInForce);
  if (inForce.some(({ id }) => id === answer.replaces)) return answer.replaces;
  if (inForce.some(({ id }) => id === answer.id)) return answer.id;
  return `t${String(input.iteration)}/${answer.id}`;
}

/** Models number their questions from 1 each time; the iteration makes the ids unique in the run. */
function withQuestionIds(answer: PatternsAnswer, input: SupervisionInput): PatternsAnswer {
  const prefix = `t${String(input.iteration)}/`;
  return {
    ...answer,
    questions: answer.questions.map((question) => ({ ...question, id: prefix + question.id })),
  };
}

function limitPatterns(answer: PatternsAnswer, input: SupervisionInput): PatternsAnswer {
  return { ...answer, patterns: answer.patterns.slice(0, input.limits.maxPatterns) };
}

function unknownAnnotators(answer: RulesAnswer, input: SupervisionInput): string {
  const unknown = answer.specific.filter(
    ({ annotatorId }) => annotatorNamed(input, annotatorId) === undefined,
  );
  return unknown.length === 0
    ? ''
    : `annotatorId must be one of ${input.annotators.map(({ id }) => JSON.stringify(id)).join(', ')}.`;
}

function withAnnotatorIds(answer: RulesAnswer, input: SupervisionInput): RulesAnswer {
  return {
    ...answer,
    specific: answer.specific.map((rule) => ({
      ...rule,
      annotatorId: annotatorNamed(input, rule.annotatorId)?.id ?? rule.annotatorId,
    })),
  };
}

function goalOf(input: SupervisionInput, rules: RulesAnswer): string {
  return rules.goal === '' ? input.guideline.goal : rules.goal;
}

function allRules(
  input: SupervisionInput,
  rules: RulesAnswer,
  questions: readonly Question[],
  ruleIdOf: typeof modelRuleId,
): Rule[] {
  const proposed = buildRules(input, rules, questions, ruleIdOf);
  const changed = new Set(proposed.map(({ id }) => id));
  return [
    ...input.guideline.rules.filter((rule) => isRuleInForce(rule) && !changed.has(rule.id)),
    ...proposed,
  ];
}
