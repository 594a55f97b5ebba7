import type { LabelSchema } from '#shared/domain/entity-type.ts';
import { labelSchemaSchema } from '#shared/domain/entity-type.ts';
import type { RunStatus } from '#shared/domain/run.ts';
import { runStatusSchema } from '#shared/domain/run.ts';
import type { Span } from '#shared/domain/span.ts';
import type { ProjectSummary } from '#shared/rpc/projects.ts';
import type { InstalledModel } from '#shared/rpc/setup.ts';

/** Made-up but valid data for looking at the screens without an engine; used by tests and by nobody else. */
const gib = (size: number) => Math.round(size * 1024 ** 3);

export const fakeTexts = [
  'Tessa Marlow has been named head baker at Brindle & Crust, the family bakery on Weaver Street.',
  'The University of Skelder will open a new marine station on Orrin Island next spring, says rector Lucja Ferentz.',
  'Corvane has recalled its Corvane Pico after customers in Harnby reported faulty brakes.',
  'Harnby beat Skelder 3–1 at Millrace Stadium on Saturday; captain Jon Ek 😀 scored twice.',
  'A notice with no names at all, only rain and wind until the weekend.',
];
const fakeNames: readonly (readonly [string, string])[] = [
  ['Tessa Marlow', 'PERSON'],
  ['Lucja Ferentz', 'PERSON'],
  ['Jon Ek', 'PERSON'],
  ['Brindle & Crust', 'ORGANISATION'],
  ['University of Skelder', 'ORGANISATION'],
  ['Weaver Street', 'LOCATION'],
  ['Orrin Island', 'LOCATION'],
  ['Millrace Stadium', 'LOCATION'],
  ['Corvane Pico', 'PRODUCT'],
];

export function fakeSpans(text: string): Span[] {
  return fakeNames
    .map(([name, type]) => ({
      start: text.indexOf(name),
      end: text.indexOf(name) + name.length,
      type,
      text: name,
    }))
    .filter((span) => span.start >= 0)
    .toSorted((a, b) => a.start - b.start);
}

export const fakeSchema: LabelSchema = labelSchemaSchema.parse({
  types: [
    {
      name: 'PERSON',
      definition: 'A named individual human being, living, dead or fictional.',
      include: ['Full names, surnames alone, first names alone.'],
      exclude: ['Titles and professions before the name (Dr, Mayor).'],
      positiveExamples: ['Tessa Marlow', 'Lucja Ferentz'],
      negativeExamples: ['the mayor'],
      borderlineExamples: ['the Halms'],
    },
    {
      name: 'ORGANISATION',
      definition: 'A named group of people that acts as one: company, public body, school, club.',
      positiveExamples: ['Brindle & Crust'],
    },
    { name: 'LOCATION', definition: 'A named place: country, town, street, river, building as a place.' },
    { name: 'PRODUCT', definition: '', positiveExamples: ['Corvane Pico'] },
    { name: 'EVENT', definition: 'A named happening with a date.', group: 'Other' },
    { name: 'WORK', definition: 'A titled book, film, song or programme.', group: 'Other', active: false },
  ],
});

export function fakeProject(patch: Partial<ProjectSummary> & { readonly id: string }): ProjectSummary {
  return {
    name: patch.id,
    path: `/home/expert/DiZiNER/${patch.id}.diziner`,
    documents: 0,
    types: 0,
    lastIteration: null,
    bestAgreement: null,
    sizeBytes: 400_000,
    archived: false,
    binnedAt: null,
    updatedAt: '2026-11-22T06:12:00.000Z',
    sample: false,
    nextStep: 'corpus',
    problem: null,
    ...patch,
  };
}

export const fakeProjects: ProjectSummary[] = [
  fakeProject({
    id: 'drug-labels',
    name: 'Drug labels',
    documents: 1204,
    types: 6,
    lastIteration: 3,
    bestAgreement: 0.81,
    sizeBytes: 48_000_000,
    nextStep: 'compare',
  }),
  fakeProject({
    id: 'harbour',
    name: 'Harbour master’s logbooks 1874–1911, second transcription, with a rather long name',
    documents: 100_000,
    types: 11,
    lastIteration: 0,
    bestAgreement: 0.43,
    sizeBytes: 1_900_000_000,
    nextStep: 'run',
    updatedAt: '2026-11-20T10:00:00.000Z',
  }),
  fakeProject({ id: 'fresh', name: 'Interview transcripts', updatedAt: '2026-11-21T16:00:00.000Z' }),
  fakeProject({
    id: 'newer',
    name: 'Recipes',
    documents: 88,
    types: 4,
    problem: 'This project was written by a newer version of DiZiNER (store 9, this app reads up to 3).',
  }),
  fakeProject({ id: 'old', name: 'Pilot 2025', documents: 25, types: 3, archived: true }),
  fakeProject({ id: 'gone', name: 'Test import', documents: 12, binnedAt: '2026-11-19T08:00:00.000Z' }),
];

