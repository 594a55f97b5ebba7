import { annotatorConfigSchema } from '#shared/domain/annotator.ts';
import type { EngineEvent } from '#shared/rpc/events.ts';
import { supervisorSettingsSchema } from '#shared/rpc/setup.ts';
import { fakeModels, fakeSchema, fakeTexts } from './fake-host-data.ts';
import type { FakeHandlers } from './fake-host-api.ts';

const builtins = [
  ['lexicon', 'Word lists', 'WL'],
  ['shape', 'Word shapes', 'SH'],
  ['compromise', 'Grammar rules', 'GR'],
  ['wink', 'Numbers and dates', 'ND'],
].map(([model = '', displayName = '', monogram = '']) =>
  annotatorConfigSchema.parse({
    id: `builtin:${model}`,
    kind: 'builtin',
    model,
    displayName,
    monogram,
    maker: 'DiZiNER',
    family: model,
  }),
);
const pool = [
  ...fakeModels.slice(0, 3).map(({ name, maker, family }) =>
    annotatorConfigSchema.parse({
      id: `ollama:${name}`,
      kind: 'ollama',
      model: name,
      displayName: name,
      monogram: name.slice(0, 2).toUpperCase(),
      maker,
      family,
    }),
  ),
  ...builtins.slice(0, 2),
];

