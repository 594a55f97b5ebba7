import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnnotatorConfig } from '#shared/domain/annotator.ts';
import type { LabelSchema } from '#shared/domain/entity-type.ts';
import { runSettingsSchema, type RunSettings, type RunSettingsInput } from '#shared/domain/run-settings.ts';
import { builtinAnnotators } from '#core/annotators/builtin/create-builtin-annotator.ts';
import { systemClock, type Clock } from '#core/llm/clock.ts';
import { createTransport, type LedgerEntry } from '#core/llm/transport.ts';
import { executeRun, type RunSignals } from '#core/run/execute-run.ts';
import { annotatorFromId } from '#core/run/annotator-from-id.ts';
import { createModelProvider, type ModelProviderDeps } from '#core/run/model-provider.ts';
import type { ModelProvider, RunDeps, RunEvent } from '#core/run/ports.ts';
import { createProjectFile } from '#core/run/project-file.ts';
import { startRun } from '#core/run/start-run.ts';
import { goldWriter } from '#core/store/document-table.ts';
import { documentInserter } from '#core/store/insert-documents.ts';
import type { Database } from '#core/store/open-store.ts';
import { readRunByKey, type RunRow } from '#core/store/run-table.ts';
import { runCorpus, runSchema, type RunText } from './run-corpus.ts';

export const labGoal = 'Find who did what where, for a register of names.';
export const fakeTime = '2026-03-01T12:00:00.000Z';

/** Deadlines in real milliseconds: far above loopback latency, short enough to wait for in a test. */
export const shortLimits = {
  firstMs: 1_500,
  idleMs: 1_000,
  preloadMs: 1_500,
  preloadMsPerGb: 0,
  recoverMs: 600,
  retryBaseMs: 2,
  prefillTokensPerSecond: 1e9,
  outputTokensPerSecond: 5_000,
} as const;

export interface LabProject {
  readonly dir: string;
  readonly path: string;
  readonly db: Database;
  readonly close: () => void;
}

/** A project file in a folder of its own, with documents, gold, schema and pool. */
export function labProject(given: {
  readonly annotators: readonly string[];
  readonly documents?: readonly RunText[];
  readonly schema?: LabelSchema;
  readonly goal?: string;
}): LabProject {
  const dir = mkdtempSync(join(tmpdir(), 'diziner-run-'));
  const path = join(dir, 'lab.diziner');
  const annotators: AnnotatorConfig[] = given.annotators.map((id) => annotatorFromId(id, builtinAnnotators));
  const db = createProjectFile(path, {
    projectId: 'lab',
    name: 'Lab',
    goal: given.goal ?? labGoal,
    schema: given.schema ?? runSchema,
    annotators,
    sample: false,
    at: fakeTime,
  });
  db.transaction(() => {
    const insert = documentInserter(db, null);
    const write = goldWriter(db);
    for (const { id, text, gold } of given.documents ?? runCorpus(60)) {
      write(insert({ id, text, tokens: null, reconstructed: false, meta: {} }), gold);
    }
  })();
  return {
    dir,
    path,
    db,
    close: () => {
      db.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export interface LabModels {
  readonly models: ModelProvider;
  readonly ledger: LedgerEntry[];
  readonly close: () => Promise<void>;
}

/** The product's own model provider over a transport whose ledger is a list. */
export function labModels(
  given: Partial<ModelProviderDeps> & { readonly allowedHosts?: readonly string[] } = {},
): LabModels {
  const ledger: LedgerEntry[] = [];
  const clock: Clock = given.clock ?? systemClock;
  const transport = createTransport({
    allowedHosts: () => given.allowedHosts ?? [],
    ledger: (entry) => ledger.push(entry),
    clock,
  });
  const models = createModelProvider({
    ollamaUrl: 'http://127.0.0.1:9',
    transport,
    clock,
    keyFor: () => null,
    priceOf: () => undefined,
    ollamaLimits: shortLimits,
    openAiLimits: { firstMs: 2_000, idleMs: 1_000, totalMs: 10_000, retryBaseMs: 2 },
    ...given,
  });
  return { models, ledger, close: () => transport.close() };
}

let ids = 0;

/** What a run needs, with counted ids. */
export function labDeps(db: Database, models: ModelProvider, more: Partial<RunDeps> = {}): RunDeps {
  return {
    db,
    models,
    now: () => new Date().toISOString(),
    newId: () => `id-${(ids += 1)}`,
    emit: () => undefined,
    ...more,
  };
}

export const labSettings = (given: RunSettingsInput): RunSettings => runSettingsSchema.parse(given);

export const freshSignals = (): RunSignals & { pause(): void; breakOff(): void } => {
  const drain = new AbortController();
  const abort = new AbortController();
  return {
    drain: drain.signal,
    abort: abort.signal,
    pause: () => drain.abort(),
    breakOff: () => {
      drain.abort();
      abort.abort();
    },
  };
};

/** Starts a run with these settings and works it until it ends or rests. */
export async function startAndRun(
  deps: RunDeps,
  settings: RunSettingsInput,
  signals: RunSignals = freshSignals(),
): Promise<RunRow> {
  const run = startRun(deps.db, labSettings(settings), deps);
  return executeRun(deps, run.runKey, signals);
}

/** Goes on with a run that rests. */
export async function goOn(
  deps: RunDeps,
  run: RunRow,
  signals: RunSignals = freshSignals(),
): Promise<RunRow> {
  await executeRun(deps, run.runKey, signals);
  return readRunByKey(deps.db, run.runKey);
}

/** Collects events of one kind. */
export function collect<K extends RunEvent['kind']>(
  kind: K,
): { readonly events: Extract<RunEvent, { kind: K }>[]; readonly emit: (event: RunEvent) => void } {
  const events: Extract<RunEvent, { kind: K }>[] = [];
  return {
    events,
    emit: (event) => {
      if (event.kind === kind) events.push(event as Extract<RunEvent, { kind: K }>);
    },
  };
}
