import { strToU8, zipSync } from 'fflate';
import { AppError } from '#shared/errors.ts';
import type { Writer } from '../writer.ts';
import { escapeXml } from '../xml-scan.ts';
import { tableHeader, tableRow } from './write-tables.ts';

/** What Excel allows in a cell and in a sheet. */
const maxCell = 32_767;
const maxRows = 1_048_576;

/**
 * A workbook with one sheet: id, text, spans (JSON), meta.
 * @throws {AppError} UNSUPPORTED (a text longer than a cell, or more documents than rows)
 */
export const writeXlsx: Writer = async function* (documents, options) {
  const rows = [row(tableHeader, 1)];
  for await (const document of documents) {
    const cells = tableRow(document, options);
    if (cells.some((cell) => cell.length > maxCell))
      throw new AppError(
        'UNSUPPORTED',
        `Document ${document.id} does not fit an Excel cell (${maxCell} characters)`,
        {
          action: 'Export as CSV or JSONL instead.',
        },
      );
    if (rows.length >= maxRows)
      throw new AppError('UNSUPPORTED', `An Excel sheet holds ${maxRows} rows`, {
        action: 'Export as CSV or JSONL instead.',
      });
    rows.push(row(cells, rows.length + 1));
  }
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
  const packageTypes = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const files = {
    '[Content_Types].xml': `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${packageTypes}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${packageTypes}.worksheet+xml"/></Types>`,
    '_rels/.rels': `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${head}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="documents" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `${head}<worksheet xmlns="${main}"><sheetData>${rows.join('')}</sheetData></worksheet>`,
  };
  const entries = Object.entries(files).map(([path, xml]) => [path, strToU8(xml)] as const);
  yield { path: '', data: zipSync(Object.fromEntries(entries), { mtime: '1980-01-01T00:00:00' }) };
};

function row(cells: readonly string[], number: number): string {
  const written = cells.map((cell, i) =>
    cell === ''
      ? ''
      : `<c r="${String.fromCharCode(65 + i)}${number}" t="inlineStr"><is><t xml:space="preserve">${cellText(cell)}</t></is></c>`,
  );
  return `<row r="${number}">${written.join('')}</row>`;
}

// eslint-disable-next-line no-control-regex -- the characters XML 1.0 bans, and the carriage return it changes
const banned = /[\u0000-\u0008\u000B-\u001F\uFFFE\uFFFF]/g;

/** Control characters, and text that looks like the escape for them, as `_x….`_; the carriage return too. */
function cellText(text: string): string {
  const code = (char: string): string => char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return escapeXml(
    text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_').replace(banned, (char) => `_x${code(char)}_`),
  );
}
