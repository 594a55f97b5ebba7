import { describe, expect, it } from 'vitest';
import { createRuleSupervisor } from '#core/supervisor/rule-supervisor.ts';
import { expertDecisionSchema } from '#shared/domain/decision.ts';
import type { Question } from '#shared/domain/decision.ts';
import { makeDocument, makeInput, recordingHooks, signal, spansOf } from './make-input.ts';

const supervisor = createRuleSupervisor();
const ask = async (input = makeInput()) =>
  (await supervisor.runPhases12(input, recordingHooks(), signal)).questions;
const answered = (questions: readonly Question[], approachId: string): Question[] =>
  questions.map((question) => ({ ...question, answer: { approachId, text: '' }, binding: true }));

/** Half of the annotators take the title into the span; the consensus leaves it out. */
const titles = ['Mayor Ann Roy spoke.', 'Mayor Ben Loe sang.'].map((text, index) => {
  const name = text.includes('Ann') ? 'Ann Roy' : 'Ben Loe';
  return makeDocument(`t${String(index)}`, text, [`${name}|PER`], {
    m1: [`${name}|PER`],
    m2: [`${name}|PER`],
    m3: [`Mayor ${name}|PER`],
    m4: [`Mayor ${name}|PER`],
  });
});
const borderInput = makeInput({ documents: titles, hotspots: [] });

describe('questions about borders', () => {
  it('names the words, an example and who works which way', async () => {
    const [question] = await ask(borderInput);
    expect(question).toMatchObject({
      id: 'border/start/PER/Mayor',
      text: 'Do words like “Mayor” belong to PER at the start, as in “Mayor Ann Roy”, “Mayor Ben Loe”?',
      approaches: [
        { id: 'leave-out', supporters: ['m1', 'm2'] },
        { id: 'keep-in', supporters: ['m3', 'm4'] },
      ],
    });
  });

  it('turns the rule round when the expert says so, retires the opposite one, and asks no more', async () => {
    const phase12 = await supervisor.runPhases12(borderInput, recordingHooks(), signal);
    const opposite = await supervisor.supervise(borderInput, recordingHooks(), signal);
    expect(opposite.guideline.rules.map(({ id }) => id)).toEqual(['leave-out/start/PER']);
    const answers = answered(phase12.questions, 'keep-in');
    const input = { ...borderInput, iteration: 1, guideline: opposite.guideline };
    const { guideline } = await supervisor.runPhases34(input, phase12, answers, recordingHooks(), signal);
    expect(guideline.rules).toMatchObject([
      {
        id: 'keep-in/start/PER',
        text: 'Keep "Mayor" in at the start of PER spans.',
        origin: { patternIds: ['keep-in/start/PER', 'border/start/PER/Mayor'] },
      },
    ]);
    expect(guideline.rules[0]?.examples.map(({ annotation }) => annotation)).toContain('Mayor Ann Roy → PER');
    expect(await ask({ ...borderInput, iteration: 1, questions: answers })).toEqual([]);
    expect(await ask({ ...borderInput, iteration: 1, questions: phase12.questions })).toEqual([]);
  });
});

describe('what the expert marked as unclear', () => {
  const decision = expertDecisionSchema.parse({
    id: 'x',
    kind: 'hotspot',
    hotspotId: 'e1:0-2',
    documentId: 'e1',
    start: 0,
    end: 10,
    spans: [],
    unclear: true,
    reason: 'Firm or owner?',
    createdAt: 'now',
  });
  const document = makeDocument('e1', 'Alba Works sold.', ['Alba Works|ORG'], {
    m1: ['Alba Works|ORG'],
    m2: ['Alba Works|ORG'],
    m3: ['Alba Works|PER'],
  });
  const input = makeInput({
    documents: [],
    hotspots: [],
    decisions: [decision],
    decidedDocuments: [document],
  });

  it('becomes a question with the readings of those who voted, and settles nothing by itself', async () => {
    const [question] = await ask(input);
    expect(question).toMatchObject({
      id: 'unclear/e1:0-2',
      text: 'How is “Alba Works” to be marked in “Alba Works sold.”? Your note: Firm or owner?',
      approaches: [
        { id: 'Alba Works → ORG', supporters: ['m1', 'm2'] },
        { id: 'Alba Works → PER', supporters: ['m3'] },
        { id: 'nothing', supporters: [] },
      ],
    });
    const { guideline } = await supervisor.supervise(input, recordingHooks(), signal);
    expect(guideline.rules).toEqual([]);
  });

  it('is settled by the answer: a rule whose example the annotators obey', async () => {
    const phase12 = await supervisor.runPhases12(input, recordingHooks(), signal);
    const answers = answered(phase12.questions, 'Alba Works → PER');
    const { guideline } = await supervisor.runPhases34(input, phase12, answers, recordingHooks(), signal);
    expect(guideline.rules).toMatchObject([
      { id: 'answer/unclear/e1:0-2', examples: [{ text: 'Alba Works', annotation: 'Alba Works → PER' }] },
    ]);
  });
});

describe('decisions in documents of earlier sets', () => {
  it('stay evidence, inside the decided stretch only', async () => {
    const texts = ['Corvo met Ann Roy.', 'Corvo left Ben Loe.'];
    const decidedDocuments = texts.map((text, index) =>
      makeDocument(`o${String(index)}`, text, ['Corvo|PER'], {
        m1: ['Corvo|PER', 'Ann Roy|ORG'].slice(0, index === 0 ? 2 : 1),
        m2: ['Corvo|PER'],
      }),
    );
    const decisions = texts.map((text, index) =>
      expertDecisionSchema.parse({
        id: `x${String(index)}`,
        kind: 'hotspot',
        hotspotId: `o${String(index)}:0-1`,
        documentId: `o${String(index)}`,
        start: 0,
        end: 5,
        spans: spansOf(text, 'Corvo|ORG'),
        createdAt: 'now',
      }),
    );
    const { guideline } = await supervisor.supervise(
      makeInput({ documents: [], hotspots: [], decisions, decidedDocuments }),
      recordingHooks(),
      signal,
    );
    expect(guideline.rules).toMatchObject([
      { id: 'prefer/ORG/PER', origin: { hotspotIds: ['o0:0-1', 'o1:0-1'] } },
    ]);
  });
});
