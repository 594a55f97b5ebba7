import { readCsvRecords } from '../csv-records.ts';
import { detectDelimiter, tableDelimiter } from '../detect-delimiter.ts';
import { chooseEncoding } from '../encoding.ts';
import { asArray, asId, asObject, without } from '../json-fields.ts';
import { annotatorName, freeName, readRegions, taskText } from '../label-studio-regions.ts';
import type { RawSpan } from '../place-spans.ts';
import { parseJson } from '../parse-json.ts';
import { quarantined, readJsonElements } from '../read-json-elements.ts';
import { createPlacer, type ExtractedElement, type RecordResult } from '../read-records.ts';
import { headBytes, readHead } from '../read-source.ts';
import type { ReadItem, ReadOptions, Reader } from '../reader.ts';

/** Label Studio JSON_MIN: one record per annotation; the records of a task are put together again. */
export const readLabelStudioMin: Reader = async function* (source, options) {
  const encoding = chooseEncoding(await readHead(source), source.name, options.encoding);
  yield [{ kind: 'detected', what: 'encoding', value: encoding.encoding, confidence: encoding.confidence }];
  const tasks = createTasks(options);
  for await (const elements of readJsonElements(source, options, encoding)) {
    const out: ReadItem[] = [];
    for (const { value, line, text, problem } of elements) {
      const record = asObject(value);
      if (problem !== undefined || record === null)
        out.push(quarantined(line, problem ?? 'the record is no JSON object', text));
      else tasks.add(record, line, text);
    }
    if (out.length > 0) yield out;
  }
  yield tasks.finish();
};

/** Label Studio CSV: as JSON_MIN, with the regions as JSON in the cells. */
export const readLabelStudioCsv: Reader = async function* (source, options) {
  const head = await readHead(source);
  const encoding = chooseEncoding(head, source.name, options.encoding);
  const decoded = new TextDecoder(encoding.encoding).decode(head);
  const delimiter = tableDelimiter(options.delimiter, detectDelimiter(decoded, head.length < headBytes));
  yield [{ kind: 'detected', what: 'encoding', value: encoding.encoding, confidence: encoding.confidence }];
  const tasks = createTasks(options);
  let names: readonly string[] | null = null;
  for await (const records of readCsvRecords(source, options, encoding, delimiter)) {
    const out: ReadItem[] = [];
    for (const { cells, line, text, problem } of records) {
      if (problem !== undefined) out.push(quarantined(line, problem, text));
      else if (names === null) names = cells;
      else if (cells.length !== names.length)
        out.push(quarantined(line, `expected ${names.length} cells, found ${cells.length}`, text));
      else tasks.add(fromCells(names, cells), line, text);
    }
    if (out.length > 0) yield out;
  }
  yield tasks.finish();
};

function fromCells(names: readonly string[], cells: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    names.flatMap((name, i) => {
      const cell = cells[i] ?? '';
      if (cell === '' && name !== 'text') return [];
      const isJson = cell.startsWith('[{') || cell === '[]' || (name === 'meta' && cell.startsWith('{'));
      return [[name, isJson ? (parseJson(cell, 0).value ?? cell) : cell]];
    }),
  );
}

interface Task {
  readonly line: number;
  readonly text: string;
  readonly results: RecordResult[];
  readonly layers: Record<string, readonly RawSpan[]>;
  /** What records say that name nobody. */
  readonly unnamed: (readonly RawSpan[])[];
  readonly content: string | null;
  readonly id: string | null;
  readonly meta: Readonly<Record<string, unknown>>;
}

const bookkeeping = [
  'id',
  'document_id',
  'annotator',
  'annotation_id',
  'created_at',
  'updated_at',
  'lead_time',
];

function createTasks(options: ReadOptions): {
  add(record: Readonly<Record<string, unknown>>, line: number, text: string): void;
  finish(): readonly ReadItem[];
} {
  const tasks = new Map<string, Task>();
  return {
    add(record, line, text) {
      const id = asId(record['id']);
      const ownId = asId(record['document_id']) ?? id;
      const content = taskText(record, options.textField);
      const key = id ?? `${line}`;
      // Two texts under one id are two tasks: a broken export must not put spans on the wrong text.
      let task = tasks.get(key);
      if (task === undefined || task.content !== content) {
        const used = [...bookkeeping, options.textField ?? 'text', ...regionKeys(record)];
        const own = asObject(record['meta']);
        const meta = own === null ? without(record, used) : { ...without(record, [...used, 'meta']), ...own };
        const free = task === undefined ? key : `${key} ${line}`;
        task = { line, text, results: [], layers: {}, unnamed: [], content, id: ownId, meta };
        tasks.set(free, task);
      }
      const keys = regionKeys(record);
      if (keys.length === 0 && asId(record['annotation_id']) === null && asId(record['annotator']) === null)
        return; // a task that nobody has annotated
      const spans: RawSpan[] = [];
      for (const name of keys) {
        const regions = readRegions(record[name]);
        for (const span of regions.spans) spans.push(span);
        task.results.push(...regions.unread);
        for (const why of regions.problems) task.results.push({ kind: 'problem', why });
      }
      if (asId(record['annotator']) === null && asObject(record['annotator']) === null)
        task.unnamed.push(spans);
      else task.layers[freeName(task.layers, annotatorName(record['annotator']))] = spans;
    },
    finish() {
      const out: ReadItem[] = [];
      const batch: ExtractedElement[] = [];
      for (const { line, text, results, layers, unnamed, content, id, meta } of tasks.values()) {
        // One record that names nobody is the task's own annotation; several are several annotators.
        const [main = null, ...others] = unnamed;
        if (main !== null && others.length > 0)
          for (const spans of unnamed) layers[freeName(layers, annotatorName(null))] = spans;
        batch.push({
          element: { line, text },
          results: [
            ...results,
            content === null
              ? { kind: 'problem', why: 'the task has no text' }
              : { kind: 'record', id, text: content, spans: others.length > 0 ? null : main, layers, meta },
          ],
        });
      }
      createPlacer('codepoint', false, options)(batch, out);
      return out;
    },
  };
}

function regionKeys(record: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(record).filter((key) => {
    const list = asArray(record[key]);
    if (list?.length === 0) return key === 'label';
    return list?.some((entry) => asArray(asObject(entry)?.['labels']) !== null);
  });
}
