import type { AnnotatorConfig } from '#shared/domain/annotator.ts';
import type { LabelSchema } from '#shared/domain/entity-type.ts';
import type { Guideline, Rule } from '#shared/domain/guideline.ts';
import { isRuleInForce } from '#shared/domain/guideline.ts';
import { scopeKey } from './scope.ts';

/** What a printed guideline needs besides the guideline itself. */
export interface RenderContext {
  readonly title: string;
  readonly schema: LabelSchema;
  readonly annotators: readonly Pick<AnnotatorConfig, 'id' | 'displayName'>[];
  /** Rejected rules are left out unless asked for. */
  readonly withRejected?: boolean;
}

export interface RuleNode {
  readonly rule: Rule;
  readonly children: readonly Rule[];
}

export interface OutlineSection {
  readonly heading: string;
  readonly nodes: readonly RuleNode[];
}

/** Sections in reading order: all annotators, each type in schema order, each annotator; empty ones are left out. */
export function outlineGuideline(guideline: Guideline, context: RenderContext): OutlineSection[] {
  const rules = guideline.rules.filter((rule) => context.withRejected === true || isRuleInForce(rule));
  const keys = [...new Set(rules.map((rule) => scopeKey(rule.scope)))];
  const known = [
    'general',
    ...context.schema.types.map((type) => `type:${type.name}`),
    ...context.annotators.map((annotator) => `annotator:${annotator.id}`),
  ];
  const ordered = [
    ...known.filter((key) => keys.includes(key)),
    ...keys.filter((key) => !known.includes(key)),
  ];
  return ordered.map((key) => {
    const own = rules.filter((rule) => scopeKey(rule.scope) === key);
    return { heading: headingOf(key, context), nodes: nest(own) };
  });
}

function headingOf(key: string, context: RenderContext): string {
  if (key === 'general') return 'Rules for all annotators';
  if (key.startsWith('type:')) return `Rules for ${key.slice('type:'.length)}`;
  const id = key.slice('annotator:'.length);
  return `Rules for ${context.annotators.find((annotator) => annotator.id === id)?.displayName ?? id}`;
}

/** Two levels: what refines a refinement is shown beside it. */
function nest(rules: readonly Rule[]): RuleNode[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const rootOf = (rule: Rule): Rule => {
    const seen = new Set<Rule>();
    let current = rule;
    while (current.parentId !== null && !seen.has(current)) {
      seen.add(current);
      const parent = byId.get(current.parentId);
      if (parent === undefined) break;
      current = parent;
    }
    return seen.has(current) && current.parentId !== null && byId.has(current.parentId) ? rule : current;
  };
  const roots = rules.filter((rule) => rootOf(rule) === rule);
  return roots.map((rule) => ({
    rule,
    children: rules.filter((other) => other !== rule && rootOf(other) === rule),
  }));
}

/** "proposed after iteration 2, locked" */
export function describeOrigin(rule: Rule): string {
  const from =
    rule.origin.author === 'expert'
      ? 'by the expert'
      : rule.origin.iteration === null
        ? 'by the supervisor'
        : `after round ${String(rule.origin.iteration)}`;
  const evidence = rule.origin.hotspotIds.length;
  return [
    `${rule.status} ${from}`,
    `${rule.priority} priority`,
    ...(evidence === 0 ? [] : [evidence === 1 ? '1 hotspot' : `${String(evidence)} hotspots`]),
    ...(rule.locked ? ['locked'] : []),
  ].join(', ');
}
