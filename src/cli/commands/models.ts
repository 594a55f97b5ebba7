import { totalmem } from 'node:os';
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { modelCatalogueSchema } from '#shared/domain/catalogue.ts';
import { AppError } from '#shared/errors.ts';
import type { InstalledModel } from '#shared/rpc/setup.ts';
import { slowWords } from '#core/ollama/measured-load.ts';
import type { RpcHandlers } from '#shared/rpc/contract.ts';
import { cliAction } from '../cli-action.ts';
import { ollamaUrlOption } from '../open-project.ts';
import { withEngine } from '../with-engine.ts';
import { note, printJson, printLine, table } from '../output.ts';
import { createProgress, formatDuration } from '../progress.ts';
import { resourcePath } from '../resources.ts';

interface Flags {
  readonly ollamaUrl?: string;
  readonly dataDir?: string;
  readonly json?: boolean;
}

const actions = ['list', 'pull', 'probe', 'fit'] as const;

export function registerModels(program: Command): void {
  program
    .command('models')
    .description('local models: list, pull NAME, probe NAME, fit')
    .argument('[action]', actions.join(' | '), 'list')
    .argument('[model]', 'model name, e.g. qwen3:8b')
    .option(...ollamaUrlOption)
    .option('--data-dir <dir>', 'folder of the app')
    .option('--json', 'as JSON')
    .action((action: string, model: string | undefined, flags: Flags) =>
      cliAction(flags.json === true, ({ drain }) =>
        withEngine(flags, async (handlers) => {
          switch (action) {
            case 'list':
            case 'fit':
              return list(handlers, flags.json === true, action === 'fit');
            case 'pull':
              return pull(handlers, required(model, 'pull'), drain);
            case 'probe':
              return probe(handlers, required(model, 'probe'), flags.json === true);
            default:
              throw new AppError('INVALID_ARGUMENT', `There is no action "${action}".`, {
                action: `Choose one of: ${actions.join(', ')}.`,
              });
          }
        }),
      ),
    );
}

function required(model: string | undefined, action: string): string {
  if (model === undefined)
    throw new AppError('INVALID_ARGUMENT', `models ${action} needs the name of a model.`, {
      action: `For example: diziner models ${action} qwen3:8b`,
    });
  return model;
}

async function list(handlers: RpcHandlers, json: boolean, fit: boolean): Promise<number> {
  const { server, models } = await handlers['models.list']({});
  if (json) {
    printJson({ server, models });
    return 0;
  }
  note(`Ollama: ${server.message}`);
  if (models.length > 0) {
    printLine(
      table(
        ['model', 'size', 'context', 'memory', 'probe'],
        models.map((model) => [
          model.name,
          `${(model.sizeBytes / 1e9).toFixed(1)} GB`,
          model.contextLength === null ? '?' : String(model.contextLength),
          model.cloud ? 'runs elsewhere: not used' : memoryWords(model.memory),
          model.probe === null
            ? 'not yet'
            : model.probe.ok
              ? `works (${model.probe.mode})`
              : model.probe.message,
        ]),
      ),
    );
  }
  if (fit) {
    const catalogue = modelCatalogueSchema.parse(
      JSON.parse(await readFile(resourcePath('catalogue', 'models.json'), 'utf8')),
    );
    const memoryGb = totalmem() / 1e9;
    printLine(`\nRecommended pools (${catalogue.date}); this computer has ${memoryGb.toFixed(0)} GB:`);
    for (const pool of catalogue.pools) {
      printLine(`${pool.memoryGb <= memoryGb + 1 ? '*' : ' '} ${pool.title}: ${pool.models.join(', ')}`);
    }
  }
  return server.state === 'running' ? 0 : 1;
}

function memoryWords(memory: InstalledModel['memory']): string {
  if (memory === null) return '?';
  const slow = slowWords(memory.gpuShare);
  return slow === null ? memory.explanation : `${memory.explanation} It runs ${slow}.`;
}

async function pull(handlers: RpcHandlers, model: string, signal: AbortSignal): Promise<number> {
  const progress = createProgress();
  await handlers['models.pull']({ model });
  for (;;) {
    const item = (await handlers['models.pulls']({})).find((candidate) => candidate.model === model);
    if (item === undefined) return 1;
    const fraction =
      item.totalBytes === null || item.totalBytes === 0 ? null : item.completedBytes / item.totalBytes;
    const speed = item.bytesPerSecond === null ? '' : ` · ${(item.bytesPerSecond / 1e6).toFixed(1)} MB/s`;
    const eta = item.etaMs === null ? '' : ` · ${formatDuration(item.etaMs)} left`;
    progress.update(fraction, `${model}: ${item.state}${speed}${eta}`);
    if (item.state === 'done' || item.state === 'failed' || item.state === 'cancelled') {
      progress.end();
      if (item.state !== 'done') note(item.message);
      return item.state === 'done' ? 0 : item.state === 'cancelled' ? 130 : 1;
    }
    if (signal.aborted) await handlers['models.cancelPull']({ model });
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function probe(handlers: RpcHandlers, model: string, json: boolean): Promise<number> {
  const started = await handlers['models.probe']({ model });
  for (;;) {
    const job = await handlers['jobs.get']({ jobId: started.jobId });
    if (job.state === 'running') {
      await new Promise((resolve) => setTimeout(resolve, 200));
      continue;
    }
    if (job.state !== 'done')
      throw new AppError('LLM_UNREACHABLE', job.error?.message ?? 'The probe was cancelled.', {
        action: job.error?.action,
      });
    if (json) printJson(job.result);
    else printLine(JSON.stringify(job.result, null, 2));
    return 0;
  }
}
