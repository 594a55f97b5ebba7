import { describe, expect, it } from 'vitest';
import { applyDecisions, collectDifferences } from '#core/supervisor/collect-evidence.ts';
import { findPatterns } from '#core/supervisor/find-patterns.ts';
import { createRuleSupervisor } from '#core/supervisor/rule-supervisor.ts';
import { expertDecisionSchema } from '#shared/domain/decision.ts';
import type { Guideline } from '#shared/domain/guideline.ts';
import { presetLimits } from '#shared/domain/run-settings.ts';
import { makeRule } from '../guideline/make-rule.ts';
import { documents, makeDocument, makeInput, recordingHooks, signal, spansOf } from './make-input.ts';

const supervise = (input = makeInput()) => createRuleSupervisor().supervise(input, recordingHooks(), signal);
const texts = (guideline: Guideline) => guideline.rules.map((rule) => rule.text);

describe('collectDifferences', () => {
  it('finds type, border, spurious and missing differences, with support and hotspot', () => {
    const found = collectDifferences(makeInput()).map(
      ({ kind, annotatorId, documentId, support, hotspotId }) => [
        kind,
        annotatorId,
        documentId,
        support,
        hotspotId,
      ],
    );
    expect(found).toEqual([
      ['type', 'm3', 'd1', 0.75, 'd1:4-6'],
      ['boundary', 'm4', 'd1', 0.75, 'd1:0-1'],
      ['type', 'm3', 'd2', 0.5, ''],
      ['boundary', 'm4', 'd2', 0.75, ''],
      ['missing', 'm4', 'd2', 0.5, ''],
      ['spurious', 'm3', 'd3', 2 / 3, ''],
      ['spurious', 'm3', 'd4', 0.75, ''],
      ['missing', 'm4', 'd4', 0.75, ''],
    ]);
  });

  it('lets absent annotators abstain', () => {
    expect(
      collectDifferences(makeInput()).filter(
        ({ annotatorId, documentId }) => annotatorId === 'm4' && documentId === 'd3',
      ),
    ).toEqual([]);
  });

  it('lets the decisions of the expert overrule the consensus, inside their stretch only', () => {
    const decision = expertDecisionSchema.parse({
      id: 'x',
      kind: 'hotspot',
      documentId: 'd1',
      start: 0,
      end: 13,
      spans: spansOf(documents[0]!.text, 'Mayor Ann Roy|PER'),
      createdAt: 'now',
    });
    const [first] = applyDecisions(documents, [
      decision,
      { ...decision, kind: 'question' },
      { ...decision, start: null },
    ]);
    expect(first?.reference.map(({ text }) => text)).toEqual(['Mayor Ann Roy', 'Alba Works']);
    const differences = collectDifferences(makeInput({ decisions: [decision] })).filter(
      ({ documentId, kind }) => documentId === 'd1' && kind === 'boundary',
    );
    expect(differences.map(({ annotatorId, support }) => [annotatorId, support])).toEqual([
      ['m1', 1],
      ['m2', 1],
      ['m3', 1],
    ]);
  });
});

describe('findPatterns', () => {
  it('orders by frequency, then id, and fills in words and examples from the consensus', () => {
    const patterns = findPatterns(makeInput()).map(({ id, differences }) => [id, differences.length]);
    expect(patterns).toEqual([
      ['head/end/ORG', 3],
      ['leave-out/start/PER', 2],
      ['missing/ORG', 2],
      ['prefer/ORG/PER', 2],
      ['spurious/ORG', 2],
    ]);
    expect(findPatterns(makeInput())[1]?.template).toMatchObject({ words: ['Mayor'] });
  });

  it('gives no example whose surface the consensus treats in two ways', () => {
    const more = makeDocument('d5', 'Alba Works sang.', ['Alba Works|PER'], { m1: ['Alba Works|PER'] });
    const prefer = findPatterns(makeInput({ documents: [...documents, more] })).find(
      ({ id }) => id === 'prefer/ORG/PER',
    );
    expect(prefer?.examples.map(({ text }) => text)).toEqual(['Brix Works']);
  });
});

