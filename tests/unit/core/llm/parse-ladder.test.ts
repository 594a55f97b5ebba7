import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstBlock, parseAnswer, stripWrapping } from '#core/llm/parse-ladder.ts';

interface ReferenceCase {
  readonly response: string;
  readonly ok?: boolean;
  readonly robust_ok?: boolean;
  readonly robust_value?: unknown;
}
const units = JSON.parse(readFileSync(join(import.meta.dirname, '../../../golden/units.json'), 'utf8')) as {
  readonly annotator_parse: readonly ReferenceCase[];
  readonly supervisor_parse: readonly ReferenceCase[];
};

const valueOf = (text: string): unknown => {
  const parsed = parseAnswer(text);
  return parsed.ok ? parsed.value.value : undefined;
};

describe('parseAnswer against the reference cases', () => {
  it.each(units.annotator_parse.filter((unit) => unit.ok === true).map((unit) => unit.response))(
    'reads what the reference annotator reads: %s',
    (text) => {
      expect(parseAnswer(text).ok).toBe(true);
    },
  );

  // Two rows differ on purpose: the think block is taken out first, so the answer after it counts and not the one inside;
  // and a quotation inside a string keeps its quotation marks instead of losing them.
  const differs = (unit: ReferenceCase): boolean =>
    unit.response.startsWith('<think>') || unit.response.includes('"hi"');
  it.each(
    units.supervisor_parse
      .filter((unit) => unit.robust_ok === true && !differs(unit))
      .map((unit) => [unit.response, unit.robust_value] as const),
  )('gives the value the reference supervisor gives: %s', (text, value) => {
    expect(valueOf(text)).toEqual(value);
  });

  it('reads the answer after a think block, not the draft inside it', () => {
    expect(valueOf('<think>{"entities":[]}</THINK> {"entities":[{"text":"Zora"}]}')).toEqual({
      entities: [{ text: 'Zora' }],
    });
    expect(valueOf('still thinking {x}</think>{"a":1}')).toEqual({ a: 1 });
  });

  it.each(['no json', '', '   ', 'null', '"text"', '17', '```json\n```'])('has no value for %j', (text) => {
    expect(parseAnswer(text).ok).toBe(false);
  });
});

describe('the rungs', () => {
  it.each([
    ['{"a":1}', 'plain'],
    ['[{"a":1}]', 'plain'],
    ['```json\n{"a":1}\n```', 'cleaned'],
    ['Text before\n```\n{"a":1}\n```\nand after', 'cleaned'],
    ['Sure: {"a":"}{"} done', 'block'],
    ['{"a":1} {"b":2}', 'block'],
    ["{'a':1,}", 'repaired'],
    ['{a: 1}', 'repaired'],
  ] as const)('%s is read on %s', (text, rung) => {
    expect(parseAnswer(text)).toMatchObject({ ok: true, value: { rung, truncated: false } });
  });

  it('a cut list loses its last, half-written item and nothing else', () => {
    const cut = '{"entities":[{"span":"Ada","type":"PER"},{"span":"Lon","type":"LO';
    expect(parseAnswer(cut)).toEqual({
      ok: true,
      value: { value: { entities: [{ span: 'Ada', type: 'PER' }] }, rung: 'repaired', truncated: true },
    });
  });

  it('drops the item of the innermost open list only', () => {
    expect(valueOf('{"rules":[{"id":"a","examples":["x"]},{"id":"b","examples":["y","z')).toEqual({
      rules: [
        { id: 'a', examples: ['x'] },
        { id: 'b', examples: ['y'] },
      ],
    });
  });

  it('keeps a last item that was whole when the text ended', () => {
    expect(valueOf('{"entities":[{"span":"Ada"},{"span":"Bo"}')).toEqual({
      entities: [{ span: 'Ada' }, { span: 'Bo' }],
    });
  });

  it('leaves out a half-written item that already holds a whole list', () => {
    expect(valueOf('{"rules":[{"id":"a"},{"id":"b","examples":["x"],"status":"pro')).toEqual({
      rules: [{ id: 'a' }],
    });
  });

  it.each(['{"entities":[{"span":"a"},{"span":"[","ty', '{"entities":[{"span":"a"},{"span":"{'])(
    'takes a bracket inside the half-written item of %s for text',
    (cut) => {
      expect(valueOf(cut)).toEqual({ entities: [{ span: 'a' }] });
    },
  );

  it('the error text quotes nothing of the answer', () => {
    const parsed = parseAnswer('the patient John Doe has no JSON');
    expect(parsed.ok ? '' : `${parsed.error.message} ${parsed.error.detail ?? ''}`).not.toContain('John');
  });
});

describe('properties', () => {
  const objects = fc.dictionary(
    fc.string({ minLength: 1 }).filter((key) => key !== '__proto__'),
    fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string())),
    { minKeys: 1 },
  );
  const quiet = objects.filter((value) => !/```|think/iu.test(JSON.stringify(value)));

  it('every JSON object is read as it is, and again out of prose and fences', () => {
    fc.assert(
      fc.property(quiet, (value) => {
        const text = JSON.stringify(value);
        expect(valueOf(text)).toEqual(value);
        expect(valueOf(`Here you are:\n${text}\nBye.`)).toEqual(value);
        expect(valueOf(`\`\`\`json\n${text}\n\`\`\``)).toEqual(value);
      }),
    );
  });

  it('never throws, whatever the text', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof parseAnswer(text).ok === 'boolean'));
  });

  it('an answer cut anywhere keeps a prefix of its list', () => {
    const spans = fc.array(fc.record({ span: fc.string(), type: fc.constantFrom('PER', 'LOC') }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(spans, fc.double({ min: 0.2, max: 0.99, noNaN: true }), (entities, share) => {
        const text = JSON.stringify({ entities });
        const parsed = parseAnswer(text.slice(0, Math.floor(text.length * share)));
        if (!parsed.ok) return;
        const { entities: kept } = parsed.value.value as { entities?: unknown[] };
        expect(entities.slice(0, kept?.length ?? 0)).toEqual(kept ?? []);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('helpers', () => {
  it('firstBlock ignores brackets inside strings and says when nothing closes', () => {
    expect(firstBlock('x {"a":"\\"}"} y')).toEqual({ block: '{"a":"\\"}"}', closed: true });
    expect(firstBlock('x {"a":[1, 2')).toEqual({ block: '{"a":[1]}', closed: false });
    expect(firstBlock('x {"a":1')).toEqual({ block: '{"a":1', closed: false });
    expect(firstBlock('none')).toBeNull();
  });

  it('stripWrapping leaves plain text alone', () => {
    expect(stripWrapping('  {"a":1} ')).toBe('{"a":1}');
  });
});
