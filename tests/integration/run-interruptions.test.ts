import { spawn } from 'node:child_process';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '#shared/errors.ts';
import { acquireRunLock } from '#core/run/run-lock.ts';
import { startRun } from '#core/run/start-run.ts';
import { openProjectFile } from '#core/run/project-file.ts';
import { asStoreError, openStore } from '#core/store/open-store.ts';
import { insertNetworkCall } from '#core/store/network-table.ts';
import { readUnits } from '#core/store/unit-table.ts';
import type { Brain } from '#fakes/brain.ts';
import { startFakeOllama, type FakeOllama } from '#fakes/fake-ollama.ts';
import { fakeModel } from '#fakes/ollama-model.ts';
import { startCli } from '../helpers/cli-process.ts';
import { runCorpus, runLexicon } from '../helpers/run-corpus.ts';
import { theRun } from '../helpers/run-dump.ts';
import {
  goOn,
  labDeps,
  labModels,
  labProject,
  labSettings,
  startAndRun,
  type LabProject,
} from '../helpers/run-lab.ts';

const names = ['a:1b', 'b:1b'];
const annotatorIds = names.map((name) => `ollama:${name}`);
const settings = { annotatorIds, supervisor: { kind: 'rules' as const }, iterations: 1, setSize: 6 };

const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function lab(brain?: Brain): Promise<{ fake: FakeOllama; project: LabProject }> {
  const fake = await startFakeOllama({
    models: names.map((name) => fakeModel(name)),
    lexicon: runLexicon,
    ...(brain === undefined ? {} : { brain }),
  });
  const project = labProject({ annotators: annotatorIds, documents: runCorpus(30) });
  open.push(() => fake.close(), project.close);
  return { fake, project };
}

const code = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
  return 'no error';
};

function start(project: LabProject): void {
  startRun(project.db, labSettings(settings), labDeps(project.db, labModels().models));
}

describe('signals', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s stores what is in flight, exits with 130 and is resumable',
    async (signal) => {
      let running: ReturnType<typeof startCli> | undefined;
      let asked = 0;
      const { fake, project } = await lab((call) => {
        if (/Note/u.test(call.turns[0]?.content ?? '') && (asked += 1) === 5) running?.child.kill(signal);
        return undefined;
      });
      start(project);
      const args = ['run', '--project', project.path, '--ollama-url', fake.url];
      running = startCli(args);
      const stopped = await running.ended;
      expect(stopped, stopped.stderr).toMatchObject({ code: 130 });
      expect(theRun(project.db)).toMatchObject({ state: 'paused', reason: 'Paused by you.' });
      expect(existsSync(`${project.path}.lock`)).toBe(false);
      const stored = readUnits(project.db, theRun(project.db).runKey, 0).filter(
        (unit) => unit.state !== 'queued',
      ).length;
      expect(stored).toBe(asked);
      running = undefined;
      const ended = await startCli(args).ended;
      expect(ended, ended.stderr).toMatchObject({ code: 0 });
      expect(ended.stderr).toContain('Resuming the run');
      expect(asked).toBe(2 * 2 * 6);
    },
  );
});

describe('the lock', () => {
  it('keeps a second process out while the first works, and is free again afterwards', async () => {
    const { fake, project } = await lab();
    start(project);
    const release = acquireRunLock(project.path);
    const args = ['run', '--project', project.path, '--ollama-url', fake.url];
    const second = await startCli(args).ended;
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(`process ${process.pid}`);
    expect(fake.requests).toEqual([]);
    release();
    expect(existsSync(`${project.path}.lock`)).toBe(false);
    expect(await startCli(args).ended).toMatchObject({ code: 0 });
    expect(theRun(project.db).state).toBe('done');
    expect(existsSync(`${project.path}.lock`)).toBe(false);
  });

  it('of a process that is gone is taken over', async () => {
    const { project } = await lab();
    const gone = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => gone.once('close', resolve));
    writeFileSync(`${project.path}.lock`, String(gone.pid));
    const release = acquireRunLock(project.path);
    expect(readFileSync(`${project.path}.lock`, 'utf8')).toBe(String(process.pid));
    release();
  });

  it('from before the computer was started is taken over, even where its process id lives again', async () => {
    const { project } = await lab();
    writeFileSync(`${project.path}.lock`, String(process.ppid));
    expect(code(() => acquireRunLock(project.path))).toBe('RUN_ACTIVE');
    const longAgo = new Date('2020-01-01T00:00:00Z');
    utimesSync(`${project.path}.lock`, longAgo, longAgo);
    acquireRunLock(project.path)();
  });

  it('that is just being written counts as held; an old empty one does not', async () => {
    const { project } = await lab();
    writeFileSync(`${project.path}.lock`, '');
    expect(code(() => acquireRunLock(project.path))).toBe('RUN_ACTIVE');
    const before = new Date(Date.now() - 10_000);
    utimesSync(`${project.path}.lock`, before, before);
    acquireRunLock(project.path)();
  });
});

