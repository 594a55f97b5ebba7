import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readXlsx } from '#core/formats/readers/read-xlsx.ts';
import { bytesSource } from '#core/formats/read-source.ts';
import type { ReadItem } from '#core/formats/reader.ts';

interface Tab {
  readonly name: string;
  readonly part: string;
  readonly text: string;
  readonly state?: string;
}

/** A workbook whose tabs are in another order than the numbers of their parts, as Excel writes after a tab was moved. */
function workbook(tabs: readonly Tab[], prefix = '', isListed = true): Uint8Array {
  const p = prefix;
  const files: Record<string, Uint8Array> = { '[Content_Types].xml': strToU8('<Types/>') };
  for (const { part, text } of tabs)
    files[`xl/worksheets/${part}`] = strToU8(
      `<${p}worksheet><${p}sheetData><${p}row r="1"><${p}c r="A1" t="inlineStr"><${p}is><${p}t>text</${p}t></${p}is></${p}c></${p}row>` +
        `<${p}row r="2"><${p}c r="A2" t="inlineStr"><${p}is><${p}t>${text}</${p}t></${p}is></${p}c></${p}row></${p}sheetData></${p}worksheet>`,
    );
  const sheets = tabs.map(
    ({ name, state }, i) =>
      `<${p}sheet name="${name}" sheetId="${i + 7}"${state === undefined ? '' : ` state="${state}"`} r:id="rId${i + 3}"/>`,
  );
  const relations = tabs.map(
    ({ part }, i) =>
      `<Relationship Id="rId${i + 3}" Type="http://x/worksheet" Target="${i === 0 ? '/xl/' : ''}worksheets/${part}"/>`,
  );
  if (isListed) {
    files['xl/workbook.xml'] = strToU8(
      `<?xml version="1.0"?>\n<${p}workbook xmlns:r="http://r"><${p}sheets>${sheets.join('')}</${p}sheets></${p}workbook>`,
    );
    files['xl/_rels/workbook.xml.rels'] = strToU8(`<Relationships>${relations.join('')}</Relationships>`);
  }
  return zipSync(files);
}

async function read(bytes: Uint8Array): Promise<{ texts: string[]; notes: string[] }> {
  const items: ReadItem[] = [];
  for await (const batch of readXlsx(bytesSource('x.xlsx', bytes), {})) items.push(...batch);
  return {
    texts: items.flatMap((item) => (item.kind === 'document' ? [item.document.text] : [])),
    notes: items.flatMap((item) => (item.kind === 'detected' && item.what === 'note' ? [item.value] : [])),
  };
}

describe('an Excel workbook', () => {
  const moved: readonly Tab[] = [
    { name: 'Texts', part: 'sheet3.xml', text: 'from the first tab' },
    { name: 'Notes', part: 'sheet1.xml', text: 'from the second tab' },
  ];
  it.each(['', 'x:'])(
    'is read from its first tab, whatever the number of its part (prefix "%s")',
    async (prefix) => {
      expect(await read(workbook(moved, prefix))).toEqual({
        texts: ['from the first tab'],
        notes: ['read: the sheet "Texts"; not read: "Notes"'],
      });
    },
  );
  it('is read from the first tab that shows', async () => {
    const hidden = [{ ...moved[0]!, state: 'veryHidden' }, moved[1]!];
    expect((await read(workbook(hidden))).texts).toEqual(['from the second tab']);
    expect((await read(workbook(hidden.slice(0, 1)))).texts).toEqual(['from the first tab']);
  });
  it('is read from its lowest part where it does not list its sheets', async () => {
    expect(await read(workbook(moved, '', false))).toEqual({ texts: ['from the second tab'], notes: [] });
  });
  it('without a sheet is refused', async () => {
    await expect(read(workbook([]))).rejects.toMatchObject({ code: 'FORMAT_INVALID' });
  });
});