describe('the rule-based supervisor', () => {
  it('writes template rules with examples, evidence and origin, sends nothing, and is deterministic', async () => {
    const result = await supervise();
    expect(texts(result.guideline)).toEqual([
      'Names that end with "Works" are ORG.',
      'Leave "Mayor" out at the start of PER spans.',
      'Mark every mention like the examples as ORG, also where it is short or repeated.',
      'Mark names like the examples as ORG, not as PER.',
      'Do not mark expressions like the examples as ORG.',
    ]);
    expect(result.guideline.rules[3]).toMatchObject({
      id: 'prefer/ORG/PER',
      scope: { kind: 'type', type: 'ORG' },
      status: 'proposed',
      origin: { author: 'supervisor', iteration: 0, patternIds: ['prefer/ORG/PER'], hotspotIds: ['d1:4-6'] },
    });
    expect(result.guideline.rules[3]?.examples.map(({ annotation }) => annotation)).toEqual([
      'Alba Works → ORG',
      'Brix Works → ORG',
    ]);
    expect(result.guideline.goal).toBe(
      'Find names.\n\nIn doubt, decided so far: ORG rather than PER for “Alba Works” and “Brix Works”.',
    );
    expect(result.calls).toEqual([]);
    expect(await supervise()).toEqual(result);
  });

  it('lets rules grow over the iterations instead of multiplying, and rewrites the goal paragraph', async () => {
    const first = await supervise();
    const more = [
      makeDocument('e1', 'Dr Eva Sol rose.', ['Eva Sol|PER'], {
        m1: ['Eva Sol|PER'],
        m2: ['Eva Sol|PER'],
        m4: ['Dr Eva Sol|PER'],
      }),
      makeDocument('e2', 'Dr Udo Sol fell.', ['Udo Sol|PER'], {
        m1: ['Udo Sol|PER'],
        m2: ['Udo Sol|PER'],
        m4: ['Dr Udo Sol|PER'],
      }),
    ];
    const second = await supervise(
      makeInput({ iteration: 1, guideline: first.guideline, documents: more, hotspots: [] }),
    );
    expect(texts(second.guideline)).toContain('Leave "Mayor", "Dr" out at the start of PER spans.');
    expect(second.guideline.rules).toHaveLength(5);
    expect(second.changeRatio).toBe(0);
    expect(second.guideline.goal).toBe(first.guideline.goal);
  });

  it('gives annotators outside the coalition rules of their own, for what the common rules do not cover', async () => {
    const limits = { ...presetLimits.relaxed, maxPatterns: 1 };
    const result = await supervise(makeInput({ limits }));
    expect(Object.keys(result.phases.needs)).toEqual(['m3', 'm4']);
    const specific = result.guideline.rules.filter((rule) => rule.scope.kind === 'annotator');
    expect(specific.map((rule) => rule.id)).toContain('m4/leave-out/start/PER');
    const all = await supervise(
      makeInput({ limits, settings: { skipGoal: false, goldSupervision: false, modelSpecificForAll: true } }),
    );
    expect(Object.keys(all.phases.needs)).toEqual(['m1', 'm2', 'm3', 'm4']);
  });

  it('keeps to the limits of the preset', async () => {
    const result = await supervise(makeInput({ limits: { ...presetLimits.stable, maxCommon: 1 } }));
    expect(result.guideline.rules.filter((rule) => rule.scope.kind !== 'annotator')).toHaveLength(1);
    expect(result.droppedByLimits.length).toBe(4);
    expect(result.summary).toContain('4 over the limit left out');
  });

  it('leaves the goal alone in the skip-goal ablation', async () => {
    const result = await supervise(
      makeInput({ settings: { skipGoal: true, goldSupervision: false, modelSpecificForAll: false } }),
    );
    expect(result.guideline.goal).toBe('Find names.');
  });

  it('proposes nothing where nothing differs', async () => {
    const calm = documents.map((document) => ({
      ...document,
      annotations: { m1: document.reference, m2: document.reference },
    }));
    const result = await supervise(makeInput({ documents: calm, hotspots: [] }));
    expect(result.guideline).toEqual(makeInput().guideline);
    expect(result.questions).toEqual([]);
  });

  it('does not propose again what the expert rejected, locked or edited', async () => {
    const rules = [
      makeRule('prefer/ORG/PER', 'Mark names like the examples as ORG, not as PER.', { status: 'rejected' }),
      makeRule('head/end/ORG', 'My own words.', { status: 'edited' }),
      makeRule('spurious/ORG', 'Locked.', { locked: true }),
    ];
    const result = await supervise(makeInput({ guideline: { goal: '', rules } }));
    for (const rule of rules) expect(result.guideline.rules).toContain(rule);
    expect(result.returnedRejected).toEqual([]);
    expect(result.lockedKept).toEqual([]);
  });

  const contested = [1, 2].map((number) =>
    makeDocument(`c${String(number)}`, 'They saw Alba.', ['Alba|ORG'], {
      m1: ['Alba|ORG'],
      m2: ['Alba|PER'],
      m3: ['Alba|ORG'],
      m4: ['Alba|PER'],
    }),
  );
  const contestedInput = makeInput({
    documents: contested,
    hotspots: [
      {
        documentId: 'c1',
        start: 2,
        end: 3,
        text: 'Alba',
        meanScore: 1,
        maxBetween: 0,
        maxEliteInternal: 0,
        kind: 'complex',
      },
    ],
  });

  it('asks the expert about contested types, with supporters and sentences', async () => {
    const { questions } = await createRuleSupervisor().runPhases12(contestedInput, recordingHooks(), signal);
    expect(questions).toHaveLength(1);
    expect(questions[0]).toMatchObject({
      id: 'type/ORG/PER',
      text: 'Should names like “Alba” be ORG or PER?',
      answer: null,
      binding: false,
    });
    expect(questions[0]?.approaches[1]).toMatchObject({
      id: 'PER',
      supporters: ['m2', 'm4'],
      examples: [{ documentId: 'c1', hotspotId: 'c1:2-3', text: 'They saw Alba.' }],
    });
  });

  it('follows a binding answer against the consensus, and does not ask again', async () => {
    const supervisor = createRuleSupervisor();
    const phase12 = await supervisor.runPhases12(contestedInput, recordingHooks(), signal);
    const answered = phase12.questions.map((question) => ({
      ...question,
      answer: { approachId: 'PER', text: '' },
      binding: true,
    }));
    const result = await supervisor.runPhases34(contestedInput, phase12, answered, recordingHooks(), signal);
    expect(result.guideline.rules).toMatchObject([
      {
        id: 'prefer/PER/ORG',
        text: 'Mark names like the examples as PER, not as ORG.',
        examples: [{ text: 'Alba', annotation: 'Alba → PER' }],
        origin: { patternIds: ['prefer/PER/ORG', 'type/ORG/PER'] },
      },
    ]);
    const next = await supervisor.runPhases12(
      { ...contestedInput, iteration: 1, questions: answered },
      recordingHooks(),
      signal,
    );
    expect(next.questions).toEqual([]);
  });

  it('makes a rule of what the expert says in own words, once', async () => {
    const supervisor = createRuleSupervisor();
    const phase12 = await supervisor.runPhases12(contestedInput, recordingHooks(), signal);
    const answers = phase12.questions.map((question) => ({
      ...question,
      answer: { approachId: null, text: 'It is the name of a ship.' },
      binding: true,
    }));
    const first = await supervisor.runPhases34(contestedInput, phase12, answers, recordingHooks(), signal);
    const own = first.guideline.rules.filter(({ id }) => id.startsWith('answer/'));
    expect(own).toMatchObject([
      {
        text: 'Should names like “Alba” be ORG or PER? Decided by the expert: It is the name of a ship.',
        status: 'accepted',
        priority: 'high',
        origin: { author: 'expert' },
      },
    ]);
    const input = { ...contestedInput, iteration: 1, guideline: first.guideline, questions: answers };
    const second = await supervisor.supervise(input, recordingHooks(), signal);
    expect(second.guideline.rules.filter(({ id }) => id.startsWith('answer/'))).toEqual(own);
  });

  it('cites an answer that agrees with the consensus', async () => {
    const supervisor = createRuleSupervisor();
    const phase12 = await supervisor.runPhases12(contestedInput, recordingHooks(), signal);
    const answered = phase12.questions.map((question) => ({
      ...question,
      answer: { approachId: 'ORG', text: '' },
      binding: true,
    }));
    const { guideline } = await supervisor.runPhases34(
      contestedInput,
      phase12,
      answered,
      recordingHooks(),
      signal,
    );
    expect(guideline.rules.map((rule) => rule.origin.patternIds)).toEqual([
      ['prefer/ORG/PER', 'type/ORG/PER'],
    ]);
  });
});
