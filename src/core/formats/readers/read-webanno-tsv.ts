import { AppError } from '#shared/errors.ts';
import { chooseLayers, isEntityLayer, missingLayers, shortName, valueFeatures } from '../cas-types.ts';
import type { RawSpan } from '../place-spans.ts';
import { readWholeText } from '../read-lines.ts';
import { createPlacer, type RecordResult } from '../read-records.ts';
import type { ReadItem, ReadOptions, Reader } from '../reader.ts';
import { readWebannoTsv2 } from './webanno-tsv2.ts';
import { largest } from '../extremes.ts';

interface Layer {
  readonly kind: 'SP' | 'CH' | 'RL';
  readonly name: string;
  /** Index of its first column after the token, and how many it has. */
  readonly first: number;
  readonly features: readonly string[];
}

/**
 * WebAnno TSV 3: UTF-16 offsets over the whole document. White space between sentences is not in the file; a gap is
 * filled with a line feed and blanks, so that every offset holds. Chains and relations are no spans.
 */
export const readWebannoTsv: Reader = async function* (source, options) {
  const { text, encoding } = await readWholeText(source, options);
  const out: ReadItem[] = [
    { kind: 'detected', what: 'encoding', value: encoding.encoding, confidence: encoding.confidence },
  ];
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  if (!lines[0]?.startsWith('#FORMAT=WebAnno TSV 3')) {
    if (!lines.some((line) => line.startsWith('#text=')))
      throw new AppError(
        'FORMAT_INVALID',
        `${source.name} is no WebAnno TSV 3 file: it does not begin with #FORMAT=WebAnno TSV 3`,
        {
          action: 'Export again as WebAnno TSV 3.3, or better as UIMA CAS JSON.',
        },
      );
    for (const item of readWebannoTsv2(lines, options)) out.push(item);
    yield out;
    return;
  }
  const file = readBody(lines, options);
  createPlacer('utf16', true, options, true)([{ element: { line: 1, text: '' }, results: file }], out);
  yield out.map((item) =>
    item.kind === 'document'
      ? { ...item, document: { ...item.document, sentences: countSentences(lines) } }
      : item,
  );
};

const countSentences = (lines: readonly string[]): number =>
  Math.max(
    1,
    lines.filter((line, i) => line.startsWith('#Text=') && !(lines[i - 1] ?? '').startsWith('#Text=')).length,
  );

function readLayers(lines: readonly string[]): Layer[] {
  const layers: Layer[] = [];
  let first = 0;
  for (const line of lines) {
    const match = /^#T_(SP|CH|RL)=([^|]+)(?:\|(.*))?$/.exec(line);
    if (match === null) continue;
    const features = match[3] === undefined || match[3] === '' ? [''] : match[3].split('|');
    layers.push({ kind: match[1] as Layer['kind'], name: match[2] ?? '', first, features });
    first += features.length;
  }
  return layers;
}

