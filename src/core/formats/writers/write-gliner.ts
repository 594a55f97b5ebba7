import { tokenView, type TokenView } from '../export-tokens.ts';
import { asAnnotated, keepsAll } from '../format-keeps.ts';
import type { FormatKeeps } from '../format-info.ts';
import { glinerCuts, glinerWords } from '../gliner-words.ts';
import type { ExportDocument, OutputChunk, WriteOptions, Writer } from '../writer.ts';

/**
 * GLiNER: words and inclusive word indices. A text that was made of words keeps these, any other is cut by GLiNER's own
 * splitter. A document of more words than the model reads becomes several records, which our reader puts together
 * again. `id`, `part`, `parts`, `text` and `meta` are ours; GLiNER's training passes over them.
 */
export const writeGliner: Writer = async function* (documents, options): AsyncGenerator<OutputChunk> {
  let isFirst = true;
  for await (const document of documents)
    for (const record of records(document, options)) {
      yield { path: '', data: `${isFirst ? '[\n' : ',\n'}${JSON.stringify(record)}` };
      isFirst = false;
    }
  yield { path: '', data: isFirst ? '[]\n' : '\n]\n' };
};

function records(document: ExportDocument, options: WriteOptions): readonly object[] {
  const { id, text, meta = {} } = document;
  const view = glinerView(document, options);
  const cuts = glinerCuts(view.words.length, view.spans, sentenceStarts(view.words, view.sentenceStarts));
  return cuts.map((from, part) => {
    const to = cuts[part + 1] ?? view.words.length;
    const words = view.words.slice(from, to);
    const stretch = text.slice(part === 0 ? 0 : view.tokens[from]?.start, view.tokens[to]?.start);
    return {
      id,
      ...(cuts.length === 1 ? {} : { part: part + 1, parts: cuts.length }),
      tokenized_text: words,
      ner: view.spans
        .filter(({ start }) => start >= from && start < to)
        .map(({ start, end, type }) => [start - from, end - 1 - from, type]),
      ...(stretch === words.join(' ') && cuts.length === 1 ? {} : { text: stretch }),
      ...(part > 0 || Object.keys(meta).length === 0 ? {} : { meta }),
    };
  });
}

function glinerView(document: ExportDocument, options: WriteOptions): TokenView {
  const own = document.reconstructed === true ? document.tokens : undefined;
  return tokenView({ ...document, tokens: own ?? glinerWords(document.text) }, options);
}

export const glinerKeeps: FormatKeeps = {
  ...keepsAll,
  words: (document, options) => glinerView(document, options).words,
  annotated: asAnnotated,
};

/** Sentences begin at line breaks, and after a full stop or its like. */
function sentenceStarts(words: readonly string[], atLines: readonly number[]): readonly number[] {
  const starts = new Set(atLines);
  for (const [i, word] of words.entries()) if (/^[.!?。！？।؟]$/u.test(word)) starts.add(i + 1);
  return [...starts];
}
