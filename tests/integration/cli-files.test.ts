import { mkdirSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analysisParamsSchema } from '#shared/domain/run-settings.ts';
import { analyzeDisagreement } from '#core/disagreement/analyze-disagreement.ts';
import { runCli, type CliEnd } from '../helpers/cli-process.ts';
import { documentsOf, goldenCases } from '../helpers/golden.ts';
import { newProject, tempFolder } from '../helpers/store-lab.ts';

/** Commands that need no project, and every way to call them wrongly. */

let folder: ReturnType<typeof tempFolder>;
beforeAll(() => {
  folder = tempFolder();
});
afterAll(() => folder.remove());

const run = (...args: string[]): Promise<CliEnd> => runCli(args);
function file(name: string, content: string | Uint8Array): string {
  const path = folder.file(name);
  writeFileSync(path, content);
  return path;
}
/** What a failure looks like: an exit code, nothing on stdout, on stderr the place and what to do. */
function expectFailure(end: CliEnd, code: number, ...words: string[]): void {
  for (const word of words) expect(end.stderr).toContain(word);
  expect([end.code, end.stdout]).toEqual([code, '']);
}

const timeout = { timeout: 120_000 };

describe('analyze', timeout, () => {
  it.each(['g01_typical_small', 'g08_adjacent_and_orphan_i', 'g12_paper_size'])(
    'gives on golden case %s what the core computes, in the agreed shape',
    async (id) => {
      const golden = goldenCases.find((candidate) => candidate.case_id.startsWith(id.slice(0, 3)))!;
      const documents = documentsOf(golden);
      const input = file(
        `${id}.jsonl`,
        documents.map((document) => `${JSON.stringify(document)}\n`).join(''),
      );
      const end = await run('analyze', input, '--json');
      expect(end).toMatchObject({ code: 0, stderr: '' });
      const expected = analyzeDisagreement(documents, undefined, analysisParamsSchema.parse({}));
      expect(JSON.parse(end.stdout)).toEqual(JSON.parse(JSON.stringify(expected)));
      const shape = JSON.parse(end.stdout) as Record<string, unknown>;
      for (const name of [
        ...['annotators', 'weights', 'pairwise', 'coalition', 'thresholds', 'tokens', 'hotspots', 'bias'],
        ...['consensus', 'agreement'],
      ])
        expect(shape).toHaveProperty(name);
    },
  );

  it('prints a summary without --json, and takes the settings', async () => {
    const input = file(
      'two.jsonl',
      '{"id":"1","tokens":["Ada","met","Bob"],"labels":{"a":["B-PER","O","B-PER"],"b":["B-PER","O","O"]}}\n',
    );
    const end = await run('analyze', input, '--hotspot-percentile', '50', '--boundary', 'entity');
    expect(end.code).toBe(0);
    // One of a's two spans is b's only one: F1 = 2·1 / (2 + 1).
    expect(end.stdout).toContain('mean agreement 0.6667');
    expect(end.stdout).toContain('1 hotspots');
  });

  it('reads the files of annotators: in an archive, in a folder, as a project of INCEpTION with its curation', async () => {
    const line = (end: number): string =>
      `${JSON.stringify({ id: 'd', text: 'Ada met Bob', label: [[0, end, 'PER']] })}\n`;
    const mark = (type: string): string => `Ada\tB-PER\nmet\tO\nBob\t${type}\n\n`;
    const archive = folder.file('docc.zip');
    writeFileSync(archive, zipSync({ 'ana.jsonl': strToU8(line(3)), 'bo.jsonl': strToU8(line(7)) }));
    const project = folder.file('project.zip');
    const files = {
      'annotation/d.txt/ana.tsv': 'O',
      'annotation/d.txt/bo.tsv': 'B-PER',
      'curation/d.txt/CURATION_USER.tsv': 'B-PER',
    };
    writeFileSync(
      project,
      zipSync(Object.fromEntries(Object.entries(files).map(([name, type]) => [name, strToU8(mark(type))]))),
    );
    const apart = folder.file('apart');
    mkdirSync(apart);
    for (const [name, end] of [
      ['ana', 3],
      ['bo', 7],
    ] as const)
      writeFileSync(join(apart, `${name}.jsonl`), line(end));
    let last = '';
    for (const path of [archive, apart, project]) {
      const end = await run('analyze', path, '--json');
      expect([end.code, end.stderr], path).toEqual([0, '']);
      expect(JSON.parse(end.stdout)).toMatchObject({ annotators: ['ana', 'bo'] });
      last = end.stdout;
    }
    // The curation is the gold of the project: bo marked what it has.
    const { evaluation } = JSON.parse(last) as { evaluation: object };
    expect(JSON.stringify(evaluation)).toContain('"f1":1');
    expectFailure(await run('analyze', folder.file('nowhere')), 1, 'There is no file');
  });

  it('takes what readers leave open from flags, and says which flag changed nothing', async () => {
    const rows = (tags: readonly number[]): string =>
      `${JSON.stringify({ id: 'd', tokens: ['Ada', 'met', 'Bob'], ner_tags: tags })}\n`;
    const pair = [file('ana.jsonl', rows([1, 0, 1])), file('bo.jsonl', rows([1, 0, 0]))];
    const names = ['--label-names', 'O,B-PER'];
    expectFailure(await run('analyze', ...pair), 1, '--label-names');
    const end = await run('analyze', ...pair, ...names, '--skip-event-triggers', '--json');
    expect([end.code, end.stderr]).toEqual([
      0,
      expect.stringMatching(/^--skip-event-triggers changed nothing/u),
    ]);
    expect(JSON.parse(end.stdout)).toMatchObject({ annotators: ['ana', 'bo'] });
    const own = file('own.jsonl', '{"id":"1","tokens":["a"],"labels":{"x":["O"],"y":["O"]}}\n');
    const told = await run('analyze', own, ...names);
    expect([told.code, told.stderr]).toEqual([0, expect.stringMatching(/^--label-names changed nothing/u)]);
    const format = await run('analyze', ...pair, ...names, '--format', 'brat');
    expectFailure(format, 1, 'ana.jsonl');
    const [gold = '', pred = ''] = pair;
    const scores = await run('evaluate', '--gold', gold, '--pred', pred, ...names, '--json');
    expect(JSON.parse(scores.stdout)).toMatchObject({ strict: { micro: { tp: 1, fp: 0, fn: 1 } } });
    const text = file('plain.txt', 'Ada met Bob\n');
    const unread = await run('evaluate', '--gold', gold, '--pred', text, ...names, '--pred-format', 'xlsx');
    expectFailure(unread, 1, 'plain.txt');
  });

  it('names line and reason of what it cannot read', async () => {
    expectFailure(
      await run(
        'analyze',
        file('short.jsonl', '{"id":"1","tokens":["a","b"],"labels":{"x":["O"],"y":["O","O"]}}\n'),
      ),
      1,
      ...['short.jsonl', 'line 1', 'x has 1 tags for 2 tokens', 'What to do'],
    );
    const twice = '{"id":"1","tokens":["a"],"labels":{"x":["O"],"y":["O"]}}\n';
    expectFailure(await run('analyze', file('twice.jsonl', twice + twice)), 1, 'line 2', 'line 1 too');
    expectFailure(await run('analyze', folder.file('none.jsonl')), 1, 'none.jsonl', 'What to do');
    expectFailure(
      await run('analyze', file('one.jsonl', twice), '--hotspot-percentile', '101'),
      2,
      '--hotspot-percentile',
    );
  });
});

