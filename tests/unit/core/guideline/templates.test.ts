import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRuleExample } from '#core/guideline/rule-example-reading.ts';
import { readTemplate, writeTemplate } from '#core/guideline/rule-templates.ts';
import type { RuleTemplate } from '#core/guideline/rule-templates.ts';

const type = fc.constantFrom('ORG', 'PER', 'Chemical compound');
const side = fc.constantFrom('start', 'end' as const);
const words = fc.array(fc.constantFrom('the', 'Mr', "'s", 'St. John', '東京'), {
  minLength: 1,
  maxLength: 3,
});
const template: fc.Arbitrary<RuleTemplate> = fc.oneof(
  fc.record({ form: fc.constantFrom('leave-out', 'keep-in', 'head' as const), side, type, words }),
  fc.record({ form: fc.constant('prefer' as const), type, over: type }),
  fc.record({ form: fc.constantFrom('spurious', 'missing' as const), type }),
);

describe('rule templates', () => {
  it('are read back as they were written', () => {
    fc.assert(
      fc.property(template, (value) => {
        expect(readTemplate(writeTemplate(value))).toEqual(value);
      }),
    );
  });
  it('leave other sentences alone, and words that hold a quotation mark', () => {
    expect(readTemplate('Mark all ships.')).toBeUndefined();
    expect(writeTemplate({ form: 'head', side: 'end', type: 'X', words: ['a"b', 'c'] })).toBe(
      'Names that end with "c" are X.',
    );
  });
});

describe('readRuleExample', () => {
  const read = (text: string, annotation: string) =>
    readRuleExample({ text, annotation, rationale: '' }, ['ORG', 'PER']);
  it('reads types, arrows, lists and "nothing"', () => {
    expect(read('Alba', 'ORG')).toEqual([{ surface: 'Alba', type: 'ORG' }]);
    expect(read('Ann of Alba', 'Ann → PER; "Alba" -> ORG')).toEqual([
      { surface: 'Ann', type: 'PER' },
      { surface: 'Alba', type: 'ORG' },
    ]);
    expect(read('the hall', 'nothing')).toEqual([{ surface: 'the hall', type: null }]);
    expect(read('the hall', 'O')).toEqual([{ surface: 'the hall', type: null }]);
    expect(read('Alba', 'not PER')).toEqual([{ surface: 'Alba', type: null, notType: 'PER' }]);
  });
  it('gives nothing for what it does not understand', () => {
    expect(read('Alba', 'LOC')).toEqual([]);
    expect(read('', 'ORG')).toEqual([]);
    expect(read('Alba', 'not LOC')).toEqual([]);
    expect(read('Alba', '')).toEqual([]);
  });
});
