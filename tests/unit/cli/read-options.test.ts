import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImportOptions } from '#core/formats/describe-file.ts';
import { readFiles, type NamedDocument } from '#core/formats/read-files.ts';
import { optionPlaces, readerOptionFormats } from '#shared/domain/reader-options.ts';
import { readerOptions } from '#core/engine/reader-options.ts';
import { flagName } from '../../../src/cli/parse-flags.ts';
import { parseReadOptions, readOptions } from '../../../src/cli/read-options.ts';
import { unusedOptions } from '../../../src/cli/unused-options.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diziner-options-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** The flags of a command line as the readers get them. */
function options(...flags: string[]): ImportOptions {
  const command = readOptions(new Command().exitOverride().option('--format <id>', '', 'auto'));
  return readerOptions(parseReadOptions(command.parse(flags, { from: 'user' }).opts()));
}

async function read(
  path: string,
  ...flags: string[]
): Promise<{ documents: NamedDocument[]; problems: string[] }> {
  const run = readFiles([path], options(...flags));
  const documents: NamedDocument[] = [];
  for await (const batch of run.batches) documents.push(...batch.documents);
  return {
    documents,
    problems: run.report().files.flatMap(({ quarantined }) => quarantined.map(({ why }) => why)),
  };
}
const marks = ({ documents }: { documents: NamedDocument[] }): string[][] =>
  documents.map(({ spans }) => spans.map(({ type, text }) => `${type} ${text}`));

