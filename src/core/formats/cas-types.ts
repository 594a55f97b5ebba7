import type { Detected, ReadOptions } from './reader.ts';

/** Layers of DKPro and UIMA that are no entities: structure, morphology, metadata, links. */
const otherLayers = new Set(
  (
    'Token Sentence Paragraph Lemma Stem POS MorphologicalFeatures SurfaceForm Div Heading Document DocumentAnnotation ' +
    'DocumentMetaData TagsetDescription TagDescription Sofa SofaChangeAnnotation SpellingAnomaly Dependency ROOT ' +
    'Constituent Chunk CoreferenceLink CoreferenceChain FeatureDefinition LayerDefinition CasMetadata DocumentCategory'
  ).split(' '),
);

export const shortName = (type: string): string =>
  type.slice(Math.max(type.lastIndexOf('.'), type.lastIndexOf(':')) + 1);

/** Features that name the type of an annotation, most usual first. */
export const valueFeatures = ['value', 'label', 'category', 'tag', 'PosValue', 'type'];

/** True for layers that could hold entities; structure, morphology and links hold none. */
export const isEntityLayer = (type: string): boolean => !otherLayers.has(shortName(type));

/**
 * Which of the span layers of a file are read: the ones asked for, else NamedEntity, else every layer that could hold
 * entities.
 */
export function chooseLayers(types: Iterable<string>, options: ReadOptions): ReadonlySet<string> {
  const all = [...new Set(types)];
  const wanted = options.layers;
  if (wanted !== undefined) return new Set(all.filter((type) => wanted.some((name) => isNamed(type, name))));
  const named = all.filter((type) => shortName(type) === 'NamedEntity');
  if (named.length > 0) return new Set(named);
  return new Set(all.filter(isEntityLayer));
}

const isNamed = (type: string, name: string): boolean => type === name || shortName(type) === name;

/** Says which of the layers that were asked for a file does not have. */
export function missingLayers(types: Iterable<string>, options: ReadOptions): Detected[] {
  const all = [...new Set(types)];
  return (options.layers ?? [])
    .filter((name) => !all.some((type) => isNamed(type, name)))
    .map((name) => ({
      kind: 'detected',
      what: 'note',
      confidence: 1,
      value: `there is no layer "${name}"; ${all.length === 0 ? 'the file has no layers of spans' : `the layers are: ${all.join(', ')}`}`,
    }));
}
