import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { describeOrigin, outlineGuideline } from '#core/guideline/guideline-outline.ts';
import { renderDocx } from '#core/guideline/render-docx.ts';
import { renderHtml } from '#core/guideline/render-html.ts';
import { readGuidelineJson, renderJson } from '#core/guideline/render-json.ts';
import { renderMarkdown } from '#core/guideline/render-markdown.ts';
import { labelSchemaSchema } from '#shared/domain/entity-type.ts';
import { makeGuideline, makeRule } from './make-rule.ts';

const schema = labelSchemaSchema.parse({
  types: [
    {
      name: 'ORG',
      definition: 'A <named> body.\nSecond line.',
      include: ['teams'],
      exclude: ['buildings'],
      positiveExamples: ['A & B'],
      negativeExamples: ['the "council"'],
      borderlineExamples: ["Anchor's"],
    },
    { name: 'BARE' },
    { name: 'OLD', active: false },
  ],
});
const context = {
  title: 'Guide <1>',
  schema,
  annotators: [{ id: 'm1', displayName: 'Model One' }],
};
const examples = [
  { text: 'Alba <b>', annotation: 'Alba → ORG', rationale: 'a firm' },
  { text: 'the *hall*', annotation: 'nothing', rationale: '' },
];
const guideline = makeGuideline(
  makeRule('own', 'For one model.', { scope: { kind: 'annotator', annotatorId: 'm1' } }),
  makeRule('lost', 'For a model that is gone.', { scope: { kind: 'annotator', annotatorId: 'm9' } }),
  makeRule('typed', '1. About ORG_names\nand more.', { scope: { kind: 'type', type: 'ORG' } }),
  makeRule('top', '- Top rule.', { examples, locked: true, origin: { hotspotIds: ['d:0-1', 'd:3-4'] } }),
  makeRule('child', 'Child rule.', { parentId: 'top', examples, origin: { hotspotIds: ['d:0-1'] } }),
  makeRule('grandchild', 'Grandchild rule.', { parentId: 'child' }),
  makeRule('no', 'Rejected rule.', { status: 'rejected' }),
);

describe('outlineGuideline', () => {
  it('orders general, types, annotators, strangers, and shows two levels', () => {
    const outline = outlineGuideline(guideline, context);
    expect(outline.map(({ heading }) => heading)).toEqual([
      'Rules for all annotators',
      'Rules for ORG',
      'Rules for Model One',
      'Rules for m9',
    ]);
    expect(outline[0]?.nodes.map(({ rule, children }) => [rule.id, children.map(({ id }) => id)])).toEqual([
      ['top', ['child', 'grandchild']],
    ]);
    expect(outlineGuideline(guideline, { ...context, withRejected: true })[0]?.nodes).toHaveLength(2);
  });

  it('shows rules whose parents run in a circle, each once', () => {
    const circle = makeGuideline(
      makeRule('a', 'A.', { parentId: 'b' }),
      makeRule('b', 'B.', { parentId: 'a' }),
      makeRule('c', 'C.', { parentId: 'nobody' }),
    );
    const nodes = outlineGuideline(circle, context)[0]?.nodes ?? [];
    expect(nodes.flatMap(({ rule, children }) => [rule.id, ...children.map(({ id }) => id)]).sort()).toEqual([
      'a',
      'b',
      'c',
    ]);
  });

  it('describes where a rule comes from', () => {
    expect(describeOrigin(makeRule('a', 'A.', { origin: { author: 'expert', iteration: null } }))).toBe(
      'proposed by the expert, medium priority',
    );
    expect(describeOrigin(makeRule('a', 'A.', { origin: { iteration: null } }))).toBe(
      'proposed by the supervisor, medium priority',
    );
    expect(describeOrigin(guideline.rules[3]!)).toBe(
      'proposed after round 0, medium priority, 2 hotspots, locked',
    );
    expect(describeOrigin(guideline.rules[4]!)).toContain('1 hotspot');
  });
});

describe('renderMarkdown', () => {
  const text = renderMarkdown(guideline, context);
  it('shows signs of Markdown as themselves and keeps texts on their lines', () => {
    expect(text).toContain('# Guide \\<1\\>');
    expect(text).toContain('1. 1\\. About ORG\\_names and more.');
    expect(text).toContain('1. \\- Top rule.');
    expect(text).toContain('- “the \\*hall\\*” → nothing\n');
    expect(text).toContain('   - “Alba \\<b\\>” → Alba → ORG: a firm');
    expect(text.endsWith('\n')).toBe(true);
  });
  it('leaves out rejected rules and inactive types', () => {
    expect(text).not.toContain('Rejected');
    expect(text).not.toContain('OLD');
  });
  it('says so where there is no rule and no goal', () => {
    const empty = renderMarkdown({ goal: '', rules: [] }, context);
    expect(empty).toContain('No rules yet.');
    expect(empty).not.toContain('Goal');
  });
});

describe('renderHtml', () => {
  const page = renderHtml(guideline, context);
  it('escapes every text and holds no script or link', () => {
    expect(page).toContain('<title>Guide &lt;1&gt;</title>');
    expect(page).toContain('A &lt;named&gt; body.<br>Second line.');
    expect(page).toContain('<q>the &quot;council&quot;</q>');
    expect(page).toContain('<q>Anchor&#39;s</q>');
    expect(page).not.toMatch(/<script|<a |src=|href=/u);
  });
  it('nests refinements and says so where there is nothing', () => {
    expect(page).toMatch(/Top rule[^]*<ul>[^]*Child rule/u);
    expect(renderHtml({ goal: ' ', rules: [] }, context)).toContain('No rules yet.');
  });
});

describe('renderJson', () => {
  it('comes back as it went', () => {
    const read = readGuidelineJson(renderJson(guideline, schema, 'T'));
    expect(read).toEqual({ format: 'diziner-guideline/1', title: 'T', schema, guideline });
  });
  it('says what is wrong with another file', () => {
    expect(() => readGuidelineJson('{')).toThrow(/not valid JSON/u);
    expect(() => readGuidelineJson('{"format":"diziner-guideline/1"}')).toThrow(/guideline/u);
  });
});

describe('renderDocx', () => {
  it('makes a Word package with the texts, without characters XML cannot hold', async () => {
    const odd = {
      goal: 'Two\nlines.',
      rules: [makeRule('a', 'Odd \u0001 text.'), ...guideline.rules],
    };
    const files = unzipSync(await renderDocx(odd, context));
    const document = strFromU8(files['word/document.xml']!);
    expect(document).toContain('Odd \ufffd text.');
    expect(document).toContain('Child rule.');
    expect(document).toContain('a firm');
    expect(document).not.toContain('Rejected');
    const bare = unzipSync(await renderDocx({ goal: '', rules: [] }, context));
    expect(strFromU8(bare['word/document.xml']!)).not.toContain('Goal');
  });
});
