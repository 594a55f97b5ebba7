import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPositionsAsReference, projectAsReference } from '#core/annotators/locate-as-reference.ts';
import { findOccurrences } from '#core/annotators/find-occurrences.ts';
import { locateMentions } from '#core/annotators/locate.ts';
import { matchType } from '#core/annotators/match-type.ts';
import { entityTypeSchema } from '#shared/domain/entity-type.ts';

const types = ['PER', 'ORG', 'LOC'].map((name) => entityTypeSchema.parse({ name }));
const locate = (text: string, ...mentions: [string, string][]) =>
  locateMentions(
    text,
    mentions.map(([span, type]) => ({ span, type })),
    types,
  );
const marked = (text: string, ...mentions: [string, string][]) =>
  locate(text, ...mentions).spans.map(({ start, end, type }) => [start, end, type]);

describe('locateMentions', () => {
  it('marks all places of a surface listed once, but none inside a word', () => {
    expect(marked('Ann met Ann. Anna left.', ['Ann', 'PER'])).toEqual([
      [0, 3, 'PER'],
      [8, 11, 'PER'],
    ]);
  });

  it('gives the n-th listing the n-th place', () => {
    expect(marked('Paris saw Paris in Paris.', ['Paris', 'LOC'], ['Paris', 'PER'])).toEqual([
      [0, 5, 'LOC'],
      [10, 15, 'PER'],
    ]);
    expect(locate('Paris.', ['Paris', 'LOC'], ['Paris', 'PER'])).toMatchObject({
      surplus: 1,
      spans: [{ type: 'LOC' }],
    });
  });

  it('finds surfaces that begin or end with other signs', () => {
    const text = 'He writes C++ in the U.S. (Zora) 3.5% #1';
    for (const surface of ['C++', 'U.S.', '(Zora)', '3.5%', '#1']) {
      expect(locate(text, [surface, 'ORG']).spans.map((span) => span.text)).toEqual([surface]);
    }
    expect(locate('newC++', ['C++', 'ORG']).unlocated).toEqual(['C++']);
  });

  it('does not cut words with a surface of two words', () => {
    expect(locate('New Terran', ['New Ter', 'LOC']).unlocated).toEqual(['New Ter']);
  });

  it('places longer names first and leaves the rest to shorter ones', () => {
    const text = 'The Washington Post asked Washington.';
    expect(marked(text, ['Washington', 'PER'], ['Washington Post', 'ORG'])).toEqual([
      [4, 19, 'ORG'],
      [26, 36, 'PER'],
    ]);
    expect(locate('The Washington Post.', ['Washington', 'PER'], ['Washington Post', 'ORG'])).toMatchObject({
      surplus: 1,
    });
    const nested = locateMentions(
      'The Washington Post.',
      [
        { span: 'Washington', type: 'PER' },
        { span: 'Washington Post', type: 'ORG' },
      ],
      types,
      { allowNested: true },
    );
    expect(nested.spans.map((span) => span.text)).toEqual(['Washington Post', 'Washington']);
  });

  it('never lets places of one surface overlap themselves', () => {
    expect(marked('aa aa aa', ['aa aa', 'PER'])).toEqual([[0, 5, 'PER']]);
  });

  it('tries again without regard to white space, case, and character forms, and counts that', () => {
    expect(locate('New\n  York', ['New York', 'LOC'])).toMatchObject({
      loose: 1,
      spans: [{ start: 0, end: 10, text: 'New\n  York' }],
    });
    expect(locate('the ACME plant', ['Acme', 'ORG'])).toMatchObject({ loose: 1, spans: [{ text: 'ACME' }] });
    expect(locate('O’Rourke sang', ["O'Rourke", 'PER'])).toMatchObject({
      loose: 1,
      spans: [{ text: 'O’Rourke' }],
    });
    expect(locate('Cafe\u0301 Nero', ['Café', 'ORG']).spans.map((span) => span.text)).toEqual(['Cafe\u0301']);
    expect(locate('İzmir is near', ['izmir', 'LOC']).spans.length).toBeLessThanOrEqual(1); // no offset may slip
  });

  it('prefers the exact form where both occur', () => {
    expect(locate('acme and ACME', ['ACME', 'ORG']).spans.map((span) => span.start)).toEqual([9]);
  });

  it('counts types it does not know, and those it knows by another name', () => {
    const located = locate('Ann of Alba', ['Ann', 'person'], ['Alba', 'THING'], ['Alba', '__proto__']);
    expect(located.unknownTypes).toEqual(
      Object.fromEntries([
        ['THING', 1],
        ['__proto__', 1],
      ]),
    );
    expect(located.adaptedTypes).toEqual({ person: 1 });
    expect(located.spans).toMatchObject([{ type: 'PER', text: 'Ann' }]);
  });

  it('finds names in scripts without spaces, and keeps graphemes whole', () => {
    expect(locate('東京都は日本の首都です。', ['日本', 'LOC']).spans).toMatchObject([{ start: 4, end: 6 }]);
    expect(locate('서울에서 만났다', ['서울', 'LOC']).spans).toHaveLength(1);
    expect(locate('👩‍🚀 flew', ['👩', 'PER']).unlocated).toEqual(['👩']);
    expect(locate('é', ['e', 'PER']).unlocated).toEqual(['e']);
    expect(locate('e\u0301a', ['e', 'PER']).unlocated).toEqual(['e']);
  });

  it('reports blank surfaces as not found', () => {
    expect(locate('Ann', [' ', 'PER'])).toMatchObject({ spans: [], unlocated: [''] });
  });

  const word = fc.constantFrom(
    'Ann',
    'New York',
    'York',
    'C++',
    'é',
    '東京',
    '😀',
    'a.b',
    'Zoë-Mae',
    '(x)',
    ' ',
  );
  it('gives surfaces that are in the text, without overlap, for any listing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(word, fc.string({ maxLength: 3 })), { maxLength: 12 }),
        fc.array(fc.tuple(fc.oneof(word, fc.string({ maxLength: 4 })), fc.constantFrom('PER', 'ORG', 'x')), {
          maxLength: 6,
        }),
        (pieces, mentions) => {
          const text = pieces.join(' ');
          const { spans } = locate(text, ...mentions);
          let past = 0;
          for (const span of spans) {
            expect(span.text).toBe(text.slice(span.start, span.end));
            expect(span.start).toBeGreaterThanOrEqual(past);
            expect(span.end).toBeGreaterThan(span.start);
            past = span.end;
          }
        },
      ),
    );
  });

  it('agrees with a slow search on ASCII words', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('ab', 'abc', 'b', 'c'), { maxLength: 10 }),
        fc.constantFrom('ab', 'b', 'abc'),
        (words, wanted) => {
          const text = words.join(' ');
          let at = 0;
          const expected = words.flatMap((each) => {
            const start = at;
            at += each.length + 1;
            return each === wanted ? [{ start, end: start + each.length }] : [];
          });
          expect(findOccurrences(text, wanted).occurrences).toEqual(expected);
        },
      ),
    );
  });
});

