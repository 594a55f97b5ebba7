import type { Command } from 'commander';
import type { AnnotatorConfig } from '#shared/domain/annotator.ts';
import { allowedHostOf, hostOf, openAiBaseUrl } from '#shared/domain/address.ts';
import { hostPurposes } from '#shared/domain/host-consent.ts';
import type { SupervisorConfig } from '#shared/domain/run-settings.ts';
import { AppError } from '#shared/errors.ts';
import type { HostLeave } from '#core/llm/hosts-for-purpose.ts';
import { isAllowedUrl } from '#core/llm/transport.ts';
import { blockedHosts, hostsNeeded, type HostNeed } from '#core/run/hosts-needed.ts';
import { hostFlag } from './open-project.ts';

/** Adds `--allow-host`, which every command that asks annotators takes. */
export function allowHostOption(command: Command): Command {
  return command.option(
    '--allow-host <host...>',
    'annotators of the project may be on these hosts (host or host:port) while this command runs',
  );
}

/** What of a command line names a server: naming it is leave to reach it, as long as the command runs. */
export interface ServerFlags {
  readonly ollamaUrl?: string | undefined;
  readonly allowHost?: readonly string[];
  /** Annotators written out on this command line. */
  readonly annotators?: readonly AnnotatorConfig[];
  /** Only where its address (or api.openai.com, by leaving the address out) was given on this command line. */
  readonly supervisor?: SupervisorConfig;
}

/** @throws {AppError} INVALID_ARGUMENT naming the flag */
export function namedHosts(flags: ServerFlags): HostLeave[] {
  const ollama = flags.ollamaUrl === undefined ? [] : [hostFlag('--ollama-url', flags.ollamaUrl)];
  const annotators = (flags.annotators ?? []).filter(({ kind }) => kind === 'openai');
  return [
    ...ollama.flatMap((host) => hostPurposes.map((purpose) => ({ host, purpose }))),
    ...(flags.allowHost ?? []).map((text) => ({
      host: allowedHostFlag(text),
      purpose: 'annotator' as const,
    })),
    ...annotators.map(({ endpoint }) => ({
      host: hostFlag('--annotators', endpoint ?? openAiBaseUrl),
      purpose: 'annotator' as const,
    })),
    ...(flags.supervisor?.kind === 'openai'
      ? [
          {
            host: hostFlag('--supervisor-url', flags.supervisor.url ?? openAiBaseUrl),
            purpose: 'supervisor' as const,
          },
        ]
      : []),
  ];
}

function allowedHostFlag(text: string): string {
  const host = allowedHostOf(text);
  if (host !== null) return host;
  throw new AppError('INVALID_ARGUMENT', `--allow-host: "${text}" is not a host.`, {
    action: 'Give a host such as lab.example:8000.',
  });
}

/** Said before work begins. @throws {AppError} PRIVACY_BLOCKED for servers on other computers that nobody allowed */
export function requireLeave(work: Parameters<typeof hostsNeeded>[0], leaves: readonly HostLeave[]): void {
  const blocked = hostsNeeded(work).filter(
    ({ address, purpose }) =>
      !isAllowedUrl(
        new URL(address),
        leaves.filter((leave) => leave.purpose === purpose).map((leave) => leave.host),
      ),
  );
  if (blocked.length === 0) return;
  const flags = blocked.map(flagFor).join(' ');
  const commands = blocked.map(({ host, purpose }) => `diziner hosts allow ${host} --for ${purpose}`);
  throw blockedHosts(
    blocked,
    `Name what may be reached on the command line: ${flags}. Or allow it on this computer for good: ${commands.join('; ')}`,
  );
}

function flagFor({ purpose, host, address }: HostNeed): string {
  if (purpose === 'annotator') return `--allow-host ${host}`;
  return host === hostOf(openAiBaseUrl) ? '--supervisor openai:MODEL' : `--supervisor-url ${address}`;
}
