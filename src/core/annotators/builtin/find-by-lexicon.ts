import { capitalisedRuns } from './capitalised-runs.ts';
import type { FindCandidates } from './candidate.ts';
import { matchLexicon } from './lexicon.ts';

/**
 * Examples of schema and guideline, wherever they stand; single capitalised words of a known longer name; and names
 * whose last word ends a known name ("… Museum"). Knows nothing else: high precision, low recall.
 */
export const findByLexicon: FindCandidates = (document, knowledge) => {
  const { text } = document;
  const known = matchLexicon(text, knowledge.lexicon).flatMap(({ start, end, type }) =>
    type === null ? [] : [{ start, end, type }],
  );
  const byWord = new Map<string, string | null>();
  for (const [surface, type] of knowledge.lexicon.entries) {
    const words = surface.split(/\s+/u);
    if (type === null || words.length < 2 || type !== knowledge.concepts.get('person')) continue;
    for (const word of words) byWord.set(word, type);
  }
  const partial = capitalisedRuns(document).flatMap((run) => {
    const type =
      run.words.length > 1
        ? knowledge.heads.get((run.words.at(-1) ?? '').toLowerCase())
        : byWord.get(run.words[0] ?? '');
    return type === undefined || type === null ? [] : [{ start: run.start, end: run.end, type }];
  });
  return [...known, ...partial];
};
