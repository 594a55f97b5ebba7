import { asArray, asId, asObject, asString, without } from '../json-fields.ts';
import { annotatorName, freeName, readRegions, taskText } from '../label-studio-regions.ts';
import type { RawSpan } from '../place-spans.ts';
import { recordReader, type RecordResult } from '../read-records.ts';

/**
 * Label Studio JSON: every annotation and every prediction is an annotator's layer of its own; the ground truth, else
 * the first annotation, is the document's main spans. Cancelled annotations are left out and counted. Offsets: code
 * points since late 2021, UTF-16 before, and an inclusive end in the oldest files; the surfaces decide.
 */
export const readLabelStudio = recordReader('codepoint', false, (value, _line, options) => {
  const task = asObject(value);
  if (task === null) return [{ kind: 'problem', why: 'the task is no JSON object' }];
  const data = asObject(task['data']);
  const text = taskText(data, options.textField);
  const results: RecordResult[] = [];
  const layers: Record<string, readonly RawSpan[]> = {};
  let main: readonly RawSpan[] | null = null;
  const addLayer = (name: string, regions: unknown): readonly RawSpan[] => {
    const { spans, problems } = readRegions(regions);
    for (const why of problems) results.push({ kind: 'problem', why: `${name}: ${why}` });
    layers[freeName(layers, name)] = spans;
    return spans;
  };
  for (const entry of asArray(task['annotations'] ?? task['completions']) ?? []) {
    const annotation = asObject(entry);
    if (annotation === null) continue;
    const who = annotatorName(annotation['completed_by']);
    if (annotation['was_cancelled'] === true) {
      results.push({
        kind: 'repaired',
        what: `task ${asId(task['id']) ?? ''}: the cancelled annotation of ${who} is left out`,
      });
      continue;
    }
    const spans = addLayer(who, annotation['result']);
    if (annotation['ground_truth'] === true) main = spans;
  }
  for (const [i, entry] of (asArray(task['predictions']) ?? []).entries()) {
    const prediction = asObject(entry);
    if (prediction === null) continue;
    addLayer(asString(prediction['model_version']) ?? `prediction ${i + 1}`, prediction['result']);
  }
  if (text === null) return [...results, { kind: 'problem', why: 'the task has no text' }];
  return [
    ...results,
    {
      kind: 'record',
      id: asId(data?.['document_id']) ?? asId(task['id']),
      text,
      spans: main ?? [],
      layers,
      meta: {
        ...without(data ?? {}, [options.textField ?? 'text', 'document_id']),
        ...asObject(task['meta']),
      },
    },
  ];
});
