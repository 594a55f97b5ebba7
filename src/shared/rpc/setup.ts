import { z } from 'zod';
import { annotatorConfigSchema } from '../domain/annotator.ts';
import { entityTypeSchema, labelSchemaSchema } from '../domain/entity-type.ts';
import { supervisorConfigSchema } from '../domain/run-settings.ts';
import { jobSchema } from './corpus.ts';
import { count, none, nothing, projectRef } from './common.ts';

export const lintIssueSchema = z.object({
  type: z.string().nullable(),
  severity: z.enum(['error', 'warning', 'hint']),
  message: z.string(),
});
export type LintIssue = z.infer<typeof lintIssueSchema>;

export const schemaFormats = ['json', 'tagset', 'label-studio', 'doccano', 'brat', 'markdown'] as const;

export const installedModelSchema = z.object({
  name: z.string(),
  digest: z.string(),
  sizeBytes: count,
  family: z.string(),
  maker: z.string(),
  parameterSize: z.string(),
  quantization: z.string(),
  contextLength: z.int().nullable(),
  capabilities: z.array(z.string()),
  cloud: z.boolean(),
  loaded: z.boolean(),
  /** Estimated or measured memory need. */
  memory: z
    .object({
      needBytes: count,
      freeBytes: count,
      verdict: z.enum(['fits', 'split', 'too-large']),
      measured: z.boolean(),
      explanation: z.string(),
      /** Share in GPU memory when it was last loaded, 0…1; null while unknown. */
      gpuShare: z.number().nullable(),
    })
    .nullable(),
  probe: z
    .object({
      at: z.string(),
      ok: z.boolean(),
      mode: z.string(),
      tokensPerSecond: z.number().nullable(),
      contextLength: z.int().nullable(),
      slots: z.int().nullable(),
      message: z.string(),
    })
    .nullable(),
});
export type InstalledModel = z.infer<typeof installedModelSchema>;

export const pullSchema = z.object({
  model: z.string(),
  state: z.enum(['queued', 'pulling', 'verifying', 'done', 'failed', 'cancelled', 'stalled']),
  completedBytes: count,
  totalBytes: count.nullable(),
  bytesPerSecond: z.number().nullable(),
  etaMs: z.number().nullable(),
  message: z.string(),
});
export type Pull = z.infer<typeof pullSchema>;

export const poolPresetSchema = z.object({
  id: z.string(),
  label: z.string(),
  ramGb: z.number(),
  models: z.array(
    z.object({ model: z.string(), maker: z.string(), family: z.string(), downloadGb: z.number() }),
  ),
});

export const supervisorModelSchema = z.object({
  provider: z.string(),
  model: z.string(),
  label: z.string(),
  contextTokens: z.int().nullable(),
  /** US dollars per million tokens. */
  inputPrice: z.number().nullable(),
  cachedInputPrice: z.number().nullable(),
  outputPrice: z.number().nullable(),
  pricedAt: z.string(),
  shutdownAt: z.string().nullable(),
  isDefault: z.boolean(),
});
export type SupervisorModel = z.infer<typeof supervisorModelSchema>;

export const supervisorSettingsSchema = z.object({
  config: supervisorConfigSchema,
  runCapUsd: z.number().min(0).nullable().default(null),
  monthlyCapUsd: z.number().min(0).nullable().default(null),
  askBeforeSending: z.boolean().default(true),
  /** Strings or /regex/ that are replaced by ▮ before anything leaves this computer. */
  redactions: z.array(z.string().max(500)).max(1000).default([]),
});
export type SupervisorSettings = z.infer<typeof supervisorSettingsSchema>;

export const keyStateSchema = z.object({
  /** keystore: OS key store; session: memory only, gone when the app ends; environment: OPENAI_API_KEY. */
  source: z.enum(['keystore', 'session', 'environment', 'none']),
  /** The last four characters, never more. */
  hint: z.string().nullable(),
});

/** The server a key belongs to, by the base URL it is called at; null = the provider's own. */
const keyPlace = z.object({ url: z.string().max(2000).nullable().default(null) });

/** Base URL of an OpenAI-compatible server, ending in /v1. */
const serverAddress = z.object({ url: z.string().min(1).max(2000) });

/** The exact text of a supervisor call, with the stretches that come from documents marked. */
export const outgoingPreviewSchema = z.object({
  leavesComputer: z.boolean(),
  host: z.string(),
  text: z.string(),
  snippets: z.array(z.object({ start: z.int(), end: z.int(), documentId: z.string() })),
  redacted: count,
  estimatedInputTokens: count,
  estimatedOutputTokens: count,
  estimatedCostUsd: z.number().nullable(),
  note: z.string(),
});
export type OutgoingPreview = z.infer<typeof outgoingPreviewSchema>;

