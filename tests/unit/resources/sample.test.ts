import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { documentRecordSchema, type DocumentRecord } from '#shared/domain/document.ts';
import { labelSchemaSchema } from '#shared/domain/entity-type.ts';

const folder = new URL('../../../resources/sample/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');
const records: readonly DocumentRecord[] = read('sample.jsonl')
  .trimEnd()
  .split('\n')
  .map((line) => documentRecordSchema.parse(JSON.parse(line)));
const schema = labelSchemaSchema.parse(JSON.parse(read('schema.json')));
const spans = records.flatMap((record) => record.spans.map((span) => ({ record, span })));

describe('sample project', () => {
  it('has at least 90 documents with unique ids and different texts', () => {
    expect(records.length).toBeGreaterThanOrEqual(90);
    expect(new Set(records.map((record) => record.id)).size).toBe(records.length);
    expect(new Set(records.map((record) => record.text)).size).toBe(records.length);
  });

  it('gives each span the text its offsets point at', () => {
    for (const { record, span } of spans) expect(record.text.slice(span.start, span.end)).toBe(span.text);
  });

  it('keeps the spans of a document in order and apart from each other', () => {
    for (const record of records) {
      let end = 0;
      for (const span of record.spans) {
        expect(span.start).toBeGreaterThanOrEqual(end);
        expect(span.end).toBeGreaterThan(span.start);
        end = span.end;
      }
    }
  });

  it('starts and ends spans at word borders, without possessive endings', () => {
    for (const { record, span } of spans) {
      expect(span.text).toBe(span.text.trim());
      expect(record.text.slice(0, span.start)).not.toMatch(/[\p{L}\p{N}]$/u);
      expect(record.text.slice(span.end)).not.toMatch(/^[\p{L}\p{N}]/u);
      expect(span.text).not.toMatch(/^(the|a|an|dr|mr|mayor|captain|cllr|prof) /iu);
    }
  });

  it('uses exactly the types of its schema, each at least 15 times', () => {
    const names = schema.types.map((type) => type.name);
    for (const name of names) {
      expect(spans.filter(({ span }) => span.type === name).length).toBeGreaterThanOrEqual(15);
    }
    expect(spans.filter(({ span }) => !names.includes(span.type))).toEqual([]);
  });

  it('marks every occurrence of a name that is marked somewhere', () => {
    const surfaces = new Set(spans.map(({ span }) => span.text));
    const unmarked: string[] = [];
    for (const record of records) {
      for (const surface of surfaces) {
        for (let at = record.text.indexOf(surface); at >= 0; at = record.text.indexOf(surface, at + 1)) {
          const covered = record.spans.some((span) => span.start <= at && span.end >= at + surface.length);
          if (!covered) unmarked.push(`${record.id}: ${surface}`);
        }
      }
    }
    expect(unmarked).toEqual([]);
  });

  it('is ambiguous: some names have two types, some documents none, some letters need two code units', () => {
    const typesBySurface = new Map<string, Set<string>>();
    for (const { span } of spans) {
      typesBySurface.set(span.text, (typesBySurface.get(span.text) ?? new Set()).add(span.type));
    }
    expect([...typesBySurface.values()].filter((types) => types.size > 1).length).toBeGreaterThanOrEqual(6);
    expect(records.filter((record) => record.spans.length === 0).length).toBeGreaterThanOrEqual(3);
    expect(records.some((record) => /[\u{1F300}-\u{1FAFF}]/u.test(record.text))).toBe(true);
    expect(records.some((record) => /[“”’]/u.test(record.text))).toBe(true);
  });

  it('explains each type with a definition, criteria and examples that never contradict each other', () => {
    for (const type of schema.types) {
      expect(type.definition).not.toBe('');
      expect(type.include.length).toBeGreaterThan(0);
      expect(type.exclude.length).toBeGreaterThan(0);
      expect(type.positiveExamples.filter((text) => type.negativeExamples.includes(text))).toEqual([]);
    }
  });

  it('names real spans as positive examples', () => {
    for (const type of schema.types) {
      const surfaces = spans.filter(({ span }) => span.type === type.name).map(({ span }) => span.text);
      expect(type.positiveExamples.filter((text) => !surfaces.includes(text))).toEqual([]);
    }
  });

  it('has a goal of 500 to 900 characters', () => {
    const goal = read('goal.txt').trimEnd();
    expect(goal.length).toBeGreaterThanOrEqual(500);
    expect(goal.length).toBeLessThanOrEqual(900);
  });
});
