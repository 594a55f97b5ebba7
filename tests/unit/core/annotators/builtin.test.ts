import { describe, expect, it } from 'vitest';
import {
  builtinAnnotators,
  createBuiltinAnnotator,
} from '#core/annotators/builtin/create-builtin-annotator.ts';
import { capitalisedRuns } from '#core/annotators/builtin/capitalised-runs.ts';
import { mapConcepts } from '#core/annotators/builtin/type-concepts.ts';
import { winkEntities } from '#core/annotators/builtin/wink-entities.ts';
import { tokenize } from '#core/text/tokenize.ts';
import { entityTypeSchema, labelSchemaSchema } from '#shared/domain/entity-type.ts';
import type { LabelSchema } from '#shared/domain/entity-type.ts';
import type { Guideline, Rule } from '#shared/domain/guideline.ts';
import { makeGuideline, makeRule } from '../guideline/make-rule.ts';

const news = labelSchemaSchema.parse({
  types: [
    {
      name: 'PERSON',
      definition: 'A named human being.',
      exclude: ['Titles before the name (Mayor, Dr).'],
      positiveExamples: ['Tessa Marlow'],
      negativeExamples: ['the mayor'],
    },
    {
      name: 'ORGANISATION',
      definition: 'A company, museum or club.',
      positiveExamples: ['Harbour Museum', 'LOFC'],
    },
    { name: 'LOCATION', definition: 'A town, street or river.', positiveExamples: ['Skelder'] },
    { name: 'DATE', definition: 'A point in time.' },
  ],
});
const text =
  'Mayor Ottilie Brandt opened the Maritime Museum in Skelder on 4 May 2024. Tessa Marlow from the town of Fennet, an old friend, told LOFC.';

async function run(
  model: string,
  over: string,
  schema: LabelSchema = news,
  guideline: Guideline = makeGuideline(),
) {
  const config = builtinAnnotators.find((each) => each.model === model)!;
  const result = await createBuiltinAnnotator(config).annotate(
    {
      document: { id: 'd', text: over, tokens: tokenize(over) },
      schema,
      guideline,
      annotatorId: config.id,
      skipGoal: false,
    },
    new AbortController().signal,
  );
  expect(result.error).toBeUndefined();
  return result;
}
const surfaces = async (...args: Parameters<typeof run>) =>
  (await run(...args)).spans.map((span) => `${span.text}|${span.type}`);
const examples = (...pairs: [string, string][]): Rule['examples'] =>
  pairs.map(([quotation, annotation]) => ({ text: quotation, annotation, rationale: '' }));