describe('demo', timeout, () => {
  it('replaces an earlier demo only, never files that have the same names', async () => {
    const out = tempFolder();
    writeFileSync(out.file('guidelines.md'), 'years of work');
    expectFailure(await run('demo', '--out', out.path), 1, 'guidelines.md', 'What to do');
    expect(readFileSync(out.file('guidelines.md'), 'utf8')).toBe('years of work');
    out.remove();
  });
});

describe('evaluate', timeout, () => {
  const spans = (...list: [number, number, string][]): object[] =>
    list.map(([start, end, type]) => ({ start, end, type }));
  const line = (id: string, list: object[]): string =>
    `${JSON.stringify({ id, text: 'Ada Lovelace met Charles Babbage.', spans: list })}\n`;

  it('scores a case worked by hand, by id whatever the order', async () => {
    // Reference: 3 spans. Prediction: 2 right, 1 with the wrong end, 1 made up.
    const gold = file(
      'gold.jsonl',
      line('1', spans([0, 12, 'PER'], [17, 32, 'PER'])) + line('2', spans([0, 3, 'LOC'])),
    );
    const pred = file(
      'pred.jsonl',
      line('2', spans([0, 3, 'LOC'], [17, 24, 'LOC'])) + line('1', spans([0, 12, 'PER'], [17, 24, 'PER'])),
    );
    const end = await run('evaluate', '--gold', gold, '--pred', pred, '--json');
    expect(end.code).toBe(0);
    const result = JSON.parse(end.stdout) as {
      strict: { micro: object; perType: Record<string, object>; macro: { f1: number } };
      schemas: Record<string, { correct: number; partial: number; spurious: number }>;
    };
    expect(result.strict.micro).toMatchObject({ tp: 2, fp: 2, fn: 1, precision: 0.5 });
    expect(result.strict.perType['PER']).toMatchObject({ tp: 1, fp: 1, fn: 1, f1: 0.5 });
    expect(result.strict.perType['LOC']).toMatchObject({ tp: 1, fp: 1, fn: 0 });
    // F1 of LOC = 2·½·1 / (½ + 1) = ⅔; mean with ½ = 7/12.
    expect(result.strict.macro.f1).toBeCloseTo(7 / 12, 12);
    expect(result.schemas['partial']).toMatchObject({ correct: 2, partial: 1, spurious: 1 });
    const table = await run('evaluate', '--gold', gold, '--pred', pred);
    expect(table.stdout).toMatch(/micro\s+0\.5000\s+0\.6667/u);
  });

  it('says what is missing in the prediction, and refuses corpora that do not match', async () => {
    const gold = file('g2.jsonl', line('1', []) + line('2', spans([0, 3, 'PER'])));
    const end = await run('evaluate', '--gold', gold, '--pred', file('p2.jsonl', line('1', [])), '--json');
    expect([end.code, end.stderr.includes('1 documents of the reference have no prediction')]).toEqual([
      0,
      true,
    ]);
    expectFailure(
      await run('evaluate', '--gold', gold, '--pred', file('p3.jsonl', line('x', []))),
      2,
      'do not match',
    );
  });

  it('leaves documents out that nobody annotated, and says how many', async () => {
    const text = 'Ada Lovelace met Charles Babbage.';
    const gold = file('g4.jsonl', `${line('1', spans([0, 12, 'PER']))}{"id":"2","text":"${text}"}\n`);
    const pred = file('p4.jsonl', line('1', spans([0, 12, 'PER'])) + line('2', spans([17, 32, 'PER'])));
    const end = await run('evaluate', '--gold', gold, '--pred', pred, '--json');
    expect(JSON.parse(end.stdout)).toMatchObject({
      strict: { micro: { tp: 1, fp: 0, fn: 0 } },
      documents: { scored: 1, notAnnotated: 1 },
    });
    expect(end.stderr).toContain('1 documents of the reference are not annotated');
    expectFailure(
      await run('evaluate', '--gold', file('g5.txt', `${text}\n${text}\n`), '--pred', pred),
      1,
      'Nobody annotated any of the 2 documents',
    );
  });

  it('takes the predictions of a Label Studio export on the side that is judged, never as reference', async () => {
    const value = { start: 0, end: 3, text: 'Ada', labels: ['PER'] };
    const task = {
      data: { text: 'Ada left.', document_id: 'd' },
      predictions: [{ result: [{ type: 'labels', value }] }],
    };
    const predictions = file('tasks.json', JSON.stringify([task]));
    const gold = file(
      'g6.jsonl',
      '{"id":"d","text":"Ada left.","spans":[{"start":0,"end":3,"type":"PER"}]}\n',
    );
    const end = await run('evaluate', '--gold', gold, '--pred', predictions, '--json');
    expect(JSON.parse(end.stdout)).toMatchObject({ strict: { micro: { tp: 1, fp: 0, fn: 0 } } });
    expectFailure(await run('evaluate', '--gold', predictions, '--pred', gold), 1, 'Nobody annotated');
  });
});

