import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FormatId } from '#core/formats/format-info.ts';
import { convert } from '#core/formats/convert.ts';
import type { ImportOptions } from '#core/formats/describe-file.ts';
import { readFiles, type NamedDocument } from '#core/formats/read-files.ts';
import { referenceSpans } from '#core/formats/reference-spans.ts';
import { writeExport } from '#core/formats/write-export.ts';
import { tempFolder } from '../helpers/store-lab.ts';

/** Whether somebody annotated a document is something else than whether there is a span in it. */

let folder: ReturnType<typeof tempFolder>;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

function put(name: string, content: string): string {
  const path = folder.file(name);
  writeFileSync(path, content);
  return path;
}

async function read(path: string, options: ImportOptions = {}): Promise<NamedDocument[]> {
  const documents: NamedDocument[] = [];
  for await (const batch of readFiles([path], options).batches) documents.push(...batch.documents);
  return documents;
}

const json = (...records: readonly unknown[]): string =>
  records.map((record) => JSON.stringify(record)).join('\n');
const region = { type: 'labels', value: { start: 0, end: 3, text: 'Ada', labels: ['PER'] } };
const text = 'Ada left.';

describe('a document counts as annotated', () => {
  it.each<[string, FormatId, string, readonly boolean[]]>([
    ['text never', 'text', 'Ada left.\nBo left.\n', [false, false]],
    ['a column of O', 'iob2', 'Ada\tO\nleft\tO\n\n', [true]],
    [
      'columns without tags never',
      'conll',
      '# text = Ada left\n1\tAda\tAda\tPROPN\tNNP\t_\t2\tnsubj\t_\t_\n2\tleft\tleave\tVERB\tVBD\t_\t0\troot\t_\t_\n\n',
      [false],
    ],
    [
      'own records with a list of spans',
      'jsonl',
      json({ text, spans: [] }, { text, spans: null }, { text }, { text, labels: ['topic'] }),
      [true, false, false, false],
    ],
    [
      'own records with layers',
      'jsonl',
      json({ text, layers: { ana: [] } }, { text, layers: {} }, { text, predictions: { m: [] } }),
      [true, false, false],
    ],
    [
      'tokens with tags',
      'hf-jsonl',
      json({ tokens: ['Ada'], ner_tags: ['O'] }, { tokens: ['Ada'] }),
      [true, false],
    ],
    [
      'accepted Prodigy records',
      'prodigy',
      json(
        { text, answer: 'accept' },
        { text, spans: [], answer: 'reject' },
        { text, spans: [], answer: 'ignore' },
        { text },
        { text, spans: [] },
      ),
      [true, false, false, false, true],
    ],
    [
      'Label Studio tasks with an annotation that was not cancelled',
      'label-studio',
      json(
        { data: { text }, annotations: [{ result: [] }] },
        { data: { text }, annotations: [] },
        { data: { text }, annotations: [{ result: [region], was_cancelled: true }] },
        { data: { text }, annotations: [], predictions: [{ result: [region] }] },
      ),
      [true, false, false, false],
    ],
    [
      'JSON_MIN records of an annotation',
      'label-studio-min',
      json({ id: 1, text, annotation_id: 7 }, { id: 2, text }, { id: 3, text, label: [] }),
      [true, false, true],
    ],
    [
      'spaCy pairs with entities',
      'spacy-json',
      json([text, { entities: [] }], [text, {}], [text, { cats: { a: 1 } }]),
      [true, false, false],
    ],
    [
      'spaCy training tokens other than "-"',
      'spacy-json',
      json(
        { id: 1, paragraphs: [{ sentences: [{ tokens: [{ orth: 'Ada', ner: 'O' }] }] }] },
        { id: 2, paragraphs: [{ sentences: [{ tokens: [{ orth: 'Ada', ner: '-' }, { orth: 'left' }] }] }] },
      ),
      [true, false],
    ],
    [
      'GLiNER records with "ner"',
      'gliner',
      json({ tokenized_text: ['Ada'], ner: [] }, { tokenized_text: ['Ada'] }),
      [true, false],
    ],
    [
      'table rows with a list of spans',
      'csv',
      'text,spans\nAda left.,[]\nBo left.,\nCy left.,topic\n',
      [true, false, false],
    ],
    [
      'documents listed among rows of spans',
      'csv',
      'doc_id,start,end,label,text\n1,0,3,PER,Ada left.\n2,,,,Bo left.\n',
      [true, true],
    ],
    [
      'WebAnno TSV with a span layer',
      'webanno-tsv',
      '#FORMAT=WebAnno TSV 3.3\n#T_SP=x.NamedEntity|value\n\n\n#Text=Ada\n1-1\t0-3\tAda\t_\t\n',
      [true],
    ],
    [
      'WebAnno TSV without one never',
      'webanno-tsv',
      '#FORMAT=WebAnno TSV 3.3\n\n\n#Text=Ada\n1-1\t0-3\tAda\t\n',
      [false],
    ],
  ])('%s', async (_name, format, content, annotated) => {
    const documents = await read(put('in.data', content), { format });
    expect(documents.map((document) => document.annotated)).toEqual(annotated);
    for (const document of documents) if (!document.annotated) expect(document.spans).toEqual([]);
  });

  it('only where a person marked something, when empty lists are said to mean nothing', async () => {
    const records = [
      { text, label: [] },
      { text, label: [[0, 3, 'PER']] },
    ];
    const path = put('in.jsonl', json(...records));
    const run = readFiles([path], { format: 'doccano', emptyMeans: 'unannotated' });
    const annotated: boolean[] = [];
    for await (const { documents } of run.batches)
      annotated.push(...documents.map((document) => document.annotated));
    expect(annotated).toEqual([false, true]);
    expect(run.report().files[0]).toMatchObject({ annotated: 1, annotatedEmpty: 0 });
  });

  it('with brat where there is an .ann file, be it empty', async () => {
    put('1.txt', text);
    put('2.txt', text);
    put('1.ann', '');
    const documents = await read(folder.path);
    expect(documents.map((document) => document.annotated)).toEqual([true, false]);
  });

  it.each([
    'jsonl',
    'prodigy',
    'label-studio',
    'label-studio-min',
    'label-studio-csv',
    'spacy-json',
    'spacy',
    'csv',
    'tsv',
    'xlsx',
  ] as const)('after writing %s and reading it again as before', async (format) => {
    const out = folder.file('out.data');
    const documents = [
      { id: 'a', text, spans: [{ start: 0, end: 3, type: 'PER', text: 'Ada' }] },
      { id: 'b', text: 'Bo left.', spans: [] },
      { id: 'c', text: 'Cy left.', spans: [], annotated: false },
    ];
    await writeExport(format, documents, out);
    const back = await read(out, { format });
    expect(back.map(({ spans, annotated }) => [spans.length, annotated])).toEqual([
      [1, true],
      [0, true],
      [0, false],
    ]);
  });

  it('keeps the answer of a Prodigy record through a conversion', async () => {
    const records = [
      { text, spans: [{ start: 0, end: 3, label: 'PER' }], answer: 'accept' },
      { text, spans: [{ start: 0, end: 3, label: 'PER' }], answer: 'reject' },
      { text, answer: 'ignore' },
      { text },
    ];
    const out = folder.file('out.jsonl');
    await convert([put('in.jsonl', json(...records))], 'prodigy', out, { read: { format: 'prodigy' } });
    const back = readFileSync(out, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { answer?: string; spans?: unknown[] });
    expect(back.map(({ answer, spans }) => [answer, spans?.length])).toEqual([
      ['accept', 1],
      ['reject', undefined],
      ['ignore', undefined],
      [undefined, undefined],
    ]);
  });
});

