import { describe, expect, it } from 'vitest';
import { schemaMismatch } from '#core/llm/schema-check.ts';
import { fillSchema, promptPatterns } from '#fakes/schema-fill.ts';
import { strictSchemaProblem } from '#fakes/schema-lint.ts';
import { testSchema } from '#fakes/llm-request.ts';

describe('schemaMismatch', () => {
  it.each([
    [{ entities: [] }, null],
    [{ entities: [{ span: 'Ada', type: 'PER' }] }, null],
    [{}, '$.entities'],
    [{ entities: [{ span: 'Ada', type: 'DOG' }] }, '$.entities[0].type'],
    [{ entities: [{ span: 1, type: 'PER' }] }, '$.entities[0].span'],
    [{ entities: null }, '$.entities'],
    [{ entities: [], more: 1 }, '$.more'],
    [[], '$'],
  ])('%j differs at %s', (value, place) => {
    expect(schemaMismatch(testSchema, value)).toBe(place);
  });
  it('knows alternatives, constants and references', () => {
    const schema = {
      $defs: { n: { type: ['integer', 'null'] } },
      type: 'object',
      properties: { a: { $ref: '#/$defs/n' }, b: { anyOf: [{ const: 1 }, { type: 'string' }] } },
    };
    expect(schemaMismatch(schema, { a: null, b: 1 })).toBeNull();
    expect(schemaMismatch(schema, { a: 1.5 })).toBe('$.a');
    expect(schemaMismatch(schema, { b: 2 })).toBe('$.b');
  });
});

describe('the fake supervisor', () => {
  const prompt = 'Confusions:\n- PER vs ORG: "Ford" 4 times\n- LOC -> ORG: "Paris"';
  it('fills any strict schema validly, the same way each time, with patterns of the prompt', () => {
    const schema = {
      type: 'object',
      additionalProperties: false,
      required: ['rules', 'goal', 'note', 'count'],
      properties: {
        rules: {
          type: 'array',
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['text', 'priority'],
            properties: { text: { type: 'string' }, priority: { type: 'string', enum: ['high', 'low'] } },
          },
        },
        goal: { type: 'string' },
        note: { type: ['string', 'null'] },
        count: { type: 'integer' },
      },
    };
    expect(strictSchemaProblem(schema)).toBeNull();
    const filled = fillSchema(schema, prompt, 'x');
    expect(schemaMismatch(schema, filled)).toBeNull();
    expect(fillSchema(schema, prompt, 'x')).toEqual(filled);
    expect(promptPatterns(prompt)).toEqual(
      expect.arrayContaining(['Ford', 'Paris', 'PER vs ORG: "Ford" 4 times']),
    );
    expect(
      promptPatterns(prompt).some((pattern) =>
        JSON.stringify(filled).includes(JSON.stringify(pattern).slice(1, -1)),
      ),
    ).toBe(true);
  });
  it('refuses schemas that strict mode refuses', () => {
    expect(strictSchemaProblem({ type: 'array' })).toContain("'object'");
    expect(
      strictSchemaProblem({
        type: 'object',
        properties: { a: { type: 'string' } },
        required: [],
        additionalProperties: false,
      }),
    ).toContain("Missing 'a'");
    expect(strictSchemaProblem({ type: 'object', properties: {}, required: [] })).toContain(
      'additionalProperties',
    );
  });
});