function readBody(lines: readonly string[], options: ReadOptions): RecordResult[] {
  const results: RecordResult[] = [];
  const all = readLayers(lines);
  const layers = all.filter(({ kind }) => kind === 'SP');
  const names = layers.map(({ name }) => name);
  const chosen = chooseLayers(names, options);
  const found = layers.map((layer) => ({ layer, marks: newMarks() }));
  const links = new Map(all.filter(({ kind }) => kind !== 'SP').map((layer) => [layer, 0]));
  const tokens: [number, number][] = [];
  let document = '';
  let sentence: string[] = [];
  let isPlaced = false;
  for (const [i, line] of lines.entries()) {
    if (line.startsWith('#Text=')) {
      if (isPlaced) sentence = [];
      isPlaced = false;
      sentence.push(unescape(line.slice(6)));
      continue;
    }
    if (line === '' || (line.startsWith('#') && !/^#\d/.test(line))) continue;
    const cells = line.split('\t');
    const place = /^(\d+)-(\d+)$/.exec(cells[1] ?? '');
    if (!/^\d+-\d+(\.\d+)?$/.test(cells[0] ?? '') || place === null) {
      results.push({ kind: 'problem', why: `line ${i + 1} is no token row: ${line.slice(0, 80)}` });
      continue;
    }
    const start = Number(place[1]);
    const end = Number(place[2]);
    const isSub = (cells[0] ?? '').includes('.');
    if (!isPlaced && sentence.length > 0) {
      const text = sentence.join('\n');
      const token = unescape(cells[2] ?? '');
      const lead = Math.max(0, text.indexOf(token));
      const gap = start - lead - document.length;
      if (gap < 0 || gap > 1_000_000) {
        results.push({
          kind: 'problem',
          why: `line ${i + 1}: the sentence begins at ${start - lead}, but the text before it ends at ${document.length}`,
        });
        return results;
      }
      if (gap > 0) document += document === '' ? ' '.repeat(gap) : `\n${' '.repeat(gap - 1)}`;
      document += text;
      isPlaced = true;
      sentence = [];
    }
    if (!isSub) tokens.push([start, end]);
    for (const { layer, marks } of found) readCells(layer, cells, start, end, i + 1, marks);
    for (const [layer, count] of links) links.set(layer, count + countCells(layer, cells));
  }
  const spans: RawSpan[] = [];
  for (const { layer, marks } of found) {
    const own = [...marks.spans, ...marks.open.values()];
    const isRead = chosen.has(layer.name);
    if (isRead || isEntityLayer(layer.name))
      results.push({ kind: 'layer', name: layer.name, marks: own.length, isRead });
    if (isRead) for (const span of own) spans.push(span);
  }
  results.push(...missingLayers(names, options), ...unreadLinks(links));
  if (document === '' && tokens.length === 0)
    return [...results, { kind: 'problem', why: 'the file has no text' }];
  // A file that names no span layer says nothing about entities.
  const own = layers.length > 0 && options.layers?.length !== 0 ? spans : null;
  results.push({ kind: 'record', id: null, text: document, spans: own, tokens, meta: {} });
  return results;
}

/** Spans that are complete, and by their numbers in the file those that may go on in the next row. */
interface Marks {
  readonly open: Map<string, { start: number; end: number; type: string; line: number }>;
  readonly spans: RawSpan[];
}

const newMarks = (): Marks => ({ open: new Map(), spans: [] });

const columnsOf = (layer: Layer, cells: readonly string[]): string[] =>
  layer.features.map((_, i) => cells[3 + layer.first + i] ?? '_');

function unreadLinks(links: ReadonlyMap<Layer, number>): RecordResult[] {
  return [...links]
    .filter(([, count]) => count > 0)
    .map(([{ kind, name }, count]) => ({
      kind: 'unread',
      what: `${kind === 'RL' ? 'relations' : 'links of chains'} of the layer ${name}`,
      count,
    }));
}

/** Links of a chain or relations that begin in a row. */
function countCells(layer: Layer, cells: readonly string[]): number {
  const columns = columnsOf(layer, cells).filter((cell) => cell !== '_' && cell !== '');
  return largest(columns.map((cell) => splitUnescaped(cell, '|').length));
}

function readCells(
  layer: Layer,
  cells: readonly string[],
  start: number,
  end: number,
  line: number,
  { open, spans }: Marks,
): void {
  const columns = columnsOf(layer, cells);
  if (columns.every((cell) => cell === '_' || cell === '')) return;
  const wanted = valueFeatures.findIndex((name) => layer.features.includes(name));
  const named = wanted < 0 ? -1 : layer.features.indexOf(valueFeatures[wanted] ?? '');
  const plain = layer.features.findIndex(
    (name, i) =>
      name !== '' &&
      name !== 'identifier' &&
      !name.startsWith('ROLE_') &&
      // The column after a role holds the role's target.
      layer.features[i - 1]?.startsWith('ROLE_') !== true,
  );
  const column = named >= 0 ? named : plain;
  const stacks = columns.map((cell) => splitUnescaped(cell, '|'));
  const depth = layer.features.some((name) => name.startsWith('ROLE_'))
    ? 1
    : largest(stacks.map((stack) => stack.length));
  for (let level = 0; level < depth; level++) {
    const raw = (column < 0 ? undefined : stacks[column]?.[level]) ?? '*';
    const any =
      stacks.map((stack) => stack[level] ?? '').find((cell) => /[^\\]\[\d+\]$|^\[\d+\]$/.test(cell)) ?? raw;
    const id = /(?<!\\)\[(\d+)\]$/.exec(any)?.[1];
    const value = unescape(raw.replace(/(?<!\\)\[\d+\]$/, ''));
    const isNone = raw.replace(/(?<!\\)\[\d+\]$/, '') === '*' || raw === '_';
    const type = isNone ? shortName(layer.name) : value;
    if (id === undefined) {
      spans.push({ start, end, type, line });
      continue;
    }
    const key = `${layer.name} ${id}`;
    const before = open.get(key);
    if (before === undefined) open.set(key, { start, end, type, line });
    else {
      before.start = Math.min(before.start, start);
      before.end = Math.max(before.end, end);
    }
  }
}

function splitUnescaped(cell: string, separator: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (let at = 0; at < cell.length; at++) {
    const char = cell.charAt(at);
    if (char === '\\') {
      part += char + cell.charAt(++at);
    } else if (char === separator) {
      parts.push(part);
      part = '';
    } else part += char;
  }
  parts.push(part);
  return parts;
}

/** `\t` and `\n` stand for the character, every other escaped character for itself. */
function unescape(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(->|[\s\S])/g, (_, next: string) =>
    next === 't' ? '\t' : next === 'n' ? '\n' : next === 'r' ? '\r' : next,
  );
}
