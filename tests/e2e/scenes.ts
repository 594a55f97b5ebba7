import { join } from 'node:path';
import type { RunSettingsInput } from '#shared/domain/run-settings.ts';
import type { RunState, RunStatus } from '#shared/domain/run.ts';
import type { Job } from '#shared/rpc/corpus.ts';
import type { ServedApp } from '../helpers/served-app.ts';
import { writeLargeCorpus } from '../helpers/large-corpus.ts';

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));

/** Waits until a job has ended; throws if it did not end well. */
export async function jobDone(app: ServedApp, started: Job): Promise<Job> {
  for (;;) {
    const job = await app.rpc('jobs.get', { jobId: started.jobId });
    if (job.state === 'done') return job;
    if (job.state !== 'running') throw new Error(`${job.kind} ${job.state}: ${job.error?.message ?? ''}`);
    await pause();
  }
}

/** The bundled sample: documents, gold, schema, goal, built-in annotators and supervisor. Returns the project's id. */
export async function sampleProject(app: ServedApp): Promise<string> {
  return (await app.rpc('projects.createSample', {})).id;
}

/** A project with `documents` generated documents, imported through the engine. */
export async function largeProject(app: ServedApp, name: string, documents: number): Promise<string> {
  const { id } = await app.rpc('projects.create', { name });
  const file = join(app.dataDir, `${documents}.jsonl`);
  await writeLargeCorpus(file, documents);
  await jobDone(app, await app.rpc('import.start', { projectId: id, paths: [file] }));
  return id;
}

/** Starts a run with every built-in annotator of the pool and the rule-based supervisor. */
export async function startRun(
  app: ServedApp,
  projectId: string,
  settings: Partial<RunSettingsInput> = {},
): Promise<RunStatus> {
  const pool = await app.rpc('annotators.pool', { projectId });
  return app.rpc('run.start', {
    projectId,
    settings: {
      annotatorIds: pool.filter((annotator) => annotator.enabled).map((annotator) => annotator.id),
      supervisor: { kind: 'rules' },
      iterations: 2,
      setSize: 10,
      ...settings,
    },
  });
}

/** Waits until the newest run of a project is in one of the states. */
export async function runReaches(
  app: ServedApp,
  projectId: string,
  states: readonly RunState[] = ['done'],
): Promise<RunStatus> {
  for (;;) {
    const status = await app.rpc('run.status', { projectId });
    if (status !== null && states.includes(status.state)) return status;
    if (status === null || ['failed', 'stopped'].includes(status.state)) {
      throw new Error(`the run is ${status?.state ?? 'absent'}: ${status?.reason ?? ''}`);
    }
    await pause();
  }
}
