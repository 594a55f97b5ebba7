import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeRatio } from '#core/guideline/change-ratio.ts';
import { emptyGuideline } from '#core/guideline/empty-guideline.ts';
import { enforceChangeRatio, enforceLimits } from '#core/guideline/enforce-limits.ts';
import { estimateTokens, promptMeter } from '#core/guideline/prompt-size.ts';
import { ruleFingerprint, ruleSimilarity, ruleTokens, saysTheSame } from '#core/guideline/rule-similarity.ts';
import { scopeKey } from '#core/guideline/scope.ts';
import { makeGuideline, makeRule } from './make-rule.ts';

describe('changeRatio', () => {
  it('is 0 for the same rules, for additions, and for a guideline that was empty', () => {
    const before = makeGuideline(makeRule('a', 'one two three four'));
    const more = makeGuideline(...before.rules, makeRule('b', 'five'));
    expect(changeRatio(before, before)).toBe(0);
    expect(changeRatio(before, more)).toBe(0);
    expect(changeRatio(emptyGuideline(''), more)).toBe(0);
  });

  it('is one half where two of four words are gone, by hand', () => {
    const before = makeGuideline(makeRule('a', 'one two three four'));
    expect(changeRatio(before, makeGuideline(makeRule('a', 'one two five six')))).toBe(0.5);
  });

  it('counts repeated words as often as they occur, and the examples too', () => {
    const old = makeRule('a', 'go go', { examples: [{ text: 'Alba', annotation: 'ORG', rationale: '' }] });
    expect(changeRatio(makeGuideline(old), makeGuideline(makeRule('a', 'go')))).toBe(0.75);
  });

  it('leaves rejected rules out of account', () => {
    const before = makeGuideline(makeRule('a', 'one'), makeRule('b', 'two', { status: 'rejected' }));
    expect(changeRatio(before, makeGuideline(makeRule('a', 'one')))).toBe(0);
  });

  it('lies between 0 and 1', () => {
    const texts = fc.array(fc.string({ minLength: 1, maxLength: 20 }), { maxLength: 4 });
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const rules = (list: string[]) => makeGuideline(...list.map((text, i) => makeRule(String(i), text)));
        const ratio = changeRatio(rules(a), rules(b));
        expect(ratio).toBeGreaterThanOrEqual(0);
        expect(ratio).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('enforceLimits', () => {
  const limits = { maxCommon: 2, maxModelSpecific: 1, changeRatio: null };
  const forM = (id: string, annotatorId: string, more = {}) =>
    makeRule(id, id, { scope: { kind: 'annotator', annotatorId }, ...more });

  it('lets in by priority, then order, general and type rules together, annotators apart', () => {
    const rules = [
      makeRule('low', 'low', { priority: 'low' }),
      makeRule('medium', 'medium'),
      makeRule('type', 'type', { scope: { kind: 'type', type: 'ORG' }, priority: 'high' }),
      makeRule('late', 'late'),
      forM('m1-a', 'm1'),
      forM('m1-b', 'm1', { priority: 'high' }),
      forM('m2-a', 'm2'),
    ];
    const { kept, dropped } = enforceLimits(rules, limits);
    expect(kept.map((rule) => rule.id)).toEqual(['medium', 'type', 'm1-b', 'm2-a']);
    expect(dropped.map((rule) => rule.id)).toEqual(['low', 'late', 'm1-a']);
  });

  it('leaves out refinements of rules it leaves out, down to the last', () => {
    const rules = [
      makeRule('c', 'c', { parentId: 'b', priority: 'high' }),
      makeRule('b', 'b', { parentId: 'a', priority: 'high' }),
      makeRule('a', 'a', { priority: 'low' }),
      makeRule('d', 'd', { parentId: 'old rule' }),
    ];
    expect(enforceLimits(rules, { ...limits, maxCommon: 3 }).kept.map((rule) => rule.id)).toEqual(['d']);
  });
});

describe('enforceChangeRatio', () => {
  const before = makeGuideline(makeRule('a', 'one two three four'));
  const after = {
    goal: 'New goal.',
    rules: [makeRule('n', 'new'), makeRule('a', 'five six seven eight')],
  };

  it('passes on what is within the limit, or not limited', () => {
    expect(enforceChangeRatio(before, after, null)).toEqual({ guideline: after, asked: 1, reverted: false });
    expect(enforceChangeRatio(before, before, 0.1).reverted).toBe(false);
  });

  it('puts the old rules back above the limit and adds the new ones behind them', () => {
    const held = enforceChangeRatio(before, after, 0.1);
    expect(held).toMatchObject({ asked: 1, reverted: true });
    expect(held.guideline).toEqual({ goal: 'New goal.', rules: [before.rules[0], after.rules[0]] });
    expect(changeRatio(before, held.guideline)).toBe(0);
  });
});

describe('rule similarity', () => {
  it('cuts words, symbols, and the characters of unspaced scripts', () => {
    expect(ruleTokens('Mark “ORG”: 東京')).toEqual(['Mark', '“', 'ORG', '”', ':', '東', '京']);
    expect(ruleTokens('')).toEqual([]);
  });

  it('has one fingerprint for texts that differ in case, spaces and punctuation', () => {
    expect(ruleFingerprint('Mark  names, all!')).toBe(ruleFingerprint('mark names all'));
  });

  it('is the Jaccard index of the words', () => {
    expect(ruleSimilarity('mark all names', 'mark the names')).toBe(0.5);
    expect(ruleSimilarity('…', '…')).toBe(1);
    expect(ruleSimilarity('…', '!')).toBe(0);
  });

  it('tells rules of one form about different types or quotations apart', () => {
    expect(
      saysTheSame('Leave "the" out at the start of ORG spans.', 'Leave "the" out at the start of PER spans.'),
    ).toBe(false);
    expect(
      saysTheSame('Always leave the word “Mr” out of it.', 'Always leave the word “Dr” out of it.'),
    ).toBe(false);
    expect(saysTheSame('Mark names as ORG.', 'Mark names as ORG!')).toBe(true);
  });
});

describe('promptMeter', () => {
  it('estimates a quarter of the ASCII characters and one token per other character', () => {
    expect(estimateTokens('')).toBe(0);
    expect(estimateTokens('abcdefgh')).toBe(2);
    expect(estimateTokens('東京😀')).toBe(3);
  });

  it('says fine, tight and over', () => {
    const text = 'x'.repeat(4_000); // 1000 tokens
    expect(promptMeter(text, 8_000, 1_000)).toEqual({
      promptTokens: 1_000,
      roomTokens: 6_000,
      share: 0.125,
      level: 'fine',
    });
    expect(promptMeter(text, 1_600, 500).level).toBe('tight');
    expect(promptMeter(text, 1_600, 700).level).toBe('over');
  });
});

describe('scopeKey', () => {
  it('names each scope', () => {
    expect(scopeKey({ kind: 'general' })).toBe('general');
    expect(scopeKey({ kind: 'type', type: 'ORG' })).toBe('type:ORG');
    expect(scopeKey({ kind: 'annotator', annotatorId: 'm:1' })).toBe('annotator:m:1');
  });
});
