import { z } from 'zod';
import { hostConsentSchema, hostPurposeSchema } from '../domain/host-consent.ts';
import { count, none, nothing, page } from './common.ts';

export const healthSchema = z.object({
  appVersion: z.string(),
  host: z.enum(['desktop', 'browser', 'cli']),
  platform: z.string(),
  dataDir: z.string(),
  ollama: z.object({
    state: z.enum(['running', 'absent', 'foreign']),
    url: z.string(),
    version: z.string().nullable(),
    managed: z.boolean(),
    /** None runs, and DiZiNER can start one: it is installed, and the settings allow it. */
    canStart: z.boolean(),
    message: z.string(),
    action: z.string(),
    /** Whether this server could pass text on to Ollama's cloud. Cloud models are refused in any case. */
    cloud: z.enum(['off', 'on', 'unknown']),
  }),
  memory: z.object({ totalBytes: count, freeBytes: count }),
  disk: z.object({ freeBytes: count }),
  loadedModels: z.array(z.object({ name: z.string(), sizeBytes: count, gpuBytes: count })),
  /** Every host this app may contact now. */
  hosts: z.array(z.object({ host: z.string(), purpose: z.string(), allowed: z.boolean() })),
});
export type Health = z.infer<typeof healthSchema>;

export const settingsSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  language: z.string().default('en'),
  ollamaUrl: z.string().default('http://127.0.0.1:11434'),
  manageOllama: z.boolean().default(true),
  documentTextSize: z.int().min(12).max(28).default(16),
  documentWidth: z.int().min(60).max(90).default(75),
  documentFace: z.enum(['sans', 'serif', 'legible']).default('sans'),
  letterKeys: z.boolean().default(true),
  /** Action id → key chord, for rebound keys. */
  keys: z.record(z.string(), z.string()).default({}),
  userName: z.string().max(200).default('Expert'),
  welcomeSeen: z.boolean().default(false),
});
export type Settings = z.infer<typeof settingsSchema>;

export const ledgerEntrySchema = z.object({
  /** Counts up in the order of the calls. */
  id: z.int(),
  at: z.string(),
  host: z.string(),
  purpose: z.string(),
  method: z.string(),
  path: z.string(),
  requestBytes: count,
  responseBytes: count,
  sha256: z.string(),
  containsDocumentText: z.boolean(),
  status: z.int(),
  allowed: z.boolean(),
  loopback: z.boolean(),
});
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;

/** `host:port`, a host name (any port), or an address. */
const hostRef = z.object({ host: z.string().min(1).max(500), purpose: hostPurposeSchema });

export const systemMethods = {
  'system.health': { input: none, output: healthSchema },
  'settings.get': { input: none, output: settingsSchema },
  'settings.set': { input: z.object({ settings: settingsSchema.partial() }), output: settingsSchema },
  /** What the user of this computer allows; no part of any project. */
  'hosts.list': { input: none, output: z.array(hostConsentSchema) },
  'hosts.allow': { input: hostRef, output: nothing },
  'hosts.forget': { input: hostRef, output: nothing },
  'ledger.list': {
    input: page.extend({ remoteOnly: z.boolean().default(false) }),
    output: z.object({ total: count, rows: z.array(ledgerEntrySchema) }),
  },
  /** The newest million calls at most; `total` says how many there are. */
  'ledger.export': {
    input: none,
    output: z.object({ fileName: z.string(), text: z.string(), rows: count, total: count }),
  },
  'files.describe': {
    input: z.object({ paths: z.array(z.string()).max(1000) }),
    output: z.array(z.object({ path: z.string(), name: z.string(), bytes: count, folder: z.boolean() })),
  },
  /** Writes text or base64 the renderer already has (guideline exports, charts) where the user chose. */
  'files.save': {
    input: z.object({ path: z.string().min(1), content: z.string().max(100_000_000), base64: z.boolean() }),
    output: nothing,
  },
} as const;
