import { runSettingsSchema, type RunSettings } from '#shared/domain/run-settings.ts';

/** Readings of a run: every annotator reads every document in rounds 0..T. */
export function plannedUnits(settings: RunSettings): number {
  return settings.setSize * settings.annotatorIds.length * (settings.iterations + 1);
}

interface Estimate {
  readonly minutes: number | null;
  readonly costUsd: number | null;
}

/** Scales the engine's estimate for its defaults to the draft: time with readings, cost with supervisions. */
export function scaleEstimate(base: Estimate, defaults: RunSettings, draft: RunSettings): Estimate {
  const units = plannedUnits(defaults);
  const supervisions = Math.max(1, defaults.iterations);
  return {
    minutes:
      base.minutes === null || units === 0 ? base.minutes : (base.minutes * plannedUnits(draft)) / units,
    costUsd: base.costUsd === null ? null : (base.costUsd * draft.iterations) / supervisions,
  };
}

/** Field name → what is wrong with it; empty where the draft can start. */
export function draftErrors(draft: RunSettings): Readonly<Record<string, string>> {
  const parsed = runSettingsSchema.safeParse(draft);
  if (parsed.success) return {};
  return Object.fromEntries(parsed.error.issues.map((issue) => [issue.path.join('.'), issue.message]));
}

const places = [
  // What is said about the supervisor may name its model or what annotators are for.
  { step: 'supervisor', words: /^the supervisor/i },
  { step: 'annotators', words: /annotator|pool|model/i },
  { step: 'supervisor', words: /supervisor|key|host/i },
  { step: 'schema', words: /entity type|schema|type/i },
  { step: 'goal', words: /goal|purpose|what .*for/i },
  { step: 'corpus', words: /document|corpus/i },
] as const;

/** The screen on which a problem of `run.defaults` can be mended. */
export function placeOfProblem(problem: string): (typeof places)[number]['step'] {
  return places.find(({ words }) => words.test(problem))?.step ?? 'corpus';
}