describe('built-in annotators', () => {
  it('say in their names that no model is behind them, and have distinct ids and monograms', () => {
    expect(builtinAnnotators).toHaveLength(5);
    for (const config of builtinAnnotators) expect(config.displayName).toContain('built-in, no model');
    expect(new Set(builtinAnnotators.map(({ id }) => id)).size).toBe(5);
    expect(new Set(builtinAnnotators.map(({ monogram }) => monogram)).size).toBe(5);
    expect(() => createBuiltinAnnotator({ ...builtinAnnotators[0]!, model: 'toString' })).toThrow(
      /no built-in/u,
    );
  });

  it('work differently: five readings of one text', async () => {
    const readings = await Promise.all(
      builtinAnnotators.map(async ({ model }) => (await surfaces(model, text)).join(' ')),
    );
    expect(new Set(readings).size).toBe(5);
  });

  it('lexicon: marks the examples, and names with the head word of an example', async () => {
    expect(await surfaces('lexicon', text)).toEqual([
      'Maritime Museum|ORGANISATION',
      'Skelder|LOCATION',
      'Tessa Marlow|PERSON',
      'LOFC|ORGANISATION',
    ]);
  });

  it('shape: knows titles, words of the definitions, and figures', async () => {
    const found = await surfaces('shape', text);
    expect(found).toContain('Ottilie Brandt|PERSON'); // the schema excludes "Mayor"
    expect(found).toContain('Maritime Museum|ORGANISATION');
    expect(found).toContain('2024|DATE');
  });

  it('context: types names by the words beside them', async () => {
    expect(await surfaces('context', text)).toContain('Fennet|LOCATION');
  });

  it('context: learns from what rule examples quote beside a name', async () => {
    const rules = makeGuideline(
      makeRule('a', 'Boats.', { examples: examples(['the trawler Nordlys sank', 'Nordlys → ORGANISATION']) }),
    );
    const sentence = 'Yesterday the trawler Gannet and the Petrel sank.';
    const found = await surfaces('context', sentence, news, rules);
    expect(found).toContain('Gannet|ORGANISATION'); // by the word before
    expect(found).toContain('Petrel|ORGANISATION'); // by the word after
    expect(await surfaces('context', sentence)).toEqual([]);
  });

  it('entities: maps what two general libraries find to the types', async () => {
    const found = await surfaces('entities', text);
    expect(found.some((each) => each.endsWith('|PERSON'))).toBe(true);
    expect(found).toContain('4 May 2024|DATE');
  });

  it.each(builtinAnnotators.map(({ model }) => model))(
    '%s: obeys the examples of rules, also "nothing" and vetoes',
    async (model) => {
      const sentence = 'The Brix plant in Quorn closed, said Alba Roy. Skelder mourns.';
      const rules = makeGuideline(
        makeRule('a', 'Names of firms.', {
          examples: examples(
            ['Brix', 'Brix → ORGANISATION'],
            ['Skelder', 'nothing'],
            ['Quorn', 'not LOCATION'],
          ),
        }),
      );
      const found = await surfaces(model, sentence, news, rules);
      expect(found).toContain('Brix|ORGANISATION');
      expect(found.filter((each) => each.startsWith('Skelder'))).toEqual([]);
      expect(found).not.toContain('Quorn|LOCATION');
      expect(await surfaces(model, sentence)).not.toContain('Brix|ORGANISATION');
    },
  );

  it('obey template rules about borders and last words, and rules for one annotator last', async () => {
    const sentence = 'Old Tessa Marlow and Kite Works met.';
    const borders = makeGuideline(makeRule('a', 'Keep "Old" in at the start of PERSON spans.'));
    expect(await surfaces('lexicon', sentence, news, borders)).toContain('Old Tessa Marlow|PERSON');
    const shorter = makeGuideline(makeRule('a', 'Leave "Old" out at the start of PERSON spans.'));
    expect(await surfaces('shape', sentence, news, shorter)).toContain('Tessa Marlow|PERSON');
    const head = makeGuideline(makeRule('a', 'Names that end with "Works" are ORGANISATION.'));
    expect(await surfaces('context', sentence, news, head)).toContain('Kite Works|ORGANISATION');
    const own = makeGuideline(
      makeRule('o', 'Own.', {
        scope: { kind: 'annotator', annotatorId: 'builtin:lexicon' },
        examples: examples(['Kite Works', 'LOCATION']),
      }),
      makeRule('g', 'All.', { examples: examples(['Kite Works', 'ORGANISATION']) }),
      makeRule('r', 'Rejected.', { status: 'rejected', examples: examples(['met', 'LOCATION']) }),
    );
    expect(await surfaces('lexicon', sentence, news, own)).toContain('Kite Works|LOCATION');
    expect(await surfaces('shape', sentence, news, own)).toContain('Kite Works|ORGANISATION');
  });

  it('keep a longer name of their own around the example of a rule', async () => {
    const rules = makeGuideline(makeRule('a', 'A town.', { examples: examples(['Maritime', 'LOCATION']) }));
    expect(await surfaces('shape', text, news, rules)).toContain('Maritime Museum|ORGANISATION');
  });

  const odd = [
    '',
    ' ',
    '東京都は日本の首都です。田中さんは会社員です。',
    'سافر أحمد إلى القاهرة',
    '👩‍🚀👨‍👩‍👧 e\u0301',
    '\ud800 lone',
    'a'.repeat(3_000),
    '... --- !!! &&',
    'Line\r\nNew\tYork',
    '(((((',
  ];
  it.each(builtinAnnotators.map(({ model }) => model))(
    '%s: survives any text, and marks what is in it',
    async (model) => {
      const cjk = labelSchemaSchema.parse({
        types: [
          { name: '地名', definition: '場所の名前', positiveExamples: ['東京'] },
          { name: 'P(er.*', positiveExamples: ['Line'] },
        ],
      });
      for (const each of odd) {
        for (const schema of [news, cjk]) {
          for (const span of (await run(model, each, schema)).spans)
            expect(span.text).toBe(each.slice(span.start, span.end));
        }
      }
      if (model === 'lexicon') expect(await surfaces(model, odd[2]!, cjk)).toContain('東京|地名');
    },
  );

  it('give the same spans each time, without overlap', async () => {
    for (const { model } of builtinAnnotators) {
      const first = await run(model, text);
      expect((await run(model, text)).spans).toEqual(first.spans);
      first.spans
        .slice(1)
        .forEach((span, index) => expect(span.start).toBeGreaterThanOrEqual(first.spans[index]!.end));
    }
  });

  it('mark nested names only where the schema allows it', async () => {
    const nested = { ...news, allowNested: true };
    const rules = makeGuideline(makeRule('a', 'x', { examples: examples(['Harbour', 'LOCATION']) }));
    const found = await surfaces('lexicon', 'The Harbour Museum.', nested, rules);
    expect(found).toContain('Harbour Museum|ORGANISATION');
  });

  it('lexicon: labels more than a thousand documents a second', async () => {
    const started = performance.now();
    for (let index = 0; index < 400; index += 1) await run('lexicon', `${text} ${String(index)}`);
    expect(performance.now() - started).toBeLessThan(4_000); // ten times slack for busy machines
  });
});

