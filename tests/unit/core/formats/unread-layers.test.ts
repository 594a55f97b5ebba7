import { describe, expect, it } from 'vitest';
import { createFileReport } from '#core/formats/import-report.ts';
import { bytesSource } from '#core/formats/read-source.ts';
import type { FormatId } from '#core/formats/format-info.ts';
import type { ImportedDocument, ReadOptions } from '#core/formats/reader.ts';
import { readerOf } from '#core/formats/readers.ts';

interface Read {
  readonly documents: readonly ImportedDocument[];
  readonly notes: readonly string[];
  readonly layers: readonly string[];
}

async function read(format: FormatId, text: string, options: ReadOptions = {}): Promise<Read> {
  const report = createFileReport('x', format);
  const documents: ImportedDocument[] = [];
  for await (const batch of readerOf(format)(bytesSource('x', Buffer.from(text)), options))
    for (const item of batch) {
      report.add(item);
      if (item.kind === 'document') documents.push(item.document);
    }
  const { detected, layers = [] } = report.build();
  return {
    documents,
    notes: detected.filter(({ what }) => what === 'note').map(({ value }) => value),
    layers: layers.map(({ name, marks, isRead }) => `${name} ${marks}${isRead ? ' read' : ''}`),
  };
}
const types = ({ documents }: Read): string[] => (documents[0]?.spans ?? []).map(({ type }) => type);

const xmi = `<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"
 xmlns:n="http:///ner/type.ecore" xmlns:c="http:///webanno/custom.ecore">
<cas:Sofa xmi:id="1" sofaID="_InitialView" sofaString="Ada left London"/>
<n:NamedEntity xmi:id="2" sofa="1" begin="0" end="3" value="PER"/>
<c:Token xmi:id="8" sofa="1" begin="0" end="3"/>
<c:Motion xmi:id="4" sofa="1" begin="4" end="8" value="GO"/>
<c:Path xmi:id="6" sofa="1" begin="4" end="8" Governor="4" Dependent="2"/>
<c:RefLink xmi:id="7" sofa="1" begin="0" end="3" next="9" referenceType="x"/>
<c:RefLink xmi:id="9" sofa="1" begin="4" end="8"/>
</xmi:XMI>`;

const json = JSON.stringify({
  '%FEATURE_STRUCTURES': [
    { '%ID': 1, '%TYPE': 'uima.cas.Sofa', sofaID: '_InitialView', sofaString: 'Ada left London' },
    { '%ID': 2, '%TYPE': 'ner.NamedEntity', '@sofa': 1, begin: 0, end: 3, value: 'PER' },
    { '%ID': 4, '%TYPE': 'custom.Motion', '@sofa': 1, begin: 4, end: 8, value: 'GO' },
    { '%ID': 6, '%TYPE': 'custom.Path', '@sofa': 1, begin: 4, end: 8, '@Governor': 4, '@Dependent': 2 },
    { '%ID': 7, '%TYPE': 'custom.RefLink', '@sofa': 1, begin: 0, end: 3, '@next': 9 },
    { '%ID': 9, '%TYPE': 'custom.RefLink', '@sofa': 1, begin: 4, end: 8 },
  ],
});

const tsv = `#FORMAT=WebAnno TSV 3.3
#T_SP=ner.NamedEntity|value
#T_SP=custom.Motion|value
#T_CH=custom.RefLink|referenceType|referenceRelation
#T_RL=custom.Path|value|BT_custom.Motion


#Text=Ada left London
1-1\t0-3\tAda\tPER\t_\tx\t*->1-1\tGO\t1-2\t
1-2\t4-8\tleft\t_\tGO\tx\t*->1-2\t_\t_\t
1-3\t9-15\tLondon\t_\t_\t_\t_\t_\t_\t
`;

