import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { ImportOptions } from '#core/formats/describe-file.ts';
import { readFiles, type NamedDocument } from '#core/formats/read-files.ts';
import { allSpans } from '#core/formats/reference-spans.ts';
import type { FileReport } from '#core/formats/import-report.ts';

const shared = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const isThere = existsSync(shared);

interface Expectation {
  readonly documents?: number;
  readonly documents_with_text?: number;
  readonly tasks_with_text?: number;
  readonly sentences?: number;
  readonly tokens?: number;
  readonly spans_by_type?: Readonly<Record<string, number>>;
  readonly examples?: readonly {
    type?: string;
    start: number;
    end: number;
    start_utf16?: number;
    end_utf16?: number;
    text?: string;
    doc?: number;
  }[];
  readonly text?: string;
}
interface Fixture {
  readonly file: string;
  readonly format: string;
  readonly expect: Expectation;
}

async function read(
  path: string,
  options: ImportOptions = {},
): Promise<{ documents: NamedDocument[]; report: FileReport }> {
  const run = readFiles([path], options);
  const documents: NamedDocument[] = [];
  for await (const batch of run.batches) documents.push(...batch.documents);
  const report = run.report().files[0];
  if (report === undefined) throw new Error(`no report for ${path}`);
  return { documents, report };
}

function list(path: string): readonly Fixture[] {
  return isThere ? (JSON.parse(readFileSync(shared + path, 'utf8')) as { files: Fixture[] }).files : [];
}

/** Counts over all annotators, but no model, as the fixtures count Label Studio. */
function countTypes(documents: readonly NamedDocument[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { spans, layers } of documents)
    for (const { type } of layers === undefined ? spans : Object.values(layers).flat())
      counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}

describe.skipIf(!isThere)('real column files', () => {
  const own = list('formats/expected.json').filter(
    ({ format, file }) => format === 'conll' || /\.(iob|conll)$/.test(file),
  );
  it.each(own.map((fixture) => [fixture.file, fixture.expect] as const))('%s', async (file, expected) => {
    const { report } = await read(`${shared}formats/${file}`);
    expect(report.spans).toEqual(expected.spans_by_type ?? {});
    if (expected.sentences !== undefined) expect(report.sentences).toBe(expected.sentences);
    // The row that is malformed on purpose is quarantined, not a token.
    const malformed = file.endsWith('sic-train.conll') ? 1 : 0;
    expect(report.quarantined).toHaveLength(malformed);
    if (expected.tokens !== undefined) expect(report.tokens).toBe(expected.tokens - malformed);
  });

  const corpora = isThere
    ? (
        JSON.parse(readFileSync(`${shared}corpora/expected.json`, 'utf8')) as {
          files: {
            file: string;
            facts: {
              sentences: number;
              tokens: number;
              document_marks: number;
              documents: number;
              entities: number;
              entities_by_type: Record<string, number>;
              examples: { type: string; sentence: number; text: string }[];
            };
          }[];
        }
      ).files
    : [];
  it.each(corpora.map(({ file, facts }) => [file, facts] as const))('%s', async (file, facts) => {
    const { report, documents } = await read(`${shared}corpora/${file}`);
    expect(report.format).toBe('conll');
    expect(report.spans).toEqual(facts.entities_by_type);
    expect(report.sentences).toBe(facts.sentences);
    expect(report.tokens).toBe(facts.tokens);
    expect(report.documents).toBe(facts.document_marks > 0 ? facts.documents : facts.sentences);
    expect(report.quarantined).toEqual([]);
    const all = documents.flatMap(({ spans }) => spans);
    expect(all).toHaveLength(facts.entities);
    for (const { type, text } of facts.examples)
      expect(
        all.some((span) => span.type === type && span.text.replace(/\s/g, '') === text.replace(/\s/g, '')),
        text,
      ).toBe(true);
  });
});