export const setupMethods = {
  'schema.get': { input: projectRef, output: labelSchemaSchema },
  'schema.set': {
    input: projectRef.extend({ schema: labelSchemaSchema, note: z.string().default('') }),
    output: nothing,
  },
  'schema.lint': { input: projectRef, output: z.array(lintIssueSchema) },
  /** Marks (gold, pre, decisions) move with the name. */
  'schema.renameType': {
    input: projectRef.extend({ from: z.string(), to: z.string().min(1).max(120) }),
    output: nothing,
  },
  'schema.removeType': {
    input: projectRef.extend({ name: z.string(), moveTo: z.string().nullable() }),
    output: nothing,
  },
  'schema.usage': { input: projectRef, output: z.record(z.string(), count) },
  'schema.import': {
    input: projectRef.extend({ text: z.string().max(5_000_000), format: z.enum(schemaFormats).nullable() }),
    output: labelSchemaSchema,
  },
  'schema.export': {
    input: projectRef.extend({ format: z.enum(schemaFormats) }),
    output: z.object({ fileName: z.string(), text: z.string() }),
  },
  'schema.templates': {
    input: none,
    output: z.array(
      z.object({
        id: z.string(),
        label: z.string(),
        description: z.string(),
        types: z.array(entityTypeSchema),
      }),
    ),
  },
  'goal.get': { input: projectRef, output: z.object({ goal: z.string() }) },
  'goal.set': { input: projectRef.extend({ goal: z.string().max(20_000) }), output: nothing },

  'annotators.pool': { input: projectRef, output: z.array(annotatorConfigSchema) },
  'annotators.setPool': {
    input: projectRef.extend({ annotators: z.array(annotatorConfigSchema).max(64) }),
    output: nothing,
  },
  'annotators.builtins': { input: none, output: z.array(annotatorConfigSchema) },
  'annotators.recommended': {
    input: none,
    output: z.object({ dated: z.string(), pools: z.array(poolPresetSchema) }),
  },
  /** Models that an OpenAI-compatible server lists. Nothing of any document is sent. */
  'annotators.serverModels': { input: serverAddress, output: z.object({ models: z.array(z.string()) }) },
  /** One tiny call without document text; why it failed is in the message. */
  'annotators.testServer': {
    input: serverAddress.extend({ model: z.string().min(1).max(300) }),
    output: z.object({ ok: z.boolean(), message: z.string(), mode: z.string(), latencyMs: z.number() }),
  },
  'models.list': {
    input: none,
    output: z.object({
      server: z.object({
        state: z.enum(['running', 'absent', 'foreign']),
        url: z.string(),
        version: z.string().nullable(),
        message: z.string(),
        action: z.string(),
        canStart: z.boolean(),
      }),
      models: z.array(installedModelSchema),
    }),
  },
  'models.pull': { input: z.object({ model: z.string().min(1).max(300) }), output: pullSchema },
  'models.pulls': { input: none, output: z.array(pullSchema) },
  'models.cancelPull': { input: z.object({ model: z.string() }), output: nothing },
  'models.remove': { input: z.object({ model: z.string() }), output: nothing },
  'models.probe': { input: z.object({ model: z.string() }), output: jobSchema },
  'models.importGguf': {
    input: z.object({ path: z.string(), name: z.string().min(1).max(200) }),
    output: jobSchema,
  },
  'server.start': { input: none, output: z.object({ url: z.string(), version: z.string() }) },
  'server.stop': { input: none, output: nothing },
  'server.log': {
    input: z.object({ lines: z.int().min(1).max(2000).default(200) }),
    output: z.array(z.string()),
  },

  'supervisor.get': { input: projectRef, output: supervisorSettingsSchema },
  'supervisor.set': { input: projectRef.extend({ settings: supervisorSettingsSchema }), output: nothing },
  'supervisor.catalogue': {
    input: none,
    output: z.object({ dated: z.string(), models: z.array(supervisorModelSchema) }),
  },
  'supervisor.setPrice': {
    input: z.object({
      model: z.string(),
      inputPrice: z.number().min(0),
      cachedInputPrice: z.number().min(0).nullable(),
      outputPrice: z.number().min(0),
    }),
    output: nothing,
  },
  'supervisor.keyState': { input: keyPlace.prefault({}), output: keyStateSchema },
  /** Session memory only here; the desktop shell intercepts this method and uses the OS key store. */
  'supervisor.setKey': {
    input: keyPlace.extend({ key: z.string().max(500).nullable() }),
    output: keyStateSchema,
  },
  'supervisor.test': {
    input: projectRef,
    output: z.object({ ok: z.boolean(), message: z.string(), mode: z.string(), latencyMs: z.number() }),
  },
  'supervisor.preview': { input: projectRef, output: outgoingPreviewSchema },
  'supervisor.calls': {
    input: projectRef.extend({ runId: z.string().nullable() }),
    output: z.array(
      z.object({
        callId: z.string(),
        runId: z.string(),
        iteration: z.int(),
        phase: z.string(),
        annotatorId: z.string().nullable(),
        at: z.string(),
        status: z.string(),
        /** Why an answer was not accepted; empty where it was. */
        problem: z.string(),
        model: z.string(),
        inputTokens: count,
        outputTokens: count,
        costUsd: z.number(),
        request: z.string(),
        response: z.string(),
      }),
    ),
  },
  /** Ask mode: lets the waiting call go out, or skips it (the rule-based supervisor steps in). */
  'supervisor.approve': {
    input: projectRef.extend({ callId: z.string(), approve: z.boolean() }),
    output: nothing,
  },
} as const;
