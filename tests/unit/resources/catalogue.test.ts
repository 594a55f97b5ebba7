import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { modelCatalogueSchema, priceListSchema, schemaTemplateSchema } from '#shared/domain/catalogue.ts';

const folder = new URL('../../../resources/', import.meta.url);
const json = (path: string): unknown => JSON.parse(readFileSync(new URL(path, folder), 'utf8'));

describe('model catalogue', () => {
  const catalogue = modelCatalogueSchema.parse(json('catalogue/models.json'));

  it('has a pool for 8, 16, 32 and 64 GB, each of at least four makers', () => {
    expect([...new Set(catalogue.pools.map((pool) => pool.memoryGb))]).toEqual([8, 16, 32, 64]);
    const maker = new Map(catalogue.models.map((entry) => [entry.model, entry.maker]));
    for (const pool of catalogue.pools) {
      expect(new Set(pool.models.map((model) => maker.get(model))).size).toBeGreaterThanOrEqual(4);
    }
  });

  it('recommends eight models of eight makers up to 24 billion parameters for 32 GB', () => {
    const pool = catalogue.pools.find((entry) => entry.memoryGb === 32)!;
    const models = pool.models.map((name) => catalogue.models.find((entry) => entry.model === name)!);
    expect(models).toHaveLength(8);
    expect(new Set(models.map((entry) => entry.maker)).size).toBe(8);
    for (const entry of models) expect(entry.parametersBillions).toBeLessThanOrEqual(24);
  });

  it('holds the eight annotators of the paper, under the names its authors give', () => {
    const pool = catalogue.pools.find((entry) => entry.id === 'paper')!;
    expect(pool.models.toSorted()).toEqual([
      'Randomblock1/nemotron-nano:8b',
      'deepseek-r1:8b',
      'gemma3:12b',
      'gpt-oss:20b',
      'llama3.1:8b',
      'mistral-small3.2:24b',
      'phi4:14b',
      'qwen3:14b',
    ]);
  });

  it('keeps every model of a pool below the memory the pool is for', () => {
    for (const pool of catalogue.pools) {
      for (const name of pool.models) {
        const entry = catalogue.models.find((candidate) => candidate.model === name)!;
        expect(entry.downloadGb).toBeLessThan(0.6 * pool.memoryGb);
      }
    }
  });

  it('tells our recommendation and the models of the paper apart', () => {
    expect(catalogue.note).toMatch(
      /Our own recommendation .* beside it the eight annotators of the DiZiNER paper/,
    );
  });

  it('refuses a pool with a model nobody described', () => {
    const broken = {
      ...catalogue,
      pools: [{ ...catalogue.pools[0]!, models: ['llama3.1:8b', 'unknown:1b'] }],
    };
    expect(modelCatalogueSchema.safeParse(broken).success).toBe(false);
  });
});

describe('price list', () => {
  const prices = priceListSchema.parse(json('catalogue/prices.json'));

  it('has a default supervisor without a shutdown date', () => {
    const entry = prices.models.find((candidate) => candidate.model === prices.defaultModel)!;
    expect(entry.model).toBe('gpt-5.6-luna');
    expect(entry.shutdownDate).toBeNull();
  });

  it('names a priced successor for each model that is going to be switched off', () => {
    for (const entry of prices.models.filter((candidate) => candidate.shutdownDate !== null)) {
      const successor = prices.models.find((candidate) => candidate.model === entry.successor);
      expect(successor?.shutdownDate).toBeNull();
    }
    expect(prices.models.find((entry) => entry.model === 'gpt-5-mini')?.shutdownDate).toBe('2026-12-11');
  });

  it('never prices cached input above plain input', () => {
    for (const entry of prices.models) {
      expect(entry.cachedInputUsd ?? 0).toBeLessThanOrEqual(entry.inputUsd);
    }
  });
});

describe('schema templates', () => {
  const names = readdirSync(new URL('schema-templates/', folder));

  it('cover news, clinical, legal, chemistry, history and product reviews', () => {
    expect(names.sort()).toEqual(
      ['news', 'clinical', 'legal', 'chemistry', 'history', 'product-reviews']
        .map((id) => `${id}.json`)
        .sort(),
    );
  });

  it.each(names)('%s: every type has a definition, criteria and examples, and names are unique', (name) => {
    const template = schemaTemplateSchema.parse(json(`schema-templates/${name}`));
    expect(`${template.id}.json`).toBe(name);
    const { types } = template.schema;
    expect(new Set(types.map((type) => type.name)).size).toBe(types.length);
    for (const type of types) {
      expect(type.definition).not.toBe('');
      expect(type.include.length * type.exclude.length).toBeGreaterThan(0);
      expect(type.positiveExamples.length * type.negativeExamples.length).toBeGreaterThan(0);
    }
  });
});
