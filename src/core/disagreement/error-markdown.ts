import type { ErrorDocumentData, ErrorGroup } from './error-document-data.ts';
import { quoted } from './report-markdown.ts';

/** Document ids listed per group. */
const maxDocumentIds = 10;

/** The error document as Markdown; document text appears only as inline code. */
export function errorMarkdown(data: ErrorDocumentData): string {
  const blocks = [
    `# Deviations of ${data.annotator}`,
    [
      `- Reference: ${data.reference === 'gold' ? 'gold labels' : 'weighted consensus of this round'}`,
      `- Documents labelled: ${data.documents}`,
      `- Documents with a deviation: ${data.documentsWithErrors} (${(100 * data.errorRate).toFixed(1)} %)`,
    ].join('\n'),
  ];
  if (data.groups.length === 0) blocks.push('No deviations.');
  else {
    const rows = data.groups.map(
      (group) =>
        `| ${groupName(group)} | ${group.instances} | ${group.tokens} | ${group.documents.length} | ${documentIds(group)} |`,
    );
    blocks.push(
      ['| Deviation | Spans | Tokens | Documents | In |', '| --- | ---: | ---: | ---: | --- |', ...rows].join(
        '\n',
      ),
    );
    for (const group of data.groups) blocks.push(`## ${groupName(group)}`, examples(group));
  }
  return `${blocks.join('\n\n')}\n`;
}

function groupName({ errorClass, from, to }: ErrorGroup): string {
  switch (errorClass) {
    case 'outside-to-entity':
      return `spurious ${to}`;
    case 'entity-to-outside':
      return `missing ${from}`;
    case 'entity-to-entity':
      return `${from} labelled ${to}`;
    case 'span-error':
      return `${from} with other borders`;
  }
}

function documentIds({ documents }: ErrorGroup): string {
  const shown = documents.slice(0, maxDocumentIds).map((id) => quoted(id).replaceAll('|', '\\|'));
  return documents.length > maxDocumentIds ? `${shown.join(', ')}, …` : shown.join(', ');
}

function examples(group: ErrorGroup): string {
  const lines = group.examples.map((example) => {
    const context = quoted(`${example.left} [[${example.text}]] ${example.right}`.trim());
    const sides =
      group.errorClass === 'span-error' && example.referenceText !== null && example.annotatorText !== null
        ? `; reference ${quoted(example.referenceText)}, annotator ${quoted(example.annotatorText)}`
        : '';
    return `- ${context} (document ${quoted(example.documentId)}${sides})`;
  });
  return lines.join('\n');
}