describe('marks of people and of models', () => {
  const task = (...predictions: string[]): object => ({
    data: { text },
    annotations: [{ completed_by: { email: 'ana@example.org' }, result: [] }],
    predictions: predictions.map((name) => ({ model_version: name, result: [region] })),
  });

  it('stay apart in Label Studio: a prediction is no reference, beside one annotation neither', async () => {
    const [both] = await read(put('a.json', JSON.stringify([task('m1', 'm2')])));
    expect(both).toMatchObject({ spans: [], annotated: true, layers: { 'ana@example.org': [] } });
    expect(Object.keys(both?.predictions ?? {})).toEqual(['m1', 'm2']);
    expect(both === undefined ? null : referenceSpans(both)).toEqual([]);
    const [only] = await read(
      put('b.json', JSON.stringify([{ data: { text }, predictions: [{ result: [region] }] }])),
    );
    expect(only).toMatchObject({
      spans: [],
      annotated: false,
      predictions: { 'prediction 1': [{ text: 'Ada' }] },
    });
    expect(only === undefined ? 0 : referenceSpans(only)).toBeNull();
  });

  it('of several annotators are no reference until somebody settles them', async () => {
    const two = [
      { completed_by: 1, result: [region] },
      { completed_by: 2, result: [] },
    ];
    const settled = [two[0], { ...two[1], ground_truth: true }];
    const [open, done] = await read(
      put(
        'c.json',
        JSON.stringify([
          { data: { text }, annotations: two },
          { data: { text }, annotations: settled },
        ]),
      ),
    );
    expect(open).toMatchObject({ annotated: true, unsettled: true, spans: [{ text: 'Ada' }] });
    expect(open === undefined ? 0 : referenceSpans(open)).toBeNull();
    expect(done === undefined ? 0 : referenceSpans(done)).toEqual([]);
  });

  it('come back from our own records and Label Studio as they were', async () => {
    const mark = { start: 0, end: 3, type: 'PER', text: 'Ada' };
    const document = {
      id: 'd',
      text,
      spans: [mark],
      unsettled: true,
      layers: { ana: [mark], bo: [] },
      predictions: { m: [mark] },
    };
    const { unsettled: _, ...settled } = { ...document, id: 'e' };
    for (const format of ['jsonl', 'label-studio'] as const) {
      const out = folder.file(`out.${format}`);
      await writeExport(format, [document, settled], out);
      const back = await read(out, { format });
      expect(back, format).toMatchObject([
        { ...document, annotated: true },
        { ...settled, annotated: true },
      ]);
      expect(back[1]?.unsettled, format).toBeUndefined();
      expect(Object.keys(back[1]?.layers ?? {}), format).toEqual(['ana', 'bo']);
    }
    const { losses } = await writeExport('conll', [document], folder.file('out.conll'));
    expect(losses).toMatchObject([
      { model: 'm', what: 'dropped', why: expect.stringContaining('predictions') as string },
    ]);
  });

  it('are counted in the report', async () => {
    const path = put('r.json', JSON.stringify([task('m1'), { data: { text } }]));
    const run = readFiles([path]);
    for await (const batch of run.batches) expect(batch.documents.length).toBeGreaterThan(0);
    expect(run.report().files[0]).toMatchObject({
      documents: 2,
      annotated: 1,
      annotatedEmpty: 1,
      spans: {},
      predicted: { PER: 1 },
      models: ['m1'],
      annotators: ['ana@example.org'],
    });
  });
});
