import type { z } from 'zod';
import type { SupervisorModel, setupMethods } from '#shared/rpc/setup.ts';
import type { ModelPrice } from '#core/llm/cost.ts';
import type { Database } from '#core/store/open-store.ts';
import { readSetting, writeSetting } from '#core/store/project-table.ts';
import { readPriceList } from './resource-files.ts';

type PriceInput = z.output<(typeof setupMethods)['supervisor.setPrice']['input']>;

/** The dated price list of the resources with the user's own prices in place of its own. */
export function readPriceCatalogue(
  resourcesDir: string,
  app: Database,
): { dated: string; models: SupervisorModel[] } {
  const list = readPriceList(resourcesDir);
  const own = ownPrices(app);
  return {
    dated: list.date,
    models: list.models.map((row) => ({
      provider: 'OpenAI',
      model: row.model,
      label: row.model,
      contextTokens: row.contextTokens,
      inputPrice: own[row.model]?.inputPrice ?? row.inputUsd,
      cachedInputPrice: own[row.model]?.cachedInputPrice ?? row.cachedInputUsd,
      outputPrice: own[row.model]?.outputPrice ?? row.outputUsd,
      pricedAt: list.date,
      shutdownAt: row.shutdownDate,
      isDefault: row.model === list.defaultModel,
    })),
  };
}

export function writeOwnPrice(app: Database, price: PriceInput): void {
  writeSetting(app, 'prices', { ...ownPrices(app), [price.model]: price });
}

/** Undefined where the model or its price is unknown. */
export function priceIn(models: readonly SupervisorModel[], model: string): ModelPrice | undefined {
  const row = models.find((candidate) => candidate.model === model);
  if (row === undefined || row.inputPrice === null || row.outputPrice === null) return undefined;
  return {
    input: row.inputPrice,
    cachedInput: row.cachedInputPrice ?? row.inputPrice,
    output: row.outputPrice,
  };
}

function ownPrices(app: Database): Readonly<Record<string, PriceInput>> {
  return (readSetting(app, 'prices') ?? {}) as Record<string, PriceInput>;
}
