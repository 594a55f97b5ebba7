import type { Rule } from '#shared/domain/guideline.ts';
import { t } from '../../i18n/t.ts';

export interface RuleGroup {
  /** "general", "type:ORG", "annotator:ollama:qwen3". */
  readonly id: string;
  readonly kind: Rule['scope']['kind'];
  readonly title: string;
  /** In reading order; a rule that refines another follows it. */
  readonly rules: readonly Rule[];
}

export function scopeId(scope: Rule['scope']): string {
  switch (scope.kind) {
    case 'general':
      return 'general';
    case 'type':
      return `type:${scope.type}`;
    case 'annotator':
      return `annotator:${scope.annotatorId}`;
  }
}

/** Rules by what they hold for: general, then types, then annotators, each in order of first appearance. */
export function groupRules(
  rules: readonly Rule[],
  annotators: readonly { readonly id: string; readonly displayName: string }[],
): readonly RuleGroup[] {
  const groups = new Map<string, Rule[]>();
  for (const rule of rules) {
    const id = scopeId(rule.scope);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [rule]);
    else group.push(rule);
  }
  const rank = { general: 0, type: 1, annotator: 2 } as const;
  return [...groups]
    .flatMap(([id, members]) => {
      const scope = members[0]?.scope;
      return scope === undefined
        ? []
        : [
            {
              id,
              kind: scope.kind,
              title: scopeTitle(scope, annotators),
              rules: childrenAfterParents(members),
            },
          ];
    })
    .toSorted((a, b) => rank[a.kind] - rank[b.kind]);
}

export function scopeTitle(
  scope: Rule['scope'],
  annotators: readonly { readonly id: string; readonly displayName: string }[],
): string {
  switch (scope.kind) {
    case 'general':
      return t('guidelines.general');
    case 'type':
      return t('guidelines.forType', { type: scope.type });
    case 'annotator': {
      const name = annotators.find(({ id }) => id === scope.annotatorId)?.displayName ?? scope.annotatorId;
      return t('guidelines.forAnnotator', { name });
    }
  }
}

function childrenAfterParents(rules: readonly Rule[]): readonly Rule[] {
  const ids = new Set(rules.map((rule) => rule.id));
  const isChild = (rule: Rule): boolean => rule.parentId !== null && ids.has(rule.parentId);
  return rules
    .filter((rule) => !isChild(rule))
    .flatMap((rule) => [rule, ...rules.filter((other) => isChild(other) && other.parentId === rule.id)]);
}
