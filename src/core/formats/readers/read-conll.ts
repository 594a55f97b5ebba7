import { optionPlaces } from '#shared/domain/reader-options.ts';
import { AppError } from '#shared/errors.ts';
import { detectLayout, detectScheme, isPipeFile, type ColumnLayout } from '../column-layout.ts';
import { chooseEncoding } from '../encoding.ts';
import { quarantined } from '../read-json-elements.ts';
import { lineEndOf, readLines, readTextBlocks } from '../read-lines.ts';
import { readHead, type ReadSource } from '../read-source.ts';
import type { ReadItem, ReadOptions, Reader } from '../reader.ts';
import { checkTag, taggedDocument } from '../tagged-text.ts';
import { createConllState } from './conll-state.ts';

/** Bytes looked at to find columns, scheme and document marks. */
const detectBytes = 1 << 20;
/** Lines of these in which columns and scheme are looked for; document marks are looked for in all. */
const detectLines = 8_000;
/** Items of a batch: few enough that what they hold is young garbage when the next is made. */
const maxItems = 256;

/**
 * Column files: CoNLL-2002/2003/2012, GermEval, HIPE, CoNLL-U (words of a multi-word token count as the one token
 * they are written as), CoNLL-U Plus, two-column IOB1/IOB2/IOBES/BILOU and untyped columns.
 * A document is what the file marks as one (`-DOCSTART-`, `# newdoc`, `#begin document`, HIPE ids); where it marks
 * none, each sentence is a document. Rows with too few columns are quarantined, repaired tags are listed.
 */
export const readConll: Reader = async function* (source, options) {
  const head = await readHead(source, detectBytes);
  const encoding = chooseEncoding(head, source.name, options.encoding);
  const whole = source.size !== null && head.length >= source.size;
  const lines = new TextDecoder(encoding.encoding).decode(head).split('\n');
  if (!whole) lines.pop();
  const first = lines.length > detectLines ? lines.slice(0, detectLines) : lines;
  if (isPipeFile(first)) {
    yield [{ kind: 'detected', what: 'encoding', value: encoding.encoding, confidence: encoding.confidence }];
    yield* readPipeSentences(source, options, lines);
    return;
  }
  const layout = detectLayout(first, options) ?? detectLayout(lines, options);
  if (layout === null) {
    if (lines.every((line) => !/\S/.test(line) || line.startsWith('#'))) return;
    throw notColumns(source);
  }
  const state = createConllState(layout, options, hasMarks(lines));
  yield [
    { kind: 'detected', what: 'encoding', value: encoding.encoding, confidence: encoding.confidence },
    { kind: 'detected', what: 'delimiter', value: layout.separator, confidence: layout.fit },
    {
      kind: 'detected',
      what: 'tagScheme',
      value: state.scheme,
      confidence: layout.tagColumn === null && !layout.miscTags ? 0.5 : 0.9,
    },
    { kind: 'detected', what: 'columns', value: describe(layout), confidence: layout.fit },
  ];
  let line = 0;
  for await (const { text, damaged, last } of readTextBlocks(source, options, encoding)) {
    let out: ReadItem[] = [];
    let inBlock = 0;
    for (let at = 0; at <= text.length; inBlock++) {
      line++;
      const damage = damaged.size === 0 ? undefined : damaged.get(inBlock);
      if (damage !== undefined || line - 1 === layout.headerLine) {
        const end = lineEndOf(text, at);
        if (damage !== undefined) out.push(quarantined(line, damage, text.slice(at, end)));
        at = end + 1;
      } else at = state.line(text, at, line, out) + 1;
      if (out.length < maxItems) continue;
      yield out;
      out = [];
    }
    if (last) state.end(out);
    if (out.length > 0) yield out;
  }
};

/** `token|POS|tag` items, one sentence a line. */
async function* readPipeSentences(
  source: ReadSource,
  options: ReadOptions,
  head: readonly string[],
): AsyncGenerator<readonly ReadItem[]> {
  const itemTag = (item: string): string => item.slice(item.lastIndexOf('|') + 1);
  const scheme =
    options.tagScheme ?? detectScheme(head.flatMap((line) => line.trim().split(' ').map(itemTag)));
  yield [
    { kind: 'detected', what: 'delimiter', value: '|', confidence: 0.9 },
    { kind: 'detected', what: 'tagScheme', value: scheme, confidence: 0.9 },
  ];
  for await (const block of readLines(source, options)) {
    const out: ReadItem[] = [];
    for (const [i, line] of block.lines.entries()) {
      const number = block.firstLine + i;
      const items = line.trim().split(' ');
      const damage = block.damaged.get(i);
      if (damage !== undefined) {
        out.push(quarantined(number, damage, line));
        continue;
      }
      if (line.trim() === '' || line.startsWith('-DOCSTART-')) continue;
      if (items.some((item) => item.indexOf('|', 1) < 0)) {
        out.push(quarantined(number, 'a token without |tag', line));
        continue;
      }
      const tokens = items.map((item) => item.slice(0, item.indexOf('|', 1)));
      let before = 'O';
      const tags = items.map((item) => {
        const { tag, repaired } = checkTag(itemTag(item), before, scheme);
        if (repaired !== null) out.push({ kind: 'repaired', line: number, what: repaired });
        return (before = tag);
      });
      out.push({ kind: 'document', document: taggedDocument([{ tokens, tags }], scheme, null) });
    }
    if (out.length > 0) yield out;
  }
}

const mark = /^(-DOCSTART-|#begin document|# *newdoc\b|# *hipe2022:document_id|# *doc_id *=)/;
const hasMarks = (lines: readonly string[]): boolean => lines.some((line) => mark.test(line));

function describe(layout: ColumnLayout): string {
  const tag = layout.miscTags
    ? 'NE= in the last column'
    : layout.tagColumn === null
      ? 'no tags'
      : `tag ${layout.tagColumn + 1}${layout.splitTag ? ` and ${layout.tagColumn + 2}` : ''}`;
  const more = layout.otherTagColumns.map((column) => column + 1).join(', ');
  return `${layout.columns} columns, token ${layout.tokenColumn + 1}, ${tag}${more === '' ? '' : ` (also tag-like: ${more})`}`;
}

function notColumns(source: ReadSource): AppError {
  return new AppError('FORMAT_INVALID', `${source.name} has no columns of tokens and tags`, {
    action: `Choose the format with ${optionPlaces.format}; CoNLL files have one token per line and its tag in another column.`,
  });
}
