import { chooseLayers, isEntityLayer, missingLayers, shortName, valueFeatures } from './cas-types.ts';
import type { RawSpan } from './place-spans.ts';
import type { RecordResult } from './read-records.ts';
import type { ReadOptions } from './reader.ts';

/** One annotation of a CAS, whatever the file it came from. */
export interface CasAnnotation {
  readonly type: string;
  readonly sofa: string;
  readonly begin: number;
  readonly end: number;
  readonly features: ReadonlyMap<string, string>;
  readonly line: number;
}

export interface CasView {
  readonly id: string;
  readonly name: string;
  /** null: the view has no text, and its annotations point at nothing. */
  readonly text: string | null;
}

/** Documents of a CAS: one per view with text. */
export function casDocuments(
  views: readonly CasView[],
  annotations: readonly CasAnnotation[],
  options: ReadOptions,
): { readonly results: readonly RecordResult[]; readonly sentences: readonly number[] } {
  const results: RecordResult[] = [];
  const sentences: number[] = [];
  const has = (...names: string[]): ReadonlySet<string> =>
    new Set(
      annotations.filter(({ features }) => names.every((name) => features.has(name))).map(({ type }) => type),
    );
  const relations = has('Governor', 'Dependent');
  // A link of a chain points at the next one; the last one of each chain points nowhere.
  const chains = has('next');
  const types = annotations.map(({ type }) => type).filter((type) => !relations.has(type));
  const asked = options.layers !== undefined;
  const chosen = chooseLayers(asked ? types : types.filter((type) => !chains.has(type)), options);
  results.push(...foundLayers(types, chains, chosen), ...missingLayers(types, options));
  for (const relation of relations)
    results.push({
      kind: 'unread',
      what: `relations of the layer ${relation}`,
      count: annotations.filter(({ type }) => type === relation).length,
    });
  const bySofa = Map.groupBy(annotations, ({ sofa }) => sofa);
  for (const view of views) {
    const own = bySofa.get(view.id) ?? [];
    if (view.text === null) {
      if (own.length > 0)
        results.push({
          kind: 'problem',
          why: `view ${view.name} has no text, its ${own.length} annotations point at nothing`,
        });
      continue;
    }
    const isNoneWanted = options.layers?.length === 0;
    const spans = isNoneWanted ? null : own.filter(({ type }) => chosen.has(type)).map(toSpan);
    const tokens = own
      .filter(({ type }) => shortName(type) === 'Token')
      .map(({ begin, end }) => [begin, end] as const)
      .sort((a, b) => a[0] - b[0]);
    sentences.push(Math.max(1, own.filter(({ type }) => shortName(type) === 'Sentence').length));
    results.push({
      kind: 'record',
      id: documentId(own, view, views),
      text: view.text,
      spans,
      meta: view.name === '_InitialView' ? {} : { view: view.name },
      ...(tokens.length > 0 ? { tokens } : {}),
    });
  }
  return { results, sentences };
}

/** The layers that are read, and those that could hold entities and are not. */
function foundLayers(
  types: readonly string[],
  chains: ReadonlySet<string>,
  chosen: ReadonlySet<string>,
): RecordResult[] {
  const marks = new Map<string, number>();
  for (const type of types) marks.set(type, (marks.get(type) ?? 0) + 1);
  return [...marks]
    .filter(([type]) => chosen.has(type) || chains.has(type) || isEntityLayer(type))
    .map(([name, count]) => ({ kind: 'layer', name, marks: count, isRead: chosen.has(name) }));
}

function toSpan({ type, begin, end, features, line }: CasAnnotation): RawSpan {
  const named = valueFeatures
    .map((name) => features.get(name))
    .find((value) => value !== undefined && value !== '');
  return { start: begin, end, type: named ?? shortName(type), line };
}

function documentId(own: readonly CasAnnotation[], view: CasView, views: readonly CasView[]): string | null {
  const metadata = own.find(({ type }) => shortName(type) === 'DocumentMetaData')?.features;
  const id = metadata?.get('documentId') ?? metadata?.get('documentTitle') ?? null;
  return id === null || view === views[0] ? id : `${id}#${view.name}`;
}
