import { optionPlaces } from '#shared/domain/reader-options.ts';
import { AppError } from '#shared/errors.ts';
import { casDocuments, type CasAnnotation, type CasView } from '../cas-documents.ts';
import { asArray, asId, asInteger, asObject, asString } from '../json-fields.ts';
import { parseJson } from '../parse-json.ts';
import { readWholeText } from '../read-lines.ts';
import { createPlacer } from '../read-records.ts';
import type { ReadItem, Reader } from '../reader.ts';
import { withSentences } from './read-uima-xmi.ts';

/** UIMA CAS JSON 0.4: feature structures as a list or keyed by id, `begin` with or without its `^` prefix. */
export const readUimaJson: Reader = async function* (source, options) {
  const { text, encoding } = await readWholeText(source, options);
  const out: ReadItem[] = [
    { kind: 'detected', what: 'encoding', value: encoding.encoding, confidence: encoding.confidence },
  ];
  const { value, problem } = parseJson(text, 1);
  const root = asObject(value);
  if (
    root === null ||
    (root['%FEATURE_STRUCTURES'] === undefined &&
      root['%VIEWS'] === undefined &&
      root['%TYPES'] === undefined)
  )
    throw new AppError(
      'FORMAT_INVALID',
      `${source.name} is no UIMA CAS JSON: ${problem ?? 'it has no %FEATURE_STRUCTURES'}`,
      {
        action: `Export again as "UIMA CAS JSON 0.4", or choose the format with ${optionPlaces.format}.`,
      },
    );
  const views: CasView[] = [];
  const annotations: CasAnnotation[] = [];
  for (const [id, structure] of structures(root['%FEATURE_STRUCTURES'])) {
    const type = asString(structure['%TYPE']) ?? '';
    if (type === 'uima.cas.Sofa') {
      views.push({ id, name: asString(structure['sofaID']) ?? '', text: asString(structure['sofaString']) });
      continue;
    }
    const begin = asInteger(structure['begin'] ?? structure['^begin']);
    const end = asInteger(structure['end'] ?? structure['^end']);
    if (begin === null || end === null) continue;
    const features = new Map<string, string>();
    for (const [key, feature] of Object.entries(structure)) {
      if (typeof feature === 'string') features.set(key, feature);
      else if (key === '@Governor' || key === '@Dependent' || key === '@next')
        features.set(key.slice(1), asId(feature) ?? '');
    }
    annotations.push({
      type,
      sofa: asId(structure['@sofa'] ?? structure['sofa']) ?? '',
      begin,
      end,
      features,
      line: 1,
    });
  }
  const { results, sentences } = casDocuments(views, annotations, options);
  createPlacer('utf16', true, options, true)([{ element: { line: 1, text: source.name }, results }], out);
  yield withSentences(out, sentences);
};

function structures(value: unknown): readonly (readonly [string, Readonly<Record<string, unknown>>])[] {
  const list = asArray(value);
  const pairs =
    list === null
      ? Object.entries(asObject(value) ?? {})
      : list.map((item) => [asId(asObject(item)?.['%ID']) ?? '', item] as const);
  return pairs.flatMap(([id, item]) => {
    const structure = asObject(item);
    return structure === null ? [] : [[id, structure] as const];
  });
}
