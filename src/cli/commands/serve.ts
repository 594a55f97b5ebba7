import { InvalidArgumentError, Option, type Command } from 'commander';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { findAppRoot } from '#host/app-root.ts';
import { defaultDataDir } from '#host/default-data-dir.ts';
import { startEngineThread, type EngineClient } from '#host/engine-thread.ts';
import { environmentKeys } from '#host/environment-keys.ts';
import { startLoopbackHost } from '#host/loopback-host.ts';
import { watchParent } from '#host/parent-watch.ts';
import { AppError } from '#shared/errors.ts';
import { cliAction } from '../cli-action.ts';
import { ensureRenderer } from '../ensure-renderer.ts';
import { openInBrowser } from '../open-in-browser.ts';

interface ServeOptions {
  readonly port: number;
  readonly project?: string;
  readonly open?: boolean;
  readonly dataDir?: string;
  readonly exitWithParent?: boolean;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('expected 0 to 65535');
  return port;
}

const say = (message: string): void => console.error(message);

/** The value of a call to the engine, or its failure as an AppError. */
async function ask(engine: EngineClient, method: string, input: unknown): Promise<unknown> {
  const reply = await engine.call(method, input);
  if (!reply.ok) throw AppError.fromData(reply.error);
  return reply.value;
}

/** A project named by its file (added to the list) or its id. */
async function findProject(engine: EngineClient, project: string): Promise<string> {
  if (!existsSync(project)) {
    await ask(engine, 'projects.overview', { projectId: project });
    return project;
  }
  const { id } = (await ask(engine, 'projects.add', { path: resolve(project) })) as { id: string };
  return id;
}

/** Resolves at Ctrl+C, at a polite kill, or when the process that started us is gone. */
function untilAskedToEnd(signal: AbortSignal, exitWithParent: boolean): Promise<void> {
  return new Promise((end) => {
    signal.addEventListener('abort', () => end(), { once: true });
    if (exitWithParent) watchParent(end);
  });
}

async function serve(options: ServeOptions, signal: AbortSignal): Promise<number> {
  const root = findAppRoot(import.meta.dirname);
  const rendererDir = ensureRenderer(root.dir, say);
  const dataDir = resolve(options.dataDir ?? defaultDataDir());
  await mkdir(dataDir, { recursive: true });
  const engine = startEngineThread({
    dataDir,
    resourcesDir: join(root.dir, 'resources'),
    host: 'browser',
    appVersion: root.version,
    env: environmentKeys(),
  });
  try {
    // Listening for the end from the first moment: an early Ctrl+C closes the engine too.
    const ended = untilAskedToEnd(signal, options.exitWithParent === true);
    await ask(engine, 'settings.get', {});
    const project =
      options.project === undefined ? '' : `&project=${await findProject(engine, options.project)}`;
    const host = await startLoopbackHost({ engine, rendererDir, dataDir, port: options.port });
    try {
      const url = host.url + project;
      console.log(url);
      say('DiZiNER is open at the address above, for this computer only. Press Ctrl+C to end it.');
      if (options.open === true) openInBrowser(url);
      await ended;
    } finally {
      await host.close();
    }
  } finally {
    await engine.close();
  }
  say('Ended. Unfinished runs go on where they were when you start them again.');
  return 0;
}

/** `diziner serve`: the desktop app's UI in a browser, bound to 127.0.0.1 and locked by a token. */
export function registerServe(program: Command): void {
  program
    .command('serve')
    .description('open the app in a browser on this computer (127.0.0.1 only)')
    .option('--port <number>', 'port to use; 0 takes a free one', parsePort, 0)
    .option('--project <file or id>', 'project to open at once')
    .option('--open', 'open the browser too')
    .option('--data-dir <folder>', 'where projects live')
    .addOption(new Option('--exit-with-parent', 'end when the process that started this one ends').hideHelp())
    .action((options: ServeOptions) => cliAction(false, ({ drain }) => serve(options, drain)));
}
