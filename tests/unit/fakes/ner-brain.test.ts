import { describe, expect, it } from 'vitest';
import { documentTurn } from '#core/annotators/build-prompt.ts';
import type { BrainCall } from '#fakes/brain.ts';
import { fencedDocument, modelProfile, nerAnswer } from '#fakes/ner-brain.ts';
import { testSchema } from '#fakes/llm-request.ts';

const names = Array.from({ length: 200 }, (_, index) => `Name${index}`);
const types = ['PER', 'LOC', 'ORG'];
const lexicon = new Map(names.map((name, index) => [name, types[index % 3]!]));
const call = (model: string, document: string, rules = 0): BrainCall => ({
  model,
  system: `Types.\n${'- a rule\n'.repeat(rules)}`,
  turns: [{ role: 'user', content: documentTurn(document) }],
  schema: testSchema,
  schemaName: '',
  options: {},
  seed: 1,
  lexicon,
});
const read = (text: string): { span: string; type: string }[] =>
  (JSON.parse(text) as { entities: { span: string; type: string }[] }).entities;
const document = names.join(' met ');
const right = (model: string, rules = 0): number =>
  read(nerAnswer(call(model, document, rules))).filter(({ span, type }) => lexicon.get(span) === type).length;

describe('the fake annotator', () => {
  it('reads the document out of the prompt our annotators send, and nothing around it', () => {
    const text = 'Line one.\n---\nLine two (with brackets).\n---';
    expect(fencedDocument(documentTurn(text))).toBe(text);
    expect(fencedDocument('Intro\n=== BEGIN DOC ===\nbody\n=== END DOC ===\nGo')).toBe('body');
    expect(fencedDocument('no fence at all')).toBe('no fence at all');
  });
  it('makes the same mistakes each time, and different models different ones', () => {
    expect(nerAnswer(call('a:1b', document))).toBe(nerAnswer(call('a:1b', document)));
    expect(nerAnswer(call('a:1b', document))).not.toBe(nerAnswer(call('b:1b', document)));
  });
  it('finds about as much as its profile says', () => {
    const { miss, confusion } = modelProfile(1, 'a:1b');
    expect(right('a:1b') / names.length).toBeGreaterThan((1 - miss) * (1 - confusion) - 0.12);
    expect(right('a:1b')).toBeLessThan(names.length);
  });
  it('gets better with every rule of the guideline, never worse', () => {
    const counts = [0, 5, 10, 20, 40].map((rules) => right('a:1b', rules));
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(counts.at(-1)).toBeGreaterThan(counts[0]!);
  });
  it('uses only the types the schema allows', () => {
    for (const { type } of read(nerAnswer(call('a:1b', document)))) expect(types).toContain(type);
  });
});