describe('capitalisedRuns', () => {
  const runs = (sentence: string) =>
    capitalisedRuns({ text: sentence, tokens: tokenize(sentence) }).map(({ start, end }) =>
      sentence.slice(start, end),
    );
  it('runs over connectors, hyphens and initials, but not over commas or spaced dashes', () => {
    expect(
      runs('He met Jean-Luc van der Berg, J. R. Smith and Brindle & Crust - Bakers of Ho Chi Minh.'),
    ).toEqual(['Jean-Luc van der Berg', 'J. R. Smith', 'Brindle & Crust', 'Bakers of Ho Chi Minh']);
    expect(runs('The Bank of the North')).toEqual(['Bank', 'North']);
    expect(runs('Vincent van Gogh; Lake de la Plata')).toEqual(['Vincent van Gogh', 'Lake de la Plata']);
  });
  it('drops words that only begin a sentence', () => {
    expect(runs('The University of Skelder. It rained. “She left.” After Anna came: Ben.')).toEqual([
      'University of Skelder',
      'Anna',
      'Ben',
    ]);
  });
});

describe('the shape and context annotators', () => {
  it.each([
    ['Dr Anna Kell spoke.', 'Anna Kell|PERSON'],
    ['They met Captain Rowe.', 'Captain Rowe|PERSON'],
    ['She joined Kite Ltd today.', 'Kite Ltd|ORGANISATION'],
    ['The Bank of Quorn failed.', 'Bank of Quorn|ORGANISATION'],
    ['They left Brindle & Crust now.', 'Brindle & Crust|ORGANISATION'],
    ['He left for UNHCR work.', 'UNHCR|ORGANISATION'],
    ['Rain fell in Quorn today.', 'Quorn|LOCATION'],
    ['We saw Ashford again.', 'Ashford|LOCATION'],
    ['We saw Sugar Mountain again.', 'Sugar Mountain|LOCATION'],
  ])('shape: %s', async (sentence, expected) => {
    expect(await surfaces('shape', sentence)).toContain(expected);
  });
  it.each([
    ['Then Quill said no.', 'Quill|PERSON'],
    ['It was sued, and Kite announced more.', 'Kite|ORGANISATION'],
    ['They spoke of Orla, a small town, again.', 'Orla|LOCATION'],
    ['They like Kite museum.', 'Kite|ORGANISATION'],
    ['They like Orla, the best, again.', undefined],
  ])('context: %s', async (sentence, expected) => {
    const found = await surfaces('context', sentence);
    if (expected === undefined) expect(found).toEqual([]);
    else expect(found).toContain(expected);
  });
});

describe('mapConcepts', () => {
  it('gives each concept the type whose name or definition speaks for it most', () => {
    const of = (name: string, definition = '') => entityTypeSchema.parse({ name, definition });
    const map = mapConcepts([
      of('PER'),
      of('Firm', 'Any company or corporation.'),
      of('politician', 'A person in politics.'),
      of('LOC'),
      of('Gene'),
    ]);
    expect(Object.fromEntries(map)).toEqual({ person: 'PER', organisation: 'Firm', location: 'LOC' });
  });
});

describe('winkEntities', () => {
  it('gives places in the text for what the library lists', async () => {
    const sample = 'He paid $300 on 5 May 2024; again $300.';
    const found = await winkEntities(sample);
    expect(found.map(({ start, end }) => sample.slice(start, end))).toEqual(['$300', '5 May 2024', '$300']);
  });
});
