import type { RpcHandlers } from '#shared/rpc/contract.ts';
import { builtinAnnotators } from '#core/annotators/builtin/create-builtin-annotator.ts';
import { AppError, toErrorData } from '#shared/errors.ts';
import { readPool, setPool } from '#core/store/setup-tables.ts';
import { requireAddress } from '../require-address.ts';
import type { EngineContext } from '../context.ts';
import { readModelCatalogue } from '../resource-files.ts';

type Methods =
  | 'annotators.pool'
  | 'annotators.setPool'
  | 'annotators.builtins'
  | 'annotators.recommended'
  | 'annotators.serverModels'
  | 'annotators.testServer'
  | 'models.list'
  | 'models.pull'
  | 'models.pulls'
  | 'models.cancelPull'
  | 'models.remove'
  | 'models.probe'
  | 'models.importGguf'
  | 'server.start'
  | 'server.stop'
  | 'server.log';

export function annotatorHandlers(context: EngineContext): Pick<RpcHandlers, Methods> {
  const { projects, models, jobs } = context;
  return {
    'annotators.pool': ({ projectId }) => readPool(projects.open(projectId).db).map(({ config }) => config),
    'annotators.setPool': ({ projectId, annotators }) => {
      const ids = annotators.map((config) => config.id);
      const twice = ids.find((id, index) => ids.indexOf(id) !== index);
      if (twice !== undefined)
        throw new AppError('ALREADY_EXISTS', `The annotator ${twice} is in the pool twice.`);
      for (const { endpoint } of annotators) if (endpoint !== null) requireAddress(endpoint);
      projects.edit(projectId, 'Change annotator pool', ['annotators'], (db) => setPool(db, annotators));
      return null;
    },
    'annotators.builtins': () => [...builtinAnnotators],
    'annotators.recommended': () => {
      const catalogue = readModelCatalogue(context.options.resourcesDir);
      const byName = new Map(catalogue.models.map((model) => [model.model, model]));
      return {
        dated: catalogue.date,
        pools: catalogue.pools.map((pool) => ({
          id: pool.id,
          label: pool.title,
          ramGb: pool.memoryGb,
          models: pool.models.map((name) => {
            const model = byName.get(name);
            return {
              model: name,
              maker: model?.maker ?? '',
              family: model?.family ?? '',
              downloadGb: model?.downloadGb ?? 0,
            };
          }),
        })),
      };
    },
    'annotators.serverModels': async ({ url }) => {
      requireAddress(url);
      return { models: await models.serverModels(url, AbortSignal.timeout(20_000)) };
    },
    'annotators.testServer': async ({ url, model }) => {
      requireAddress(url);
      const started = performance.now();
      const latencyMs = (): number => performance.now() - started;
      try {
        const mode = await models.testServer(url, model, AbortSignal.timeout(60_000));
        return { ok: true, message: `${model} answers.`, mode, latencyMs: latencyMs() };
      } catch (error) {
        const { message, action } = toErrorData(error);
        return { ok: false, message: `${message} ${action ?? ''}`.trim(), mode: '', latencyMs: latencyMs() };
      }
    },
    'models.list': () => models.list(),
    'models.pull': ({ model }) => models.pull(model),
    'models.pulls': () => models.pulls(),
    'models.cancelPull': ({ model }) => {
      models.cancelPull(model);
      return null;
    },
    'models.remove': async ({ model }) => {
      await models.remove(model);
      return null;
    },
    'models.probe': ({ model }) => {
      context.work.requireFreeModels({ annotatorIds: [`ollama:${model}`] });
      return jobs.start('probe', null, `Probing ${model}`, (_report, signal) => models.probe(model, signal));
    },
    'models.importGguf': ({ path, name }) =>
      jobs.start('pull', null, `Importing ${name}`, (report, signal) =>
        models.importGguf(path, name, report, signal),
      ),
    'server.start': () => models.startServer(),
    'server.stop': async () => {
      await models.stopServer();
      return null;
    },
    'server.log': ({ lines }) => [...models.serverLog(lines)],
  };
}
