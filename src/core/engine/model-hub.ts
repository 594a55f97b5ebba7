import { freemem, homedir, totalmem } from 'node:os';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { isLoopbackUrl } from '#shared/domain/address.ts';
import type { AnnotatorConfig } from '#shared/domain/annotator.ts';
import type { SupervisorConfig } from '#shared/domain/run-settings.ts';
import { AppError } from '#shared/errors.ts';
import type { EngineEvent } from '#shared/rpc/events.ts';
import type { InstalledModel, Pull, SupervisorModel, setupMethods } from '#shared/rpc/setup.ts';
import type { Settings } from '#shared/rpc/system.ts';
import type { Clock } from '#core/llm/clock.ts';
import type { ModelPrice } from '#core/llm/cost.ts';
import type { LlmOutcome, LlmPurpose } from '#core/llm/llm-client.ts';
import { createOllamaClient, type OllamaClient } from '#core/llm/ollama-client.ts';
import { createOpenAiClient, type OpenAiClient } from '#core/llm/openai-client.ts';
import { createTransport, type LedgerEntry } from '#core/llm/transport.ts';
import { createComputerOllama } from '#core/ollama/computer-ollama.ts';
import { importGguf } from '#core/ollama/import-gguf.ts';
import { localRoom } from '#core/ollama/local-room.ts';
import { measuredBytes, type MeasuredLoad } from '#core/ollama/measured-load.ts';
import { memoryFit, memoryNeed, modelShape, type MemoryNeed } from '#core/ollama/memory-fit.ts';
import { listModels, type InstalledModel as ListedModel } from '#core/ollama/models.ts';
import type { OllamaHealth } from '#core/ollama/ollama-service.ts';
import type { ProbeResult } from '#core/ollama/probe-result.ts';
import { probeOptions } from '#core/ollama/probe.ts';
import { createPullQueue } from '#core/ollama/pull-queue.ts';
import { checkClient } from '#core/run/check-client.ts';
import { createModelProvider } from '#core/run/model-provider.ts';
import { ledgerRow } from '#core/run/ledger-row.ts';
import { createModelRecords } from '#core/run/model-records.ts';
import { createProbeDesk, type ProbeDesk } from '#core/run/probe-desk.ts';
import type { ModelProvider } from '#core/run/ports.ts';
import { projectLimits } from '#core/run/supervisor-settings.ts';
import { insertNetworkCall } from '#core/store/network-table.ts';
import type { Database } from '#core/store/open-store.ts';
import { createResponseCache } from '#core/store/response-cache.ts';
import type { Consents } from './consents.ts';
import type { EngineOptions } from './engine-options.ts';
import type { JobProgress } from './jobs.ts';
import { priceIn, readPriceCatalogue, writeOwnPrice } from './price-catalogue.ts';
import { readModelCatalogue } from './resource-files.ts';
import type { SecretBox } from './secrets.ts';

type ModelList = z.output<(typeof setupMethods)['models.list']['output']>;
type PriceInput = z.output<(typeof setupMethods)['supervisor.setPrice']['input']>;