export function fakeModel(patch: Partial<InstalledModel> & { readonly name: string }): InstalledModel {
  return {
    digest: 'a1b2c3d4e5f6',
    sizeBytes: gib(9.3),
    family: 'qwen3',
    maker: 'Alibaba',
    parameterSize: '14.8B',
    quantization: 'Q4_K_M',
    contextLength: 40_960,
    capabilities: ['completion', 'tools'],
    cloud: false,
    loaded: false,
    memory: {
      needBytes: gib(10.9),
      freeBytes: gib(13.1),
      verdict: 'fits',
      measured: false,
      explanation: '9.3 GB weights + 1.6 GB context of 8,192 tokens; 13.1 GB free now.',
      gpuShare: null,
    },
    probe: null,
    ...patch,
  };
}

export const fakeModels: InstalledModel[] = [
  fakeModel({
    name: 'qwen3:14b',
    loaded: true,
    probe: {
      at: '2026-11-22T07:00:00.000Z',
      ok: true,
      mode: 'schema',
      tokensPerSecond: 31.4,
      contextLength: 8192,
      slots: 2,
      message: 'Answers in the schema; 12 of 12 offsets found.',
    },
  }),
  fakeModel({
    name: 'mistral-small3.2:24b',
    maker: 'Mistral',
    family: 'mistral3',
    parameterSize: '24.0B',
    sizeBytes: gib(15.2),
    memory: {
      needBytes: gib(17.5),
      freeBytes: gib(13.1),
      verdict: 'split',
      measured: false,
      explanation: '17.5 GB needed, 13.1 GB free: part of it runs on the processor, about five times slower.',
      gpuShare: null,
    },
  }),
  fakeModel({
    name: 'gpt-oss:20b',
    maker: 'OpenAI',
    family: 'gptoss',
    parameterSize: '20.9B',
    quantization: 'MXFP4',
    sizeBytes: gib(12.8),
    probe: {
      at: '2026-11-22T07:04:00.000Z',
      ok: false,
      mode: 'none',
      tokensPerSecond: null,
      contextLength: null,
      slots: null,
      message: 'Three answers were empty: this model does not follow the schema with thinking switched off.',
    },
  }),
  fakeModel({ name: 'phi4:14b', maker: 'Microsoft', family: 'phi3', sizeBytes: gib(9.1) }),
  fakeModel({
    name: 'gemma3:12b',
    maker: 'Google',
    family: 'gemma3',
    sizeBytes: gib(8.1),
    capabilities: ['completion', 'vision'],
  }),
  fakeModel({
    name: 'llama3.3:70b',
    maker: 'Meta',
    family: 'llama',
    parameterSize: '70.6B',
    sizeBytes: gib(42.5),
    memory: {
      needBytes: gib(46),
      freeBytes: gib(13.1),
      verdict: 'too-large',
      measured: false,
      explanation: '46 GB needed, 16 GB in this computer.',
      gpuShare: null,
    },
  }),
];

export const fakeRun: RunStatus = runStatusSchema.parse({
  runId: 'run-1',
  state: 'running',
  stage: 'annotate',
  iteration: 3,
  iterations: 5,
  startedAt: '2026-11-22T06:00:00.000Z',
  endedAt: null,
  settings: {
    annotatorIds: ['ollama:qwen3:14b', 'ollama:phi4:14b'],
    supervisor: { kind: 'openai', model: 'gpt-5' },
  },
  units: { ok: 120, repaired: 6, failed: 2, queued: 72 },
  unitsToRetry: 0,
  unitsTotal: 200,
  unitsDone: 128,
  etaMs: 720_000,
  inputTokens: 380_000,
  outputTokens: 32_000,
  costUsd: 0.04,
  costCapUsd: 1,
  activity: 'phi4:14b reads document 4 of 25',
  reason: null,
  openQuestions: 2,
  pendingCallId: null,
  best: null,
});