describe('flags of import and convert', () => {
  it('leave everything to be detected where none is given', () => {
    expect(options()).toEqual({ format: 'auto', emptyMeans: 'annotated' });
  });

  it('name columns of tables, by their names or their numbers from 0', async () => {
    const path = file('t.csv', 'nr,title,body,marks\n7,x,Ada left town.,"[[0,3,""PER""]]"\n');
    const named = await read(path, '--columns', 'text=body,id=nr,label=marks');
    expect(named.documents).toMatchObject([{ id: '7', text: 'Ada left town.', meta: { title: 'x' } }]);
    expect(marks(named)).toEqual([['PER Ada']]);
    const bare = file(
      'u.csv',
      '7,A much longer title than the text itself,Ada left.,"[[0,3,""PER""]]"\n'.repeat(3),
    );
    const numbered = await read(bare, '--format', 'csv', '--columns', 'text=2,id=0,label=3');
    expect(numbered.documents).toHaveLength(3);
    expect(numbered.documents[0]).toMatchObject({ id: '7', text: 'Ada left.' });
    expect(marks(numbered)[0]).toEqual(['PER Ada']);
  });

  it('name columns of column files', async () => {
    const path = file('c.conll', 'x B-LOC Ada B-PER\nx O left O\n\n');
    expect(marks(await read(path, '--format', 'conll', '--columns', 'token=2,tag=3'))).toEqual([['PER Ada']]);
    expect(marks(await read(path, '--format', 'conll', '--columns', 'token=2,tag=1'))).toEqual([['LOC Ada']]);
  });

  it('that ask for a column that is not there say which there are', async () => {
    const path = file('t.csv', 'id,text\n1,Ada left.\n');
    expect((await read(path, '--columns', 'text=body')).problems).toEqual([
      'there is no column "body"; the columns are "id", "text"',
    ]);
    const columns = file('c.conll', 'Ada B-PER\nleft O\n\n');
    await expect(read(columns, '--format', 'conll', '--columns', 'tag=5')).rejects.toMatchObject({
      code: 'FORMAT_INVALID',
      message: expect.stringContaining('no column 5') as string,
    });
    expect(() => options('--columns', 'body')).toThrow(/--columns: "body" is not role=column/u);
    expect(() => options('--columns', 'author=x')).toThrow(/is not role=column/u);
  });

  it('name integer tags, in a list or in a file', async () => {
    const path = file('h.jsonl', '{"tokens":["Ada","left"],"ner_tags":[1,0]}\n');
    expect((await read(path, '--format', 'hf-jsonl')).problems[0]).toContain('--label-names');
    const lists = ['O,B-PER', file('names.json', '{"names":["O","B-PER"]}'), file('names.txt', 'O\nB-PER\n')];
    for (const names of lists)
      expect(marks(await read(path, '--format', 'hf-jsonl', '--label-names', names)), names).toEqual([
        ['PER Ada'],
      ]);
  });

  it('say what becomes a document, and that ends are inclusive', async () => {
    const conll = file('d.conll', '-DOCSTART- O\n\nAda B-PER\n\nleft O\n\n');
    const texts = async (unit: string): Promise<string[]> =>
      (await read(conll, '--format', 'conll', '--document-unit', unit)).documents.map(({ text }) => text);
    expect([await texts('sentence'), await texts('file')]).toEqual([['Ada', 'left'], ['Ada\nleft']]);
    const json = file('i.jsonl', '{"text":"Ada left.","spans":[{"start":0,"end":2,"type":"PER"}]}\n');
    expect(marks(await read(json, '--inclusive-end', '--offset-unit', 'utf16'))).toEqual([['PER Ada']]);
  });

  it('choose layers, and leave event triggers of brat out', async () => {
    const tsv =
      '#FORMAT=WebAnno TSV 3.3\n#T_SP=x.NamedEntity|value\n#T_SP=x.Custom|value\n\n\n#Text=Ada\n1-1\t0-3\tAda\tPER\tQ\t\n';
    const path = file('l.tsv', tsv);
    expect(marks(await read(path))).toEqual([['PER Ada']]);
    expect(marks(await read(path, '--layers', 'Custom, NamedEntity'))).toEqual([['PER Ada', 'Q Ada']]);
    file('e.txt', 'Ada left.');
    const ann = file('e.ann', 'T1\tPER 0 3\tAna\n'.replace('Ana', 'Ada') + 'T2\tGo 4 8\tleft\nE1\tGo:T2\n');
    expect(marks(await read(ann))).toEqual([['PER Ada', 'Go left']]);
    expect(marks(await read(ann, '--skip-event-triggers'))).toEqual([['PER Ada']]);
  });

  it('are called as messages call them', () => {
    const flags = new Set(readOptions(new Command().option('--format <id>')).options.map(({ long }) => long));
    for (const place of Object.values(optionPlaces))
      expect(flags, place).toContain(/^--[a-z-]+/u.exec(place)?.[0]);
    for (const option of Object.keys(readerOptionFormats)) expect(flags, option).toContain(flagName(option));
  });

  it('that are no choices are refused with the flag', () => {
    expect(() => options('--document-unit', 'page')).toThrow(/--document-unit/u);
    expect(() => options('--empty-means', 'nothing')).toThrow(/--empty-means/u);
    expect(() => options('--offset-unit', 'bytes')).toThrow(/offset unit "bytes"/u);
    expect(() => options('--columns', 'text=a,text=b')).toThrow(/--columns: text is given twice/u);
    expect(() => options('--columns', 'text=a,id=a')).toThrow(/--columns: column "a" is given twice/u);
    expect(() => options('--label-names', 'no/such.json')).toThrow(/--label-names: there is no file/u);
    expect(() => options('--label-names', 'O,,B-PER')).toThrow(/--label-names: a name is empty/u);
    expect(() => options('--layers', 'A,')).toThrow(/--layers: there is an empty name in "A,"/u);
    expect(() => options('--delimiter', 'ab')).toThrow(/--delimiter: give one character, tab or none/u);
  });

  it('that no file of the import knows are told', async () => {
    const path = file('t.csv', 'id,text\n1,Ada left.\n');
    const run = readFiles([path]);
    for await (const _ of run.batches);
    const asked = parseReadOptions({ layers: 'A,B', skipEventTriggers: false, columns: 'text=text' });
    expect(unusedOptions(run.report(), asked)).toEqual([
      '--layers changed nothing: it is for uima-xmi, uima-json, webanno-tsv, spacy, and the files are csv.',
    ]);
  });

  it('say whether the first row of a table holds names', async () => {
    const path = file('n.csv', 'doc;passage\nd1;Ada left.\nd2;Bo left.\n');
    const texts = async (...flags: string[]): Promise<string[]> =>
      (await read(path, ...flags)).documents.map(({ text }) => text);
    expect(await texts()).toEqual(['passage', 'Ada left.', 'Bo left.']);
    expect(await texts('--header')).toEqual(['Ada left.', 'Bo left.']);
    const named = file('m.csv', 'text\nAda left.\n');
    expect((await read(named, '--no-header')).documents.map(({ text }) => text)).toEqual([
      'text',
      'Ada left.',
    ]);
  });

  it('name the columns of tables with a row for each span', async () => {
    const path = file('r.csv', 'doc,text,from,to,kind\n1,Ada met Bo,0,3,PER\n1,Ada met Bo,8,10,PER\n');
    const read1 = await read(path, '--columns', 'id=doc,start=from,end=to,label=kind');
    expect(marks(read1)).toEqual([['PER Ada', 'PER Bo']]);
  });

  it('are not there: a table of spans without the texts says what is missing, once', async () => {
    const rows = 'doc_id,start,end,label,text\nd1,10,13,PER,Ada\nd1,40,42,PER,Bo\n';
    const { documents, problems } = await read(file('s.csv', rows));
    expect(documents).toEqual([]);
    expect(problems).toEqual([expect.stringContaining('no column with the text of the documents')]);
    expect(problems[0]).toContain('"text" holds only the marked words');
    expect(problems[0]).toContain('--columns');
    const none = await read(file('n.csv', 'doc_id,start,end,label\nd1,10,13,PER\nd1,40,42,PER\n'));
    expect(none.problems).toEqual([expect.stringContaining('no column with the text of the documents')]);
  });
});
