import { defaultInFlight, mostInFlight, type AnnotatorConfig } from '#shared/domain/annotator.ts';
import { hostOf } from '#shared/domain/address.ts';
import { monogramFor } from './pool-facts.ts';

/** Address of an OpenAI-compatible server as it is kept; null where the text is no address. */
export function serverAddress(text: string): string | null {
  const trimmed = text.trim().replace(/\/+$/u, '');
  return hostOf(trimmed) === null ? null : trimmed;
}

/** Documents at once as typed; null where that is no whole number within the limits. Empty means the default. */
export function inFlightOf(text: string): number | null {
  if (text.trim() === '') return defaultInFlight;
  const value = Number(text);
  return Number.isInteger(value) && value >= 1 && value <= mostInFlight ? value : null;
}

/** The annotator that a model at a server becomes; its id is the one the command line takes. */
export function serverAnnotator(
  draft: { readonly url: string; readonly model: string; readonly inFlight: number },
  pool: readonly AnnotatorConfig[],
): AnnotatorConfig {
  const model = draft.model.trim();
  return {
    id: `openai:${model}@${draft.url}`,
    kind: 'openai',
    model,
    displayName: model,
    monogram: monogramFor(model.split('/').at(-1) ?? model, pool),
    maker: '',
    family: '',
    endpoint: draft.url,
    inFlight: draft.inFlight,
    enabled: true,
  };
}
