import type { Command } from 'commander';
import { hostPurposes, type HostPurpose } from '#shared/domain/host-consent.ts';
import { AppError } from '#shared/errors.ts';
import { cliAction } from '../cli-action.ts';
import { note, printJson, printLine, table } from '../output.ts';
import { withEngine } from '../with-engine.ts';

interface Flags {
  readonly for?: string;
  readonly dataDir?: string;
  readonly json?: boolean;
}

const actions = ['list', 'allow', 'forget'] as const;

export function registerHosts(program: Command): void {
  program
    .command('hosts')
    .description('other computers that projects may send text to: list, allow HOST, forget HOST')
    .argument('[action]', actions.join(' | '), 'list')
    .argument('[host]', 'host:port, a host name (any port), or an address')
    .option('--for <who>', 'annotator (gets whole documents) | supervisor (gets stretches)')
    .option('--data-dir <dir>', 'folder of the app')
    .option('--json', 'as JSON')
    .action((action: string, host: string | undefined, flags: Flags) =>
      cliAction(flags.json === true, () =>
        withEngine(flags, async (handlers) => {
          switch (action) {
            case 'list':
              break;
            case 'allow':
              await handlers['hosts.allow']({ host: required(host), purpose: purposeFlag(flags.for) });
              break;
            case 'forget':
              for (const purpose of flags.for === undefined ? hostPurposes : [purposeFlag(flags.for)])
                await handlers['hosts.forget']({ host: required(host), purpose });
              break;
            default:
              throw new AppError('INVALID_ARGUMENT', `There is no action "${action}".`, {
                action: `Choose one of: ${actions.join(', ')}.`,
              });
          }
          const hosts = await handlers['hosts.list']({});
          if (flags.json === true) printJson(hosts);
          else if (hosts.length === 0) note('No other computer may be reached.');
          else {
            printLine(
              table(
                ['host', 'for', 'since'],
                hosts.map((row) => [row.host, row.purpose, row.at]),
              ),
            );
          }
          return 0;
        }),
      ),
    );
}

function required(host: string | undefined): string {
  if (host !== undefined) return host;
  throw new AppError('INVALID_ARGUMENT', 'Which host?', {
    action: 'For example: diziner hosts allow llm.example.org:443 --for supervisor',
  });
}

function purposeFlag(text: string | undefined): HostPurpose {
  const purpose = hostPurposes.find((known) => known === text);
  if (purpose !== undefined) return purpose;
  throw new AppError('INVALID_ARGUMENT', `--for: "${text ?? ''}" is neither annotator nor supervisor.`, {
    action: 'Annotators get whole documents, the supervisor stretches around disagreements: say who may.',
  });
}
