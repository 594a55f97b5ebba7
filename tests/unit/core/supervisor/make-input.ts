import type {
  EvidenceDocument,
  SupervisionHooks,
  SupervisionInput,
  SupervisorCall,
} from '#core/supervisor/supervisor.ts';
import { tokenize } from '#core/text/tokenize.ts';
import { annotatorConfigSchema } from '#shared/domain/annotator.ts';
import { labelSchemaSchema } from '#shared/domain/entity-type.ts';
import type { Span } from '#shared/domain/span.ts';
import { presetLimits } from '#shared/domain/run-settings.ts';

export const schema = labelSchemaSchema.parse({
  types: [
    { name: 'PER', definition: 'A named person.' },
    { name: 'ORG', definition: 'A named company.' },
  ],
});
export const annotators = ['m1', 'm2', 'm3', 'm4'].map((id) =>
  annotatorConfigSchema.parse({ id, kind: 'ollama', model: id, displayName: `Model ${id}`, monogram: id }),
);

/** "surface|TYPE" at its first place in the text. */
export function spansOf(text: string, ...marks: string[]): Span[] {
  return marks.map((mark) => {
    const [surface = '', type = ''] = mark.split('|');
    const start = text.indexOf(surface);
    if (start < 0) throw new Error(`"${surface}" is not in the text`);
    return { start, end: start + surface.length, type, text: surface };
  });
}

export function makeDocument(
  id: string,
  text: string,
  reference: string[],
  annotations: Record<string, string[]>,
): EvidenceDocument {
  return {
    id,
    text,
    tokens: tokenize(text),
    reference: spansOf(text, ...reference),
    annotations: Object.fromEntries(
      Object.entries(annotations).map(([annotator, marks]) => [annotator, spansOf(text, ...marks)]),
    ),
  };
}

/**
 * Two documents in which m4 marks the title with the person, and m3 takes the firm for a person; the third has a firm
 * that m4 leaves out and "Monday" that m3 marks.
 */
export const documents = [
  makeDocument('d1', 'Mayor Ann Roy met Alba Works.', ['Ann Roy|PER', 'Alba Works|ORG'], {
    m1: ['Ann Roy|PER', 'Alba Works|ORG'],
    m2: ['Ann Roy|PER', 'Alba Works|ORG'],
    m3: ['Ann Roy|PER', 'Alba Works|PER'],
    m4: ['Mayor Ann Roy|PER', 'Alba Works|ORG'],
  }),
  makeDocument('d2', 'Mayor Ben Loe left Brix Works.', ['Ben Loe|PER', 'Brix Works|ORG'], {
    m1: ['Ben Loe|PER', 'Brix Works|ORG'],
    m2: ['Ben Loe|PER', 'Brix Works|ORG'],
    m3: ['Ben Loe|PER', 'Brix Works|PER'],
    m4: ['Mayor Ben Loe|PER'],
  }),
  makeDocument('d3', 'On Monday Corvo grew.', ['Corvo|ORG'], {
    m1: ['Corvo|ORG'],
    m2: ['Corvo|ORG'],
    m3: ['Corvo|ORG', 'Monday|ORG'],
  }),
  makeDocument('d4', 'On Monday Delta shrank.', ['Delta|ORG'], {
    m1: ['Delta|ORG'],
    m2: ['Delta|ORG'],
    m3: ['Delta|ORG', 'Monday|ORG'],
    m4: [],
  }),
];

export function makeInput(more: Partial<SupervisionInput> = {}): SupervisionInput {
  return {
    iteration: 0,
    schema,
    guideline: { goal: 'Find names.', rules: [] },
    annotators,
    coalition: ['m1', 'm2'],
    documents,
    hotspots: [
      {
        documentId: 'd1',
        start: 0,
        end: 1,
        text: 'Mayor',
        meanScore: 0.4,
        maxBetween: 0,
        maxEliteInternal: 0,
        kind: 'minor',
      },
      {
        documentId: 'd1',
        start: 4,
        end: 6,
        text: 'Alba Works',
        meanScore: 0.5,
        maxBetween: 0,
        maxEliteInternal: 0,
        kind: 'bias',
      },
    ],
    report: '# Report\nMayor Ann Roy met [Alba Works].',
    errorDocuments: { m3: 'm3 marks Alba Works as PER.', m4: 'm4 keeps Mayor.' },
    limits: presetLimits.relaxed,
    preset: 'relaxed',
    settings: { skipGoal: false, goldSupervision: false, modelSpecificForAll: false },
    decisions: [],
    decidedDocuments: [],
    questions: [],
    mode: 'autonomous',
    ...more,
  };
}

export function recordingHooks(
  more: Partial<SupervisionHooks> = {},
): SupervisionHooks & { calls: SupervisorCall[] } {
  const calls: SupervisorCall[] = [];
  return { calls, onCall: (call) => void calls.push(call), ...more };
}

export const signal = new AbortController().signal;
