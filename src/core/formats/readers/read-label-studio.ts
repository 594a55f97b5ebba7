import { asArray, asId, asObject, asString, without } from '../json-fields.ts';
import { annotatorName, freeName, readRegions, taskText } from '../label-studio-regions.ts';
import type { RawSpan } from '../place-spans.ts';
import { recordReader, type RecordResult } from '../read-records.ts';

/**
 * Label Studio JSON: every annotation is its annotator's layer, every prediction its model's; the ground truth, else
 * the only annotation, is the document's own marks. Predictions never are. An annotation that names nobody is no layer
 * where it is the ground truth or the only one. Cancelled annotations are left out and counted. Offsets: code points
 * since late 2021, UTF-16 before, and an inclusive end in the oldest files; the surfaces decide.
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
  const spansOf = (name: string, regions: unknown): readonly RawSpan[] => {
    const { spans, problems, unread } = readRegions(regions);
    results.push(...unread);
    for (const why of problems) results.push({ kind: 'problem', why: `${name}: ${why}` });
    return spans;
  };
  const annotations = annotationsOf(task, results);
  for (const annotation of annotations) {
    const who = whoseAnnotation(annotation);
    const spans = spansOf(who ?? 'annotator', annotation['result']);
    const isTruth = annotation['ground_truth'] === true;
    if (isTruth || annotations.length === 1) main = spans;
    if (who !== null || (!isTruth && annotations.length > 1))
      layers[freeName(layers, who ?? annotatorName(null))] = spans;
  }
  for (const [i, entry] of (asArray(task['predictions']) ?? []).entries()) {
    const prediction = asObject(entry);
    if (prediction === null) continue;
    const model = asString(prediction['model_version']) ?? `prediction ${i + 1}`;
    predictions[freeName(predictions, model)] = spansOf(model, prediction['result']);
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

/** Annotations that were not cancelled; the older key is `completions`. */
function annotationsOf(
  task: Readonly<Record<string, unknown>>,
  results: RecordResult[],
): readonly Readonly<Record<string, unknown>>[] {
  return (asArray(task['annotations'] ?? task['completions']) ?? []).flatMap((entry) => {
    const annotation = asObject(entry);
    if (annotation?.['was_cancelled'] !== true) return annotation === null ? [] : [annotation];
    const who = annotatorName(annotation['completed_by']);
    const what = `task ${asId(task['id']) ?? ''}: the cancelled annotation of ${who} is left out`;
    results.push({ kind: 'repaired', what });
    return [];
  });
}

/** Our own exports name annotators that are no users of Label Studio in `annotator`. */
function whoseAnnotation(annotation: Readonly<Record<string, unknown>>): string | null {
  const own = asString(annotation['annotator']);
  if (own !== null && own !== '') return own;
  const user = annotation['completed_by'];
  return user === undefined || user === null ? null : annotatorName(user);
}
