import { unzip } from '../archive.ts';
import { AppError } from '#shared/errors.ts';
import { readWholeBytes } from '../read-lines.ts';
import { quarantined } from '../read-json-elements.ts';
import { createPlacer, type ExtractedElement } from '../read-records.ts';
import type { ReadItem, Reader } from '../reader.ts';
import { tableColumns } from '../table-columns.ts';
import { createTableReader, type TableRow } from '../table-rows.ts';
import { scanXml } from '../xml-scan.ts';
import { firstSheet, withoutPrefixes } from '../xlsx-sheets.ts';

/** Excel workbooks: the first visible sheet, read like a CSV table. Formulas give their stored value. */
export const readXlsx: Reader = async function* (source, options) {
  const files = unzip(
    await readWholeBytes(source, options),
    source.name,
    (path) => path.startsWith('xl/') && (path.endsWith('.xml') || path.endsWith('.rels')),
  );
  const text = (path: string): string | null => {
    const bytes = files.get(path);
    return bytes === undefined ? null : new TextDecoder().decode(bytes);
  };
  const first = firstSheet(files.keys(), text, source.name);
  const sheet = first === null ? null : text(first.path);
  if (first === null || sheet === null)
    throw new AppError('FORMAT_INVALID', `${source.name} holds no worksheet`, {
      action: 'Save it again as .xlsx, or as CSV.',
    });
  const shared = text('xl/sharedStrings.xml');
  const strings = shared === null ? [] : sharedStrings(shared, source.name);
  const rows = sheetRows(sheet, strings, source.name);
  const columns = tableColumns(
    rows.map(({ cells }) => cells),
    options,
  );
  if (columns.missing !== null) {
    yield [quarantined(1, columns.missing, rows[0]?.cells.join('\t') ?? '')];
    return;
  }
  // A row ends with its last cell that is not empty.
  const width = columns.hasHeader ? columns.names.length : 0;
  const padded = (cells: readonly string[]): readonly string[] =>
    cells.length < width ? [...cells, ...Array<string>(width - cells.length).fill('')] : cells;
  const reader = createTableReader(columns);
  const batch: ExtractedElement[] = [];
  for (const row of columns.hasHeader ? rows.slice(1) : rows)
    batch.push({
      element: { line: row.line, text: row.cells.join('\t') },
      results: reader.row({ ...row, cells: padded(row.cells) }),
    });
  batch.push({ element: { line: rows.at(-1)?.line ?? 1, text: '' }, results: reader.end() });
  const out: ReadItem[] = [];
  if (first.others.length > 0)
    out.push({
      kind: 'detected',
      what: 'note',
      value: `read: the sheet "${first.name ?? ''}"; not read: ${first.others.map((name) => `"${name}"`).join(', ')}`,
      confidence: 1,
    });
  createPlacer('utf16', false, options)(batch, out);
  yield out;
};

/** Texts of `<si>`, their `<t>` runs joined; phonetic hints (`<rPh>`) left out. */
function sharedStrings(xml: string, name: string): string[] {
  const strings: string[] = [];
  let current = '';
  let inText = false;
  let inHint = 0;
  for (const event of withoutPrefixes(scanXml(xml, name))) {
    if (event.kind === 'text') {
      if (inText && inHint === 0) current += decodeEscapes(event.text);
    } else if (event.kind === 'open') {
      if (event.name === 'si') current = '';
      else if (event.name === 't') inText = true;
      else if (event.name === 'rPh') inHint++;
    } else if (event.name === 'si') strings.push(current);
    else if (event.name === 't') inText = false;
    else if (event.name === 'rPh') inHint--;
  }
  return strings;
}

/** Excel writes characters that XML bans, and the carriage return, as `_x000D_`. */
const decodeEscapes = (text: string): string =>
  text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));

function sheetRows(xml: string, strings: readonly string[], name: string): TableRow[] {
  const rows: TableRow[] = [];
  let cells: string[] = [];
  let line = 0;
  let column = 0;
  let type = '';
  let value = '';
  let reading = false;
  for (const event of withoutPrefixes(scanXml(xml, name))) {
    if (event.kind === 'text') {
      if (reading) value += type === 'inlineStr' ? decodeEscapes(event.text) : event.text;
    } else if (event.kind === 'open') {
      if (event.name === 'row') {
        cells = [];
        column = 0;
        line = Number(event.attributes.get('r') ?? line + 1);
      } else if (event.name === 'c') {
        type = event.attributes.get('t') ?? 'n';
        value = '';
        const reference = /^([A-Z]{1,3})\d+$/.exec(event.attributes.get('r') ?? '')?.[1];
        if (reference !== undefined) column = columnIndex(reference);
      } else if (event.name === 'v' || event.name === 't') reading = true;
    } else if (event.name === 'v' || event.name === 't') reading = false;
    else if (event.name === 'c') {
      while (cells.length < column) cells.push('');
      cells.push(type === 's' ? (strings[Number(value)] ?? '') : value);
      column = cells.length;
    } else if (event.name === 'row' && cells.some((cell) => cell !== '')) rows.push({ line, cells });
  }
  return rows;
}

/** A → 0, Z → 25, AA → 26. */
function columnIndex(letters: string): number {
  let index = 0;
  for (const letter of letters) index = index * 26 + letter.charCodeAt(0) - 64;
  return Math.min(index - 1, 16_383);
}