describe.skipIf(!isThere)('real files with offsets', () => {
  const quarantinedOnPurpose: Readonly<Record<string, number>> = {
    'doccano/tests-data/sequence_labeling/example.jsonl': 1,
    'doccano/old-export/example_text.jsonl': 2,
    'doccano/tests-data/text_classification/example.json': 1,
    'label-studio/csv_test2.json': 1,
    'label-studio/sublabels/labelstudio-export.json': 11,
    'uima-json/uimaj-FsAsArray/casWithoutTextButWithAnnotations/data.json': 1,
  };
  // What these files hold beside entities is read only when asked for.
  const notEntities =
    /^(Token|Sentence|TagsetDescription|Multivalrel|CoreferenceLink.*|SimpleLink \(.*|MyRelationLayer.*|POS.*)$/;
  const own = list('formats/expected.json').filter(
    ({ format, file }) => format !== 'conll' && !/\.(iob|conll)$/.test(file),
  );
  it.each(own.map((fixture) => [fixture.file, fixture] as const))(
    '%s',
    async (file, { format, expect: expected }) => {
      const { documents, report } = await read(`${shared}formats/${file}`);
      const wanted = expected.documents_with_text ?? expected.documents ?? expected.tasks_with_text;
      if (wanted !== undefined && !file.includes('sublabels') && !file.includes('.min.json'))
        expect(documents).toHaveLength(wanted);
      expect(report.quarantined).toHaveLength(quarantinedOnPurpose[file] ?? 0);
      expect(report.surfaces.verified).toBe(report.surfaces.total);
      for (const { text, spans } of documents)
        for (const span of spans)
          if (span.fragments === undefined) expect(text.slice(span.start, span.end)).toBe(span.text);
      const isLabelStudio = format === 'label-studio';
      if (expected.spans_by_type !== undefined && !(file in quarantinedOnPurpose)) {
        const entities: Record<string, number> = {};
        for (const [type, count] of Object.entries(expected.spans_by_type)) {
          const plain = /^(uima|webanno)/.test(format) ? type.replace(/^[A-Za-z]+:/, '') : type;
          if (!/^(uima|webanno)/.test(format) || !notEntities.test(type))
            entities[plain] = (entities[plain] ?? 0) + count;
        }
        const found = isLabelStudio ? countTypes(documents) : report.spans;
        if (!isLabelStudio || Object.keys(entities).length > 0)
          expect(sum(found)).toBeGreaterThanOrEqual(sum(entities));
        if (!isLabelStudio) expect(found).toEqual(entities);
        for (const [type, count] of Object.entries(entities))
          expect(found[type], type).toBeGreaterThanOrEqual(count);
      }
      const all = documents.flatMap(allSpans);
      for (const example of expected.examples ?? []) {
        const type = (example.type ?? '').replace(/^[A-Za-z]+:/, '');
        if (format === 'spacy' || notEntities.test(example.type ?? '')) continue;
        const [start, end] = [example.start_utf16 ?? example.start, example.end_utf16 ?? example.end];
        const hit = all.some(
          (span) =>
            span.start === start && span.end === end && (span.type === type || span.type === example.type),
        );
        expect(
          hit || /webanno-tsv\/tsv2/.test(file) || file in quarantinedOnPurpose,
          JSON.stringify(example),
        ).toBe(true);
      }
    },
  );

  it('reads a layer that is no entity layer when asked for it', async () => {
    const path = `${shared}formats/webanno-tsv/tsv3-suite/testElevatedType/reference.tsv`;
    expect((await read(path, { layers: ['POS'] })).report.spans).toEqual({ NN: 1 });
  });
  it('leaves event triggers out when asked to', async () => {
    const path = `${shared}formats/brat/tutorials-news/080-event-annotation.ann`;
    expect((await read(path, { skipEventTriggers: true })).report.spans).toEqual({ Organization: 17 });
  });
});

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((a, b) => a + b, 0);
