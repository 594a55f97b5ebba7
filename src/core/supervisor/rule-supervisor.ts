import { noUsage } from '#core/llm/outcome.ts';
import { finishSupervision } from './finish-supervision.ts';
import { annotatorsToStudy, toQuestions } from './questions.ts';
import { ruleNeeds, ruleOrganised, rulePatterns, ruleRules } from './rule-phases.ts';
import type { Phase12, SupervisionInput, Supervisor } from './supervisor.ts';

/** Rules of the built-in supervisor keep their ids over the iterations, so that they grow instead of multiplying. */
export const keepRuleId = (answer: { readonly id: string; readonly annotatorId?: string }): string =>
  answer.id;

/**
 * The supervisor without a model: counts the patterns of disagreement and writes template rules for the most frequent
 * ones, with examples from the consensus. Sends nothing anywhere; the same input gives the same guideline.
 */
export function createRuleSupervisor(): Supervisor {
  const runPhases12 = (input: SupervisionInput): Phase12 => {
    const patterns = rulePatterns(input);
    return {
      patterns,
      needs: Object.fromEntries(annotatorsToStudy(input).map(({ id }) => [id, ruleNeeds(input, id)])),
      questions: toQuestions(input, patterns),
      usage: noUsage,
      calls: [],
      fallbacks: [],
    };
  };
  const runPhases34: Supervisor['runPhases34'] = async (input, phase12, answers, _hooks, signal) => {
    signal.throwIfAborted();
    const questions = [...input.questions, ...answers];
    const rules = ruleRules(input, phase12.needs, questions);
    const organised = ruleOrganised(input, questions);
    const finished = finishSupervision(input, rules, organised, questions, keepRuleId);
    return {
      ...finished.result,
      questions: answers,
      phases: { patterns: phase12.patterns, needs: phase12.needs, rules, organised },
      usage: noUsage,
      calls: [],
    };
  };
  return {
    id: 'rules',
    runPhases12: async (input, _hooks, signal) => {
      signal.throwIfAborted();
      return runPhases12(input);
    },
    runPhases34,
    supervise: async (input, hooks, signal) => {
      const phase12 = runPhases12(input);
      return runPhases34(input, phase12, phase12.questions, hooks, signal);
    },
  };
}