describe('convert', timeout, () => {
  it('writes another format with its manifest and the import report, all messages on stderr', async () => {
    const input = file('in.conll', 'Ada B-PER\nLovelace I-PER\nwrites O\n\nRio I-LOC\n\n');
    const [out, report] = [folder.file('out.jsonl'), folder.file('convert-report.json')];
    const end = await run('convert', input, '--to', 'jsonl', '--out', out, '--report', report);
    expect([end.code, end.stdout]).toEqual([0, '']);
    const records = readFileSync(out, 'utf8')
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text) as unknown);
    expect(records).toMatchObject([
      { text: 'Ada Lovelace writes', spans: [{ start: 0, end: 12, type: 'PER' }] },
      { text: 'Rio', spans: [{ type: 'LOC' }] },
    ]);
    expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject({
      files: [{ format: 'conll', documents: 2 }],
    });
    expectFailure(
      await run('convert', input, '--to', 'jsonl', '--out', out),
      1,
      'exists already',
      'replaced',
    );
    expectFailure(await run('convert', input, '--to', 'papyrus', '--out', out), 2, 'papyrus', 'conll');
  });

  it('counts positions as asked, where the format leaves it open', async () => {
    const input = file(
      'emoji.jsonl',
      '{"id":"a","text":"😀 Ada","spans":[{"start":3,"end":6,"type":"PER"}]}\n',
    );
    const out = folder.file('unit.jsonl');
    const args = ['convert', input, '--out', out, '--out-unit'];
    expect((await run(...args, 'codepoint', '--to', 'doccano')).code).toBe(0);
    expect(readFileSync(out, 'utf8')).toContain('[2,5,"PER"]');
    expectFailure(await run(...args, 'utf16', '--to', 'prodigy', '--overwrite'), 2, 'prodigy', '--out-unit');
    expectFailure(await run(...args, 'bytes', '--to', 'doccano', '--overwrite'), 2, 'bytes', 'codepoint');
  });

  it('says what is lost before anything is written, and refuses where asked to', async () => {
    const span = (start: number, end: number): object => ({ start, end, type: 'T' });
    const input = file(
      'nested.jsonl',
      `${JSON.stringify({ id: 'a', text: 'Cape Town Hall', spans: [span(0, 14), span(0, 9)], meta: { n: 1 } })}\n`,
    );
    const [out, listed] = [folder.file('lossy.conll'), folder.file('lossy.txt')];
    const args = ['convert', input, '--to', 'conll', '--out', out];
    const dry = await run(...args, '--dry-run', '--losses', listed);
    expect([dry.code, existsSync(out), existsSync(`${out}.losses.jsonl`)]).toEqual([0, false, false]);
    expect(dry.stderr).toContain('Lost: 1 span dropped; metadata of 1 document.');
    const kinds = readFileSync(listed, 'utf8')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { what: string }).what);
    expect(kinds).toEqual(['dropped', 'metadata']);
    expectFailure(await run(...args, '--fail-on-loss'), 1, '1 span dropped', '--allow-loss');
    expectFailure(
      await run(...args, '--fail-on-loss', '--allow-loss', 'dropped'),
      1,
      'metadata of 1 document',
    );
    expect(existsSync(out)).toBe(false);
    expectFailure(await run(...args, '--allow-loss', 'everything'), 2, '--allow-loss', 'everything');
    const allowed = await run(...args, '--fail-on-loss', '--allow-loss', 'dropped,metadata');
    expect([allowed.code, existsSync(`${out}.losses.jsonl`)]).toEqual([0, true]);
    expect(allowed.stderr).toContain(
      'Read back: all 1 documents are as they were written, but for these losses.',
    );
  });

  it('reads as it is told: names of integer tags, columns, an encoding; what changes nothing is told', async () => {
    const rows = file('hf.jsonl', '{"tokens":["Ada","left"],"ner_tags":[1,0]}\n');
    const convert = (input: string, name: string, ...flags: string[]): ReturnType<typeof run> =>
      run('convert', input, '--to', 'jsonl', '--out', folder.file(name), ...flags);
    expectFailure(await convert(rows, 'o1.jsonl'), 1, 'hf.jsonl, line 1', '--label-names');
    const named = await convert(rows, 'o1.jsonl', '--label-names', 'O,B-PER', '--layers', 'NamedEntity');
    expect([named.code, named.stderr]).toEqual([0, expect.stringContaining('--layers changed nothing')]);
    expect(readFileSync(folder.file('o1.jsonl'), 'utf8')).toContain('"type":"PER"');
    const table = file('t.csv', Buffer.from('nr;body\n1;Zo\xeb left\n2;Ana left\n', 'latin1'));
    const read = await convert(table, 'o2.jsonl', '--columns', 'text=body,id=nr', '--encoding', 'latin1');
    expect(read.code).toBe(0);
    expect(readFileSync(folder.file('o2.jsonl'), 'utf8')).toContain('"id":"1","text":"Zoë left"');
    expectFailure(await convert(rows, 'o3.jsonl', '--document-unit', 'page'), 2, '--document-unit');
  });

  it('fails and writes nothing where no document can be read, and says where and why', async () => {
    const [input, out] = [file('broken.jsonl', '{"text": "a" "b"}\n'), folder.file('none.jsonl')];
    const end = await run('convert', input, '--to', 'jsonl', '--out', out);
    expectFailure(end, 1, 'broken.jsonl, line 1', 'not valid JSON', 'What to do', 'Nothing was written');
    expect([existsSync(out), existsSync(`${out}.manifest.json`)]).toEqual([false, false]);
  });
});

