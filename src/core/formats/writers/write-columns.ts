import { encodeTags, type TagScheme } from '#core/labels/tag-schemes.ts';
import { tokenView, type TokenView } from '../export-tokens.ts';
import { asAnnotated, keepsInUtf8, noId, tagType } from '../format-keeps.ts';
import type { FormatKeeps } from '../format-info.ts';
import { textOfSentences } from '../tagged-text.ts';
import type { ExportDocument, WriteOptions, Writer } from '../writer.ts';

/**
 * `token TAB tag`, a blank line after each sentence. When the first document has several sentences, every document
 * begins with `-DOCSTART-`; otherwise each document is one block of lines, which is how it comes back.
 * A white space character inside a token is written as a no-break space, because it would end the column.
 */
export function columnWriter(scheme: TagScheme): Writer {
  return async function* (documents, options) {
    const startsOf = createStarts(options);
    for await (const document of documents) {
      const view = columnView(document, options);
      const lines = tagLines(view, scheme);
      const { starts, docstart } = startsOf(view);
      const parts: string[] = docstart ? ['-DOCSTART-\tO\n\n'] : [];
      for (const [i, start] of starts.entries())
        parts.push(lines.slice(start, starts[i + 1] ?? lines.length).join('\n'), '\n\n');
      yield { path: '', data: parts.join('') };
    }
  };
}

/** Where blocks of lines begin, and whether documents are marked: decided by the first document. */
function createStarts({ docstart: wanted }: WriteOptions): (view: TokenView) => {
  readonly starts: readonly number[];
  readonly docstart: boolean;
} {
  let docstart = wanted;
  return ({ sentenceStarts }) => {
    docstart ??= sentenceStarts.length > 1;
    return { starts: docstart ? sentenceStarts : sentenceStarts.slice(0, 1), docstart };
  };
}

/**
 * The same columns with `# newdoc id` and `# text` comments: texts without line breaks come back exactly, with ids.
 */
export const writeConll: Writer = async function* (documents, options) {
  for await (const document of documents) {
    const view = columnView(document, options);
    const lines = tagLines(view, 'iob2');
    const parts: string[] = [`# newdoc id = ${oneLine(document.id)}\n`];
    for (const { from, to, text } of conllSentences(document, view)) {
      if (text !== null) parts.push(`# text = ${text}\n`);
      parts.push(lines.slice(from, to).join('\n'), '\n\n');
    }
    if (view.tokens.length === 0) parts.push('\n');
    yield { path: '', data: parts.join('') };
  }
};

/** Token ranges of the sentences, each with its text where that is one line. */
function* conllSentences(
  { text }: ExportDocument,
  { tokens, sentenceStarts }: TokenView,
): Generator<{ readonly from: number; readonly to: number; readonly text: string | null }> {
  for (const [i, from] of sentenceStarts.entries()) {
    const to = sentenceStarts[i + 1] ?? tokens.length;
    const start = i === 0 ? 0 : (tokens[from]?.start ?? 0);
    const end = to < tokens.length ? (tokens[to - 1]?.end ?? 0) : text.length;
    const line = text.slice(start, end);
    yield { from, to, text: /[\r\n]/.test(line) ? null : line };
  }
}

const columnView = (document: ExportDocument, options: WriteOptions): TokenView =>
  tokenView(document, options, isMisread);

/** At the beginning of a line these are marks of documents and comments. */
const isMisread = (word: string): boolean =>
  /^(-DOCSTART-|#[\w:.]+ *=|#newdoc\b|#(begin|end) document)/.test(word);

function tagLines({ words, spans }: TokenView, scheme: TagScheme): readonly string[] {
  const tags = encodeTags(spans, words.length, scheme);
  return words.map((word, i) => `${column(word)}\t${column(tags[i] ?? 'O')}`);
}

/** A byte order mark would be taken for the file's at its beginning. */
const column = (value: string): string => value.replace(/[\t\n\r\v\f\uFEFF]/g, '\u00a0');
const oneLine = (value: string): string => value.replace(/[\r\n]+/g, ' ');

const keepsInColumns: FormatKeeps = {
  ...keepsInUtf8,
  id: noId,
  type: (type) => column(tagType(type).toWellFormed()),
  metadata: false,
  words: (document, options) => wordsBack(columnView(document, options)),
  annotated: asAnnotated,
  losesSpacing: true,
  textWhy: 'only the words are in the file; they come back joined by blanks, sentences by line feeds',
};
const wordsBack = ({ words }: TokenView): string[] => words.map(column);

/** Two columns: a document without words leaves nothing. */
export const columnKeeps: FormatKeeps = {
  ...keepsInColumns,
  text: (options) => {
    const startsOf = createStarts(options);
    return (document) => {
      const view = columnView(document, options);
      const { starts } = startsOf(view);
      const words = wordsBack(view);
      return starts.length === 0
        ? null
        : starts.map((from, i) => words.slice(from, starts[i + 1]).join(' ')).join('\n');
    };
  },
};

export const conllKeeps: FormatKeeps = {
  ...keepsInColumns,
  id: (id) => {
    const line = oneLine(id).replace(/^ +/, '').toWellFormed();
    return line === '' ? null : line;
  },
  text: (options) => (document) => {
    const view = columnView(document, options);
    if (view.tokens.length === 0) return null;
    const words = wordsBack(view);
    return textOfSentences(
      [...conllSentences(document, view)].map(({ from, to, text }) => ({
        tokens: words.slice(from, to),
        // The reader takes the blanks after the equals sign for layout.
        text: text?.replace(/^ +/, ''),
      })),
    );
  },
  textWhy:
    'a line holds one sentence: blanks at the beginning and white space around line breaks are not kept',
};
