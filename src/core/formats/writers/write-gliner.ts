import { tokenView } from '../export-tokens.ts';
import { fitSpans } from '../fit-spans.ts';
import { nestedTokenHolds } from '../format-holds.ts';
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
  const { id, text, meta = {}, reconstructed } = document;
  const { kept } = fitSpans(document.spans, { holds: nestedTokenHolds });
  const own = reconstructed === true ? document.tokens : undefined;
  const view = tokenView({ ...document, tokens: own ?? glinerWords(text) }, kept, options);
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

/** Sentences begin at line breaks, and after a full stop or its like. */
function sentenceStarts(words: readonly string[], atLines: readonly number[]): readonly number[] {
  const starts = new Set(atLines);
  for (const [i, word] of words.entries()) if (/^[.!?。！？।؟]$/u.test(word)) starts.add(i + 1);
  return [...starts];
}
