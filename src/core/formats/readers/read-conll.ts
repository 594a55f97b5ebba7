import { AppError } from '#shared/errors.ts';
import {
  cellTag,
  detectLayout,
  detectScheme,
  isPipeFile,
  splitColumns,
  type ColumnLayout,
} from '../column-layout.ts';
import { chooseEncoding } from '../encoding.ts';
import { quarantined } from '../read-json-elements.ts';
import { readLines } from '../read-lines.ts';
import { readHead, type ReadSource } from '../read-source.ts';
import type { ReadItem, ReadOptions, Reader } from '../reader.ts';
import { checkTag, taggedDocument, type TaggedSentence } from '../tagged-text.ts';
import { readBracketTag } from './bracket-tag.ts';

/** Bytes looked at to find columns, scheme and document marks. */
const detectBytes = 1 << 20;

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
  if (isPipeFile(lines)) {
    yield [{ kind: 'detected', what: 'encoding', value: encoding.encoding, confidence: encoding.confidence }];
    yield* readPipeSentences(source, options, lines);
    return;
  }
  const layout = detectLayout(lines, options);
  if (layout === null) {
    if (lines.every((line) => !/\S/.test(line) || line.startsWith('#'))) return;
    throw notColumns(source);
  }
  const state = createState(layout, options, hasMarks(lines));
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
  for await (const block of readLines(source, options, encoding)) {
    const out: ReadItem[] = [];
    for (let i = 0; i < block.lines.length; i++) {
      const line = block.lines[i] ?? '';
      const number = block.firstLine + i;
      if (block.damaged.has(i)) out.push(quarantined(number, 'bytes that are not valid UTF-8', line));
      else if (number - 1 !== layout.headerLine) state.line(line, number, out);
    }
    if (block.last) state.end(out);
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

interface ConllState {
  readonly scheme: string;
  line(line: string, number: number, out: ReadItem[]): void;
  end(out: ReadItem[]): void;
}

function createState(layout: ColumnLayout, options: ReadOptions, marked: boolean): ConllState {
  const scheme = options.tagScheme ?? layout.scheme;
  const unit = options.documentUnit ?? 'auto';
  const bySentence = unit === 'sentence' || (unit === 'auto' && !marked);
  const quick =
    layout.separator === 'tab' && layout.columns === 2 && layout.tokenColumn === 0 && layout.tagColumn === 1;
  let sentences: TaggedSentence[] = [];
  let tokens: string[] = [];
  let tags: string[] = [];
  let spaces: boolean[] = [];
  let text: string | undefined;
  let before = 'O';
  let id: string | null = null;
  let meta: Record<string, unknown> = {};
  let bracket: string | null = null;
  let rangeEnd = 0; // words up to this number belong to a multi-word token
  let wordTag = 'O'; // first tag inside it
  let pendingRange = false;

  const endSentence = (out: ReadItem[]): void => {
    pendingRange = false;
    rangeEnd = 0;
    if (tokens.length > 0) {
      sentences.push({ tokens, tags, ...(layout.spacing === null ? {} : { spaceAfter: spaces }), text });
      tokens = [];
      tags = [];
      spaces = [];
      if (bySentence) endDocument(out);
    }
    text = undefined;
    before = 'O';
    bracket = null;
  };
  const endDocument = (out: ReadItem[]): void => {
    if (sentences.length > 0)
      out.push({ kind: 'document', document: taggedDocument(sentences, scheme, id, meta) });
    sentences = [];
    id = null;
    meta = {};
  };
  const startDocument = (name: string | null, out: ReadItem[]): void => {
    endSentence(out);
    if (unit === 'file') return;
    if (!bySentence) endDocument(out);
    id = name;
  };
  const comment = (line: string, out: ReadItem[]): void => {
    const begin = /^#begin document *\(?([^)]*)\)?(?:; *part *(\d+))?/.exec(line);
    if (begin !== null) {
      startDocument(
        [begin[1], begin[2]].filter((part) => part !== undefined && part !== '').join('/') || null,
        out,
      );
      return;
    }
    const pair = /^# *([\w:.]+)(?: *= *(.*)| +(id) *= *(.*)|)$/s.exec(line);
    const key = pair?.[1] ?? '';
    const value = pair?.[2] ?? pair?.[4] ?? '';
    if (key === 'newdoc' || key === 'hipe2022:document_id' || key === 'doc_id')
      startDocument(value === '' ? null : value, out);
    else if (key === 'text') text = value;
    else if (key === 'sent_id' && bySentence) id = value;
    else if (value !== '' && tokens.length === 0 && key !== 'global.columns') meta[key] = value;
  };
  const addToken = (token: string, raw: string, number: number, out: ReadItem[]): void => {
    // Most tokens are outside; the others draw from few tags.
    if (raw === 'O') {
      tokens.push(token);
      tags.push('O');
      before = 'O';
      return;
    }
    const { tag, repaired } = checkTag(raw, before, scheme);
    if (repaired !== null) out.push({ kind: 'repaired', line: number, what: repaired });
    tokens.push(token);
    tags.push(tag);
    before = tag;
  };

  return {
    scheme,
    line(withReturn, number, out) {
      const line = withReturn.endsWith('\r') ? withReturn.slice(0, -1) : withReturn;
      if (line === '' || isBlank(line)) {
        endSentence(out);
        return;
      }
      const first = line.charCodeAt(0);
      if (first === 0x2d && line.startsWith('-DOCSTART-')) {
        startDocument(null, out);
        return;
      }
      if (quick && first !== 0x23) {
        const tab = line.indexOf('\t');
        const tail = line.indexOf('\t', tab + 1);
        if (tab > 0 && (tail < 0 || tail === line.length - 1)) {
          addToken(
            line.slice(0, tab),
            tail < 0 ? line.slice(tab + 1) : line.slice(tab + 1, tail),
            number,
            out,
          );
          return;
        }
      }
      const cells = splitColumns(line, layout.separator);
      if (first === 0x23 && isComment(line, cells, layout)) {
        comment(line, out);
        return;
      }
      const needed = Math.max(layout.tokenColumn, layout.tagColumn ?? 0) + 1;
      const short = cells.length < needed || (layout.splitTag && cells.length < layout.columns);
      if (short) {
        out.push(quarantined(number, `expected ${layout.columns} columns, found ${cells.length}`, line));
        return;
      }
      const token = cells[layout.tokenColumn] ?? '';
      if (token === '') {
        out.push(quarantined(number, 'the token is empty', line));
        return;
      }
      let raw = cellTag(cells, layout.tagColumn, layout.splitTag, layout.miscTags);
      if (layout.brackets) [raw, bracket] = readBracketTag(raw === 'O' ? '*' : raw, bracket);
      if (layout.idColumn !== null) {
        const counter = cells[layout.idColumn] ?? '';
        if (counter.includes('.')) return; // empty nodes are not in the text
        const range = /^(\d+)-(\d+)$/.exec(counter);
        if (range !== null) {
          rangeEnd = Number(range[2]);
          pendingRange = true;
          wordTag = 'O';
          addToken(token, raw, number, out);
          spaces.push(followedBySpace(cells, layout));
          return;
        }
        if (pendingRange && Number(counter) <= rangeEnd) {
          if (wordTag === 'O' && raw !== 'O' && tags.at(-1) === 'O') {
            wordTag = checkTag(raw, tags.at(-2) ?? 'O', scheme).tag;
            tags[tags.length - 1] = wordTag;
            before = wordTag;
          }
          return;
        }
      }
      addToken(token, raw, number, out);
      if (layout.spacing !== null) spaces.push(followedBySpace(cells, layout));
    },
    end(out) {
      endSentence(out);
      endDocument(out);
    },
  };
}

/** A `#` that begins no token row: fewer columns than rows have, or a key = value line before the sentence. */
function isComment(line: string, cells: readonly string[], layout: ColumnLayout): boolean {
  if (line.startsWith('#begin document') || line.startsWith('#end document')) return true;
  if (cells.length < layout.columns) return true;
  if (/^# *[\w:.]+( +id)? *=/.test(line) || /^# *newdoc\b/.test(line)) return true;
  if (layout.separator === 'tab' || layout.tagColumn === null) return layout.idColumn !== null;
  const tag = cells[layout.tagColumn] ?? '';
  return (
    cells.length !== layout.columns || !(tag === 'O' || /^[BIELSU]-\S/.test(tag) || layout.scheme === 'io')
  );
}

function followedBySpace(cells: readonly string[], { spacing }: ColumnLayout): boolean {
  if (spacing === null) return true;
  const cell = cells[spacing.column] ?? '';
  if (spacing.kind === 'plus-minus') return cell !== '-';
  return !/(^|\|)(NoSpaceAfter|SpaceAfter=No)($|\|)/.test(cell);
}

function isBlank(line: string): boolean {
  const code = line.charCodeAt(0);
  // Most lines begin with a visible character; only the others need the full test.
  return (code <= 0x20 || code >= 0x80) && line.trim() === '' && !line.trimEnd().includes('\t');
}

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
    action: 'Choose the format by hand; CoNLL files have one token per line and its tag in another column.',
  });
}
