import type { AnnotatorConfig } from '#shared/domain/annotator.ts';
import type { Question } from '#shared/domain/decision.ts';
import type { PatternsAnswer } from './phase-answers.ts';
import type { SupervisionInput } from './supervisor.ts';

/** Who gets phase 2 (method.md section 6): annotators outside the coalition, or all. */
export function annotatorsToStudy(input: SupervisionInput): AnnotatorConfig[] {
  return input.annotators.filter(
    ({ id }) => input.settings.modelSpecificForAll || !input.coalition.includes(id),
  );
}

/**
 * Phase 1's questions as cards for the expert: supporters as annotator ids, examples as the sentences of their
 * hotspots. A question that was asked before, answered or still open, is not asked again.
 */
export function toQuestions(input: SupervisionInput, patterns: PatternsAnswer): Question[] {
  const asked = new Set(input.questions.map(({ id }) => id));
  return patterns.questions.flatMap((question) => {
    if (asked.has(question.id)) return [];
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
  const parts = /^(?<documentId>.*):(?<start>\d+)-(?<end>\d+)$/su.exec(id)?.groups;
  const document = [...input.documents, ...input.decidedDocuments].find(
    (candidate) => candidate.id === parts?.['documentId'],
  );
  const first = document?.tokens[Number(parts?.['start'])];
  const last = document?.tokens[Number(parts?.['end']) - 1];
  if (document === undefined || first === undefined || last === undefined) return [];
  const [opening, closing] = [
    sentenceAround(document.text, first.start),
    sentenceAround(document.text, last.start),
  ];
  const text = opening === closing ? opening : `${opening} … ${closing}`;
  return [{ documentId: document.id, hotspotId: id, text }];
}

/** The sentence that holds a position. */
export function sentenceAround(text: string, position: number): string {
  const segments = new Intl.Segmenter('und', { granularity: 'sentence' }).segment(text);
  return segments.containing(position)?.segment.trim() ?? '';
}
