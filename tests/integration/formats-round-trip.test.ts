import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { offsetUnits } from '#core/text/offsets.ts';
import { convert } from '#core/formats/convert.ts';
import { createFitter } from '#core/formats/fit-document.ts';
import { readFiles } from '#core/formats/read-files.ts';
import { formatOf, formats } from '#core/formats/registry.ts';
import { createRoundTrip } from '#core/formats/round-trip.ts';
import { writeExport } from '#core/formats/write-export.ts';
import { plainDocuments } from '../helpers/hard-documents.ts';
import { unlisted } from '../helpers/unlisted-differences.ts';
import { wholeDocuments } from '../helpers/whole-documents.ts';

let folder = '';
let n = 0;
const place = (): string => join(folder, String(n++));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'diziner-formats-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const both = formats.filter(({ canRead, canWrite }) => canRead && canWrite);

describe('written and read back', () => {
  it.each(both.map(({ id }) => id))(
    '%s: what does not come back the same was listed as a loss',
    async (id) => {
      await fc.assert(
        fc.asyncProperty(wholeDocuments, async (documents) => {
          const out = place();
          const { manifest, lossPath } = await writeExport(id, documents, out);
          // Where the format leaves the unit open, the manifest says it.
          const unit = offsetUnits.find((name) => formatOf(id).unit === 'varies' && name === manifest.unit);
          expect(await unlisted(id, documents, out, lossPath, unit)).toEqual([]);
          // The check the export itself makes must come to the same result.
          expect(manifest.roundTrip).toMatchObject({ different: [], differences: {} });
          expect(manifest.roundTrip?.same).toBe(manifest.roundTrip?.documents);
        }),
        { numRuns: 40 },
      );
    },
    180_000,
  );

  it.each(['doccano', 'label-studio', 'label-studio-min', 'label-studio-csv', 'csv', 'tsv', 'xlsx'] as const)(
    '%s: also in each other unit, with borders inside a unit moved and listed',
    async (id) => {
      await fc.assert(
        fc.asyncProperty(wholeDocuments, fc.constantFrom(...offsetUnits), async (documents, offsetUnit) => {
          const out = place();
          const { manifest, lossPath } = await writeExport(id, documents, out, { offsetUnit });
          expect(manifest.unit).toBe(offsetUnit);
          expect(await unlisted(id, documents, out, lossPath, offsetUnit)).toEqual([]);
          expect(manifest.roundTrip).toMatchObject({ different: [], differences: {} });
        }),
        { numRuns: 20 },
      );
    },
    180_000,
  );

  it('brat: a mark over CR LF beside an emoji comes back in the unit it was written in', async () => {
    const text = 'Ada ->\r\n😀ภาษาไทย';
    const spans = [
      { start: 0, end: 1, type: 'PER', text: 'A' },
      { start: 0, end: 16, type: 'PER', text: text.slice(0, 16) },
    ];
    const { manifest } = await writeExport('brat', [{ id: '0', text, spans }], place());
    expect(manifest.roundTrip).toMatchObject({ same: 1, different: [] });
  });

  it('brat: a stretch of blanks around a line break comes back whole', async () => {
    const span = { start: 0, end: 3, type: 'PER', text: ' \n ' };
    const { manifest } = await writeExport('brat', [{ id: '0', text: ' \n ', spans: [span] }], place());
    expect(manifest.roundTrip).toMatchObject({ same: 1, different: [] });
  });

  it('brat: a span that begins with a byte order mark and a line break loses both, and says so', async () => {
    const text = '\uFEFF\nAda';
    const span = { start: 0, end: 5, type: 'PER', text };
    const { manifest, losses } = await writeExport('brat', [{ id: '0', text, spans: [span] }], place());
    expect(manifest.roundTrip).toMatchObject({ same: 1, different: [] });
    expect(losses).toMatchObject([{ what: 'changed', written: { start: 1, end: 4, text: 'Ada' } }]);
  });

  it('columns: a # with a tag is a token, not a comment', async () => {
    for (const id of ['iob1', 'iob2', 'iobes', 'bilou'] as const) {
      const document = { id: '0', text: '#', spans: [{ start: 0, end: 1, type: 'PER', text: '#' }] };
      const { manifest } = await writeExport(id, [document], place());
      expect([id, manifest.roundTrip]).toMatchObject([id, { same: 1, different: [] }]);
    }
  });

  it('the check of an export finds what a writer would break', async () => {
    const broken = plainDocuments.map((document) => ({ ...document, meta: { n: 1 } }));
    const out = place();
    const { manifest } = await writeExport('jsonl', broken, out);
    const damage = {
      text: (line: string) => line.replace('São', 'Sao'),
      spans: (line: string) => line.replace('"PER"', '"ORG"'),
      metadata: (line: string) => line.replace('"n":1', '"n":2'),
      id: (line: string) => line.replace('"id":"b"', '"id":"B"'),
      document: (line: string) => line.replace(/^.*"id":"b".*\n/mu, ''),
    };
    expect(manifest.roundTrip).toEqual({ documents: 3, same: 3, different: [], differences: {} });
    for (const [side, change] of Object.entries(damage)) {
      const damaged = place();
      await writeFile(damaged, change(await readFile(out, 'utf8')));
      const check = createRoundTrip(formatOf('jsonl'), undefined);
      const fit = createFitter(formatOf('jsonl'), {});
      for (const document of broken) check.expect(document.id, fit(document).back);
      const { differences, same } = await check.compare(damaged);
      expect(Object.keys(differences), side).toContain(side);
      expect(same).toBeLessThan(3);
    }
  });

  it('says exactly which spans CoNLL loses', async () => {
    const { manifest, losses } = await writeExport('iob2', plainDocuments, place());
    expect(manifest.losses).toEqual({ dropped: 1, flattened: 0, changed: 0 });
    expect(losses).toEqual([
      expect.objectContaining({
        documentId: 'c',
        what: 'dropped',
        span: { start: 14, end: 23, type: 'LOC', text: 'Cape Town' },
      }),
    ]);
  });

  it('spaCy JSON has no white space at the edges of entities, and says which were changed', async () => {
    const text = 'See  Ana \nor Bo';
    const document = {
      id: 'a',
      text,
      spans: [
        { start: 4, end: 10, type: 'PER', text: ' Ana \n' },
        { start: 3, end: 5, type: 'GAP', text: '  ' },
        { start: 13, end: 15, type: 'PER', text: 'Bo' },
      ],
    };
    const out = place();
    const { manifest, losses } = await writeExport('spacy-json', [document], out);
    expect(JSON.parse(await readFile(out, 'utf8'))).toEqual([
      [
        text,
        {
          entities: [
            [5, 8, 'PER'],
            [13, 15, 'PER'],
          ],
        },
      ],
    ]);
    expect(manifest.losses).toEqual({ dropped: 1, flattened: 0, changed: 1 });
    expect(losses.map(({ span, what }) => [span.type, what])).toEqual([
      ['PER', 'changed'],
      ['GAP', 'dropped'],
    ]);
    expect(manifest.roundTrip?.different).toEqual([]);
  });

  it('keeps several annotators apart where the format can', async () => {
    const document = {
      id: 'a',
      text: 'Ana met Bo',
      spans: [{ start: 0, end: 3, type: 'PER', text: 'Ana' }],
      layers: {
        one: [{ start: 0, end: 3, type: 'PER', text: 'Ana' }],
        two: [{ start: 8, end: 10, type: 'PER', text: 'Bo' }],
      },
    };
    for (const id of ['jsonl', 'label-studio', 'label-studio-min', 'label-studio-csv'] as const) {
      const out = place();
      await writeExport(id, [document], out);
      const run = readFiles([out], { format: id });
      for await (const { documents } of run.batches)
        expect(documents[0]?.layers, id).toMatchObject(document.layers);
    }
  });
});

