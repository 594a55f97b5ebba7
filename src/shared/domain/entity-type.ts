import { z } from 'zod';

/** One entity type of the label set Σ. The loop never changes it; only the expert does. */
export const entityTypeSchema = z.object({
  name: z.string().min(1).max(120),
  definition: z.string().max(20_000).default(''),
  /** Criteria as the expert words them. */
  include: z.array(z.string().max(4_000)).default([]),
  exclude: z.array(z.string().max(4_000)).default([]),
  /** Surfaces (or short quotations) that are, are not, or may be of this type. */
  positiveExamples: z.array(z.string().max(4_000)).default([]),
  negativeExamples: z.array(z.string().max(4_000)).default([]),
  borderlineExamples: z.array(z.string().max(4_000)).default([]),
  /** `#RRGGBB`, or null for the palette's choice by position. */
  color: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/)
    .nullable()
    .default(null),
  /** Shortcut digit or letter, or null for the choice by position. */
  key: z.string().max(1).nullable().default(null),
  group: z.string().max(120).nullable().default(null),
  active: z.boolean().default(true),
});
export type EntityType = z.infer<typeof entityTypeSchema>;

export const labelSchemaSchema = z.object({
  types: z.array(entityTypeSchema),
  allowNested: z.boolean().default(false),
});
/** The ordered entity types of a project. */
export type LabelSchema = z.infer<typeof labelSchemaSchema>;
