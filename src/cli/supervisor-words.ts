import { hostOf, openAiBaseUrl } from '#shared/domain/address.ts';
import type { SupervisorConfig } from '#shared/domain/run-settings.ts';

/** Which supervisor a run uses that no flag names, and who chose it. */
export function supervisorWords({ kind, model, url }: SupervisorConfig, resumed: boolean): string {
  const whose = resumed ? "the run's" : "the project's";
  switch (kind) {
    case 'rules':
      return `Supervisor: the built-in one, without a model (${whose}).`;
    case 'ollama':
      return `Supervisor: ${model} of Ollama (${whose}).`;
    case 'openai':
      return `Supervisor: ${model} at ${hostOf(url ?? openAiBaseUrl) ?? String(url)} (${whose}).`;
  }
}
