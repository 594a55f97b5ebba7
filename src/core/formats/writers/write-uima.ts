import { strToU8, zipSync } from 'fflate';
import { tokenView } from '../export-tokens.ts';
import { asAnnotated, keepsAll } from '../format-keeps.ts';
import type { FormatKeeps } from '../format-info.ts';
import { folderName } from '../folder-name.ts';
import type { ExportDocument, WriteOptions, Writer } from '../writer.ts';
import { escapeXml } from '../xml-scan.ts';

const types = {
  metadata: 'de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData',
  sentence: 'de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence',
  token: 'de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token',
  entity: 'de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity',
} as const;

export const uimaJsonKeeps: FormatKeeps = { ...keepsAll, metadata: false, annotated: asAnnotated };

interface Structure {
  readonly type: keyof typeof types;
  readonly begin: number;
  readonly end: number;
  readonly value?: string;
}

function structuresOf(document: ExportDocument, options: WriteOptions): readonly Structure[] {
  const view = tokenView({ ...document, spans: [] }, options);
  const sentences = view.sentenceStarts.map((start, i): Structure => {
    const last = (view.sentenceStarts[i + 1] ?? view.tokens.length) - 1;
    return { type: 'sentence', begin: view.tokens[start]?.start ?? 0, end: view.tokens[last]?.end ?? 0 };
  });
  const tokens = view.tokens.map(({ start, end }): Structure => ({ type: 'token', begin: start, end }));
  const entities = document.spans.map(({ start, end, type }): Structure => ({
    type: 'entity',
    begin: start,
    end,
    value: type,
  }));
  return [...sentences, ...tokens, ...entities];
}

/** UIMA CAS JSON 0.4, a file per document: the Sofa first, `%ID` and `%TYPE` first in each structure. */
export const writeUimaJson: Writer = async function* (documents, options) {
  let index = 0;
  for await (const document of documents)
    yield { path: `${folderName(document.id, index++)}.json`, data: casJson(document, options) };
};

function casJson(document: ExportDocument, options: WriteOptions): string {
  const structures = structuresOf(document, options).map(({ type, begin, end, value }, i) => ({
    '%ID': i + 3,
    '%TYPE': types[type],
    '@sofa': 1,
    begin,
    end,
    ...(value === undefined ? {} : { value }),
  }));
  const metadata = {
    '%ID': 2,
    '%TYPE': types.metadata,
    '@sofa': 1,
    begin: 0,
    end: document.text.length,
    documentId: document.id,
    documentTitle: document.id,
  };
  const string = (name: string): object => ({ [name]: { '%NAME': name, '%RANGE': 'uima.cas.String' } });
  const type = (name: string, parent: string, ...features: string[]): object => ({
    [name]: {
      '%NAME': name,
      '%SUPER_TYPE': parent,
      ...(Object.assign({}, ...features.map(string)) as object),
    },
  });
  const cas = {
    '%TYPES': {
      ...type(types.metadata, 'uima.tcas.DocumentAnnotation', 'documentId', 'documentTitle'),
      ...type(types.sentence, 'uima.tcas.Annotation'),
      ...type(types.token, 'uima.tcas.Annotation'),
      ...type(types.entity, 'uima.tcas.Annotation', 'value'),
    },
    '%FEATURE_STRUCTURES': [
      {
        '%ID': 1,
        '%TYPE': 'uima.cas.Sofa',
        sofaNum: 1,
        sofaID: '_InitialView',
        mimeType: 'text',
        sofaString: document.text,
      },
      metadata,
      ...structures,
    ],
    '%VIEWS': {
      _InitialView: { '%SOFA': 1, '%MEMBERS': [2, ...structures.map((structure) => structure['%ID'])] },
    },
  };
  return `${JSON.stringify(cas)}\n`;
}

/** UIMA XMI: a zip per document with the XMI and its TypeSystem.xml. Control characters that XML bans become blanks. */
export const writeUimaXmi: Writer = async function* (documents, options) {
  let index = 0;
  for await (const document of documents) {
    const name = folderName(document.id, index++);
    // A fixed time: equal exports are equal bytes.
    const data = zipSync(
      { [`${name}.xmi`]: strToU8(xmi(document, options)), 'TypeSystem.xml': strToU8(typeSystem()) },
      { mtime: '1980-01-01T00:00:00' },
    );
    yield { path: `${name}.zip`, data };
  }
};

const prefixes = {
  metadata: 'metadata',
  sentence: 'segmentation',
  token: 'segmentation',
  entity: 'ner',
} as const;

function xmi(document: ExportDocument, options: WriteOptions): string {
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"',
    ' xmlns:metadata="http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore"',
    ' xmlns:segmentation="http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore"',
    ' xmlns:ner="http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore" xmi:version="2.0">\n',
    '<cas:NULL xmi:id="0"/>\n',
    `<metadata:DocumentMetaData xmi:id="2" sofa="1" begin="0" end="${document.text.length}" documentId="${escapeXml(document.id)}" documentTitle="${escapeXml(document.id)}"/>\n`,
  ];
  const ids = ['2'];
  for (const [i, { type, begin, end, value }] of structuresOf(document, options).entries()) {
    const id = String(i + 3);
    ids.push(id);
    const name = types[type].slice(types[type].lastIndexOf('.') + 1);
    const feature = value === undefined ? '' : ` value="${escapeXml(value)}"`;
    lines.push(
      `<${prefixes[type]}:${name} xmi:id="${id}" sofa="1" begin="${begin}" end="${end}"${feature}/>\n`,
    );
  }
  lines.push(
    `<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="${escapeXml(document.text)}"/>\n`,
    `<cas:View sofa="1" members="${ids.join(' ')}"/>\n</xmi:XMI>\n`,
  );
  return lines.join('');
}

function typeSystem(): string {
  const feature = (name: string): string =>
    `<featureDescription><name>${name}</name><rangeTypeName>uima.cas.String</rangeTypeName></featureDescription>`;
  const type = (name: string, parent: string, features: readonly string[]): string =>
    `<typeDescription><name>${name}</name><supertypeName>${parent}</supertypeName>` +
    `<features>${features.map(feature).join('')}</features></typeDescription>`;
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier"><types>' +
    type(types.metadata, 'uima.tcas.DocumentAnnotation', ['documentId', 'documentTitle']) +
    type(types.sentence, 'uima.tcas.Annotation', []) +
    type(types.token, 'uima.tcas.Annotation', []) +
    type(types.entity, 'uima.tcas.Annotation', ['value']) +
    '</types></typeSystemDescription>\n'
  );
}