/** The engine's one door to models and servers. */
export interface ModelHub {
  /** Annotators and supervisors for one project's work; hosts beyond loopback only as the user of this computer allows. */
  provider(db: Database): ModelProvider;
  list(): Promise<ModelList>;
  health(): Promise<OllamaHealth>;
  /** Where models would be asked now: the running server, else the address of the settings. */
  ollamaUrl(): Promise<string>;
  loaded(): Promise<{ name: string; sizeBytes: number; gpuBytes: number }[]>;
  catalogue(): { dated: string; models: SupervisorModel[] };
  setPrice(price: PriceInput): void;
  /** null for local and unknown supervisors. */
  priceOf(config: SupervisorConfig): ModelPrice | null;
  pulls(): Pull[];
  pull(model: string): Pull;
  cancelPull(model: string): void;
  remove(model: string): Promise<void>;
  probe(model: string, signal: AbortSignal): Promise<ProbeResult>;
  /** Where work tries its new models. */
  readonly desk: ProbeDesk;
  importGguf(
    path: string,
    name: string,
    report: (progress: JobProgress) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /** Models that an OpenAI-compatible server lists. @throws {AppError} PRIVACY_BLOCKED, LLM_UNREACHABLE, LLM_AUTH … */
  serverModels(url: string, signal: AbortSignal): Promise<string[]>;
  /** One tiny call without document text. @returns the structured-output mode that worked @throws {AppError} why not */
  testServer(url: string, model: string, signal: AbortSignal): Promise<string>;
  startServer(): Promise<{ url: string; version: string }>;
  stopServer(): Promise<void>;
  serverLog(lines: number): readonly string[];
  /** Smallest context of the enabled annotators that was measured; null where none was. */
  smallestContext(pool: readonly AnnotatorConfig[]): number | null;
  close(): Promise<void>;
}

export interface ModelHubDeps {
  readonly options: EngineOptions;
  readonly app: Database;
  readonly settings: { get(): Settings };
  readonly secrets: SecretBox;
  readonly consents: Consents;
  readonly emit: (event: EngineEvent) => void;
  readonly clock: Clock;
  readonly now: () => string;
}

const shortMs = 5_000;

export function createModelHub(deps: ModelHubDeps): ModelHub {
  const record = (db: Database | null) => (entry: LedgerEntry) => {
    const row = ledgerRow(entry);
    insertNetworkCall(deps.app, row);
    if (db !== null) insertNetworkCall(db, row);
  };
  const allowedHosts = (purpose: LlmPurpose): string[] => deps.consents.hostsFor(purpose);
  const transport = createTransport({ allowedHosts, ledger: record(null), clock: deps.clock });
  const service = createComputerOllama({
    named: deps.options.ollamaUrl,
    settings: () => deps.settings.get(),
    mayReach: (url) =>
      deps.consents.isAllowed(url, 'annotator') || deps.consents.isAllowed(url, 'supervisor'),
    dataDir: deps.options.dataDir,
    ollamaDir: deps.options.ollamaDir ?? join(deps.options.resourcesDir, 'ollama'),
    transport,
    clock: deps.clock,
  });
  const records = createModelRecords(deps.app);
  const { probes, loads } = records;
  /** model name → digest, as last listed; lets synchronous answers name a probe. */
  const digests = new Map<string, string>();

  const address = async (signal: AbortSignal): Promise<string> => (await service.ensure(signal)).url;
  const client = async (signal: AbortSignal): Promise<OllamaClient> =>
    createOllamaClient({ baseUrl: await address(signal), transport, clock: deps.clock });
  const queue = createPullQueue({
    baseUrl: address,
    transport,
    clock: deps.clock,
    // The disk and the memory of another computer are its own affair.
    freeDiskBytes: async () =>
      isLoopbackUrl(deps.settings.get().ollamaUrl) ? freeDiskBytes(modelsFolder()) : null,
    onChange: (items) => items.forEach((item) => deps.emit({ kind: 'pull-change', pull: { ...item } })),
  });
  const openAiAt = (baseUrl: string): OpenAiClient =>
    createOpenAiClient({
      baseUrl,
      apiKey: deps.secrets.keyFor(baseUrl) ?? '',
      transport,
      clock: deps.clock,
    });
  const desk = createProbeDesk({ client, records, clock: deps.clock });
  const prices = (): { dated: string; models: SupervisorModel[] } =>
    readPriceCatalogue(deps.options.resourcesDir, deps.app);

  return {
    provider(db) {
      const projectTransport = createTransport({ allowedHosts, ledger: record(db), clock: deps.clock });
      const cache = createResponseCache(db, deps.now);
      const provider = createModelProvider({
        ollamaUrl: deps.settings.get().ollamaUrl,
        transport: projectTransport,
        clock: deps.clock,
        redact: projectLimits(db).redact,
        keyFor: (baseUrl) => deps.secrets.keyFor(baseUrl),
        priceOf: (model) => priceIn(prices().models, model),
        records,
        roomAt: (url) => localRoom(url, service.owns(url)),
        cache: {
          get: (key) => cache.get(key) as LlmOutcome | undefined,
          put: (key, outcome) => cache.put(key, outcome),
        },
        resolveOllamaUrl: address,
        restartOllama: async (signal) => (await service.restart(signal)).url,
      });
      return provider;
    },
    async list() {
      const signal = AbortSignal.timeout(shortMs * 4);
      const health = await service.health(signal);
      const server = {
        state: health.state,
        url: health.url,
        version: health.version,
        message: health.message,
        action: health.action,
        canStart: health.canStart,
      };
      if (health.state !== 'running') return { server, models: [] };
      const api = createOllamaClient({ baseUrl: health.url, transport, clock: deps.clock });
      const installed = await listModels(api, signal);
      const makers = new Map(
        readModelCatalogue(deps.options.resourcesDir).models.map((model) => [
          model.model.split(':')[0] ?? '',
          model.maker,
        ]),
      );
      const models: InstalledModel[] = [];
      for (const model of installed) {
        digests.set(model.name, model.digest);
        const shown = model.cloud ? null : await api.show(model.name, signal).catch(() => null);
        const shape = shown === null ? null : modelShape(shown);
        const probe = probes.get(model.digest);
        models.push({
          name: model.name,
          digest: model.digest,
          sizeBytes: model.sizeBytes,
          family: model.family,
          maker: makers.get(model.name.split(':')[0] ?? '') ?? '',
          parameterSize: model.parameterSize,
          quantization: model.quantization,
          contextLength: model.contextLength,
          capabilities: [...model.capabilities],
          cloud: model.cloud,
          loaded: model.loadedBytes > 0,
          memory:
            shape === null || !isLoopbackUrl(health.url)
              ? null
              : fitOf(model, shape, loads.of(model.digest), probe?.slots ?? 1),
          probe: probe === undefined ? null : toProbeView(probe),
        });
      }
      return { server, models };
    },
    health: () => service.health(AbortSignal.timeout(shortMs)),
    async ollamaUrl() {
      const { state, url } = await service.health(AbortSignal.timeout(shortMs));
      return state === 'running' ? url : deps.settings.get().ollamaUrl;
    },
    async loaded() {
      const health = await service.health(AbortSignal.timeout(shortMs));
      if (health.state !== 'running') return [];
      const api = createOllamaClient({ baseUrl: health.url, transport, clock: deps.clock });
      const running = await api.ps(AbortSignal.timeout(shortMs)).catch(() => []);
      return running.map((entry) => ({ name: entry.name, sizeBytes: entry.size, gpuBytes: entry.sizeVram }));
    },
    catalogue: prices,
    setPrice: (price) => writeOwnPrice(deps.app, price),
    priceOf(config) {
      if (config.kind !== 'openai') return null;
      if (isLoopbackUrl(config.url ?? '')) return { input: 0, cachedInput: 0, output: 0 };
      return priceIn(prices().models, config.model) ?? null;
    },
    pulls: () => queue.items().map((item) => ({ ...item })),
    pull(model) {
      queue.add(model);
      const item = queue.items().find((candidate) => candidate.model === model);
      if (item === undefined) throw new AppError('INTERNAL', `The download of ${model} was not queued.`);
      return { ...item };
    },
    cancelPull: (model) => queue.cancel(model),
    async remove(model) {
      const signal = AbortSignal.timeout(shortMs * 6);
      await (await client(signal)).remove(model, signal);
    },
    desk,
    async probe(model, signal) {
      const result = await desk.probe(model, signal);
      digests.set(model, result.digest);
      return result;
    },
    async importGguf(path, name, report, signal) {
      await importGguf(
        { baseUrl: await address(signal), transport },
        path,
        name,
        (step) => report({ fraction: step.fraction, detail: step.kind }),
        signal,
      );
    },
    serverModels: (url, signal) => openAiAt(url).models(signal),
    testServer: (url, model, signal) => checkClient(openAiAt(url), model, probeOptions, signal),
    async startServer() {
      const { url, version } = await service.ensure(AbortSignal.timeout(90_000));
      return { url, version };
    },
    stopServer: () => service.stop(),
    serverLog: (lines) => service.log(lines),
    smallestContext(pool) {
      const lengths = pool
        .filter((config) => config.enabled && config.kind === 'ollama')
        .flatMap((config) => probes.get(digests.get(config.model) ?? '')?.contextLength ?? []);
      return lengths.length === 0 ? null : Math.min(...lengths);
    },
    async close() {
      await queue.close();
      await service.stop();
      await transport.close();
    },
  };
}

function toProbeView(probe: ProbeResult): NonNullable<InstalledModel['probe']> {
  const { ok, mode, tokensPerSecond, contextLength, slots, message } = probe;
  return { at: new Date(probe.at).toISOString(), ok, mode, tokensPerSecond, contextLength, slots, message };
}

/** Context the fit is stated for: what a run with a middling guideline asks for. */
const fitContext = 8_192;

function fitOf(
  model: ListedModel,
  shape: NonNullable<ReturnType<typeof modelShape>>,
  kept: readonly MeasuredLoad[],
  slots: number,
): NonNullable<InstalledModel['memory']> {
  const need = (numCtx: number): MemoryNeed => memoryNeed(model.sizeBytes, shape, numCtx, slots);
  const { digest, gpuShare: shareNow, loadedBytes: bytes, loadedContext: numCtx } = model;
  const newest = kept.toSorted((a, b) => b.at - a.at)[0];
  const gpuShare = shareNow ?? newest?.gpuShare ?? null;
  // What is in memory now counts too, whoever loaded it.
  const now = bytes > 0 && numCtx > 0 ? [{ digest, numCtx, bytes, gpuShare: gpuShare ?? 0, at: 0 }] : [];
  const loads = [...now, ...kept.filter((load) => now.length === 0 || load.numCtx !== numCtx)];
  const fit = memoryFit(
    need(fitContext),
    { freeBytes: freemem(), totalBytes: totalmem() },
    measuredBytes(loads, fitContext, (tokens) => need(tokens).needBytes),
  );
  const { needBytes, freeBytes, verdict, measured, explanation } = fit;
  return { needBytes: Math.round(needBytes), freeBytes, verdict, measured, explanation, gpuShare };
}

function modelsFolder(): string {
  return process.env['OLLAMA_MODELS'] ?? join(homedir(), '.ollama', 'models');
}

async function freeDiskBytes(folder: string): Promise<number | null> {
  for (const path of [folder, homedir()]) {
    const facts = await statfs(path).catch(() => null);
    if (facts !== null) return facts.bavail * facts.bsize;
  }
  return null;
}
