import { hotspotKinds, type HotspotKind } from '#shared/domain/analysis.ts';
import { errorClasses, type ErrorClass } from './compare-labels.ts';
import type { DisagreementReportData, LabelChange, LabelPattern, ReportExample } from './report-data.ts';

const kindWords: Readonly<Record<HotspotKind, string>> = {
  complex: 'complex (the leading group is split, and the others label differently from it)',
  'elite-split': 'split leading group',
  bias: 'bias (the others label differently from the leading group)',
  minor: 'minor',
};
const classTitles: Readonly<Record<ErrorClass, string>> = {
  'outside-to-entity': 'Marked as an entity, outside in the reference',
  'entity-to-outside': 'Left out, an entity in the reference',
  'entity-to-entity': 'Another entity type than the reference',
  'span-error': 'Same type, other span borders',
};

/** The report as Markdown. Document text appears only as inline code, so nothing in it can act as a heading or list. */
export function reportMarkdown(data: DisagreementReportData): string {
  const blocks = [
    '# Disagreement report',
    [
      `- Documents: ${data.documents}`,
      `- Hotspots: ${data.hotspots}`,
      `- Reference: ${data.reference === 'gold' ? 'gold labels' : 'weighted consensus of this round'} (a point of reference, ${data.reference === 'gold' ? 'given by people' : 'not the truth'})`,
      `- Leading group: ${list(data.coalition)}`,
      `- Other annotators: ${list(data.rest)}`,
      `- Entity types: ${list(data.types)}`,
    ].join('\n'),
    '## Hotspots by kind',
    hotspotKinds
      .map((kind) => `- ${kindWords[kind]}: ${withShare(data.hotspotsByKind[kind], data.hotspots)}`)
      .join('\n'),
    '## Label changes, reference → annotator',
    data.changes.length === 0
      ? 'None.'
      : [
          ...data.changes.map((change) => `- ${changeName(change)}: ${withShare(change.cases, data.cases)}`),
          `- all: ${data.cases}`,
        ].join('\n'),
  ];
  for (const errorClass of errorClasses) {
    const changes = data.changes.filter((change) => change.errorClass === errorClass);
    if (changes.length === 0) continue;
    const total = changes.reduce((sum, change) => sum + change.cases, 0);
    blocks.push(`## ${classTitles[errorClass]}: ${total}`, ...changes.map(changeBlock));
  }
  return `${blocks.join('\n\n')}\n`;
}

function changeBlock(change: LabelChange): string {
  const lines = [`### ${changeName(change)}: ${change.cases} cases (${change.mentions} mentions)`, ''];
  change.examples.forEach((example, index) => lines.push(...exampleLines(example, index + 1)));
  if (change.notShown > 0) lines.push('', `${change.notShown} more not shown.`);
  return lines.join('\n');
}

function exampleLines(example: ReportExample, number: number): string[] {
  const { left, text, right, spans } = example;
  const lines = [
    `${number}. ${quoted(`${left} [[${text}]] ${right}`.trim())} (document ${quoted(example.documentId)}, tokens ${example.start}–${example.end - 1}; ${example.kind})`,
    `   - reference ${pattern(example.reference)}`,
    ...example.others.map((other) => `   - instead ${pattern(other)}`),
  ];
  if (spans !== undefined) {
    lines.push(
      `   - ${spans.reference.type}: tokens ${spans.reference.start}–${spans.reference.end - 1} against ${spans.other.start}–${spans.other.end - 1}; start ${signed(spans.startShift)}, end ${signed(spans.endShift)}`,
    );
  }
  return lines;
}

function pattern({ pattern: labels, annotators }: LabelPattern): string {
  return `\`${labels}\`: ${list(annotators)}`;
}

function changeName({ errorClass, from, to }: LabelChange): string {
  return errorClass === 'span-error' ? `${from} borders` : `${from} → ${to}`;
}

function withShare(count: number, total: number): string {
  return total === 0 ? String(count) : `${count} (${((100 * count) / total).toFixed(1)} %)`;
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}

function signed(shift: number): string {
  return shift > 0 ? `+${shift}` : String(shift);
}

/** Inline code that no text can close: a fence longer than any run of backticks inside; line ends become spaces. */
export function quoted(text: string): string {
  const flat = text.replace(/[\r\n\u2028\u2029]+/g, ' ');
  const longest = Math.max(0, ...(flat.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const padding = flat.startsWith('`') || flat.endsWith('`') || flat === '' ? ' ' : '';
  return `${fence}${padding}${flat}${padding}${fence}`;
}
