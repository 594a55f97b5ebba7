import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEngine, type EngineOptions } from '#core/engine/create-engine.ts';
import { createDispatcher } from '#host/dispatcher.ts';
import type { RunSettingsInput } from '#shared/domain/run-settings.ts';
import type { RunStatus } from '#shared/domain/run.ts';
import type { Job } from '#shared/rpc/corpus.ts';
import type { RpcInput, RpcMethod, RpcOutput } from '#shared/rpc/contract.ts';
import type { HotspotView } from '#shared/rpc/run.ts';

/** The engine behind the dispatcher in this process, on a data folder of its own. */
export interface ExpertApp {
  readonly dataDir: string;
  /** Throws an Error that starts with the code where the engine refuses. */
  call<M extends RpcMethod>(method: M, input: RpcInput<M>): Promise<RpcOutput<M>>;
  close(): Promise<void>;
}

const resourcesDir = fileURLToPath(new URL('../../resources', import.meta.url));
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10));

export async function openExpertApp(env: EngineOptions['env'] = {}): Promise<ExpertApp> {
  const dataDir = mkdtempSync(join(tmpdir(), 'diziner-expert-'));
  const engine = await createEngine({ dataDir, resourcesDir, host: 'cli', appVersion: '0.0.0', env });
  const dispatch = createDispatcher(engine.handlers);
  return {
    dataDir,
    async call<M extends RpcMethod>(method: M, input: RpcInput<M>) {
      const reply = await dispatch(method, input);
      if (!reply.ok) {
        const { code, message, detail } = reply.error;
        throw new Error(`${code} ${method}: ${message} ${detail ?? ''}`);
      }
      return reply.value as RpcOutput<M>;
    },
    async close() {
      await engine.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Waits until the newest run works no more. */
export async function runRests(app: ExpertApp, projectId: string): Promise<RunStatus> {
  for (;;) {
    const status = await app.call('run.status', { projectId });
    if (status === null) throw new Error('there is no run');
    if (status.state !== 'running') return status;
    await pause();
  }
}

export async function jobEnds(app: ExpertApp, started: Job): Promise<Job> {
  for (;;) {
    const job = await app.call('jobs.get', { jobId: started.jobId });
    if (job.state !== 'running') return job;
    await pause();
  }
}

/** Starts a run of all annotators of the pool and waits until it rests. */
export async function startRun(
  app: ExpertApp,
  projectId: string,
  settings: Partial<RunSettingsInput>,
): Promise<RunStatus> {
  const pool = await app.call('annotators.pool', { projectId });
  await app.call('run.start', {
    projectId,
    settings: {
      annotatorIds: pool.filter(({ enabled }) => enabled).map(({ id }) => id),
      supervisor: { kind: 'rules' },
      setSize: 15,
      iterations: 2,
      ...settings,
    },
  });
  return runRests(app, projectId);
}

export async function resume(app: ExpertApp, projectId: string): Promise<RunStatus> {
  await app.call('run.resume', { projectId });
  return runRests(app, projectId);
}

/** Every hotspot of an iteration, with its readings. */
export async function hotspotsOf(
  app: ExpertApp,
  projectId: string,
  runId: string,
  iteration: number,
): Promise<HotspotView[]> {
  const { rows } = await app.call('compare.documents', { projectId, runId, iteration });
  const views: HotspotView[] = [];
  for (const { key } of rows.filter((row) => row.hotspots > 0)) {
    const document = await app.call('compare.document', { projectId, runId, iteration, documentKey: key });
    views.push(...document.hotspots);
  }
  return views;
}
