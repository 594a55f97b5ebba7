import { cellTag, type ColumnLayout } from '../column-layout.ts';
import { splitColumns } from '../column-rows.ts';
import { quarantined } from '../read-json-elements.ts';
import { lineEndOf } from '../read-lines.ts';
import { ownCopy } from '#core/text/own-copy.ts';
import type { ReadItem, ReadOptions } from '../reader.ts';
import { checkTag, taggedDocument, type TaggedSentence } from '../tagged-text.ts';
import { readBracketTag } from './bracket-tag.ts';
import { contentEnd, newRow, rowScanner } from './scan-row.ts';

/** Turns the lines of a column file into documents. */
export interface ConllState {
  readonly scheme: string;
  /**
   * Takes the line of `text` that begins at `at`.
   * @param number its place in the file, from 1
   * @returns the index of its line feed, or the length of the text
   */
  line(text: string, at: number, number: number, out: ReadItem[]): number;
  end(out: ReadItem[]): void;
}

export function createConllState(layout: ColumnLayout, options: ReadOptions, marked: boolean): ConllState {
  const scheme = options.tagScheme ?? layout.scheme;
  /** Without a column of tags nobody has marked entities; a column of O says that there are none. */
  const annotated = layout.tagColumn !== null || layout.miscTags;
  const unit = options.documentUnit ?? 'auto';
  const bySentence = unit === 'sentence' || (unit === 'auto' && !marked);
  const { separator } = layout;
  const scan =
    separator !== 'comma' && isSimple(layout)
      ? rowScanner(separator, layout.tokenColumn, layout.tagColumn)
      : null;
  const row = newRow();
  const ownTag = createTagStore();
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
  let sentence = '';

  const endSentence = (out: ReadItem[]): void => {
    pendingRange = false;
    rangeEnd = 0;
    if (tokens.length > 0) {
      sentences.push({ tokens, tags, spaceAfter: layout.spacing === null ? undefined : spaces, text });
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
      out.push({ kind: 'document', document: { ...taggedDocument(sentences, scheme, id, meta), annotated } });
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

  const anyLine = (line: string, number: number, out: ReadItem[]): void => {
    if (line === '' || isBlank(line)) {
      endSentence(out);
      return;
    }
    if (line.startsWith('-DOCSTART-')) {
      startDocument(null, out);
      return;
    }
    const cells = splitColumns(line, layout.separator);
    if (line.startsWith('#') && isComment(line, cells, layout)) {
      comment(line, out);
      return;
    }
    const needed = Math.max(layout.tokenColumn, layout.tagColumn ?? 0) + 1;
    const isOdd =
      cells.length < needed ||
      (layout.splitTag && cells.length < layout.columns) ||
      // A token that holds a comma must stand in quotes, or its rest would be the tag.
      (layout.separator === 'comma' && cells.length !== layout.columns);
    if (isOdd) {
      out.push(quarantined(number, `expected ${layout.columns} columns, found ${cells.length}`, line));
      return;
    }
    const token = cells[layout.tokenColumn] ?? '';
    if (token === '') {
      out.push(quarantined(number, 'the token is empty', line));
      return;
    }
    const named = layout.sentenceColumn === null ? '' : (cells[layout.sentenceColumn] ?? '').trim();
    if (named !== '' && named !== sentence) {
      endSentence(out);
      sentence = named;
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
  };

  return {
    scheme,
    line(text, at, number, out) {
      if (scan !== null && isRowStart(text.charCodeAt(at))) {
        scan(text, at, row);
        const { lineEnd, tokenEnd, tagStart, tagEnd } = row;
        if (
          tokenEnd > 0 &&
          (tagEnd > 0 || layout.tagColumn === null) &&
          !isSpace(text.charCodeAt(tokenEnd - 1)) &&
          !isSpace(text.charCodeAt(tagEnd - 1))
        ) {
          const isOutside =
            tagEnd === 0 ||
            (tagEnd === tagStart + 1 &&
              (text.charCodeAt(tagStart) === 0x4f || text.charCodeAt(tagStart) === 0x5f));
          addToken(
            text.slice(row.tokenStart, tokenEnd),
            isOutside ? 'O' : ownTag(text.slice(tagStart, tagEnd)),
            number,
            out,
          );
          return lineEnd;
        }
      }
      const end = lineEndOf(text, at);
      anyLine(text.slice(at, contentEnd(text, at, end)), number, out);
      return end;
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

/** Token and tag are cells as they stand: most column files. */
function isSimple(layout: ColumnLayout): boolean {
  return (
    !layout.brackets &&
    !layout.splitTag &&
    !layout.miscTags &&
    layout.idColumn === null &&
    layout.sentenceColumn === null &&
    layout.spacing === null
  );
}

/** False for the first characters of blank lines, comments and marks, which are not read as rows at once. */
function isRowStart(code: number): boolean {
  return code > 0x20 && code !== 0x23 && code !== 0x2d && !isSpace(code);
}

/** White space beyond ASCII, as `trim` sees it. */
function isSpace(code: number): boolean {
  if (code < 0xa0) return false;
  return (
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000 ||
    code === 0xfeff
  );
}

/**
 * One string for each tag, however often it occurs. It is a copy: a piece cut from a block of text would keep the
 * whole block in memory for as long as the tag's name is remembered.
 */
function createTagStore(): (tag: string) => string {
  const known = new Map<string, string>();
  return (tag) => {
    const found = known.get(tag);
    if (found !== undefined) return found;
    const copy = ownCopy(tag);
    if (known.size < maxKnownTags) known.set(copy, copy);
    return copy;
  };
}

const maxKnownTags = 10_000;
