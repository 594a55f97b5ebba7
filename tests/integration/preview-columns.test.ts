import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { previewColumns } from '#core/formats/preview-columns.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diziner-columns-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('previewColumns', () => {
  it('names the columns of a table after its header and says what each is taken for', async () => {
    const path = file('a.csv', 'id,text,source\n1,"Anna, from Oslo",web\n2,Ben,mail\n');
    expect(await previewColumns(path, 'csv', {})).toEqual([
      { name: 'id', role: 'id', samples: ['1', '2'] },
      { name: 'text', role: 'text', samples: ['Anna, from Oslo', 'Ben'] },
      { name: 'source', role: 'meta', samples: ['web', 'mail'] },
    ]);
  });

  it('shows records whole where cells hold line breaks, and a last row without a line end', async () => {
    const path = file('a.csv', 'id;text\n1;"Anna,\nfrom Oslo"\n2;Ben');
    expect(await previewColumns(path, 'csv', {})).toMatchObject([
      { name: 'id', samples: ['1', '2'] },
      { name: 'text', samples: ['Anna,\nfrom Oslo', 'Ben'] },
    ]);
  });

  it('numbers the columns of a column file and finds token and tag', async () => {
    const path = file('b.conll', 'Anna NNP B-PER\nsings VBZ O\n\nBen NNP B-PER\nlaughs VBZ O\n');
    const columns = await previewColumns(path, 'conll', {});
    expect(columns.map(({ name, role }) => [name, role])).toEqual([
      ['0', 'token'],
      ['1', 'meta'],
      ['2', 'tag'],
    ]);
  });

  it('calls them by the names in the first row', async () => {
    const sentences = file('kaggle.csv', 'Sentence #,Word,Tag\nSentence: 1,Ada,B-per\n,left,O\n');
    expect(await previewColumns(sentences, 'conll', {})).toMatchObject([
      { name: 'Sentence #', role: 'sentence' },
      { name: 'Word', role: 'token' },
      { name: 'Tag', role: 'tag' },
    ]);
    const named = file('named.tsv', 'Word\tPOS\tPOS\tTag\nAda\tN\tX\tB-PER\n');
    expect(await previewColumns(named, 'conll', {})).toEqual([
      { name: 'Word', role: 'token', samples: ['Ada'] },
      // Two columns of one name can only be told apart by their numbers.
      { name: '1', role: 'meta', samples: ['N'] },
      { name: '2', role: 'meta', samples: ['X'] },
      { name: 'Tag', role: 'tag', samples: ['B-PER'] },
    ]);
  });

  it('has no columns for other formats', async () => {
    expect(await previewColumns(file('c.jsonl', '{"text":"a"}\n'), 'jsonl', {})).toEqual([]);
  });
});
