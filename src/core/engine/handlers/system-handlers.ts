import { freemem, totalmem } from 'node:os';
import { stat, statfs, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { hostOf } from '#shared/domain/address.ts';
import type { HostPurpose } from '#shared/domain/host-consent.ts';
import { AppError } from '#shared/errors.ts';
import type { RpcHandlers } from '#shared/rpc/contract.ts';
import type { systemMethods } from '#shared/rpc/system.ts';
import { listNetworkCalls } from '#core/store/network-table.ts';
import type { EngineContext } from '../context.ts';
import { ledgerFile } from '../ledger-file.ts';

export function systemHandlers(context: EngineContext): Pick<RpcHandlers, keyof typeof systemMethods> {
  const { options, app, models, settings } = context;
  return {
    'system.health': async () => {
      const disk = await statfs(options.dataDir);
      return {
        appVersion: options.appVersion,
        host: options.host,
        platform: process.platform,
        dataDir: options.dataDir,
        ollama: await models.health(),
        memory: { totalBytes: totalmem(), freeBytes: freemem() },
        disk: { freeBytes: disk.bavail * disk.bsize },
        loadedModels: await models.loaded(),
        hosts: hostsOf(context),
      };
    },
    'settings.get': () => settings.get(),
    'settings.set': ({ settings: patch }) => {
      if (patch.ollamaUrl !== undefined && !URL.canParse(patch.ollamaUrl)) {
        throw new AppError('INVALID_ARGUMENT', `"${patch.ollamaUrl}" is not an address.`, {
          action: 'Give an address such as http://127.0.0.1:11434.',
        });
      }
      return settings.set(patch);
    },
    'hosts.list': () => context.consents.list(),
    'hosts.allow': ({ host, purpose }) => {
      context.consents.allow(host, purpose);
      return null;
    },
    'hosts.forget': ({ host, purpose }) => {
      context.consents.forget(host, purpose);
      return null;
    },
    'ledger.list': (filter) => {
      const { total, rows } = listNetworkCalls(app, filter);
      return { total, rows: rows.map((row) => ({ ...row })) };
    },
    'ledger.export': () => ledgerFile(app),
    'files.describe': ({ paths }) =>
      Promise.all(
        paths.map(async (path) => {
          const facts = await stat(path).catch(() => null);
          if (facts === null)
            throw new AppError('FILE_NOT_FOUND', `There is no file ${path}.`, { action: 'Choose it again.' });
          return {
            path,
            name: basename(path),
            bytes: facts.isDirectory() ? 0 : facts.size,
            folder: facts.isDirectory(),
          };
        }),
      ),
    'files.save': async ({ path, content, base64 }) => {
      try {
        await writeFile(path, base64 ? Buffer.from(content, 'base64') : content);
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code ?? '';
        throw new AppError(
          code === 'ENOSPC' ? 'DISK_FULL' : 'FILE_UNREADABLE',
          `${path} can't be written (${code}).`,
          {
            cause: error,
            action: 'Choose a folder that exists and may be written to.',
          },
        );
      }
      return null;
    },
  };
}

/** Hosts this app contacts now or was allowed to: Ollama's, and those the user allowed on this computer. */
function hostsOf(context: EngineContext): { host: string; purpose: string; allowed: boolean }[] {
  const { ollamaUrl } = context.settings.get();
  const ollama = new URL(ollamaUrl).host;
  const words: Readonly<Record<HostPurpose, string>> = { annotator: 'annotators', supervisor: 'supervisor' };
  return [
    {
      host: ollama,
      purpose: 'annotators (Ollama)',
      allowed: context.consents.isAllowed(ollamaUrl, 'annotator'),
    },
    ...context.consents
      .list()
      .filter(({ host, purpose }) => host !== hostOf(ollamaUrl) || purpose !== 'annotator')
      .map(({ host, purpose }) => ({ host, purpose: words[purpose], allowed: true })),
  ];
}
