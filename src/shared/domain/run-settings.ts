import { z } from 'zod';

export const presets = ['stable', 'relaxed', 'aggressive'] as const;
export type Preset = (typeof presets)[number];
export const weightSchemes = ['hybrid', 'span-only', 'kappa-only'] as const;
export type WeightScheme = (typeof weightSchemes)[number];
export const boundaryVariants = ['start-inside', 'entity'] as const;
export type BoundaryVariant = (typeof boundaryVariants)[number];
/** Lower bound of the hotspot threshold: none, above the widest gap of the scores, or what chance placement reaches. */
export const adaptiveThresholds = ['off', 'gap', 'permutation'] as const;
export type AdaptiveThreshold = (typeof adaptiveThresholds)[number];

export const supervisorConfigSchema = z.object({
  kind: z.enum(['openai', 'ollama', 'rules']),
  model: z.string().default(''),
  /** Base URL; null = the provider's own. */
  url: z.string().nullable().default(null),
});
export type SupervisorConfig = z.infer<typeof supervisorConfigSchema>;

/** Method.md names in brackets. */
export const analysisParamsSchema = z.object({
  hotspotPercentile: z.number().min(0).max(100).default(80),
  coalitionCutoff: z.number().min(0).max(1).default(0.5),
  boundary: z.enum(boundaryVariants).default('start-inside'),
  weights: z.enum(weightSchemes).default('hybrid'),
  elitePercentile: z.number().min(0).max(100).default(90),
  betweenPercentile: z.number().min(0).max(100).default(90),
  minBlockLength: z.int().min(1).default(1),
  mergeWithinGap: z.boolean().default(true),
  /** hot iff U* ≥ max(percentile, u_min), u_min by this rule. Early projects stored whether the gap rule was on. */
  adaptiveThreshold: z
    .preprocess(
      (value) => (value === true ? 'gap' : value === false ? 'off' : value),
      z.enum(adaptiveThresholds),
    )
    .default('off'),
  /** Hotspots shown to the supervisor where nobody agrees; shrinks with agreement. null = all. */
  hotspotBudget: z.int().min(1).max(10_000).nullable().default(null),
});
export type AnalysisParams = z.infer<typeof analysisParamsSchema>;

export const runSettingsSchema = z.object({
  annotatorIds: z.array(z.string()).min(2),
  supervisor: supervisorConfigSchema,
  preset: z.enum(presets).default('relaxed'),
  /** T: annotation rounds are t = 0..T, supervisions t = 0..T-1. */
  iterations: z.int().min(0).max(20).default(5),
  setSize: z.int().min(1).max(500).default(25),
  seed: z.int().default(42),
  analysis: analysisParamsSchema.prefault({}),
  /** autonomous: the supervisor decides; review: the run waits for the expert after each supervision. */
  mode: z.enum(['autonomous', 'review']).default('autonomous'),
  skipGoal: z.boolean().default(false),
  goldSupervision: z.boolean().default(false),
  /** Homogeneous-pool ablation: warns instead of advising diversity; recorded with the run. */
  homogeneousPool: z.boolean().default(false),
  modelSpecificForAll: z.boolean().default(false),
  dropWorst: z.boolean().default(false),
  earlyStopping: z.boolean().default(false),
  probeSetSize: z.int().min(5).max(100).default(15),
  /** US dollars; null = no cap. */
  costCapUsd: z.number().min(0).nullable().default(null),
  /** Ask before each supervisor call that leaves this computer. */
  askBeforeSending: z.boolean().default(false),
});
export type RunSettings = z.infer<typeof runSettingsSchema>;
export type RunSettingsInput = z.input<typeof runSettingsSchema>;

/** Limits of method.md section 6. */
export const presetLimits: Readonly<
  Record<
    Preset,
    {
      readonly maxCommon: number;
      readonly maxPatterns: number;
      readonly maxModelSpecific: number;
      /** Active only where the preset limits changes (Stable). */
      readonly changeRatio: number | null;
    }
  >
> = {
  stable: { maxCommon: 3, maxPatterns: 5, maxModelSpecific: 2, changeRatio: 0.1 },
  relaxed: { maxCommon: 5, maxPatterns: 8, maxModelSpecific: 3, changeRatio: null },
  aggressive: { maxCommon: 10, maxPatterns: 20, maxModelSpecific: 10, changeRatio: null },
};
