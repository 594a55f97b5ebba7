import { asArray, asId, asObject, asString, without } from '../json-fields.ts';
import { annotatorName, freeName, readRegions, taskText } from '../label-studio-regions.ts';
import type { RawSpan } from '../place-spans.ts';
import { recordReader, type RecordResult } from '../read-records.ts';

/**
 * Label Studio JSON: every annotation is its annotator's layer, every prediction its model's; the ground truth, else
 * the only annotation, is the document's own marks. Predictions never are. Cancelled annotations are left out and
 * counted. Offsets: code points since late 2021, UTF-16 before, and an inclusive end in the oldest files; the surfaces
 * decide.
 */
export const readLabelStudio = recordReader('codepoint', false, (value, _line, options) => {
  const task = asObject(value);
  if (task === null) return [{ kind: 'problem', why: 'the task is no JSON object' }];
  const data = asObject(task['data']);
  const text = taskText(data, options.textField);
  const results: RecordResult[] = [];
  const layers: Record<string, readonly RawSpan[]> = {};
  const predictions: Record<string, readonly RawSpan[]> = {};
  let main: readonly RawSpan[] | null = null;
  const addLayer = (
    to: Record<string, readonly RawSpan[]>,
    name: string,
    regions: unknown,
  ): readonly RawSpan[] => {
    const { spans, problems } = readRegions(regions);
    for (const why of problems) results.push({ kind: 'problem', why: `${name}: ${why}` });
    to[freeName(to, name)] = spans;
    return spans;
  };
  const annotations = (asArray(task['annotations'] ?? task['completions']) ?? [])
    .map(asObject)
    .filter((annotation) => annotation !== null);
  for (const annotation of annotations) {
    const person = annotation['completed_by'] ?? annotation['annotator'];
    const who = annotatorName(person);
    const isTruth = annotation['ground_truth'] === true;
    if (annotation['was_cancelled'] === true) {
      results.push({
        kind: 'repaired',
        what: `task ${asId(task['id']) ?? ''}: the cancelled annotation of ${who} is left out`,
      });
      continue;
    }
    // What is nobody's in particular is the task's own, not an annotator's layer.
    const isOwn = person === undefined && (isTruth || annotations.length === 1);
    const spans = addLayer(isOwn ? {} : layers, who, annotation['result']);
    if (isOwn || isTruth) main = spans;
  }
  for (const [i, entry] of (asArray(task['predictions']) ?? []).entries()) {
    const prediction = asObject(entry);
    if (prediction === null) continue;
    const model = asString(prediction['model_version']) ?? `prediction ${i + 1}`;
    addLayer(predictions, model, prediction['result']);
  }
  if (text === null) return [...results, { kind: 'problem', why: 'the task has no text' }];
  return [
    ...results,
    {
      kind: 'record',
      id: asId(data?.['document_id']) ?? asId(task['id']),
      text,
      spans: main,
      layers,
      predictions,
      meta: {
        ...without(data ?? {}, [options.textField ?? 'text', 'document_id']),
        ...asObject(task['meta']),
      },
    },
  ];
});
