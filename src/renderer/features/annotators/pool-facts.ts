import type { AnnotatorConfig } from '#shared/domain/annotator.ts';
import type { InstalledModel } from '#shared/rpc/setup.ts';
import type { PlainKey } from '../../i18n/t.ts';

export interface PoolFacts {
  readonly chosen: number;
  readonly builtin: number;
  readonly makers: number;
  readonly families: number;
  /** 0..1: how far the pool is from being one family; 1 = every annotator of its own maker and family. */
  readonly diversity: number;
}

function distinct(values: readonly string[]): number {
  return new Set(values.map((value) => value.toLowerCase())).size;
}

/** Numbers behind the diversity meter; only enabled annotators count. */
export function poolFacts(pool: readonly AnnotatorConfig[]): PoolFacts {
  const chosen = pool.filter((annotator) => annotator.enabled);
  const makers = distinct(chosen.map((annotator) => annotator.maker || annotator.model));
  const families = distinct(chosen.map((annotator) => annotator.family || annotator.model));
  const size = chosen.length;
  return {
    chosen: size,
    builtin: chosen.filter((annotator) => annotator.kind === 'builtin').length,
    makers,
    families,
    diversity: size < 2 ? 0 : (makers - 1 + families - 1) / (2 * (size - 1)),
  };
}

/** What to say about the size of the pool. */
export function sizeAdvice(chosen: number): {
  readonly key: PlainKey;
  readonly tone: 'warning' | 'success' | 'info';
} {
  if (chosen < 2) return { key: 'annotators.needTwo', tone: 'warning' };
  if (chosen < 4) return { key: 'annotators.few', tone: 'info' };
  if (chosen <= 8) return { key: 'annotators.good', tone: 'success' };
  if (chosen <= 12) return { key: 'annotators.many', tone: 'info' };
  return { key: 'annotators.tooMany', tone: 'warning' };
}

/** Two letters for a model, free in the pool: "qwen3:14b" → "QW", then "Q1", "Q2" … */
export function monogramFor(model: string, pool: readonly AnnotatorConfig[]): string {
  const taken = new Set(pool.map((annotator) => annotator.monogram));
  const letters = model.replace(/[^\p{L}]/gu, '').toUpperCase();
  const first = letters.slice(0, 1) || 'M';
  const candidates = [
    letters.slice(0, 2),
    ...Array.from(letters.slice(1), (letter) => first + letter),
    ...Array.from({ length: 99 }, (_, index) => `${first}${index + 1}`),
  ];
  return candidates.find((candidate) => candidate.length >= 2 && !taken.has(candidate)) ?? first;
}

export function annotatorOf(model: InstalledModel, pool: readonly AnnotatorConfig[]): AnnotatorConfig {
  return {
    id: `ollama:${model.name}`,
    kind: 'ollama',
    model: model.name,
    displayName: model.name,
    monogram: monogramFor(model.name, pool),
    maker: model.maker,
    family: model.family,
    endpoint: null,
    enabled: true,
  };
}

/** The pool with the annotator switched on (added at the end) or off (kept, so that its place and letters stay). */
export function withAnnotator(
  pool: readonly AnnotatorConfig[],
  annotator: AnnotatorConfig,
  on: boolean,
): readonly AnnotatorConfig[] {
  const known = pool.some(({ id }) => id === annotator.id);
  if (known) return pool.map((other) => (other.id === annotator.id ? { ...other, enabled: on } : other));
  return on ? [...pool, { ...annotator, enabled: true }] : pool;
}

/** The pool with the annotator's settings, in its place, or with the annotator added at the end. */
export function withSettings(
  pool: readonly AnnotatorConfig[],
  annotator: AnnotatorConfig,
): readonly AnnotatorConfig[] {
  const known = pool.some(({ id }) => id === annotator.id);
  return known ? pool.map((other) => (other.id === annotator.id ? annotator : other)) : [...pool, annotator];
}
