import type { EnvironmentKeys } from '#core/llm/environment-keys.ts';
import type { HostLeave } from '#core/llm/hosts-for-purpose.ts';

/** What a host gives the engine it starts. */
export interface EngineOptions {
  /** Projects and app state live below this folder. */
  readonly dataDir: string;
  /** Sample, templates and catalogue. */
  readonly resourcesDir: string;
  /** Folder of an Ollama that came with the installer, which need not exist; default `ollama` in the resources. */
  readonly ollamaDir?: string;
  readonly host: 'desktop' | 'browser' | 'cli';
  readonly appVersion: string;
  /** What the environment gave; never written anywhere. */
  readonly env: EnvironmentKeys;
  /** Ollama's address as the command line of this process names it: that server and no other. It is not stored. */
  readonly ollamaUrl?: string;
  /** Hosts that the command line of this process names; allowed as long as it runs. */
  readonly named?: readonly HostLeave[];
}
