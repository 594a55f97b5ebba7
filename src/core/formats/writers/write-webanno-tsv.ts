import { tokenView, type TokenView } from '../export-tokens.ts';
import { asAnnotated, keepsInUtf8, noId, viewWords } from '../format-keeps.ts';
import type { FormatKeeps } from '../format-info.ts';
import { folderName } from '../folder-name.ts';
import type { ExportDocument, WriteOptions, Writer } from '../writer.ts';

/** WebAnno TSV 3.3 with one NamedEntity layer, a file per document; offsets are UTF-16 over the whole document. */
export const writeWebannoTsv: Writer = async function* (documents, options) {
  let index = 0;
  for await (const document of documents)
    yield { path: `${folderName(document.id, index++)}.tsv`, data: tsv(document, options) };
};

function tsv(document: ExportDocument, options: WriteOptions): string {
  const { text } = document;
  const view = tokenView(document, options);
  const parts = [
    '#FORMAT=WebAnno TSV 3.3\n',
    '#T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|value\n',
    '\n',
  ];
  const marks: string[][] = view.tokens.map(() => []);
  for (const [i, { start, end, type }] of view.spans.entries())
    for (let at = start; at < end; at++) marks[at]?.push(`${escapeValue(type)}[${i + 1}]`);
  // Only a gap of exactly one line feed comes back as it was, so only there a new sentence begins.
  const starts = view.sentenceStarts.filter(
    (start) =>
      start === 0 || text.slice(view.tokens[start - 1]?.end ?? 0, view.tokens[start]?.start ?? 0) === '\n',
  );
  for (const [s, start] of starts.entries()) {
    const end = starts[s + 1] ?? view.tokens.length;
    const from = view.tokens[start]?.start ?? 0;
    const to = view.tokens[end - 1]?.end ?? from;
    parts.push('\n');
    for (const line of text.slice(from, to).split('\n')) parts.push(`#Text=${escapeText(line)}\n`);
    for (let i = start; i < end; i++) {
      const token = view.tokens[i];
      if (token === undefined) continue;
      const cell = marks[i]?.length === 0 ? '_' : (marks[i] ?? []).join('|');
      parts.push(
        `${s + 1}-${i - start + 1}\t${token.start}-${token.end}\t${escapeText(view.words[i] ?? '')}\t${cell}\t\n`,
      );
    }
  }
  return parts.join('');
}

export const webannoKeeps: FormatKeeps = {
  ...keepsInUtf8,
  id: noId,
  metadata: false,
  words: viewWords,
  annotated: asAnnotated,
  text: (options) => (document) => textBack(document, tokenView(document, options)),
  textWhy: 'white space at the beginning comes back as blanks, at the end not at all',
};

/** The text from its first to its last token, at the same offsets. */
function textBack({ text }: ExportDocument, { tokens }: TokenView): string | null {
  const [first] = tokens;
  const last = tokens.at(-1);
  if (first === undefined || last === undefined) return null;
  return ' '.repeat(first.start) + text.slice(first.start, last.end);
}

const escapeText = (text: string): string =>
  text.replace(/[\\\t\n\r]/g, (char) =>
    char === '\t' ? '\\t' : char === '\n' ? '\\n' : char === '\r' ? '\\r' : '\\\\',
  );

/** Characters with a meaning in cells; `->` and `;` belong to links. */
const escapeValue = (value: string): string =>
  escapeText(value).replace(/->|[[\]|_;*]/g, (char) => `\\${char}`);
