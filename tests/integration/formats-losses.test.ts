import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FormatId } from '#core/formats/format-info.ts';
import { formats } from '#core/formats/registry.ts';
import { readFiles, type NamedDocument } from '#core/formats/read-files.ts';
import { writeExport } from '#core/formats/write-export.ts';
import type { ExportDocument } from '#core/formats/writer.ts';
import { tempFolder } from '../helpers/store-lab.ts';

/** What an export says about what it loses, case by case. */

let folder: ReturnType<typeof tempFolder>;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

async function read(path: string, format: FormatId): Promise<NamedDocument[]> {
  const documents: NamedDocument[] = [];
  for await (const batch of readFiles([path], { format }).batches) documents.push(...batch.documents);
  return documents;
}
const listOf = (path: string): Record<string, unknown>[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const text = 'North and South America';
const pieces = {
  start: 0,
  end: 23,
  type: 'LOC',
  text: 'North America',
  fragments: [
    [0, 5],
    [16, 23],
  ] as [number, number][],
};
const document: ExportDocument = { id: 'a', text, spans: [pieces] };

describe('a discontinuous span', () => {
  const flat = formats.filter(({ holds, canWrite }) => canWrite && holds.spans && !holds.discontinuous);

  it.each(flat.map(({ id }) => id))(
    'comes back from %s as one stretch with the surface of the text',
    async (id) => {
      const out = folder.file('out');
      const { losses, manifest } = await writeExport(id, [document], out);
      const stretch = { start: 0, end: 23, type: 'LOC', text };
      expect(losses).toEqual([
        {
          documentId: 'a',
          annotator: null,
          model: null,
          what: 'flattened',
          why: 'the format has no discontinuous spans',
          span: pieces,
          written: stretch,
        },
      ]);
      expect(manifest).toMatchObject({ losses: { flattened: 1 }, roundTrip: { same: 1, different: [] } });
      expect((await read(out, id))[0]?.spans).toEqual([stretch]);
    },
  );

  it('that begins or ends in a gap of tokens is trimmed after it is flattened', async () => {
    const edge = {
      start: 5,
      end: 10,
      type: 'X',
      text: '  and ',
      fragments: [
        [5, 6],
        [6, 10],
      ] as [number, number][],
    };
    const { losses } = await writeExport('iob2', [{ ...document, spans: [edge] }], folder.file('out'));
    expect(losses).toMatchObject([{ what: 'flattened', written: { start: 6, end: 9, text: 'and' } }]);
  });

  it('is cut at line breaks for brat, and says so', async () => {
    const broken = 'one\ntwo and three';
    const span = {
      start: 0,
      end: 17,
      type: 'X',
      text: 'one\ntwo three',
      fragments: [
        [0, 7],
        [12, 17],
      ] as [number, number][],
    };
    const out = folder.file('out');
    const { losses, manifest } = await writeExport('brat', [{ id: 'a', text: broken, spans: [span] }], out);
    expect(losses).toMatchObject([
      {
        what: 'changed',
        written: {
          fragments: [
            [0, 3],
            [4, 7],
            [12, 17],
          ],
        },
      },
    ]);
    expect(manifest.roundTrip).toMatchObject({ same: 1, different: [] });
  });
});

describe('a span of no character', () => {
  const empty = { start: 6, end: 6, type: 'GAP', text: '' };

  it.each(formats.filter(({ canRead }) => canRead).map(({ id, holds }) => [id, holds.empty] as const))(
    '%s: is kept (%s) or a listed loss',
    async (id, isHeld) => {
      const out = folder.file('out');
      const { losses, manifest } = await writeExport(id, [{ ...document, spans: [empty] }], out);
      expect(losses.map(({ what, written }) => [what, written])).toEqual(isHeld ? [] : [['dropped', null]]);
      expect(manifest.roundTrip).toMatchObject({ same: 1, different: [] });
      expect((await read(out, id))[0]?.spans).toEqual(isHeld ? [empty] : []);
    },
  );
});

describe('what a document as a whole loses', () => {
  const rich: ExportDocument = { id: 'doc 1', text: 'Ada  met Bo.', spans: [], meta: { source: 'x' } };

  it.each<[FormatId, string[]]>([
    ['jsonl', []],
    ['bundle', []],
    ['csv', []],
    ['xlsx', []],
    ['doccano', []],
    ['prodigy', []],
    ['label-studio', []],
    ['label-studio-min', []],
    ['label-studio-csv', []],
    ['gliner', []],
    ['spacy-json', ['id', 'metadata']],
    ['spacy', ['id', 'metadata']],
    ['brat', ['id', 'metadata']],
    ['webanno-tsv', ['id', 'metadata']],
    ['uima-json', ['metadata']],
    ['uima-xmi', ['metadata']],
    ['conll', ['metadata']],
    ['iob2', ['id', 'text', 'metadata']],
    ['hf-jsonl', ['text', 'metadata']],
    ['hf-parquet', ['text', 'metadata']],
    ['text', ['id', 'metadata', 'annotated']],
  ])('%s: %j', async (id, kinds) => {
    const out = folder.file('out');
    const { manifest, documentLosses } = await writeExport(id, [rich], out);
    expect(documentLosses.map(({ what }) => what).sort()).toEqual([...kinds].sort());
    const counts = Object.entries(manifest.documentLosses).filter(([, count]) => count > 0);
    expect(Object.fromEntries(counts)).toEqual(Object.fromEntries(kinds.map((kind) => [kind, 1])));
    const [back] = await read(out, id);
    if (!kinds.includes('metadata')) expect(back?.meta).toEqual(rich.meta);
    if (!kinds.includes('id')) expect(back?.id).toBe(rich.id);
    if (!kinds.includes('text')) expect(back?.text).toBe(rich.text);
  });

  it('tokens are kept by our own records, and a loss where a format has no place for them', async () => {
    const tokens = [
      { start: 0, end: 2 },
      { start: 3, end: 5 },
    ];
    const made = { id: 'a', text: '22 -o', tokens, reconstructed: true, spans: [] };
    const out = folder.file('out');
    await writeExport('jsonl', [made], out);
    expect((await read(out, 'jsonl'))[0]).toMatchObject({ tokens, reconstructed: true });
    const { documentLosses } = await writeExport('doccano', [made], folder.file('d'));
    expect(documentLosses).toMatchObject([{ what: 'tokens' }]);
  });

  it('a document that leaves nothing in the file is said to be left out', async () => {
    const empty = [rich, { id: 'none', text: ' \n ', spans: [] }];
    for (const id of ['iob2', 'conll', 'webanno-tsv', 'text'] as const) {
      const { manifest, documentLosses } = await writeExport(id, empty, folder.file(id));
      expect(documentLosses, id).toContainEqual(
        expect.objectContaining({ documentId: 'none', what: 'document' }),
      );
      expect(manifest.roundTrip, id).toMatchObject({ documents: 1, same: 1, different: [] });
    }
  });

  it('layers and models a format has no place for are listed by name, also where they mark nothing', async () => {
    const mark = { start: 0, end: 3, type: 'PER', text: 'Ada' };
    const layered = {
      ...rich,
      spans: [mark],
      unsettled: true,
      layers: { ana: [mark], bo: [] },
      predictions: { m: [mark] },
    };
    const { documentLosses, losses } = await writeExport('iob2', [layered], folder.file('out'));
    const annotators = documentLosses.filter(({ what }) => what === 'annotator');
    expect(annotators.map(({ annotator, model }) => [annotator, model])).toEqual([
      ['ana', null],
      ['bo', null],
      [null, 'm'],
    ]);
    expect(losses).toMatchObject([{ annotator: null, model: 'm', what: 'dropped', span: mark }]);
  });
});

describe('the list of losses', () => {
  const many = Array.from({ length: 300 }, (_, i) => ({ ...document, id: `d${i}`, spans: [pieces, pieces] }));

  it('lies beside a file with every loss in it, summed up and signed in the manifest', async () => {
    const out = folder.file('out.iob2');
    const result = await writeExport('iob2', many, out);
    expect(result.lossPath).toBe(`${out}.losses.jsonl`);
    const lines = listOf(`${out}.losses.jsonl`);
    expect(lines).toHaveLength(result.lossCount);
    expect(lines.filter(({ what }) => what === 'flattened')).toHaveLength(300);
    expect(lines.filter(({ what }) => what === 'dropped')).toHaveLength(300);
    expect(result.losses.length).toBeLessThan(300);
    expect(result.manifest.lossReport).toMatchObject({ path: 'out.iob2.losses.jsonl' });
    // Written again without losses, the old list goes.
    await writeExport('conll', [{ id: 'a', text, spans: [] }], out, { overwrite: true });
    expect(readdirSync(folder.path).sort()).toEqual(['out.iob2', 'out.iob2.manifest.json']);
  });

  it('lies in a folder, where no import takes it for documents', async () => {
    const out = folder.file('out');
    const { lossPath } = await writeExport('webanno-tsv', many.slice(0, 2), out);
    expect(listOf(lossPath ?? '').length).toBeGreaterThan(0);
    expect(await read(out, 'webanno-tsv')).toHaveLength(2);
    await writeExport('uima-json', many.slice(0, 1), out, { overwrite: true });
    expect(readdirSync(out).sort()).toEqual(['000001-d0.json', 'losses.jsonl', 'manifest.json']);
  });

  it('is found out by a dry run, which leaves nothing but the list asked for', async () => {
    const out = folder.file('out.iob2');
    const listed = folder.file('losses');
    const dry = await writeExport('iob2', many, out, { dryRun: true, lossesTo: listed });
    expect(readdirSync(folder.path)).toEqual(['losses']);
    expect(dry).toMatchObject({
      manifestPath: null,
      lossPath: listed,
      manifest: { roundTrip: { same: 300 } },
    });
    const real = await writeExport('iob2', many, out);
    expect(dry.manifest).toEqual(real.manifest);
    expect(listOf(listed)).toEqual(listOf(real.lossPath ?? ''));
    // What may not be replaced is told before anything is looked at.
    await expect(writeExport('iob2', many, out, { dryRun: true })).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
    });
  });

  it('may keep an export from being written', async () => {
    const out = folder.file('out.iob2');
    const refuse = (): never => {
      throw new Error('no');
    };
    await expect(writeExport('iob2', many, out, { accept: refuse })).rejects.toThrow('no');
    expect([existsSync(out), readdirSync(folder.path)]).toEqual([false, []]);
  });
});