describe('an export', () => {
  it('leaves nothing behind when it fails, and the old file in place', async () => {
    const out = place();
    await writeExport('jsonl', plainDocuments, out);
    const before = await readFile(out, 'utf8');
    const broken = [
      plainDocuments[0]!,
      { id: 'x', text: 'abc', spans: [{ start: 0, end: 2, type: 'T', text: 'zz' }] },
    ];
    await expect(writeExport('jsonl', broken, out, { overwrite: true })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
    expect(await readFile(out, 'utf8')).toBe(before);
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
  it('does not overwrite unasked', async () => {
    const out = place();
    await writeExport('csv', plainDocuments, out);
    await expect(writeExport('csv', plainDocuments, out)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  });
  it('is the same bytes twice, and its manifest has their sha256', async () => {
    const sums: string[] = [];
    for (let i = 0; i < 2; i++) {
      const { manifest } = await writeExport('bundle', plainDocuments, place());
      sums.push(manifest.files[0]?.sha256 ?? '');
    }
    expect(sums[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(sums[1]).toBe(sums[0]);
  });
  it('converts through any chain of rich formats without changing a span', async () => {
    const start = place();
    await writeExport('jsonl', plainDocuments, start);
    let path = start;
    for (const to of [
      'doccano',
      'label-studio',
      'prodigy',
      'csv',
      'xlsx',
      'uima-json',
      'bundle',
      'jsonl',
    ] as const) {
      const out = place();
      const report = await convert([path], to, out);
      expect(report.export.manifest.roundTrip?.different, to).toEqual([]);
      expect(
        report.import.files.flatMap(({ quarantined }) => quarantined),
        to,
      ).toEqual([]);
      path = out;
    }
    const texts: unknown[] = [];
    for await (const { documents } of readFiles([path]).batches)
      texts.push(...documents.map(({ text, spans }) => ({ text, spans })));
    expect(texts).toEqual(plainDocuments.map(({ text, spans }) => ({ text, spans })));
  });
});
