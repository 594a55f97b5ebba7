import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  modelCatalogueSchema,
  priceListSchema,
  schemaTemplateSchema,
  type ModelCatalogue,
  type PriceList,
  type SchemaTemplate,
} from '#shared/domain/catalogue.ts';
import { labelSchemaSchema, type LabelSchema } from '#shared/domain/entity-type.ts';

/** The data files that come with the product, validated. */
export function readSampleFiles(resourcesDir: string): { corpus: string; schema: LabelSchema; goal: string } {
  const folder = join(resourcesDir, 'sample');
  return {
    corpus: join(folder, 'sample.jsonl'),
    schema: labelSchemaSchema.parse(JSON.parse(readFileSync(join(folder, 'schema.json'), 'utf8'))),
    goal: readFileSync(join(folder, 'goal.txt'), 'utf8').trim(),
  };
}

export function readModelCatalogue(resourcesDir: string): ModelCatalogue {
  return modelCatalogueSchema.parse(
    JSON.parse(readFileSync(join(resourcesDir, 'catalogue', 'models.json'), 'utf8')),
  );
}

export function readPriceList(resourcesDir: string): PriceList {
  return priceListSchema.parse(
    JSON.parse(readFileSync(join(resourcesDir, 'catalogue', 'prices.json'), 'utf8')),
  );
}

export function readSchemaTemplates(resourcesDir: string): SchemaTemplate[] {
  const folder = join(resourcesDir, 'schema-templates');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => schemaTemplateSchema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))));
}
