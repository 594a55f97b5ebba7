import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findAppRoot } from '#host/app-root.ts';
import { labelSchemaSchema, type LabelSchema } from '#shared/domain/entity-type.ts';
import { priceListSchema } from '#shared/domain/catalogue.ts';
import type { ModelPrice } from '#core/llm/cost.ts';

export function resourcePath(...parts: readonly string[]): string {
  return join(findAppRoot(import.meta.dirname).dir, 'resources', ...parts);
}

export async function readResource(...parts: readonly string[]): Promise<string> {
  return readFile(resourcePath(...parts), 'utf8');
}

export async function loadSample(): Promise<{ path: string; schema: LabelSchema; goal: string }> {
  return {
    path: resourcePath('sample', 'sample.jsonl'),
    schema: labelSchemaSchema.parse(JSON.parse(await readResource('sample', 'schema.json'))),
    goal: (await readResource('sample', 'goal.txt')).trim(),
  };
}

/** The dated price list; undefined for a model it does not know. */
export async function loadPriceOf(): Promise<(model: string) => ModelPrice | undefined> {
  const list = priceListSchema.parse(JSON.parse(await readResource('catalogue', 'prices.json')));
  return (model) => {
    const row = list.models.find(
      (candidate) => candidate.model === model || model.startsWith(`${candidate.model}-2`),
    );
    if (row === undefined) return undefined;
    return { input: row.inputUsd, cachedInput: row.cachedInputUsd ?? row.inputUsd, output: row.outputUsd };
  };
}

export function appVersion(): string {
  return findAppRoot(import.meta.dirname).version;
}
