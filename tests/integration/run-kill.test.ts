import { spawn } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '#core/sampling/random.ts';
import { startRun } from '#core/run/start-run.ts';
import { openStore, type Database } from '#core/store/open-store.ts';
import { readDocumentsByKey } from '#core/store/document-table.ts';
import { readAllAnnotators } from '#core/store/setup-tables.ts';
import { listSupervisorCalls } from '#core/store/supervision-table.ts';
import type { BrainCall } from '#fakes/brain.ts';
import { startFakeOllama, type FakeOllama } from '#fakes/fake-ollama.ts';
import { startFakeOpenAi, type FakeOpenAi } from '#fakes/fake-openai.ts';
import { fencedDocument } from '#fakes/ner-brain.ts';
import { defaultPool } from '#fakes/ollama-model.ts';
import { runCorpus, runLexicon } from '../helpers/run-corpus.ts';
import { supervisorBrain } from '../helpers/supervisor-brain.ts';
import { dumpRun, theRun } from '../helpers/run-dump.ts';
import { labDeps, labModels, labProject, labSettings, type LabProject } from '../helpers/run-lab.ts';

const kills = 25;
const setSize = 4;
const iterations = 5;
const worker = fileURLToPath(new URL('../helpers/run-worker.ts', import.meta.url));
const annotatorIds = defaultPool.map((model) => `ollama:${model.name}`);

let lab: LabProject;
let fake: FakeOllama;
let supervisor: FakeOpenAi;
/** Called with every question a fake model or the supervisor is asked, before it answers. */
let onAsked: (call: BrainCall) => void = () => undefined;
const asked: { model: string; document: string }[] = [];

beforeAll(async () => {
  const brain = (call: BrainCall): undefined => {
    asked.push({ model: call.model, document: fencedDocument(call.turns[0]?.content ?? '') });
    onAsked(call);
  };
  fake = await startFakeOllama({
    lexicon: runLexicon,
    maxLoaded: 1,
    numParallel: 2,
    chunkChars: Infinity,
    brain,
  });
  const supervise = supervisorBrain(annotatorIds);
  supervisor = await startFakeOpenAi({
    brain: (call) => {
      brain(call);
      return supervise(call);
    },
  });
  lab = labProject({ annotators: annotatorIds, documents: runCorpus(80) });
  const models = labModels();
  startRun(
    lab.db,
    labSettings({
      annotatorIds,
      supervisor: { kind: 'openai', model: 'gpt-5.6-luna', url: supervisor.baseUrl },
      iterations,
      setSize,
    }),
    labDeps(lab.db, models.models),
  );
  lab.db.pragma('wal_checkpoint(TRUNCATE)');
  await models.close();
});

afterAll(async () => {
  await fake.close();
  await supervisor.close();
  lab.close();
});

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly printed: string;
}

/** Works the project in its own process; `plan` says when to kill it, -9. */
async function work(path: string, plan?: (kill: () => void) => void): Promise<Ended> {
  const child = spawn(process.execPath, [worker, path, fake.url], {
    env: { ...process.env, OPENAI_API_KEY: supervisor.apiKey },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  child.stdout.on('data', (text: Buffer) => (printed += text.toString()));
  child.stderr.on('data', (text: Buffer) => (printed += text.toString()));
  plan?.(() => child.kill('SIGKILL'));
  return new Promise((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, printed }));
  });
}

/** model → texts of documents whose answer is stored. */
function finished(db: Database): Set<string> {
  const run = theRun(db);
  const names = new Map(readAllAnnotators(db).map((row) => [row.annotatorKey, row.config.model]));
  const rows = db
    .prepare(`SELECT annotator_key, document_key FROM unit WHERE run_key = ? AND state <> 'queued'`)
    .all(run.runKey) as { annotator_key: number; document_key: number }[];
  const texts = new Map(
    readDocumentsByKey(db, [...new Set(rows.map((row) => row.document_key))]).map((document) => [
      document.key,
      document.text,
    ]),
  );
  return new Set(
    rows.map((row) => `${names.get(row.annotator_key) ?? ''}\n${texts.get(row.document_key) ?? ''}`),
  );
}

/** What a kill may never leave behind. */
function expectWhole(db: Database): void {
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(db.pragma('foreign_key_check')).toEqual([]);
  const half = db
    .prepare(
      `SELECT count(*) FROM unit WHERE (state = 'queued' AND (ended_at IS NOT NULL OR raw <> '[]')) OR (state <> 'queued' AND ended_at IS NULL)`,
    )
    .pluck()
    .get();
  expect(half).toBe(0);
}

describe('a run that is killed 25 times', () => {
  it('stores the same answers, analyses and guidelines as an unbroken one, and asks no finished unit again', async () => {
    const unbroken = join(lab.dir, 'unbroken.diziner');
    const broken = join(lab.dir, 'broken.diziner');
    copyFileSync(lab.path, unbroken);
    copyFileSync(lab.path, broken);

    const whole = await work(unbroken);
    expect(whole, whole.printed).toMatchObject({ code: 0 });
    const answers = asked.length;
    const expected = openStore(unbroken, { mode: 'open' });

    const random = createRandom(20_260_301);
    let killed = 0;
    const violations: string[] = [];
    let stored = new Set<string>();
    while (killed < kills) {
      asked.length = 0;
      const calls = random.integer(Math.floor((1.5 * answers) / kills));
      const delayMs = random.integer(calls === 0 ? 900 : 12);
      const ended = await work(broken, (kill) => {
        if (calls === 0) setTimeout(kill, delayMs);
        let seen = 0;
        onAsked = () => {
          seen += 1;
          if (seen === calls) setTimeout(kill, delayMs);
        };
      });
      onAsked = () => undefined;
      expect(ended, ended.printed).toMatchObject({ signal: 'SIGKILL' });
      killed += 1;
      for (const { model, document } of asked) {
        if (stored.has(`${model}\n${document}`)) violations.push(`${model}: ${document}`);
      }
      const db = openStore(broken, { mode: 'open' });
      expectWhole(db);
      stored = finished(db);
      db.close();
    }
    asked.length = 0;
    const last = await work(broken);
    expect(last, last.printed).toMatchObject({ code: 0 });
    for (const { model, document } of asked) {
      if (stored.has(`${model}\n${document}`)) violations.push(`${model}: ${document}`);
    }
    expect(violations).toEqual([]);

    const db = openStore(broken, { mode: 'open' });
    expectWhole(db);
    expect(theRun(db).state).toBe('done');
    expect(dumpRun(db)).toEqual(dumpRun(expected));
    const hashes = (store: Database): string[] =>
      listSupervisorCalls(store, theRun(store).runKey)
        .filter((call) => call.status === 'accepted' || call.status === 'rejected')
        .map((call) => call.requestHash)
        .sort();
    expect(hashes(db)).toEqual(hashes(expected));
    db.close();
    expected.close();
  }, 300_000);
});
