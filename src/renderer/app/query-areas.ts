import type { RpcMethod } from '#shared/rpc/contract.ts';
import type { EngineEvent } from '#shared/rpc/events.ts';

export type ProjectArea = Extract<EngineEvent, { kind: 'project-change' }>['areas'][number];

/** What a method's answer is made of: the first prefix that fits decides. "*" means every area. */
const dependencies: readonly (readonly [prefix: string, areas: readonly ProjectArea[] | '*'])[] = [
  ['projects.overview', '*'],
  ['corpus.', ['corpus']],
  ['import.', ['corpus']],
  ['schema.', ['schema', 'corpus']],
  ['goal.', ['goal', 'guidelines']],
  ['annotators.', ['annotators']],
  ['supervisor.', ['supervisor', 'run']],
  ['run.defaults', ['corpus', 'schema', 'goal', 'annotators', 'supervisor', 'run']],
  ['run.', ['run']],
  ['results.', ['run', 'corpus']],
  ['agreement.', ['run']],
  ['compare.', ['run', 'decisions', 'comments', 'corpus']],
  ['decisions.', ['decisions']],
  ['questions.', ['questions']],
  ['guidelines.', ['guidelines', 'goal', 'schema']],
  ['label.choices', ['labels', 'run', 'guidelines', 'annotators', 'corpus']],
  ['label.', ['labels', 'run']],
  ['export.preview', ['corpus', 'schema', 'decisions', 'labels', 'run']],
];

/** True where the answer of `method` may differ after a change of these areas. */
export function dependsOn(method: RpcMethod, areas: readonly ProjectArea[]): boolean {
  const found = dependencies.find(([prefix]) => method.startsWith(prefix))?.[1];
  if (found === undefined) return false;
  return found === '*' || areas.some((area) => found.includes(area));
}

export interface QueryId {
  readonly method: RpcMethod;
  readonly projectId: string | null;
}

/** True where an event makes the answer of a query old. Run progress is patched in, not read again. */
export function isStaleAfter(event: EngineEvent, query: QueryId): boolean {
  switch (event.kind) {
    case 'project-change':
      return query.projectId === event.projectId && dependsOn(query.method, event.areas);
    case 'projects-change':
      return query.method === 'projects.list' || query.method === 'projects.overview';
    case 'settings-change':
      return [
        'settings.get',
        'hosts.list',
        'system.health',
        'models.list',
        'supervisor.keyState',
        'run.defaults',
      ].includes(query.method);
    case 'pull-change':
      return event.pull.state === 'done' && query.method === 'models.list';
    case 'job-change':
      return (
        event.job.state !== 'running' &&
        (query.method === 'jobs.list' || (event.job.kind === 'probe' && query.method === 'models.list'))
      );
    case 'run-change':
    case 'unit-end':
    case 'label-change':
      return false;
  }
}
