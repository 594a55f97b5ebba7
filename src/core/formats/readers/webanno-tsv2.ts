import { tokenSpansFromTags } from '#core/labels/tags-to-spans.ts';
import { spansFromTokenSpans } from '#core/labels/char-token-spans.ts';
import { quarantined } from '../read-json-elements.ts';
import type { ReadItem, ReadOptions } from '../reader.ts';
import { taggedDocument, type TaggedSentence } from '../tagged-text.ts';

/** The old WebAnno TSV 2: no offsets, BIO tags stacked with `|`, one column per layer; the whole file is a document. */
export function readWebannoTsv2(lines: readonly string[], _options: ReadOptions): readonly ReadItem[] {
  const out: ReadItem[] = [];
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
      annotated ||= cells.length > 2;
      stacks.push(
        cells
          .slice(2)
          .flatMap((cell) => cell.split('|'))
          .filter((tag) => /^[BI]-./.test(tag)),
      );
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
  const surfaces = { verified: spans.length, total: spans.length };
  if (sentences.length > 0)
    out.push({ kind: 'document', document: { ...document, spans, annotated, surfaces } });
  return out;
}
