import { AppError } from '#shared/errors.ts';
import { casDocuments, type CasAnnotation, type CasView } from '../cas-documents.ts';
import { readWholeText } from '../read-lines.ts';
import { createPlacer } from '../read-records.ts';
import type { ReadItem, Reader } from '../reader.ts';
import { scanXml } from '../xml-scan.ts';

/** UIMA CAS XMI: UTF-16 offsets; one document per view that has text. The type system file is not needed to read. */
export const readUimaXmi: Reader = async function* (source, options) {
  const { text, encoding } = await readWholeText(source, options);
  const out: ReadItem[] = [
    { kind: 'detected', what: 'encoding', value: encoding.encoding, confidence: encoding.confidence },
  ];
  const namespaces = new Map<string, string>();
  const views: CasView[] = [];
  const annotations: CasAnnotation[] = [];
  let hasRoot = false;
  for (const event of scanXml(text, source.name)) {
    if (event.kind !== 'open') continue;
    const { name, attributes, line } = event;
    if (!hasRoot && !/(^|:)XMI$/.test(name)) throw noCas(source.name, name);
    hasRoot = true;
    for (const [key, value] of attributes) if (key.startsWith('xmlns:')) namespaces.set(key.slice(6), value);
    const type = typeName(name, namespaces);
    if (type === 'uima.cas.Sofa') {
      views.push({
        id: attributes.get('xmi:id') ?? '',
        name: attributes.get('sofaID') ?? '',
        text: attributes.get('sofaString') ?? null,
      });
      continue;
    }
    const begin = attributes.get('begin');
    const end = attributes.get('end');
    if (begin === undefined || end === undefined || !/^\d+$/.test(begin) || !/^\d+$/.test(end)) continue;
    annotations.push({
      type,
      sofa: attributes.get('sofa') ?? '',
      begin: Number(begin),
      end: Number(end),
      features: attributes,
      line,
    });
  }
  const { results, sentences } = casDocuments(views, annotations, options);
  createPlacer('utf16', true, options, true)([{ element: { line: 1, text: source.name }, results }], out);
  yield withSentences(out, sentences);
};

function noCas(file: string, root: string): AppError {
  return new AppError('FORMAT_INVALID', `${file} is XML, but no CAS XMI: its root is <${root}>`, {
    action:
      'A corpus comes as XMI with the root <xmi:XMI>; configurations are imported as schemas, other XML as plain text if you choose it by hand.',
  });
}

/** `type4:NamedEntity` in `http:///de/…/ner/type.ecore` is `de.….ner.type.NamedEntity`. */
function typeName(name: string, namespaces: ReadonlyMap<string, string>): string {
  const colon = name.indexOf(':');
  if (colon < 0) return name;
  const uri = namespaces.get(name.slice(0, colon)) ?? '';
  const path = /^http:\/\/\/(.*)\.ecore$/.exec(uri)?.[1]?.replaceAll('/', '.') ?? name.slice(0, colon);
  return `${path}.${name.slice(colon + 1)}`;
}

/** The documents come in the order of the views. */
export function withSentences(items: readonly ReadItem[], sentences: readonly number[]): readonly ReadItem[] {
  let n = 0;
  return items.map((item) =>
    item.kind === 'document'
      ? { ...item, document: { ...item.document, sentences: sentences[n++] ?? 1 } }
      : item,
  );
}