/** Schema, goal, annotators and supervisor of the stand-in engine. */
export function createFakeSetupHandlers(emit: (event: EngineEvent) => void): FakeHandlers {
  let schema = fakeSchema;
  let goal =
    'The marks feed a register of who did what in the town: names are linked to a person file by hand.';
  let chosen = pool;
  let supervisor = supervisorSettingsSchema.parse({
    config: { kind: 'openai', model: 'gpt-5' },
    runCapUsd: 1,
    redactions: ['Harnby'],
  });
  const changed = (projectId: string, areas: Extract<EngineEvent, { kind: 'project-change' }>['areas']) => {
    emit({ kind: 'project-change', projectId, areas });
    return null;
  };
  return {
    'schema.get': ({ projectId }) => (projectId === 'fresh' ? { types: [], allowNested: false } : schema),
    'schema.set': (input) => {
      schema = input.schema;
      return changed(input.projectId, ['schema']);
    },
    'schema.lint': () => [
      { type: 'PRODUCT', severity: 'warning', message: 'PRODUCT has no definition.' },
      { type: 'EVENT', severity: 'hint', message: 'EVENT has no example.' },
    ],
    'schema.usage': () => ({ PERSON: 412, ORGANISATION: 233, LOCATION: 301, PRODUCT: 40 }),
    'schema.renameType': (input) => {
      schema = {
        ...schema,
        types: schema.types.map((type) => (type.name === input.from ? { ...type, name: input.to } : type)),
      };
      return changed(input.projectId, ['schema', 'corpus']);
    },
    'schema.removeType': (input) => {
      schema = { ...schema, types: schema.types.filter((type) => type.name !== input.name) };
      return changed(input.projectId, ['schema', 'corpus']);
    },
    'schema.templates': () => [
      {
        id: 'news',
        label: 'News: people, organisations, places',
        description: 'The four types of CoNLL-2003.',
        types: fakeSchema.types.slice(0, 4),
      },
      {
        id: 'products',
        label: 'Products and events',
        description: 'For shops and calendars.',
        types: fakeSchema.types.slice(3, 5),
      },
    ],
    'schema.import': () => fakeSchema,
    'schema.export': ({ format }) => ({
      fileName: `schema.${format}.txt`,
      text: JSON.stringify(schema, null, 2),
    }),
    'goal.get': () => ({ goal }),
    'goal.set': (input) => {
      goal = input.goal;
      return changed(input.projectId, ['goal']);
    },
    'annotators.pool': () => chosen,
    'annotators.setPool': (input) => {
      chosen = input.annotators;
      return changed(input.projectId, ['annotators']);
    },
    'annotators.builtins': () => builtins,
    'annotators.recommended': () => ({
      dated: '2026-11-01',
      pools: [
        {
          id: 'ram16',
          label: 'For 16 GB of memory',
          ramGb: 16,
          models: [
            { model: 'qwen3:8b', maker: 'Alibaba', family: 'qwen3', downloadGb: 5.2 },
            { model: 'llama3.1:8b', maker: 'Meta', family: 'llama', downloadGb: 4.9 },
            { model: 'gemma3:12b', maker: 'Google', family: 'gemma3', downloadGb: 8.1 },
            { model: 'phi4:14b', maker: 'Microsoft', family: 'phi3', downloadGb: 9.1 },
          ],
        },
        {
          id: 'ram32',
          label: 'For 32 GB of memory',
          ramGb: 32,
          models: [
            { model: 'mistral-small3.2:24b', maker: 'Mistral', family: 'mistral3', downloadGb: 15.2 },
            { model: 'qwen3:14b', maker: 'Alibaba', family: 'qwen3', downloadGb: 9.3 },
          ],
        },
      ],
    }),
    'models.list': () => ({
      server: {
        state: 'running',
        url: 'http://127.0.0.1:11434',
        version: '0.32.15',
        message: 'Ollama 0.32.15 answers.',
        action: '',
        canStart: false,
      },
      models: fakeModels,
    }),
    'models.pull': ({ model }) => {
      const pull = {
        model,
        state: 'pulling' as const,
        completedBytes: 2_100_000_000,
        totalBytes: 5_200_000_000,
        bytesPerSecond: 18_000_000,
        etaMs: 172_000,
        message: '',
      };
      emit({ kind: 'pull-change', pull });
      return pull;
    },
    'models.pulls': () => [
      {
        model: 'llama3.1:8b',
        state: 'pulling',
        completedBytes: 2_100_000_000,
        totalBytes: 4_900_000_000,
        bytesPerSecond: 18_000_000,
        etaMs: 155_000,
        message: '',
      },
    ],
    'models.cancelPull': () => null,
    'models.probe': ({ model }) => ({
      jobId: `probe-${model}`,
      kind: 'probe',
      projectId: null,
      title: `Test ${model}`,
      fraction: null,
      detail: 'Loading the model',
      etaMs: null,
      state: 'running',
      error: null,
      result: null,
    }),
    'models.remove': () => null,
    'server.log': () => [
      'time=08:00:01 level=INFO msg="server starting"',
      'time=08:00:02 level=INFO msg="listening on 127.0.0.1:11434"',
    ],
    'server.start': () => ({ url: 'http://127.0.0.1:11434', version: '0.32.15' }),
    'server.stop': () => null,
    'supervisor.get': () => supervisor,
    'supervisor.set': (input) => {
      supervisor = input.settings;
      return changed(input.projectId, ['supervisor']);
    },
    'supervisor.catalogue': () => ({
      dated: '2026-11-01',
      models: [
        {
          provider: 'openai',
          model: 'gpt-5',
          label: 'GPT-5',
          contextTokens: 400_000,
          inputPrice: 1.25,
          cachedInputPrice: 0.125,
          outputPrice: 10,
          pricedAt: '2026-11-01',
          shutdownAt: null,
          isDefault: true,
        },
        {
          provider: 'openai',
          model: 'gpt-5-mini',
          label: 'GPT-5 mini',
          contextTokens: 400_000,
          inputPrice: 0.25,
          cachedInputPrice: 0.025,
          outputPrice: 2,
          pricedAt: '2026-11-01',
          shutdownAt: '2027-06-01',
          isDefault: false,
        },
      ],
    }),
    'supervisor.setPrice': () => null,
    'supervisor.keyState': () => ({ source: 'session', hint: 'x7Qa' }),
    'supervisor.setKey': ({ key }) =>
      key === null ? { source: 'none', hint: null } : { source: 'session', hint: key.slice(-4) },
    'supervisor.test': () => ({
      ok: true,
      message: 'GPT-5 answered in the right shape.',
      mode: 'json_schema',
      latencyMs: 1240,
    }),
    'supervisor.preview': () => {
      const head =
        'You revise annotation guidelines. Below are places where annotators disagree.\n\nHotspot 1\n';
      const snippet = fakeTexts[0] ?? '';
      return {
        leavesComputer: true,
        host: 'api.openai.com',
        text: `${head}${snippet}\n\nReadings: ORGANISATION 5, nothing 3\n`,
        snippets: [{ start: head.length, end: head.length + snippet.length, documentId: 'notice-000001' }],
        redacted: 3,
        estimatedInputTokens: 21_000,
        estimatedOutputTokens: 3_200,
        estimatedCostUsd: 0.058,
        note: 'An estimate for one round; the real text is made when the round ends.',
      };
    },
    'supervisor.calls': () => [],
  };
}