describe('layers beside the one that is read', () => {
  it.each([
    ['uima-xmi', xmi, 'webanno.custom'],
    ['uima-json', json, 'custom'],
  ] as const)(
    'of a CAS (%s) are named with their counts and the option that reads them',
    async (format, text, name) => {
      const usual = await read(format, text);
      expect(types(usual)).toEqual(['PER']);
      expect(usual.layers).toEqual([
        expect.stringMatching(/NamedEntity 1 read$/u),
        `${name}.Motion 1`,
        `${name}.RefLink 2`,
      ]);
      expect(usual.notes).toEqual([
        `not read: the layers ${name}.Motion (1 mark), ${name}.RefLink (2 marks); to read everything: ` +
          '--layers NamedEntity,Motion,RefLink (in the window: "Layers to read" in the step Mapping)',
        `not imported: relations of the layer ${name}.Path (1)`,
      ]);
      const all = await read(format, text, { layers: ['NamedEntity', 'Motion', 'RefLink'] });
      expect(types(all)).toEqual(['PER', 'GO', 'RefLink', 'RefLink']);
      expect(all.notes).toEqual([`not imported: relations of the layer ${name}.Path (1)`]);
    },
  );

  it('of WebAnno TSV are too, with chains and relations', async () => {
    const usual = await read('webanno-tsv', tsv);
    expect(types(usual)).toEqual(['PER']);
    expect(usual.layers).toEqual(['ner.NamedEntity 1 read', 'custom.Motion 1']);
    expect(usual.notes).toEqual([
      'not read: the layer custom.Motion (1 mark); to read everything: ' +
        '--layers NamedEntity,Motion (in the window: "Layers to read" in the step Mapping)',
      'not imported: links of chains of the layer custom.RefLink (2), relations of the layer custom.Path (1)',
    ]);
    expect(types(await read('webanno-tsv', tsv, { layers: ['custom.Motion'] }))).toEqual(['GO']);
  });

  it('that were asked for and are not there are told, and which there are', async () => {
    const { notes, documents } = await read('webanno-tsv', tsv, { layers: ['Motoin'] });
    expect(documents[0]).toMatchObject({ spans: [], annotated: true });
    expect(notes[0]).toBe('there is no layer "Motoin"; the layers are: ner.NamedEntity, custom.Motion');
  });

  it('read no marks where none is wanted: then nobody annotated the text', async () => {
    for (const [format, text] of [
      ['uima-xmi', xmi],
      ['webanno-tsv', tsv],
    ] as const) {
      const { documents } = await read(format, text, { layers: [] });
      expect(documents[0]).toMatchObject({ spans: [], annotated: false });
    }
  });

  it('are called by their full names where the short ones are the same', async () => {
    const twice = tsv.replaceAll('custom.Motion', 'custom.NamedEntity');
    const { notes } = await read('webanno-tsv', twice, { layers: ['ner.NamedEntity'] });
    expect(notes[0]).toContain('--layers ner.NamedEntity,custom.NamedEntity (');
  });
});

describe('layers of WebAnno TSV 2', () => {
  const tsv2 = ` # ner.NamedEntity | value # custom.Motion | kind
#id=1
#text=Ada left
1-1\tAda\tB-PER\tO\t
1-2\tleft\tO\tB-GO\t

`;
  it('are all read, or the ones asked for; the others are told', async () => {
    expect(types(await read('webanno-tsv', tsv2))).toEqual(['PER', 'GO']);
    const some = await read('webanno-tsv', tsv2, { layers: ['NamedEntity'] });
    expect(types(some)).toEqual(['PER']);
    expect(some.layers).toEqual(['ner.NamedEntity 1 read', 'custom.Motion 1']);
    expect(some.notes[0]).toContain('--layers NamedEntity,Motion (');
    const none = await read('webanno-tsv', tsv2, { layers: [] });
    expect(none.documents[0]).toMatchObject({ spans: [], annotated: false });
  });
});

describe('what is no span in Label Studio', () => {
  it('is counted over all tasks: relations, choices, text areas and kinds that nobody knows', async () => {
    const span = { id: 'a', type: 'labels', value: { start: 0, end: 3, text: 'Ada', labels: ['PER'] } };
    const result = [
      span,
      { type: 'relation', from_id: 'a', to_id: 'b', direction: 'right', labels: ['knows'] },
      { type: 'choices', value: { choices: ['news'] } },
      { type: 'textarea', value: { text: ['a remark'] } },
      { type: 'holograms', value: {} },
    ];
    const task = { data: { text: 'Ada left' }, annotations: [{ id: 1, result }], predictions: [] };
    const found = await read(
      'label-studio',
      JSON.stringify([task, { ...task, annotations: [{ result: [span] }] }, task]),
    );
    expect(found.documents.map(({ spans }) => spans.length)).toEqual([1, 1, 1]);
    expect(found.notes).toEqual([
      'not imported: relations (2), choices (2), text areas (2), results of the kind "holograms" (2)',
    ]);
  });
});
