import { encodeTags, type TagScheme } from '#core/labels/tag-schemes.ts';
import { tokenView } from '../export-tokens.ts';
import { fitSpans } from '../fit-spans.ts';
import { tokenHolds } from '../format-holds.ts';
import type { ExportDocument, OutputChunk, WriteOptions, Writer } from '../writer.ts';

/**
 * `token TAB tag`, a blank line after each sentence. When the first document has several sentences, every document
 * begins with `-DOCSTART-`; otherwise each document is one block of lines, which is how it comes back.
 * A white space character inside a token is written as a no-break space, because it would end the column.
 */
export function columnWriter(scheme: TagScheme): Writer {
  return async function* (documents, options) {
    let docstart = options.docstart;
    for await (const document of documents) {
      const { view, lines } = tagLines(document, scheme, options);
      docstart ??= view.sentenceStarts.length > 1;
      const starts = docstart ? view.sentenceStarts : view.sentenceStarts.slice(0, 1);
      const parts: string[] = docstart ? ['-DOCSTART-\tO\n\n'] : [];
      for (const [i, start] of starts.entries())
        parts.push(lines.slice(start, starts[i + 1] ?? lines.length).join('\n'), '\n\n');
      yield { path: '', data: parts.join('') };
    }
  };
}

/**
 * The same columns with `# newdoc id` and `# text` comments: texts without line breaks come back exactly, with ids.
 */
export const writeConll: Writer = async function* (documents, options) {
  for await (const document of documents) yield conllChunk(document, options);
};

function conllChunk(document: ExportDocument, options: WriteOptions): OutputChunk {
  const { view, lines } = tagLines(document, 'iob2', options);
  const parts: string[] = [`# newdoc id = ${oneLine(document.id)}\n`];
  for (const [i, start] of view.sentenceStarts.entries()) {
    const end = view.sentenceStarts[i + 1] ?? lines.length;
    const from = i === 0 ? 0 : (view.tokens[start]?.start ?? 0);
    const to = end < lines.length ? (view.tokens[end - 1]?.end ?? 0) : document.text.length;
    const text = document.text.slice(from, to);
    if (!/[\r\n]/.test(text)) parts.push(`# text = ${text}\n`);
    parts.push(lines.slice(start, end).join('\n'), '\n\n');
  }
  if (view.tokens.length === 0) parts.push('\n');
  return { path: '', data: parts.join('') };
}

function tagLines(
  document: ExportDocument,
  scheme: TagScheme,
  options: WriteOptions,
): { readonly view: ReturnType<typeof tokenView>; readonly lines: readonly string[] } {
  const view = tokenView(document, fitSpans(document.spans, { holds: tokenHolds }).kept, options);
  const tags = encodeTags(view.spans, view.tokens.length, scheme);
  return { view, lines: view.words.map((word, i) => `${column(word)}\t${column(tags[i] ?? 'O')}`) };
}

const column = (value: string): string => value.replace(/[\t\n\r\v\f]/g, '\u00a0');
const oneLine = (value: string): string => value.replace(/[\r\n]+/g, ' ');
