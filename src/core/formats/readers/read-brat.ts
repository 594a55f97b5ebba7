import { basename } from 'node:path';
import { AppError } from '#shared/errors.ts';
import { asString } from '../json-fields.ts';
import type { RawSpan } from '../place-spans.ts';
import { parseJson } from '../parse-json.ts';
import { readWholeText } from '../read-lines.ts';
import { createPlacer, type RecordResult } from '../read-records.ts';
import type { ReadSource } from '../read-source.ts';
import type { ReadItem, ReadOptions, Reader } from '../reader.ts';
import { largest, smallest } from '../extremes.ts';

/** Written by our own export beside a stretch that brat can only hold in pieces. */
export const joinedNote = 'diziner: one stretch over a line break';

/**
 * brat standoff: a `.ann` file with its `.txt` (either may be given). Code points, discontinuous spans kept. Events,
 * relations, attributes and notes are counted, not imported; text-bound marks that trigger events can be left out.
 */
export const readBrat: Reader = async function* (source, options) {
  const stem = basename(source.name).replace(/\.(ann|txt)$/i, '');
  const isText = source.name.toLowerCase().endsWith('.txt');
  const [text, ann] = isText
    ? [source, await source.sibling(`${stem}.ann`)]
    : [await source.sibling(`${stem}.txt`), source];
  if (text === null)
    throw new AppError('FORMAT_INVALID', `${source.name} has no ${stem}.txt beside it`, {
      action: 'brat keeps the text in a .txt file of the same name; import both.',
    });
  const body = await readWholeText(text, options);
  const out: ReadItem[] = [
    {
      kind: 'detected',
      what: 'encoding',
      value: body.encoding.encoding,
      confidence: body.encoding.confidence,
    },
  ];
  if (body.damaged)
    out.push({ kind: 'repaired', line: 1, what: 'bytes that are not valid UTF-8 were replaced by U+FFFD' });
  const names = await typeNames(source, options);
  // brat shows a text only once it has an .ann file, and a text without one was annotated by nobody.
  const { spans, results } =
    ann === null ? { spans: null, results: [] } : await readMarks(ann, options, names);
  createPlacer(
    'codepoint',
    true,
    options,
  )(
    [
      {
        element: { line: 1, text: source.name },
        results: [...results, { kind: 'record', id: stem, text: body.text, spans, meta: {} }],
      },
    ],
    out,
  );
  yield out;
};

interface Marks {
  readonly spans: readonly RawSpan[];
  readonly results: readonly RecordResult[];
}

async function readMarks(
  ann: ReadSource,
  options: ReadOptions,
  names: ReadonlyMap<string, string>,
): Promise<Marks> {
  const { text } = await readWholeText(ann, options);
  const marks: { readonly id: string; readonly span: RawSpan }[] = [];
  const results: RecordResult[] = [];
  const triggers = new Set<string>();
  const joined = new Set<string>();
  const others = new Map<string, number>();
  for (const [i, withReturn] of text.split('\n').entries()) {
    const line = withReturn.endsWith('\r') ? withReturn.slice(0, -1) : withReturn;
    if (line.trim() === '') continue;
    const kind = line.charAt(0);
    if (kind === 'T') {
      const mark = readMark(line, i + 1, names);
      if (mark === null)
        results.push({
          kind: 'problem',
          why: `line ${i + 1} is no "T1<tab>Type 0 5<tab>text": ${line.slice(0, 80)}`,
        });
      else marks.push(mark);
      continue;
    }
    if (kind === 'E') {
      const trigger = /^E\d+\t[^:\s]+:(T\d+)/.exec(line)?.[1];
      if (trigger !== undefined) triggers.add(trigger);
    }
    if (kind === '#' && line.endsWith(joinedNote)) joined.add(/\t\S+ (T\d+)\t/.exec(line)?.[1] ?? '');
    else if ('ERAMN#*'.includes(kind)) others.set(kind, (others.get(kind) ?? 0) + 1);
    else results.push({ kind: 'problem', why: `line ${i + 1} is of no known kind: ${line.slice(0, 80)}` });
  }
  const kept = marks.filter(({ id }) => options.skipEventTriggers !== true || !triggers.has(id));
  if (others.size > 0 || triggers.size > 0)
    results.push({ kind: 'note', what: noteOf(others, triggers.size, options.skipEventTriggers === true) });
  return {
    spans: kept.map(({ id, span }) => (joined.has(id) ? { ...span, isOneStretch: true } : span)),
    results,
  };
}

function readMark(
  line: string,
  number: number,
  names: ReadonlyMap<string, string>,
): { id: string; span: RawSpan } | null {
  const parts = /^(T\S+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)(?:\t(.*))?$/s.exec(line);
  const [, id, type, places, surface] = parts ?? [];
  if (id === undefined || type === undefined || places === undefined) return null;
  const fragments = places.split(';').map((place) => {
    const [start, end] = place.split(' ').map(Number);
    return [start ?? 0, end ?? 0] as const;
  });
  const start = smallest(fragments.map(([from]) => from));
  const end = largest(fragments.map(([, to]) => to));
  return {
    id,
    span: {
      start,
      end,
      type: names.get(type) ?? type,
      line: number,
      ...(surface === undefined ? {} : { surface }),
      ...(fragments.length > 1 ? { fragments } : {}),
    },
  };
}

/** The surface has blanks where the text has line breaks, which counts as the same. */
function noteOf(others: ReadonlyMap<string, number>, triggers: number, skipped: boolean): string {
  const words: Record<string, string> = {
    E: 'events',
    R: 'relations',
    A: 'attributes',
    M: 'attributes',
    N: 'normalisations',
    '#': 'notes',
    '*': 'equivalences',
  };
  const counts = [...others].map(([kind, n]) => `${n} ${words[kind] ?? kind}`);
  return `not imported: ${counts.join(', ')}; ${triggers} event triggers ${skipped ? 'left out' : 'kept as spans'}`;
}

/** Our own exports keep the real names of types that brat cannot write. */
async function typeNames(source: ReadSource, options: ReadOptions): Promise<ReadonlyMap<string, string>> {
  const file = await source.sibling('type-names.tsv');
  if (file === null) return new Map();
  const { text } = await readWholeText(file, options);
  return new Map(
    text.split('\n').flatMap((line): [string, string][] => {
      const tab = line.indexOf('\t');
      const name = tab < 0 ? null : asString(parseJson(line.slice(tab + 1), 0).value);
      return name === null ? [] : [[line.slice(0, tab), name]];
    }),
  );
}
