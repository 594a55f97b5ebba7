import { expect } from 'vitest';
import type { RunSettingsInput } from '#shared/domain/run-settings.ts';
import type { ModelProviderDeps } from '#core/run/model-provider.ts';
import type { RunDeps } from '#core/run/ports.ts';
import type { RunRow } from '#core/store/run-table.ts';
import { readAllAnnotators } from '#core/store/setup-tables.ts';
import { readUnits, type UnitRow } from '#core/store/unit-table.ts';
import { startFakeOllama, type FakeOllama, type FakeOllamaOptions } from '#fakes/fake-ollama.ts';
import type { Fault, FaultMode } from '#fakes/fault-queue.ts';
import { fakeModel } from '#fakes/ollama-model.ts';
import { runCorpus, runLexicon, type RunText } from './run-corpus.ts';
import { labDeps, labModels, labProject } from './run-lab.ts';

/** Three models of a fake Ollama over nine documents, and faults that aim at one document of one model. */
export const names = ['a:1b', 'b:1b', 'c:1b'];
export const annotatorIds = names.map((name) => `ollama:${name}`);
/** The document that faults aim at; it is in the only document set, which holds the whole corpus. */
const target = 'Note 2[.]';
export const documents = runCorpus(9);
export const settings: RunSettingsInput = {
  annotatorIds,
  supervisor: { kind: 'rules' },
  iterations: 0,
  setSize: documents.length,
};

/** What a test has opened; `closeAll` after each test closes it, the newest first. */
export const open: (() => Promise<void> | void)[] = [];
export async function closeAll(): Promise<void> {
  for (const close of open.splice(0).reverse()) await close();
}

export interface Lab {
  readonly fake: FakeOllama;
  readonly deps: RunDeps;
}

export async function faultLab(
  given: FakeOllamaOptions = {},
  annotators: readonly string[] = annotatorIds,
  provider: Partial<ModelProviderDeps> = {},
  corpus: readonly RunText[] = documents,
): Promise<Lab> {
  const fake = await startFakeOllama({
    models: names.map((name) => fakeModel(name)),
    lexicon: runLexicon,
    maxLoaded: 1,
    numParallel: 2,
    ...given,
  });
  const project = labProject({ annotators, documents: corpus });
  const models = labModels({ ollamaUrl: fake.url, ...provider });
  open.push(() => fake.close(), project.close, models.close);
  return { fake, deps: labDeps(project.db, models.models) };
}

export const unitsOf = (
  { deps }: Lab,
  run: RunRow,
  iteration = 0,
): (UnitRow & { model: string; document: string })[] => {
  const models = new Map(readAllAnnotators(deps.db).map((row) => [row.annotatorKey, row.config.model]));
  return readUnits(deps.db, run.runKey, iteration).map((unit) => ({
    ...unit,
    model: models.get(unit.annotatorKey) ?? '',
    document: documents[unit.documentKey - 1]?.text ?? '',
  }));
};

export const targetUnit = (all: Lab, run: RunRow): UnitRow => {
  const unit = unitsOf(all, run).find(
    (row) => row.model === 'b:1b' && new RegExp(target, 'u').test(row.document),
  );
  if (unit === undefined) throw new Error('no unit of the target');
  return unit;
};

export const onTarget = (mode: FaultMode, more: Partial<Fault> = {}): Fault => ({
  mode,
  match: { model: 'b:1b', docRegex: target },
  ...more,
});

/** Slots and references are free again. */
export async function expectFree(fake: FakeOllama): Promise<void> {
  await expect.poll(() => fake.stats.inFlight, { timeout: 3_000 }).toBe(0);
  for (const runner of fake.state.scheduler.runners.values()) expect(runner.refCount).toBe(0);
}

/** Chats about the target that reached b:1b. */
export const asks = (fake: FakeOllama): number =>
  fake.requests.filter(
    ({ path, body }) =>
      path === '/api/chat' &&
      (body as { model: string }).model === 'b:1b' &&
      new RegExp(target, 'u').test(JSON.stringify(body)),
  ).length;
