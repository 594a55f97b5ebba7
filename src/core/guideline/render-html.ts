import type { EntityType } from '#shared/domain/entity-type.ts';
import type { Guideline, Rule } from '#shared/domain/guideline.ts';
import { describeOrigin, outlineGuideline } from './guideline-outline.ts';
import type { RenderContext } from './guideline-outline.ts';

const style = [
  'body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}',
  'h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}li{margin:.4rem 0}',
  '.origin{color:#555;font-size:.85em}.example{list-style:none}q{background:#f1f1f1;padding:0 .2em}',
].join('');

/** One self-contained page, without scripts or links; every text is escaped. */
export function renderHtml(guideline: Guideline, context: RenderContext): string {
  const sections = outlineGuideline(guideline, context);
  const types = context.schema.types.filter((type) => type.active);
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    `<title>${escape(context.title)}</title><style>${style}</style></head><body>`,
    `<h1>${escape(context.title)}</h1>`,
    ...(guideline.goal.trim() === '' ? [] : [`<h2>Goal</h2><p>${lines(guideline.goal.trim())}</p>`]),
    '<h2>Entity types</h2><dl>',
    ...types.map(typeItem),
    '</dl>',
    ...(sections.length === 0 ? ['<p>No rules yet.</p>'] : []),
    ...sections.flatMap((section) => [
      `<h2>${escape(section.heading)}</h2><ol>`,
      ...section.nodes.map((node) =>
        ruleItem(
          node.rule,
          node.children.map((child) => ruleItem(child, [])),
        ),
      ),
      '</ol>',
    ]),
    '</body></html>',
    '',
  ].join('\n');
}

function typeItem(type: EntityType): string {
  const row = (label: string, values: readonly string[]): string =>
    values.length === 0
      ? ''
      : `<dd>${label}: ${values.map((value) => `<q>${escape(value)}</q>`).join(', ')}</dd>`;
  return [
    `<dt><strong>${escape(type.name)}</strong></dt>`,
    type.definition === '' ? '' : `<dd>${lines(type.definition)}</dd>`,
    ...type.include.map((criterion) => `<dd>counts: ${lines(criterion)}</dd>`),
    ...type.exclude.map((criterion) => `<dd>does not count: ${lines(criterion)}</dd>`),
    row('yes', type.positiveExamples),
    row('no', type.negativeExamples),
    row('depends', type.borderlineExamples),
  ].join('');
}

function ruleItem(rule: Rule, children: readonly string[]): string {
  const examples = rule.examples.map(
    (example) =>
      `<li class="example"><q>${escape(example.text)}</q> → ${escape(example.annotation)}${example.rationale === '' ? '' : `: ${escape(example.rationale)}`}</li>`,
  );
  const inner = [...examples, ...children].join('');
  return `<li>${lines(rule.text)} <span class="origin">(${escape(describeOrigin(rule))})</span>${inner === '' ? '' : `<ul>${inner}</ul>`}</li>`;
}

function lines(text: string): string {
  return escape(text).replaceAll(/\r\n?|\n/gu, '<br>');
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
