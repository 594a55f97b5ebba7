import { tokenSpansFromTags } from '#core/labels/tags-to-spans.ts';
import { spansFromTokenSpans } from '#core/labels/char-token-spans.ts';
import { chooseLayers, missingLayers } from '../cas-types.ts';
import { quarantined } from '../read-json-elements.ts';
import type { ReadItem, ReadOptions } from '../reader.ts';
import { taggedDocument, type TaggedSentence } from '../tagged-text.ts';

/**
 * The old WebAnno TSV 2: no offsets, BIO tags stacked with `|`, a column per feature; the whole file is a document. Read
 * are the layers asked for, else all columns of BIO tags.
 */
export function readWebannoTsv2(lines: readonly string[], options: ReadOptions): readonly ReadItem[] {
  const out: ReadItem[] = [];
  const layerOf = columnLayers(lines);
  const names = [...new Set(layerOf)];
  const chosen = options.layers === undefined ? new Set(names) : chooseLayers(names, options);
  const isRead = (column: number): boolean =>
    options.layers === undefined || chosen.has(layerOf[column] ?? '');
  const marks = new Map<string, number>();
  const sentences: (TaggedSentence & { readonly stacks: readonly (readonly string[])[] })[] = [];
  let text: string | undefined;
  let annotated = false;
  let tokens: string[] = [];
  let stacks: string[][] = [];
  const close = (): void => {
    if (tokens.length > 0) sentences.push({ tokens, tags: tokens.map(() => 'O'), text, stacks });
    tokens = [];
    stacks = [];
    text = undefined;
  };
  for (const [i, line] of lines.entries()) {
    if (line.startsWith('#text=')) text = line.slice(6);
    else if (line === '') close();
    else if (/^\d+-\d+\t/.test(line)) {
      const cells = line.split('\t');
      tokens.push(cells[1] ?? '');
      const stack: string[] = [];
      for (const [column, cell] of cells.slice(2).entries()) {
        const bio = cell.split('|').filter((tag) => /^[BI]-./.test(tag));
        const layer = layerOf[column];
        const begun = bio.filter((tag) => tag.startsWith('B-')).length;
        if (layer !== undefined && begun > 0) marks.set(layer, (marks.get(layer) ?? 0) + begun);
        if (!isRead(column)) continue;
        annotated = true;
        for (const tag of bio) stack.push(tag);
      }
      stacks.push(stack);
    } else if (!line.startsWith('#') && !line.startsWith(' #'))
      out.push(quarantined(i + 1, 'no token row', line));
  }
  close();
  const document = taggedDocument(sentences, 'iob2', null);
  let first = 0;
  const spans = sentences.flatMap((sentence) => {
    const own = (document.tokens ?? []).slice(first, first + sentence.tokens.length);
    first += sentence.tokens.length;
    const types = new Set(sentence.stacks.flat().map((tag) => tag.slice(2)));
    return [...types].flatMap((type) => {
      const tags = sentence.stacks.map((stack) => stack.find((tag) => tag.slice(2) === type) ?? 'O');
      return spansFromTokenSpans(tokenSpansFromTags(tags), own, document.text);
    });
  });
  for (const [name, count] of marks)
    out.push({ kind: 'layer', name, marks: count, isRead: chosen.has(name) });
  out.push(...missingLayers(names, options));
  const surfaces = { verified: spans.length, total: spans.length };
  if (sentences.length > 0)
    out.push({ kind: 'document', document: { ...document, spans, annotated, surfaces } });
  return out;
}

/** ` # layer | feature | feature # layer | …` above the sentences: the layer of each column after the token. */
function columnLayers(lines: readonly string[]): readonly string[] {
  const header = lines.find((line) => /^ ?# ?[\w.]+ \| /.test(line));
  if (header === undefined) return [];
  return header
    .trim()
    .slice(1)
    .split(' # ')
    .flatMap((part) => {
      const [name = '', ...features] = part.split('|').map((word) => word.trim());
      return features.map(() => name);
    });
}