describe('the project file', () => {
  it('on a full disk stops the run with DISK_FULL and what to do; with room it goes on and ends', async () => {
    const { fake, project } = await lab();
    const { models, close } = labModels({ ollamaUrl: fake.url });
    open.push(close);
    const deps = labDeps(project.db, models);
    const pages = project.db.pragma('page_count', { simple: true }) as number;
    project.db.pragma(`max_page_count = ${pages + 3}`);
    let problem: { state?: string; text: string };
    try {
      const run = await startAndRun(deps, settings);
      problem = { state: run.state, text: run.reason ?? '' };
    } catch (error) {
      problem = { text: error instanceof AppError ? `${error.code} ${error.message}` : String(error) };
    }
    expect(problem.text).toMatch(/is full/u);
    project.db.pragma('max_page_count = 1000000');
    expect(project.db.pragma('integrity_check', { simple: true })).toBe('ok');
    const done = await goOn(deps, theRun(project.db));
    expect(done, done.reason ?? '').toMatchObject({ state: 'done' });
    const units = readUnits(project.db, done.runKey, 0);
    expect(units.every((unit) => unit.state !== 'failed')).toBe(true);
  });

  it('that fills up inside the ledger is reported as a full disk, not as a server that is away', async () => {
    const { fake, project } = await lab();
    const ledgerFails = labModels({ ollamaUrl: fake.url });
    open.push(ledgerFails.close);
    const deps = labDeps(project.db, ledgerFails.models);
    const row = {
      at: '',
      host: 'x'.repeat(500_000),
      purpose: 'annotate',
      method: 'POST',
      path: '/',
      requestBytes: 0,
      responseBytes: 0,
      sha256: '',
      containsDocumentText: false,
      status: 0,
      allowed: true,
      loopback: true,
    };
    const pages = project.db.pragma('page_count', { simple: true }) as number;
    project.db.pragma(`max_page_count = ${pages + 2}`);
    expect(code(() => insertNetworkCall(deps.db, row))).toBe('DISK_FULL');
    project.db.pragma('max_page_count = 1000000');
  });

  it('locked by another program says so within the wait', async () => {
    const { project } = await lab();
    const other = openStore(project.path, { mode: 'open' });
    other.exec('BEGIN IMMEDIATE');
    const mine = openStore(project.path, { mode: 'open', busyTimeoutMs: 50 });
    const { models, close } = labModels();
    open.push(close);
    expect(storeCode(() => startRun(mine, labSettings(settings), labDeps(mine, models)))).toBe(
      'STORE_LOCKED',
    );
    other.exec('ROLLBACK');
    other.close();
    mine.close();
  });

  it('written by a newer app is refused and left as it is', async () => {
    const { project } = await lab();
    project.db.pragma('user_version = 999');
    expect(code(() => openProjectFile(project.path))).toBe('STORE_TOO_NEW');
    const told = await startCli(['status', '--project', project.path]).ended;
    expect(told.code).toBe(1);
    expect(told.stderr).toContain('newer DiZiNER');
    expect(project.db.pragma('user_version', { simple: true })).toBe(999);
  });
});

/** The code the command line would report for what `work` throws. */
function storeCode(work: () => unknown): string {
  try {
    work();
    return 'no error';
  } catch (error) {
    const known = asStoreError(error, 'lab.diziner');
    return known instanceof AppError ? known.code : String(error);
  }
}
