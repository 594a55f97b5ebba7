import { AppError } from '#shared/errors.ts';
import type { Job } from '#shared/rpc/corpus.ts';
import type { EngineEvent } from '#shared/rpc/events.ts';
import type { ProjectSummary } from '#shared/rpc/projects.ts';
import { settingsSchema } from '#shared/rpc/system.ts';
import { fakeProject, fakeProjects, fakeRun, fakeSchema, fakeSpans, fakeTexts } from './fake-host-data.ts';
import type { FakeHandlers } from './fake-host-api.ts';

const gib = (size: number) => Math.round(size * 1024 ** 3);

/** System, projects, corpus and import of the stand-in engine. */
export function createFakeProjectHandlers(
  emit: (event: EngineEvent) => void,
  documents: number,
): FakeHandlers {
  let settings = settingsSchema.parse({});
  let projects: ProjectSummary[] = [...fakeProjects];
  const text = (key: number) => fakeTexts[key % fakeTexts.length] ?? '';
  const find = (projectId: string) => {
    const project = projects.find(({ id }) => id === projectId);
    if (project === undefined) throw new AppError('NOT_FOUND', `There is no project ${projectId}.`);
    return project;
  };
  const change = (projectId: string, patch: Partial<ProjectSummary>) => {
    projects = projects.map((project) => (project.id === projectId ? { ...project, ...patch } : project));
    emit({ kind: 'projects-change' });
    return find(projectId);
  };
  const add = (project: ProjectSummary) => {
    projects = [project, ...projects];
    emit({ kind: 'projects-change' });
    return project;
  };
  return {
    'system.health': () => ({
      appVersion: '0.1.0',
      host: 'browser',
      platform: 'linux x64',
      dataDir: '/home/expert/DiZiNER',
      ollama: {
        state: 'running',
        url: 'http://127.0.0.1:11434',
        version: '0.32.15',
        managed: false,
        canStart: false,
        cloud: 'off',
        message: 'Ollama 0.32.15 answers at 127.0.0.1:11434.',
        action: '',
      },
      memory: { totalBytes: gib(16), freeBytes: gib(6.2) },
      disk: { freeBytes: gib(212) },
      loadedModels: [{ name: 'qwen3:14b', sizeBytes: gib(10), gpuBytes: gib(10) }],
      hosts: [
        { host: '127.0.0.1:11434', purpose: 'Ollama, on this computer', allowed: true },
        { host: 'api.openai.com:443', purpose: 'Supervisor', allowed: false },
      ],
    }),
    'settings.get': () => settings,
    'settings.set': (input) => {
      settings = { ...settings, ...(input.settings as typeof settings) };
      return settings;
    },
    'hosts.list': () => [],
    'hosts.allow': () => null,
    'hosts.forget': () => null,
    'ledger.list': ({ offset, limit }) => ({
      total: 40,
      rows: Array.from({ length: Math.max(0, Math.min(limit, 40 - offset)) }, (_, index) => ({
        id: 40 - offset - index,
        at: new Date(1_795_000_000_000 - (offset + index) * 61_000).toISOString(),
        host: (offset + index) % 7 === 3 ? 'api.openai.com' : '127.0.0.1:11434',
        purpose: (offset + index) % 7 === 3 ? 'supervisor' : 'annotator',
        method: 'POST',
        path: (offset + index) % 7 === 3 ? '/v1/responses' : '/api/chat',
        requestBytes: 14_203,
        responseBytes: 2_111,
        sha256: 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c',
        containsDocumentText: true,
        status: 200,
        allowed: true,
        loopback: (offset + index) % 7 !== 3,
      })),
    }),
    'projects.list': () => projects,
    'projects.create': ({ name }) => add(fakeProject({ id: `new-${projects.length}`, name })),
    'projects.createSample': () =>
      add(
        fakeProject({
          id: `sample-${projects.length}`,
          name: 'Sample: town notices',
          sample: true,
          documents: 101,
          types: 6,
          nextStep: 'run',
        }),
      ),
    'projects.rename': ({ projectId, name }) => change(projectId, { name }),
    'projects.duplicate': ({ projectId }) =>
      add({ ...find(projectId), id: `${projectId}-copy`, name: `${find(projectId).name} (copy)` }),
    'projects.archive': ({ projectId, archived }) => (change(projectId, { archived }), null),
    'projects.bin': ({ projectId }) => (change(projectId, { binnedAt: new Date(0).toISOString() }), null),
    'projects.restore': ({ projectId }) => (change(projectId, { binnedAt: null }), null),
    'projects.purge': ({ projectId }) => {
      projects = projects.filter(({ id }) => id !== projectId);
      emit({ kind: 'projects-change' });
      return null;
    },
    'projects.overview': ({ projectId }) => {
      const summary = find(projectId);
      const empty = summary.documents === 0;
      return {
        summary,
        counts: {
          documents: summary.documents,
          goldDocuments: empty ? 0 : 300,
          types: summary.types,
          goalLength: empty ? 0 : 210,
          annotatorsChosen: empty ? 0 : 6,
          annotatorsInPool: empty ? 0 : 8,
          hotspots: empty ? 0 : 38,
          decidedHotspots: empty ? 0 : 5,
          rules: empty ? 0 : 12,
          proposedRules: empty ? 0 : 3,
          openQuestions: empty ? 0 : 2,
          labelledDocuments: 0,
        },
        supervisorReady: !empty,
        run: empty ? null : fakeRun,
        undo: 'Change the definition of PERSON',
        redo: null,
        undoableChanges: 2,
      };
    },
    'edit.undo': () => ({ label: 'Change the definition of PERSON' }),
    'edit.redo': () => ({ label: 'Change the definition of PERSON' }),
    'run.list': ({ projectId }) => (find(projectId).documents === 0 ? [] : [fakeRun]),
    'run.status': () => fakeRun,
    'corpus.list': ({ projectId, offset, limit, search }) => {
      const total =
        find(projectId).documents === 0 ? 0 : search === '' ? documents : Math.ceil(documents / 5);
      return {
        total,
        rows: Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, index) => {
          const key = offset + index;
          return {
            key,
            id: `notice-${String(key + 1).padStart(6, '0')}`,
            snippet: text(key),
            characters: text(key).length,
            tokens: text(key).split(' ').length,
            goldSpans: key % 3 === 0 ? fakeSpans(text(key)).length : 0,
            hasGold: key % 3 === 0,
          };
        }),
      };
    },
    'corpus.get': ({ key }) => ({
      key,
      id: `notice-${String(key + 1).padStart(6, '0')}`,
      text: fakeTexts.map((_, index) => text(key + index)).join('\n\n'),
      reconstructed: false,
      meta: { source: 'Town hall', year: 2024 },
      gold: fakeSpans(fakeTexts.map((_, index) => text(key + index)).join('\n\n')),
      pre: [],
    }),
    'corpus.stats': ({ projectId }) => ({
      documents: find(projectId).documents,
      characters: 1_800_000,
      tokens: 310_000,
      goldDocuments: 300,
      goldSpans: { PERSON: 412, ORGANISATION: 233, LOCATION: 301, PRODUCT: 40 },
      longestTokens: 2140,
    }),
    'corpus.remove': () => null,
    'corpus.setGold': () => null,
    'corpus.find': ({ text: wanted }) =>
      fakeTexts.flatMap((whole, key) => {
        const start = whole.indexOf(wanted);
        if (start < 0) return [];
        const end = start + wanted.length;
        return [
          {
            key,
            id: `notice-00000${key}`,
            start,
            end,
            before: whole.slice(0, start),
            match: wanted,
            after: whole.slice(end),
          },
        ];
      }),
    'import.preview': ({ paths }) => ({
      files: paths.map((path) => ({
        path,
        name: path.split('/').at(-1) ?? path,
        bytes: 8_300_000,
        guesses: {
          format: { value: 'doccano', confidence: 0.93, alternatives: ['jsonl', 'prodigy', 'spacy-json'] },
          encoding: { value: 'utf-8', confidence: 0.99, alternatives: ['windows-1252'] },
          offsetUnit: { value: 'codepoint', confidence: 0.71, alternatives: ['utf16', 'grapheme'] },
        },
      })),
      documents: Array.from({ length: 50 }, (_, key) => ({
        id: `notice-${key + 1}`,
        text: text(key),
        spans: fakeSpans(text(key)),
        annotated: key % 5 !== 4,
      })),
      columns: [
        { name: 'text', role: 'text', samples: [text(0)] },
        { name: 'label', role: 'label', samples: ['[[0,12,"PERSON"]]'] },
        { name: 'id', role: 'id', samples: ['notice-1', 'notice-2'] },
        { name: 'source', role: 'meta', samples: ['Town hall', 'Harbour'] },
      ],
      typeCounts: { PERSON: 2412, ORG: 1233, LOC: 3101, PRODUCT: 640 },
      seen: 1204,
      annotated: 963,
      annotatedEmpty: 41,
      annotators: [],
      models: [],
      surfaces: { verified: 7384, total: 7386 },
      repaired: [{ line: 18, what: 'Span ended in a space; the space was left out.' }],
      quarantined: [
        { line: 701, why: 'Not valid JSON: unexpected end of the line.', text: '{"text": "Harnby' },
        {
          line: 702,
          why: 'The span 40–52 lies outside the text (38 characters).',
          text: '{"text":"Short.","label":[[40,52,"PERSON"]]}',
        },
      ],
      lengths: [32, 64, 128, 256, 512, 1024].map((upTo, index) => ({
        upTo,
        documents: [120, 480, 390, 160, 44, 10][index] ?? 0,
      })),
      duplicates: 4,
      inSeveralFiles: 0,
      layers: [],
      notes: [],
      complete: true,
    }),
    'import.start': ({ projectId }) => {
      const job: Job = {
        jobId: 'import-1',
        kind: 'import',
        projectId,
        title: 'Import notices.jsonl',
        fraction: 0.4,
        detail: '482 of 1,204 documents',
        etaMs: 3000,
        state: 'running',
        error: null,
        result: null,
      };
      queueMicrotask(() =>
        emit({
          kind: 'job-change',
          job: {
            ...job,
            fraction: 1,
            detail: '1,204 of 1,204 documents',
            etaMs: null,
            state: 'done',
            result: {
              importId: 1,
              report: {
                files: [
                  {
                    file: 'notices.jsonl',
                    format: 'doccano',
                    encoding: 'utf-8',
                    offsetUnit: 'codepoint',
                    documents: 1204,
                    spans: { PERSON: 2412, ORG: 1233 },
                    surfaces: { verified: 7384, total: 7386 },
                    repaired: [],
                    quarantined: [{ line: 701, why: 'Not valid JSON.', text: '{"text"' }],
                  },
                ],
              },
            },
          },
        }),
      );
      return job;
    },
    'import.history': () => [],
    'import.undo': () => null,
    'jobs.list': () => [],
    'files.save': () => null,
    'files.describe': ({ paths }) =>
      paths.map((path) => ({ path, name: path, bytes: 8_300_000, folder: false })),
    'schema.get': ({ projectId }) =>
      find(projectId).documents === 0 ? { types: [], allowNested: false } : fakeSchema,
  };
}
