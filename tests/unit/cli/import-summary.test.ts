import { expect, it } from 'vitest';
import { createFileReport, maxListed } from '#core/formats/import-report.ts';
import { importSummary } from '#cli/import-summary.ts';

const reportWith = (setAside: number, repaired: number) => {
  const file = createFileReport('/data/rows.jsonl', 'jsonl');
  for (let line = 1; line <= setAside; line++)
    file.add({ kind: 'quarantined', line, why: 'no text', text: '{}' });
  for (let line = 1; line <= repaired; line++) file.add({ kind: 'repaired', line, what: 'offsets moved' });
  return { files: [file.build()] };
};

it('shows the first five rows that were set aside, how many more there are, and where to read them', () => {
  const lines = importSummary(reportWith(7, 6), 3).split('\n');
  expect(lines.filter((line) => line.startsWith('set aside: '))).toEqual([
    ...[1, 2, 3, 4, 5].map((line) => `set aside: /data/rows.jsonl, line ${line}: no text`),
    'set aside: … and 2 more in /data/rows.jsonl',
  ]);
  expect(lines).toContain('repaired: … and 1 more in /data/rows.jsonl');
  expect(lines.at(-1)).toBe('The whole list: write the report with --report FILE.');
});

it('names the report that was written', () => {
  expect(importSummary(reportWith(6, 0), 3, 'report.json').split('\n').at(-1)).toBe(
    'The whole list: report.json.',
  );
});

it('counts rows that the report itself no longer lists', () => {
  expect(importSummary(reportWith(maxListed + 10, 0), 3)).toContain('… and 10,005 more in');
});

it('promises no more where everything is shown', () => {
  const text = importSummary(reportWith(5, 5), 3);
  expect(text).not.toContain('more');
  expect(text).not.toContain('The whole list');
});
