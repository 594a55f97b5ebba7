import { isUsedBy, optionPlaces } from '#shared/domain/reader-options.ts';
import type { ImportPreview } from '#shared/rpc/corpus.ts';
import type { Options, WizardEvent } from './wizard-state.ts';

/** Names of tags are asked for in Hugging Face files, and elsewhere where rows are set aside for want of them. */
export function asksForNames(format: string, preview: ImportPreview, options: Options): boolean {
  if (!isUsedBy('labelNames', format)) return false;
  if (format !== 'jsonl' || options.labelNames !== undefined) return true;
  return preview.quarantined.some(({ why }) => why.includes(optionPlaces.labelNames));
}

/**
 * `O, B-PER` or a name a line, as the user wrote it; nothing takes the names back. Nothing between two commas stays: it
 * is told, because skipping it would shift all names that follow.
 */
export function nameListOf(text: string): WizardEvent {
  const names = text
    .split('\n')
    .map((line) => line.trim().replace(/^\[|,?\s*\]?$/gu, ''))
    .filter((line) => line !== '')
    .flatMap((line) => line.split(','))
    .map((name) => name.trim().replace(/^["']|["']$/gu, ''));
  return { kind: 'label-names-given', names };
}

/** The layers to read once `name` is ticked or no longer is. */
export function layersAfter(layers: ImportPreview['layers'], name: string, isRead: boolean): string[] {
  return layers.filter((layer) => (layer.name === name ? isRead : layer.isRead)).map((layer) => layer.name);
}
