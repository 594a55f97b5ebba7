import { tokenize } from '#core/text/tokenize.ts';
import type { BuiltinDocument, Candidate, FindCandidates } from './candidate.ts';
import { compromiseParts } from './compromise-parts.ts';
import type { Part } from './compromise-parts.ts';
import type { Concept } from './type-concepts.ts';
import type { Knowledge } from './knowledge.ts';
import { winkEntities } from './wink-entities.ts';

const winkConcepts: Readonly<Record<string, Concept>> = {
  DATE: 'date',
  TIME: 'date',
  DURATION: 'date',
  MONEY: 'money',
  PERCENT: 'percent',
  CARDINAL: 'number',
  ORDINAL: 'number',
  EMAIL: 'email',
  URL: 'url',
};

/** The entities two general English libraries find, mapped to the schema's types by name and definition. */
export const findByEntities: FindCandidates = async (document, knowledge) => {
  const { concepts } = knowledge;
  const needsFigures = Object.values(winkConcepts).some((concept) => concepts.has(concept));
  const parts = await compromiseParts(document.text);
  return [
    ...mapped(parts.people, 'person', document, knowledge),
    ...mapped(parts.places, 'location', document, knowledge),
    ...mapped(parts.organizations, 'organisation', document, knowledge),
    ...(needsFigures ? await winkEntities(document.text) : []).flatMap(({ start, end, kind }) => {
      const concept = winkConcepts[kind];
      const type = concept === undefined ? undefined : concepts.get(concept);
      return type === undefined ? [] : [{ start, end, type }];
    }),
  ];
};

/** Lists ("Anna, Ben") come as one part: cut at commas. */
function mapped(
  parts: readonly Part[],
  concept: Concept,
  document: BuiltinDocument,
  knowledge: Knowledge,
): Candidate[] {
  const type = knowledge.concepts.get(concept);
  if (type === undefined) return [];
  return parts.flatMap((part) => cutAtCommas(document.text, part)).map((part) => ({ ...part, type }));
}

function cutAtCommas(text: string, part: Part): Part[] {
  const pieces: Part[] = [];
  let start: number | undefined;
  let end = part.start;
  for (const token of tokenize(text.slice(part.start, part.end))) {
    const surface = text.slice(part.start + token.start, part.start + token.end);
    if (/^[,;\n]$/u.test(surface)) {
      if (start !== undefined) pieces.push({ start, end });
      start = undefined;
    } else {
      start ??= part.start + token.start;
      end = part.start + token.end;
    }
  }
  if (start !== undefined) pieces.push({ start, end });
  return pieces;
}
