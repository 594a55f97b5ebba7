import type { Page } from '@playwright/test';
import { expect, expectAccessible, goTo, test } from './fixtures.ts';
import { choose, tabTo, tick } from './keyboard.ts';

interface Upload {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}
const upload = (name: string, text: string): Upload => ({
  name,
  mimeType: 'text/plain',
  buffer: Buffer.from(text),
});

/** The wizard at its mapping step, over one file. */
async function mapping(page: Page, projectId: string, file: Upload): Promise<void> {
  await goTo(page, `/p/${projectId}/import`);
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose files' }).click();
  await (await chooser).setFiles(file);
  await expect(page.getByRole('heading', { name: 'What the files are' })).toBeVisible();
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Which column is what' })).toBeVisible();
}

test('names of integer tags: the preview asks for them, the field takes them, and the spans appear', async ({
  app,
  page,
}) => {
  const { id } = await app.rpc('projects.create', { name: 'Tags' });
  await mapping(page, id, upload('hf.jsonl', '{"tokens":["Ada","left"],"ner_tags":[1,0]}\n'));
  await expect(page.getByText(/the tags are numbers without names/u)).toBeVisible();
  await expectAccessible(page, 'import, mapping, names of tags asked for');
  const field = page.getByRole('textbox', { name: 'Names of the tags' });
  await field.fill('O, B-PER');
  await tabTo(page, page.getByRole('checkbox', { name: 'The last character belongs to the span' }));
  await expect(page.getByText('PER (new type)')).toBeVisible();
  await expectAccessible(page, 'import, mapping, names of tags given');
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByText('1 document imported')).toBeVisible();
});

const xmi = `<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"
 xmlns:n="http:///ner/type.ecore" xmlns:c="http:///webanno/custom.ecore">
<cas:Sofa xmi:id="1" sofaID="_InitialView" sofaString="Ada left London"/>
<n:NamedEntity xmi:id="2" sofa="1" begin="0" end="3" value="PER"/>
<c:Motion xmi:id="4" sofa="1" begin="4" end="8" value="GO"/>
</xmi:XMI>`;

test('layers: boxes reached by keyboard choose them, and the check names what stays unread', async ({
  app,
  page,
}) => {
  const { id } = await app.rpc('projects.create', { name: 'Layers' });
  await mapping(page, id, upload('cas.xmi', xmi));
  const motion = page
    .getByRole('group', { name: 'Layers to read' })
    .getByRole('checkbox', { name: /Motion$/u });
  await expect(motion).not.toBeChecked();
  await expect(page.getByText('GO (new type)')).toBeHidden();
  await expectAccessible(page, 'import, mapping, layers');
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await expect(page.getByText(/not read: the layer webanno\.custom\.Motion \(1 mark\)/u)).toBeVisible();
  await expectAccessible(page, 'import, check, what is not read');
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await tick(page, motion);
  await expect(motion).toBeChecked();
  await expect(page.getByText('GO (new type)')).toBeVisible();
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await expect(page.getByText(/not read:/u)).toBeHidden();
});

test('the first row of a table becomes names of columns', async ({ app, page }) => {
  const { id } = await app.rpc('projects.create', { name: 'Columns' });
  await mapping(page, id, upload('t.csv', 'doc;passage\nd1;Ada left.\nd2;Bo left.\n'));
  await expect(page.getByText('Column 1', { exact: true })).toBeVisible();
  await expectAccessible(page, 'import, mapping, columns by number');
  await tick(page, page.getByRole('checkbox', { name: 'The first row holds the names of the columns' }));
  await expect(page.getByRole('combobox', { name: 'passage' })).toContainText('Text');
  await expect(page.getByText('The first 2 documents.')).toBeVisible();
});

test('columns of a file of tokens: which one is the token, which names its sentence, which is not read', async ({
  app,
  page,
}) => {
  const { id } = await app.rpc('projects.create', { name: 'Tokens' });
  await mapping(page, id, upload('t.tsv', 's1\tAda\tB-PER\ns1\tleft\tO\ns2\tBo\tB-PER\ns2\twaved\tO\n'));
  const role = async (column: string, name: string): Promise<void> => {
    await choose(
      page,
      page.getByRole('combobox', { name: column, exact: true }),
      new RegExp(`^${name}$`, 'u'),
    );
  };
  await expect(page.getByText('The first document.')).toBeVisible();
  await role('Column 1', 'Token');
  await role('Column 0', 'Name of its sentence');
  await expect(page.getByText('The first 2 documents.')).toBeVisible();
  await expect(page.getByText('waved')).toBeVisible();
  await expect(page.getByText('PER (new type)')).toBeVisible();
  await expectAccessible(page, 'import, mapping, columns of tokens');
  await role('Column 2', 'Not read');
  await expect(page.getByText('PER (new type)')).toBeHidden();
  await expect(page.getByText('Nobody has annotated these documents.')).toBeVisible();
});

test('a format that the file is not is told, and the field to take it back stays within reach', async ({
  app,
  page,
}) => {
  const { id } = await app.rpc('projects.create', { name: 'Wrong format' });
  await mapping(page, id, upload('t.csv', 'id,text\n1,Ada left.\n'));
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  const format = page.getByRole('combobox', { name: 'Format' });
  const take = async (name: string): Promise<void> => {
    await format.click();
    await page.getByRole('option', { name, exact: true }).click();
  };
  await take('UIMA CAS JSON');
  await expect(page.getByRole('alert')).toContainText('is no UIMA CAS JSON');
  await expect(page.getByRole('button', { name: 'Next', exact: true })).toBeDisabled();
  await expectAccessible(page, 'import, format, a format that the file is not');
  await take('CSV');
  await expect(page.getByRole('alert')).toBeHidden();
  await expect(page.getByText('Ada left.')).toBeVisible();
});
