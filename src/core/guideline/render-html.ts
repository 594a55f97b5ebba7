import type { EntityType } from '#shared/domain/entity-type.ts';
import type { Guideline, Rule } from '#shared/domain/guideline.ts';
import { escapeHtml, htmlLines } from './escape-html.ts';
import { describeOrigin, outlineGuideline } from './guideline-outline.ts';
import type { RenderContext } from './guideline-outline.ts';

const style = [
  'body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}',
  'h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}li{margin:.4rem 0}',
  '.origin{color:#555;font-size:.85em}.example{list-style:none}q{background:#f1f1f1;padding:0 .2em}',
].join('');

/** One self-contained page, without scripts or links; every text is escaped. */
export function renderHtml(guideline: Guideline, context: RenderContext): string {
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    `<title>${escapeHtml(context.title)}</title><style>${style}</style></head><body>`,
    `<h1>${escapeHtml(context.title)}</h1>`,
    guidelineBody(guideline, context),
    '</body></html>',
    '',
  ].join('\n');
}

/** Goal, entity types and rules as the inside of a page. */
export function guidelineBody(guideline: Guideline, context: RenderContext): string {
  const sections = outlineGuideline(guideline, context);
  return [
    ...(guideline.goal.trim() === '' ? [] : [`<h2>Goal</h2><p>${htmlLines(guideline.goal.trim())}</p>`]),
    '<h2>Entity types</h2><dl>',
    ...context.schema.types.filter((type) => type.active).map(typeItem),
    '</dl>',
    ...(sections.length === 0 ? ['<p>No rules yet.</p>'] : []),
    ...sections.flatMap((section) => [
      `<h2>${escapeHtml(section.heading)}</h2><ol>`,
      ...section.nodes.map((node) =>
        ruleItem(
          node.rule,
          node.children.map((child) => ruleItem(child, [])),
        ),
      ),
      '</ol>',
    ]),
  ].join('\n');
}

function typeItem(type: EntityType): string {
  const row = (label: string, values: readonly string[]): string =>
    values.length === 0
      ? ''
      : `<dd>${label}: ${values.map((value) => `<q>${escapeHtml(value)}</q>`).join(', ')}</dd>`;
  return [
    `<dt><strong>${escapeHtml(type.name)}</strong></dt>`,
    type.definition === '' ? '' : `<dd>${htmlLines(type.definition)}</dd>`,
    ...type.include.map((criterion) => `<dd>counts: ${htmlLines(criterion)}</dd>`),
    ...type.exclude.map((criterion) => `<dd>does not count: ${htmlLines(criterion)}</dd>`),
    row('yes', type.positiveExamples),
    row('no', type.negativeExamples),
    row('depends', type.borderlineExamples),
  ].join('');
}

function ruleItem(rule: Rule, children: readonly string[]): string {
  const examples = rule.examples.map(
    (example) =>
      `<li class="example"><q>${escapeHtml(example.text)}</q> → ${escapeHtml(example.annotation)}${example.rationale === '' ? '' : `: ${escapeHtml(example.rationale)}`}</li>`,
  );
  const inner = [...examples, ...children].join('');
  return `<li>${htmlLines(rule.text)} <span class="origin">(${escapeHtml(describeOrigin(rule))})</span>${inner === '' ? '' : `<ul>${inner}</ul>`}</li>`;
}
