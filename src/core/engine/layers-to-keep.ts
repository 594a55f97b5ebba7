import type { NamedDocument } from '#core/formats/read-files.ts';
import type { PreLayer } from '#core/store/document-table.ts';

/**
 * The layers kept beside the gold: of several annotators each one's (none of them alone is gold), of models each one's,
 * and where nothing of the document is gold, its own marks.
 */
export function layersToKeep(
  { spans, annotated, layers = {}, predictions = {} }: NamedDocument,
  hasGold: boolean,
): readonly PreLayer[] {
  const people = Object.entries(layers);
  const kept: PreLayer[] = [];
  if (people.length > 1 || !hasGold)
    for (const [layer, own] of people) kept.push({ layer, source: 'person', spans: own });
  if (people.length === 0 && annotated && !hasGold) kept.push({ layer: 'import', source: 'person', spans });
  for (const [name, own] of Object.entries(predictions)) {
    const taken = kept.some(({ layer }) => layer === name);
    kept.push({ layer: taken ? `${name} (model)` : name, source: 'model', spans: own });
  }
  return kept;
}
