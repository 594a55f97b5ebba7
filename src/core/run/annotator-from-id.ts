import type { AnnotatorConfig } from '#shared/domain/annotator.ts';
import { AppError } from '#shared/errors.ts';

/** Ids as the CLI writes them: "builtin:lexicon", "ollama:qwen3:14b", "openai:model@http://host/v1"; bare names mean Ollama. */
export function annotatorFromId(id: string, builtins: readonly AnnotatorConfig[]): AnnotatorConfig {
  const builtin = builtins.find((config) => config.id === id || config.id === `builtin:${id}`);
  if (builtin !== undefined) return builtin;
  if (id.startsWith('builtin:')) {
    throw new AppError('ANNOTATOR_UNKNOWN', `There is no built-in annotator "${id}".`, {
      action: `Choose one of: ${builtins.map((config) => config.id).join(', ')}.`,
    });
  }
  const openAi = /^openai:(?<model>[^@]+)@(?<url>https?:\/\/.+)$/u.exec(id)?.groups;
  if (openAi !== undefined) {
    const model = openAi['model'] ?? '';
    return {
      ...blank,
      id,
      kind: 'openai',
      model,
      displayName: model,
      monogram: monogramOf(model),
      endpoint: openAi['url'] ?? null,
    };
  }
  const model = id.startsWith('ollama:') ? id.slice('ollama:'.length) : id;
  return {
    ...blank,
    id: `ollama:${model}`,
    kind: 'ollama',
    model,
    displayName: model,
    monogram: monogramOf(model),
  };
}

const blank = { maker: '', family: '', endpoint: null, enabled: true } as const;

/** Two letters from a model's name: "qwen3:14b" → "QW". */
function monogramOf(model: string): string {
  const letters = (model.split('/').at(-1) ?? model).replace(/[^\p{L}\p{N}]/gu, '');
  return (letters.slice(0, 2) || 'AN').toUpperCase();
}
