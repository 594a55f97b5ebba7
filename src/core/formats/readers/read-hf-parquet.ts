import { AppError } from '#shared/errors.ts';
import { ParquetDamage } from '../parquet/damage.ts';
import { readFooter } from '../parquet/footer.ts';
import { plainRow } from '../parquet/plain-row.ts';
import { readRows, readableColumns } from '../parquet/read-rows.ts';
import { createPlacer, type ExtractedElement } from '../read-records.ts';
import type { ReadSource } from '../read-source.ts';
import type { ReadItem, Reader } from '../reader.ts';
import { namesFromFeatures } from '../label-names.ts';
import { labelNamesBeside } from './read-hf-jsonl.ts';
import { readTextRecord } from './read-jsonl.ts';

/** Rows turned into documents at once, and the characters after which these are handed on. */
const rowsAtOnce = 500;
const charactersAtOnce = 4 << 20;

/**
 * Hugging Face Parquet: rows as in `hf-jsonl`; the names of integer tags come from the metadata key `huggingface`,
 * else from the options or from `labels.json` beside the file.
 */
export const readHfParquet: Reader = async function* (source, options) {
  const footer = await guarded(source, () => readFooter(source));
  const json = footer.metadata.key_value_metadata?.find(({ key }) => key === 'huggingface')?.value;
  const inFile =
    json === undefined ? null : (namesFromFeatures(json, 'ner_tags') ?? namesFromFeatures(json, 'tags'));
  const names = options.labelNames ?? inFile ?? (await labelNamesBeside(source, options));
  const own = names === null ? options : { ...options, labelNames: names };
  const place = createPlacer('codepoint', false, own);
  const { columns, leftOut } = readableColumns(footer);
  yield leftOut.map((name): ReadItem => ({
    kind: 'detected',
    what: 'note',
    value: `the column ${name} is left out: it holds neither text nor numbers`,
    confidence: 1,
  }));
  let line = 0;
  const batches = readRows(source, footer, columns);
  for (;;) {
    options.signal?.throwIfAborted();
    const next = await guarded(source, () => batches.next());
    if (next.done === true) return;
    let elements: ExtractedElement[] = [];
    let characters = 0;
    for (const row of next.value) {
      line++;
      const { record, size, problem } = plainRow(row);
      const results =
        problem === null ? readTextRecord(record, own) : [{ kind: 'problem' as const, why: problem }];
      elements.push({ element: { line, text: '' }, results });
      characters += size;
      if (elements.length < rowsAtOnce && characters < charactersAtOnce) continue;
      const out: ReadItem[] = [];
      place(elements, out);
      yield out;
      elements = [];
      characters = 0;
    }
    const out: ReadItem[] = [];
    place(elements, out);
    yield out;
  }
};

async function guarded<T>(source: ReadSource, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const isPlanned = cause instanceof ParquetDamage;
    throw new AppError(
      'FORMAT_INVALID',
      `${source.name} is no readable Parquet file${isPlanned ? `: ${cause.message}` : ''}`,
      {
        action: isPlanned ? cause.action : 'The file may be cut or damaged; write or download it again.',
        detail: cause instanceof Error ? cause.message : String(cause),
        cause,
      },
    );
  }
}
