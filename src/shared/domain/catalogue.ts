import { z } from 'zod';
import { labelSchemaSchema } from './entity-type.ts';

const isoDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/** What to send as `think`: nothing to switch off, switched off, or the lowest effort (llm-protocols 1.4). */
export const thinkingModes = ['none', 'off', 'low'] as const;

/** A model we recommend as annotator. Sizes are approximate until a server states its own. */
export const catalogueModelSchema = z.object({
  /** Name with tag as Ollama knows it. */
  model: z.string().min(1),
  maker: z.string().min(1),
  /** Architecture family; two models of one family are less independent. */
  family: z.string().min(1),
  /** Billions of parameters. */
  parametersBillions: z.number().positive(),
  /** Gigabytes (10^9 bytes) to download. */
  downloadGb: z.number().positive(),
  thinking: z.enum(thinkingModes),
  contextTokens: z.int().positive(),
  note: z.string().exactOptional(),
});
export type CatalogueModel = z.infer<typeof catalogueModelSchema>;

export const annotatorPoolSchema = z.object({
  id: z.string().min(1),
  /** Memory of the computer the pool is meant for, gigabytes. */
  memoryGb: z.int().positive(),
  title: z.string(),
  description: z.string(),
  models: z.array(z.string()).min(2),
});
export type AnnotatorPool = z.infer<typeof annotatorPoolSchema>;

/** resources/catalogue/models.json */
export const modelCatalogueSchema = z
  .object({
    date: isoDate,
    note: z.string(),
    models: z.array(catalogueModelSchema),
    pools: z.array(annotatorPoolSchema),
  })
  .refine(
    ({ models, pools }) => {
      const known = new Set(models.map((entry) => entry.model));
      return pools.every((pool) => pool.models.every((model) => known.has(model)));
    },
    { message: 'a pool names a model that the catalogue does not describe' },
  );
export type ModelCatalogue = z.infer<typeof modelCatalogueSchema>;

const usd = z.number().min(0);

/** US dollars per million tokens; null = not known (cached input then counts as plain input). */
export const modelPriceSchema = z.object({
  model: z.string().min(1),
  inputUsd: usd,
  cachedInputUsd: usd.nullable(),
  cacheWriteUsd: usd.nullable(),
  outputUsd: usd,
  contextTokens: z.int().positive().nullable(),
  maxOutputTokens: z.int().positive().nullable(),
  /** Day the provider switches the model off; null = none announced. */
  shutdownDate: isoDate.nullable(),
  successor: z.string().nullable(),
  /** Where the figures come from. */
  source: z.string().min(1),
  note: z.string().nullable(),
});
export type ModelPrice = z.infer<typeof modelPriceSchema>;

/** resources/catalogue/prices.json */
export const priceListSchema = z
  .object({
    date: isoDate,
    currency: z.literal('USD'),
    perTokens: z.literal(1_000_000),
    defaultModel: z.string(),
    note: z.string(),
    models: z.array(modelPriceSchema),
  })
  .refine(({ models, defaultModel }) => models.some((entry) => entry.model === defaultModel), {
    message: 'the default supervisor has no price',
  });
export type PriceList = z.infer<typeof priceListSchema>;

/** resources/schema-templates/*.json: a label schema to start from, with a task goal that fits it. */
export const schemaTemplateSchema = z.object({
  id: z.string().min(1),
  title: z.string().min(1),
  description: z.string().min(1),
  goal: z.string().min(1),
  schema: labelSchemaSchema,
});
export type SchemaTemplate = z.infer<typeof schemaTemplateSchema>;
