import { afterEach, describe, expect, it } from 'vitest';
import { chooseDocuments } from '#core/run/choose-documents.ts';
import { summariseIterations } from '#core/run/iteration-summary.ts';
import { documentKeys } from '#core/store/document-table.ts';
import type { Database } from '#core/store/open-store.ts';
import { runCorpus } from '../helpers/run-corpus.ts';
import { labDeps, labModels, labProject, startAndRun } from '../helpers/run-lab.ts';

const never = new AbortController().signal;
const builtins = ['builtin:lexicon', 'builtin:shape'];
const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

function corpusOf(texts: readonly string[]): Database {
  const project = labProject({
    annotators: builtins,
    documents: texts.map((text, index) => ({ id: `d${index}`, text, gold: [] })),
  });
  open.push(project.close);
  return project.db;
}
/** Unit vectors by first letter, so that cosines can be worked by hand. */
const byLetter = (texts: readonly string[]): Promise<number[][]> =>
  Promise.resolve(texts.map((text) => (text.startsWith('a') ? [1, 0] : [0, 1])));

describe('the quality of a document set', () => {
  it('is worked by hand: one document of each of two unlike groups', async () => {
    const db = corpusOf(['a one', 'a two', 'a three', 'b one']);
    const { keys, quality } = await chooseDocuments(
      { db, embed: byLetter },
      2,
      new Set(),
      new Set(),
      1,
      never,
    );
    expect(keys).toHaveLength(2);
    // The two chosen have nothing in common. Their sum is (1, 1), the pool's is (3, 1): 4 / (√2 · √10).
    expect(quality).toMatchObject({ basis: 'embedding', pool: 4, diversity: 1 });
    expect(quality?.representativeness).toBeCloseTo(4 / Math.sqrt(20), 12);
  });

  it('of a set that takes all that is left and repeats some is measured on the whole set', async () => {
    const db = corpusOf(['a one', 'a two', 'a three', 'b one']);
    const [one = 0, two = 0, three = 0, fresh = 0] = documentKeys(db);
    const { keys, quality } = await chooseDocuments(
      { db, embed: byLetter },
      2,
      new Set([one, two, three]),
      new Set(),
      1,
      never,
    );
    expect(keys).toEqual([fresh, expect.any(Number)]);
    expect(new Set(keys).size).toBe(2);
    expect(quality).toMatchObject({ pool: 4, diversity: 1 });
    expect(quality?.representativeness).toBeCloseTo(4 / Math.sqrt(20), 12);
  });

  it('of the whole corpus is as like the pool as can be', async () => {
    const db = corpusOf(runCorpus(6).map(({ text }) => text));
    const { keys, quality } = await chooseDocuments({ db }, 25, new Set(), new Set(), 1, never);
    expect(keys).toHaveLength(6);
    expect(quality).toMatchObject({ basis: 'tf-idf', pool: 6 });
    expect(quality?.representativeness).toBeCloseTo(1, 12);
  });

  it('is kept with the set and shown with the round', async () => {
    const project = labProject({ annotators: builtins, documents: runCorpus(30) });
    const provider = labModels();
    open.push(project.close, provider.close);
    const run = await startAndRun(labDeps(project.db, provider.models), {
      annotatorIds: builtins,
      supervisor: { kind: 'rules' },
      iterations: 1,
      setSize: 12,
      earlyStopping: true,
      probeSetSize: 6,
    });
    const sets = summariseIterations(project.db, run).map(({ documentSets }) => documentSets);
    expect(sets.map(({ main, probe }) => [main.documents, main.quality?.pool, probe?.documents])).toEqual([
      [12, 24, 6],
      [12, 24, 6],
    ]);
    expect(sets[1]?.probe).toEqual(sets[0]?.probe);
    for (const { main, probe } of sets) {
      for (const quality of [main.quality, probe?.quality]) {
        expect(quality?.diversity).toBeGreaterThan(0);
        expect(quality?.representativeness).toBeGreaterThan(0.5);
      }
    }
  });
});
