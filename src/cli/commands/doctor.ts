import type { Command } from 'commander';
import { cliAction } from '../cli-action.ts';
import { ollamaUrlOption } from '../open-project.ts';
import { printJson, printLine } from '../output.ts';
import { withEngine } from '../with-engine.ts';

interface Flags {
  readonly ollamaUrl?: string;
  readonly dataDir?: string;
  readonly json?: boolean;
}

const cloudWords = {
  off: 'off: this Ollama passes nothing on',
  on: 'on; cloud models are refused here. To turn it off, start Ollama with OLLAMA_NO_CLOUD=1',
  unknown: 'not known: this Ollama does not say; cloud models are refused here',
} as const;

export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .description('checks Ollama, memory, disk, the key, and which hosts may be contacted')
    .option(...ollamaUrlOption)
    .option('--data-dir <dir>', 'folder of the app')
    .option('--json', 'as JSON')
    .action((flags: Flags) =>
      cliAction(flags.json === true, () =>
        withEngine(flags, async (handlers) => {
          const health = await handlers['system.health']({});
          const key = await handlers['supervisor.keyState']({ url: null });
          if (flags.json === true) {
            printJson({ ...health, key });
            return 0;
          }
          const gb = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
          printLine(`DiZiNER ${health.appVersion} on ${health.platform}, Node ${process.versions.node}`);
          printLine(`Projects:  ${health.dataDir}`);
          printLine(`Ollama:    ${health.ollama.message} ${health.ollama.action}`.trimEnd());
          if (health.ollama.state === 'running') printLine(`Cloud:     ${cloudWords[health.ollama.cloud]}`);
          printLine(`Memory:    ${gb(health.memory.freeBytes)} free of ${gb(health.memory.totalBytes)}`);
          printLine(`Disk:      ${gb(health.disk.freeBytes)} free`);
          printLine(
            `Key:       ${key.source === 'none' ? 'none for api.openai.com (needed only for a supervisor there)' : `for api.openai.com, from ${key.source}, ends in ${key.hint ?? ''}`}`,
          );
          printLine('Hosts this app may contact:');
          for (const host of health.hosts) printLine(`  ${host.host}  ${host.purpose}`);
          return 0;
        }),
      ),
    );
}
