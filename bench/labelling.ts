/**
 * Corpus labelling end to end into a project file on disk: documents stored per second, first and last quarter apart
 * (equal = the time grows linearly), peak memory, and how fast the questions of the window are answered at that size.
 * - "fake": the LLM annotator (prompt, answer parsing, locating) over an in-process client that answers at once;
 * - "lexicon": the built-in lexicon annotator; "consensus": the vote of three fakes.
 * Run: node bench/labelling.ts [documents …, default 10000 100000]. Every case runs in a process of its own. Prints JSON.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnnotatorConfig } from '#shared/domain/annotator.ts';
import { labelSchemaSchema } from '#shared/domain/entity-type.ts';
import {
  builtinAnnotators,
  createBuiltinAnnotator,
} from '#core/annotators/builtin/create-builtin-annotator.ts';
import { createLlmAnnotator } from '#core/annotators/llm-annotator.ts';
import type { LlmClient, LlmOptions } from '#core/llm/llm-client.ts';
import { labelCorpus } from '#core/run/label-corpus.ts';
import { createLabelJob } from '#core/run/label-job.ts';
import type { ModelProvider } from '#core/run/ports.ts';
import { createProjectFile } from '#core/run/project-file.ts';
import { documentInserter } from '#core/store/insert-documents.ts';
import { countLabelDocuments } from '#core/store/label-document-table.ts';
import type { Database } from '#core/store/open-store.ts';

const cases = ['fake', 'lexicon', 'consensus'] as const;
type Case = (typeof cases)[number];

const at = new Date(0).toISOString();
const options: LlmOptions = {
  numCtx: 8192,
  numPredict: 512,
  temperature: 0,
  topP: 1,
  topK: 40,
  seed: 7,
  repeatPenalty: 1,
};
const type = (name: string, ...positiveExamples: string[]): object => ({
  name,
  definition: `A ${name.toLowerCase()} with a name.`,
  positiveExamples,
});
const schema = labelSchemaSchema.parse({
  types: [type('PERSON', 'Ada Lovelace', 'Charles Babbage'), type('PLACE', 'London', 'Łódź')],
});

/** Answers at once, with what an obedient model would: the two names and the place. */
const client: LlmClient = {
  provider: 'ollama',
  baseUrl: 'in-process',
  complete: () =>
    Promise.resolve({
      status: 'ok',
      text: '{"entities":[{"text":"Ada Lovelace","type":"PERSON"},{"text":"Charles Babbage","type":"PERSON"},{"text":"London","type":"PLACE"}]}',
      usage: { inputTokens: 400, cachedInputTokens: 0, outputTokens: 40, reasoningTokens: 0 },
      timings: { totalMs: 0, loadMs: 0, promptMs: 0, outputMs: 0 },
      attempts: 1,
      servedModel: 'fake',
      mode: 'ollama-format',
    }),
};

const models: ModelProvider = {
  beginJob: () => undefined,
  openAnnotator: ({ config }) =>
    Promise.resolve({
      annotator:
        config.kind === 'builtin'
          ? createBuiltinAnnotator(config)
          : createLlmAnnotator({ config, client, options }),
      concurrency: 4,
      options,
      digest: 'fake',
      remark: null,
      close: () => Promise.resolve(),
    }),
  openSupervisor: () => Promise.reject(new Error('no supervisor in this benchmark')),
  serverState: () => Promise.resolve('up'),
  close: () => Promise.resolve(),
};

const fakes: readonly AnnotatorConfig[] = ['a', 'b', 'c'].map((name) => ({
  id: `ollama:${name}`,
  kind: 'ollama',
  model: name,
  displayName: name,
  monogram: name.toUpperCase(),
  maker: '',
  family: '',
  endpoint: null,
  enabled: true,
}));

function createCorpus(path: string, documents: number): Database {
  const db = createProjectFile(path, {
    projectId: 'bench',
    name: 'Bench',
    goal: 'Names of people and places.',
    schema,
    annotators: [...fakes, ...builtinAnnotators],
    sample: false,
    at,
  });
  const insert = documentInserter(db, null);
  db.transaction(() => {
    for (let i = 0; i < documents; i += 1) {
      insert({
        id: `d${i}`,
        text: `Ada Lovelace met Charles Babbage in London on day ${i}, before the Analytical Engine was drawn.`,
        tokens: null,
        reconstructed: false,
        meta: {},
      });
    }
  })();
  return db;
}

interface Measured {
  readonly case: string;
  readonly documents: number;
  readonly documentsPerSecond: number;
  /** Per second of processor time: what stays comparable while the machine is busy with something else. */
  readonly documentsPerCpuSecond: number;
  /** Processor time of the last quarter of the answers ÷ that of the first: 1 = linear. */
  readonly lastToFirstQuarter: number;
  readonly peakRssMb: number;
  readonly stored: number;
}

async function measure(name: Case, documents: number): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'diziner-bench-'));
  const db = createCorpus(join(folder, 'bench.diziner'), documents);
  try {
    const annotatorIds =
      name === 'fake' ? ['ollama:a'] : name === 'lexicon' ? ['builtin:lexicon'] : fakes.map(({ id }) => id);
    const source = annotatorIds.length === 1 ? (annotatorIds[0] ?? '') : 'consensus';
    const job = createLabelJob(
      db,
      {
        source,
        run: null,
        iteration: null,
        guidelineNumber: 0,
        guidelineWhy: 'newest',
        annotatorIds,
        weights: annotatorIds.map(() => 1),
      },
      'unlabelled',
      { newId: () => 'job', now: () => at },
    );
    const cpuMs = (): number => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e3;
    };
    const marks: number[] = [cpuMs()];
    const started = performance.now();
    const never = new AbortController().signal;
    await labelCorpus(
      { db, models, now: () => at, newId: () => 'id', emit: () => undefined },
      job,
      { drain: never, abort: never },
      () => marks.push(cpuMs()),
    );
    const ms = performance.now() - started;
    const ended = cpuMs();
    const quarter = Math.floor((marks.length - 1) / 4);
    const [first = 0, last = 0] = [marks[quarter], marks[marks.length - 1 - quarter]];
    const { done, failed } = countLabelDocuments(db);
    if (done !== documents || failed > 0) throw new Error(`${done} stored, ${failed} failed`);
    return {
      case: name,
      documents,
      documentsPerSecond: Math.round((documents / ms) * 1e3),
      documentsPerCpuSecond: Math.round((documents / (ended - (marks[0] ?? 0))) * 1e3),
      lastToFirstQuarter: Math.round((((marks.at(-1) ?? 0) - last) / (first - (marks[0] ?? 0))) * 100) / 100,
      peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
      stored: done,
    };
  } finally {
    db.close();
    await rm(folder, { recursive: true, force: true });
  }
}

if (process.argv[2] === '--one') {
  process.stdout.write(JSON.stringify(await measure(process.argv[3] as Case, Number(process.argv[4]))));
} else {
  const given = process.argv.slice(2).map(Number);
  const sizes = given.length === 0 ? [10_000, 100_000] : given;
  const results = cases.flatMap((name) =>
    sizes.map(
      (size) =>
        JSON.parse(
          execFileSync(process.execPath, [process.argv[1] ?? '', '--one', name, String(size)], {
            encoding: 'utf8',
          }),
        ) as Measured,
    ),
  );
  console.log(JSON.stringify({ node: process.version, labelling: results }, null, 2));
}
