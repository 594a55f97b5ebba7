import type { EntityType } from '#shared/domain/entity-type.ts';
import type { Guideline, Rule } from '#shared/domain/guideline.ts';
import { describeOrigin, outlineGuideline } from './guideline-outline.ts';
import type { RenderContext } from './guideline-outline.ts';

/** The guideline as a document for people: goal, entity types, rules with examples and origin. Ends with a line feed. */
export function renderMarkdown(guideline: Guideline, context: RenderContext): string {
  const sections = outlineGuideline(guideline, context).map((section) =>
    [
      `## ${escape(section.heading)}`,
      '',
      ...section.nodes.flatMap((node, index) => [
        ...ruleLines(node.rule, `${String(index + 1)}. `, '   '),
        ...node.children.flatMap((child) => ruleLines(child, '   - ', '     ')),
      ]),
    ].join('\n'),
  );
  const blocks = [
    `# ${escape(context.title)}`,
    ...(guideline.goal.trim() === '' ? [] : [`## Goal\n\n${escape(guideline.goal.trim())}`]),
    ['## Entity types', '', ...context.schema.types.filter((type) => type.active).flatMap(typeLines)].join(
      '\n',
    ),
    ...(sections.length === 0 ? ['No rules yet.'] : sections),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function typeLines(type: EntityType): string[] {
  const list = (label: string, values: readonly string[]): string[] =>
    values.length === 0 ? [] : [`  - ${label}: ${values.map((value) => `“${escape(value)}”`).join(', ')}`];
  return [
    `- **${escape(type.name)}**${type.definition === '' ? '' : `: ${escape(type.definition)}`}`,
    ...type.include.map((criterion) => `  - counts: ${escape(criterion)}`),
    ...type.exclude.map((criterion) => `  - does not count: ${escape(criterion)}`),
    ...list('yes', type.positiveExamples),
    ...list('no', type.negativeExamples),
    ...list('depends', type.borderlineExamples),
  ];
}

function ruleLines(rule: Rule, marker: string, inset: string): string[] {
  return [
    `${marker}${escape(rule.text)} _(${describeOrigin(rule)})_`,
    ...rule.examples.map(
      (example) =>
        `${inset}- “${escape(example.text)}” → ${escape(example.annotation)}${example.rationale === '' ? '' : `: ${escape(example.rationale)}`}`,
    ),
  ];
}

/** Shows Markdown signs as themselves and keeps a text on its line. */
function escape(text: string): string {
  return text
    .replaceAll(/[\\`*_[\]<>#|~]/gu, '\\$&')
    .replaceAll(/\s*[\r\n]+\s*/gu, ' ')
    .replaceAll(/^(\d+)([.)])/gu, '$1\\$2')
    .replaceAll(/^([-+])/gu, '\\$1');
}
