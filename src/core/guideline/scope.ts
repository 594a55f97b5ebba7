import type { RuleScope } from '#shared/domain/guideline.ts';

/** One string per scope: "general", "type:ORG", "annotator:builtin:lexicon". */
export function scopeKey(scope: RuleScope): string {
  switch (scope.kind) {
    case 'general':
      return 'general';
    case 'type':
      return `type:${scope.type}`;
    case 'annotator':
      return `annotator:${scope.annotatorId}`;
  }
}

export function sameScope(a: RuleScope, b: RuleScope): boolean {
  return scopeKey(a) === scopeKey(b);
}
