import { tokenView } from './export-tokens.ts';
import type { FormatKeeps } from './format-info.ts';
import type { ExportDocument, WriteOptions } from './writer.ts';
import { withoutBanned } from './xml-scan.ts';

/** The tokens as the document has them. */
export const ownWords = ({ text, tokens = [] }: ExportDocument): readonly string[] =>
  tokens.map(({ start, end }) => text.slice(start, end));

/** The tokens cut where spans begin and end. */
export const viewWords = (document: ExportDocument, options: WriteOptions): readonly string[] =>
  tokenView(document, options).words;

const same = <T>(value: T): T => value;

/** JSON escapes what it cannot write, so that everything comes back. */
export const keepsAll: FormatKeeps = {
  id: (id) => (id === '' ? null : id),
  type: same,
  metadata: true,
  words: ownWords,
  annotated: same,
  layer: same,
  characters: same,
  charactersWhy: '',
  losesMark: false,
  losesSpacing: false,
  text: () => (document) => document.text,
  textWhy: '',
};

const wellFormed = (text: string): string => text.toWellFormed();

/** Half a surrogate pair is no character. */
export const keepsInUtf8: FormatKeeps = {
  ...keepsAll,
  id: (id) => (id === '' ? null : wellFormed(id)),
  type: wellFormed,
  layer: wellFormed,
  characters: wellFormed,
  charactersWhy: 'halves of surrogate pairs are no characters and come back as U+FFFD',
};

/** XML bans control characters. */
export const keepsInXml: FormatKeeps = {
  ...keepsAll,
  id: (id) => (id === '' ? null : withoutBanned(id)),
  type: withoutBanned,
  metadata: false,
  annotated: () => true,
  characters: withoutBanned,
  charactersWhy: 'XML bans control characters; they come back as blanks',
};

/** In a tag, a comma before B- or I- would end one annotator's tag and begin another's. */
export const tagType = (type: string): string => type.replace(/,(?=[BI]-)/g, ';');

export const noId = (): null => null;
/** A document that nobody annotated looks as if there were nothing to mark. */
export const asAnnotated = (): true => true;
