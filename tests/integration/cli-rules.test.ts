import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Rule } from '#shared/domain/guideline.ts';
import { runCli } from '../helpers/cli-process.ts';
import { tempFolder } from '../helpers/store-lab.ts';

const resources = join(import.meta.dirname, '..', '..', 'resources', 'sample');
let folder: ReturnType<typeof tempFolder>;
let project: string;
const rules = async (...args: string[]): Promise<Rule[]> => {
  const end = await runCli(['rules', '--project', project, '--json', ...args]);
  expect(end.code).toBe(0);
  return JSON.parse(end.stdout) as Rule[];
};

beforeAll(async () => {
  folder = tempFolder();
  project = folder.file('p.diziner');
  const schema = join(resources, 'schema.json');
  await runCli(['new', project, '--name', 'Rules', '--schema', schema]);
  await runCli(['import', join(resources, 'sample.jsonl'), '--project', project]);
  const end = await runCli(['run', '--project', project, '--supervisor', 'rules', '--iterations', '1']);
  expect(end.code).toBe(0);
}, 120_000);
afterAll(() => folder.remove());

describe('diziner rules', { timeout: 120_000 }, () => {
  it('accepts, rejects, locks and rewords rules, one version each', async () => {
    const [a, b, c, d] = (await rules()).map(({ id }) => id);
    const after = await rules(
      ...['--accept', a!, '--reject', b!, '--lock', c!, '--edit', d!, '--text', 'My words.'],
    );
    expect(after.slice(0, 4)).toMatchObject([
      { id: a, status: 'accepted' },
      { id: b, status: 'rejected' },
      { id: c, locked: true },
      { id: d, status: 'edited', text: 'My words.' },
    ]);
    const list = await runCli(['guidelines', '--project', project, '--list', '--json']);
    expect((JSON.parse(list.stdout) as { author: string }[]).slice(0, 5).map(({ author }) => author)).toEqual(
      [...['expert', 'expert', 'expert', 'expert'], 'supervisor'],
    );
    expect((await rules('--unlock', c!)).find(({ id }) => id === c)?.locked).toBe(false);
  });

  it('says what is wrong with an unknown rule, and with words for no rule', async () => {
    const unknown = await runCli(['rules', '--project', project, '--reject', 'none']);
    expect([unknown.code, unknown.stdout]).toEqual([1, '']);
    expect(unknown.stderr).toContain('not in the newest guideline');
    const loose = await runCli(['rules', '--project', project, '--text', 'x']);
    expect(loose.stderr).toContain('--edit and --text belong together');
  });
});