describe('matchType', () => {
  const of = (...names: string[]) => names.map((name) => entityTypeSchema.parse({ name }));
  it('takes equal names, else the only one that fits', () => {
    expect(matchType('ORG', of('ORG', 'org'))).toEqual({ name: 'ORG', exact: true });
    expect(matchType('Org', of('ORG', 'org'))).toBeUndefined();
    expect(matchType('chemical_compound', of('Chemical Compound'))).toEqual({
      name: 'Chemical Compound',
      exact: false,
    });
    expect(matchType('B-ORG', of('ORG'))).toEqual({ name: 'ORG', exact: false });
    expect(matchType('Organization', of('ORG', 'PER'))).toEqual({ name: 'ORG', exact: false });
    expect(matchType('company', of('ORG', 'Company'))).toEqual({ name: 'Company', exact: false });
    expect(matchType('person', of('PER', 'Human'))).toBeUndefined();
    expect(matchType('', of('ORG'))).toBeUndefined();
  });
});

describe('as the reference does it', () => {
  it('marks all places for each listing, and misses signs at the edges', () => {
    const located = locateMentions(
      'Ann met Ann near U.S. posts',
      [
        { span: 'Ann', type: 'PER' },
        { span: 'U.S.', type: 'LOC' },
        { span: 'Ann', type: 'per' },
        { span: 'Ann', type: 'per' },
      ],
      types,
      { asReference: true },
    );
    expect(located.spans).toHaveLength(2);
    expect(located.unlocated).toEqual(['U.S.']);
    expect(located.unknownTypes).toEqual({ per: 2 });
  });

  const golden = new URL('../../../golden/units.json', import.meta.url);
  interface Golden {
    readonly find_positions: { document: string; text: string; positions: [number, number][] }[];
    readonly entities_to_bio: {
      tokens: string[];
      entities: [number, number, string][];
      valid_types: string[];
      labels: string[];
    }[];
  }
  it.runIf(existsSync(golden))(
    'finds the positions of the golden file, and the careful way finds what it misses',
    () => {
      const units = JSON.parse(readFileSync(golden, 'utf8')) as Golden;
      expect(units.find_positions.length).toBeGreaterThan(10);
      for (const { document, text, positions } of units.find_positions) {
        expect(findPositionsAsReference(document, text)).toEqual(positions);
      }
      // Known defects of the reference: texts with other signs at their edges.
      const missed = units.find_positions.filter(
        ({ text, positions }) => positions.length === 0 && /^\W|\W$/u.test(text.trim()) && text.trim() !== '',
      );
      expect(missed.length).toBeGreaterThan(2);
      for (const { document, text } of missed) expect(findOccurrences(document, text).how).toBe('exact');
    },
  );
  it.runIf(existsSync(golden))('projects the entities of the golden file', () => {
    const units = JSON.parse(readFileSync(golden, 'utf8')) as Golden;
    for (const { tokens, entities, valid_types, labels } of units.entities_to_bio) {
      expect(projectAsReference(tokens, entities, valid_types)).toEqual(labels);
    }
  });
});