describe('called wrongly', timeout, () => {
  it.each([
    { args: ['run'], words: ['--project'] },
    { args: ['nonsense'], words: ['nonsense'] },
    { args: ['import', 'x', '--project', 'p', '--as', 'silver'], words: ['--as'] },
    {
      args: ['status', '--project', '/nowhere/p.diziner'],
      words: ['/nowhere/p.diziner', 'diziner new'],
      code: 1,
    },
    { args: ['new', '/nowhere/at/all/p.diziner', '--name', 'x'], words: ['/nowhere/at/all'], code: 1 },
    { args: ['models', 'paint'], words: ['paint', 'list'] },
  ])('diziner $args ends with a message and a code', async ({ args, words, code = 2 }) => {
    expectFailure(await run(...args), code, ...words);
  });

  it('answers --help and --version with 0, and --json failures as data', async () => {
    const help = await run('--help');
    expect(help.code).toBe(0);
    for (const name of [
      'demo',
      'new',
      'import',
      'run',
      'label',
      'export',
      'analyze',
      'evaluate',
      'convert',
      'serve',
    ])
      expect(help.stdout).toContain(`  ${name} `);
    expect((await run('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/u);
    const failed = await run('status', '--project', folder.file('none.diziner'), '--json');
    expect(failed.code).toBe(1);
    expect(JSON.parse(failed.stdout)).toMatchObject({ error: { code: 'FILE_NOT_FOUND' } });
  });
});

describe('bad surroundings', timeout, () => {
  it('a project without types, with an unknown annotator, without a key, and with a wrong address', async () => {
    const path = folder.file('typeless.diziner');
    expectFailure(
      await run('new', path, '--name', 'x', '--schema', file('s.json', '{"types": []}')),
      1,
      's.json',
      'entity type',
    );
    expect((await run('new', path, '--name', 'x')).code).toBe(0);
    expect((await run('import', file('t.txt', 'One line.\nTwo lines.\n'), '--project', path)).code).toBe(0);
    expectFailure(await run('run', '--project', path), 1, 'entity type', 'What to do');
    expectFailure(
      await run('run', '--project', path, '--annotators', 'builtin:psychic,builtin:shape'),
      2,
      'psychic',
    );
    expectFailure(
      await run('label', '--project', path, '--with', 'builtin:shape', '--ollama-url', 'over there'),
      2,
      '--ollama-url',
    );
    expectFailure(await run('label', '--project', path, '--with', 'best'), 1, 'needs a finished run');
  });

  it('a server that is not an LLM server pauses the run and says so', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<html><body>Welcome to the coffee machine.</body></html>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const path = folder.file('coffee.diziner');
      newProject(path, ['Ada met Bob.', 'Rio is big.', 'Tom and Ann left.']).close();
      const end = await run(
        ...['run', '--project', path, '--annotators', 'ollama:m1,ollama:m2', '--ollama-url', url],
        ...['--iterations', '0', '--set-size', '2'],
      );
      expect(end.code).toBe(1);
      expect(end.stderr).toContain('is not');
      expect(end.stderr).toContain('127.0.0.1');
      const status = await run('status', '--project', path, '--json');
      expect(JSON.parse(status.stdout)).toMatchObject({
        run: { state: 'paused' },
        rounds: [{ agreement: null }],
      });
      const text = await run('status', '--project', path);
      // Not analysed: no zeros that look like results.
      expect(text.stdout).toMatch(/^0\s+2\s+–\s+–\s+–/mu);
    } finally {
      server.close();
    }
  });

  it('a supervisor without its key, and a locked, a newer and a damaged project', async () => {
    const path = folder.file('keyless.diziner');
    newProject(path, ['Ada met Bob in Rio.', 'Rio is big.', 'Tom and Ann left.', 'Eve came.']).close();
    const end = await runCli(
      [
        ...[
          'run',
          '--project',
          path,
          '--annotators',
          'builtin:lexicon,builtin:shape',
          '--supervisor',
          'openai:gpt-x',
        ],
        ...['--iterations', '1', '--set-size', '2'],
      ],
      { env: { OPENAI_API_KEY: '' } },
    );
    expect(end.code).toBe(1);
    expect(end.stderr).toMatch(/API key|OPENAI_API_KEY/u);

    const newer = folder.file('newer.diziner');
    const db = newProject(newer);
    db.pragma('user_version = 999');
    db.close();
    expectFailure(await run('status', '--project', newer), 1, 'newer DiZiNER', 'Update');
    expectFailure(
      await run('status', '--project', file('damaged.diziner', 'x'.repeat(5000))),
      1,
      'damaged.diziner',
    );

    const held = folder.file('held.diziner');
    const holder = newProject(held);
    holder.pragma('locking_mode = EXCLUSIVE');
    holder.exec('BEGIN IMMEDIATE');
    expectFailure(await run('status', '--project', held), 1, 'held.diziner', 'in use', 'Close');
    holder.exec('COMMIT');
    holder.close();
  });

  it.skipIf(process.platform !== 'linux')('a full disk under the report and the output', async () => {
    const path = folder.file('full.diziner');
    newProject(path).close();
    const input = file('full.txt', 'One line.\n');
    const end = await run('import', input, '--project', path, '--report', '/dev/full');
    expectFailure(end, 1, 'full', 'What to do');
  });
});
