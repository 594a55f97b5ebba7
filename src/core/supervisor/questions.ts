import type { AnnotatorConfig } from '#shared/domain/annotator.ts';
import type { Question } from '#shared/domain/decision.ts';
import type { PatternsAnswer } from './phase-answers.ts';
import { hotspotId } from './supervisor.ts';
import type { SupervisionInput } from './supervisor.ts';

/** Who gets phase 2 (method.md section 6): annotators outside the coalition, or all. */
export function annotatorsToStudy(input: SupervisionInput): AnnotatorConfig[] {
  return input.annotators.filter(
    ({ id }) => input.settings.modelSpecificForAll || !input.coalition.includes(id),
  );
}

/**
 * Phase 1's questions as cards for the expert: supporters as annotator ids, examples as the sentences of their
 * hotspots. A question the expert has answered before is not asked again.
 */
export function toQuestions(input: SupervisionInput, patterns: PatternsAnswer): Question[] {
  const answered = new Set(
    input.questions.filter((question) => question.answer !== null).map(({ id }) => id),
  );
  const asked = new Set<string>();
  return patterns.questions.flatMap((question) => {
    if (answered.has(question.id) || asked.has(question.id)) return [];
    asked.add(question.id);
    return [
      {
        id: question.id,
        iteration: input.iteration,
        text: question.text,
        approaches: question.approaches.map((approach) => ({
          id: approach.id,
          text: approach.text,
          rationale: approach.rationale,
          supporters: approach.supporters.flatMap((name) => annotatorNamed(input, name)?.id ?? []),
          examples: approach.hotspotIds.flatMap((id) => exampleAt(input, id)),
        })),
        answer: null,
        binding: false,
      },
    ];
  });
}

/** By id, else by display name. */
export function annotatorNamed(input: SupervisionInput, name: string): AnnotatorConfig | undefined {
  return (
    input.annotators.find(({ id }) => id === name) ??
    input.annotators.find(({ displayName }) => displayName === name)
  );
}

function exampleAt(input: SupervisionInput, id: string): Question['approaches'][number]['examples'] {
  const hotspot = input.hotspots.find((candidate) => hotspotId(candidate) === id);
  const document = input.documents.find((candidate) => candidate.id === hotspot?.documentId);
  if (hotspot === undefined || document === undefined) return [];
  return [
    {
      documentId: document.id,
      hotspotId: id,
      text: sentenceAround(document.text, document.tokens[hotspot.start]?.start ?? 0),
    },
  ];
}

/** The sentence that holds a position. */
export function sentenceAround(text: string, position: number): string {
  const segments = new Intl.Segmenter('und', { granularity: 'sentence' }).segment(text);
  return segments.containing(position)?.segment.trim() ?? '';
}
