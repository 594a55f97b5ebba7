import { scanXml, type XmlEvent } from './xml-scan.ts';

/** The sheet that a workbook shows first. */
export interface FirstSheet {
  /** Of the part in the archive: `xl/worksheets/sheet2.xml`. */
  readonly path: string;
  /** null where the workbook does not list its sheets. */
  readonly name: string | null;
  /** Names of the other worksheets, in the order of their tabs. */
  readonly others: readonly string[];
}

interface Sheet {
  readonly name: string;
  readonly path: string;
  readonly isHidden: boolean;
}

/**
 * The first tab that is not hidden. Parts are numbered as they were made; the order of the tabs stands in
 * `workbook.xml` only, their parts in its relationships.
 * @param paths of all parts
 * @param read the XML of a part, null where there is none
 * @param file for messages
 * @returns null where there is no worksheet
 */
export function firstSheet(
  paths: Iterable<string>,
  read: (path: string) => string | null,
  file: string,
): FirstSheet | null {
  const parts = [...paths].filter((path) => /^xl\/worksheets\/[^/]+\.xml$/.test(path)).sort(byNumber);
  const sheets = listedSheets(read, file).filter(({ path }) => parts.includes(path));
  const first = sheets.find(({ isHidden }) => !isHidden) ?? sheets[0];
  if (first !== undefined)
    return {
      path: first.path,
      name: first.name,
      others: sheets.filter((sheet) => sheet !== first).map(({ name }) => name),
    };
  const [part] = parts;
  return part === undefined ? null : { path: part, name: null, others: [] };
}

function listedSheets(read: (path: string) => string | null, file: string): Sheet[] {
  const workbook = read('xl/workbook.xml');
  const relationships = read('xl/_rels/workbook.xml.rels');
  if (workbook === null || relationships === null) return [];
  const targets = new Map<string, string>();
  for (const event of withoutPrefixes(scanXml(relationships, file)))
    if (event.kind === 'open' && event.name === 'Relationship')
      targets.set(event.attributes.get('Id') ?? '', partPath(event.attributes.get('Target') ?? ''));
  const sheets: Sheet[] = [];
  for (const event of withoutPrefixes(scanXml(workbook, file))) {
    if (event.kind !== 'open' || event.name !== 'sheet') continue;
    const id = [...event.attributes].find(([key]) => key.endsWith(':id'))?.[1] ?? '';
    const state = event.attributes.get('state') ?? 'visible';
    sheets.push({
      name: event.attributes.get('name') ?? '',
      path: targets.get(id) ?? '',
      isHidden: state !== 'visible',
    });
  }
  return sheets;
}

/** Targets are relative to the workbook, or absolute in the archive. */
function partPath(target: string): string {
  return target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//, '')}`;
}

/** Elements without the prefix that some programs put before every name (`x:sheet`). */
export function* withoutPrefixes(events: Iterable<XmlEvent>): Generator<XmlEvent> {
  for (const event of events) {
    const colon = event.kind === 'text' ? -1 : event.name.indexOf(':');
    yield event.kind === 'text' || colon < 0 ? event : { ...event, name: event.name.slice(colon + 1) };
  }
}

const byNumber = (a: string, b: string): number =>
  Number(/\d+/.exec(a)?.[0] ?? 0) - Number(/\d+/.exec(b)?.[0] ?? 0);
