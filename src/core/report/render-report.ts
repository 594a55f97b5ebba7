import { escapeHtml, htmlLines } from '#core/guideline/escape-html.ts';
import { guidelineBody } from '#core/guideline/render-html.ts';
import { agreementChart } from './agreement-chart.ts';
import { methodsParagraph } from './methods-paragraph.ts';
import type { ReportFacts, RunFacts } from './report-facts.ts';

const style = [
  ':root{color-scheme:light dark;--text:#1a1f27;--soft:#566072;--line:#d6dbe3;--accent:#4f46e5;--page:#fff}',
  '@media (prefers-color-scheme:dark){:root{--text:#e6eaf0;--soft:#9aa5b4;--line:#2a313b;--accent:#a5b4fc;--page:#0f1216}}',
  'body{font:16px/1.6 system-ui,sans-serif;max-width:50rem;margin:2.5rem auto;padding:0 1.25rem;color:var(--text);background:var(--page)}',
  'h1{font-size:1.75rem;line-height:1.25}h2{font-size:1.25rem;margin-top:2.25rem}li{margin:.4rem 0}',
  'table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.9em}',
  'th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}td.n,th.n{text-align:right}',
  '.soft,.origin{color:var(--soft);font-size:.88em}.example{list-style:none}q{background:color-mix(in srgb,var(--accent) 12%,transparent);padding:0 .2em}',
  'svg{width:100%;height:auto}svg text{font:12px system-ui,sans-serif;fill:var(--soft)}.grid{stroke:var(--line)}',
  '.band{fill:var(--accent);opacity:.16}.line{fill:none;stroke:var(--accent);stroke-width:2}.point{fill:var(--accent)}.ring{fill:none;stroke:var(--accent);stroke-width:2}',
  '@media print{body{margin:0}h2{break-after:avoid}tr{break-inside:avoid}}',
].join('');

/** A report to hand over: one self-contained page, without scripts, links or pictures from elsewhere. */
export function renderReport(facts: ReportFacts): string {
  const { run, guideline } = facts;
  const title = `Report: ${facts.name}`;
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<title>${escapeHtml(title)}</title><style>${style}</style></head><body>`,
    `<h1>${escapeHtml(title)}</h1>`,
    `<p class="soft">Written ${escapeHtml(facts.writtenAt.slice(0, 10))} with DiZiNER Desktop ${escapeHtml(facts.appVersion)}.</p>`,
    '<h2>In short</h2>',
    `<p>${methodsParagraph(facts).map(escapeHtml).join(' ')}</p>`,
    ...(run === null ? ['<p>No run was started yet.</p>'] : runParts(run)),
    ...labelParts(facts),
    ...versionParts(facts),
    ...(guideline === null
      ? []
      : [
          guidelineBody(guideline, {
            title,
            schema: facts.schema,
            annotators: run?.annotators ?? [],
          }),
        ]),
    '</body></html>',
    '',
  ].join('\n');
}

function runParts({ status, rounds, annotators, supervisorCalls, supervisorTokens }: RunFacts): string[] {
  const gold = rounds.some((round) => round.consensusGoldF1 !== null);
  const heads: (readonly [string, boolean])[] = [
    ['Round', false],
    ['Documents', true],
    ['Left out', true],
    ['Agreement', true],
    ['95 % interval', true],
    ['Hotspots', true],
    ['Rules', true],
    ...(gold ? [['F1 of the consensus', true] as const] : []),
  ];
  const rows = rounds.map((round) => [
    `${round.iteration}${status.best?.iteration === round.iteration ? ' (chosen)' : ''}`,
    String(round.documents),
    String(round.excludedDocuments),
    figure(round.agreement),
    round.interval === null ? '–' : `${figure(round.interval[0])} to ${figure(round.interval[1])}`,
    String(round.hotspots),
    String(round.rules),
    ...(gold ? [figure(round.consensusGoldF1)] : []),
  ]);
  const chosen = rounds.find((round) => round.iteration === status.best?.iteration) ?? rounds.at(-1);
  return [
    '<h2>Agreement by round</h2>',
    agreementChart(rounds, status.best?.iteration ?? null),
    table(heads, rows),
    `<p class="soft">Agreement is the mean pairwise strict span F1 of the annotators (both borders and the type equal), measured on documents both have read; the interval is a bootstrap over documents. Agreement is not accuracy.${gold ? ' F1 against gold stands beside it for comparison and decided nothing.' : ''}</p>`,
    ...(chosen === undefined
      ? []
      : [
          `<h2>Annotators in round ${chosen.iteration}</h2>`,
          table(
            [
              ['Annotator', false],
              ['Model', false],
              ['Agreement with the others', true],
              ['Spans', true],
              ['No usable answer', true],
            ],
            chosen.perAnnotator.map((row) => {
              const config = annotators.find((candidate) => candidate.id === row.annotatorId);
              const { failed = 0, truncated = 0, skipped = 0 } = row.units;
              return [
                config?.displayName ?? row.annotatorId,
                config === undefined ? '' : config.kind === 'builtin' ? 'none (rules)' : config.model,
                figure(row.agreement),
                String(row.entities),
                String(failed + truncated + skipped),
              ];
            }),
          ),
        ]),
    `<p class="soft">Supervisor: ${escapeHtml(status.settings.supervisor.kind === 'rules' ? 'built-in rules, no model' : status.settings.supervisor.model)}; ${supervisorCalls} calls, ${supervisorTokens} tokens, $${status.costUsd.toFixed(2)}. Annotators: ${status.inputTokens} tokens read, ${status.outputTokens} written.</p>`,
  ];
}

function labelParts({ labelling, corpus }: ReportFacts): string[] {
  const counts = (title: string, spans: Readonly<Record<string, number>>): string[] =>
    Object.keys(spans).length === 0
      ? []
      : [
          `<h2>${title}</h2>`,
          table(
            [
              ['Entity type', false],
              ['Spans', true],
            ],
            Object.entries(spans)
              .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
              .map(([type, n]) => [type, String(n)]),
          ),
        ];
  return [
    ...(labelling === null ? [] : counts('Labelled corpus', labelling.spans)),
    ...counts(`Gold spans (${corpus.goldDocuments} documents)`, corpus.goldSpans),
  ];
}

function versionParts({ versions }: ReportFacts): string[] {
  if (versions.length === 0) return [];
  return [
    '<h2>Versions of the guidelines</h2>',
    table(
      [
        ['Version', true],
        ['For round', true],
        ['By', false],
        ['When', false],
        ['Rules', true],
        ['What changed', false],
      ],
      versions.map((row) => [
        String(row.number),
        String(row.iteration),
        row.author,
        row.createdAt,
        String(row.rules),
        row.summary,
      ]),
    ),
  ];
}

function table(
  heads: readonly (readonly [text: string, isNumber: boolean])[],
  rows: readonly (readonly string[])[],
): string {
  const cell = (tag: 'th' | 'td', text: string, column: number): string =>
    `<${tag}${heads[column]?.[1] === true ? ' class="n"' : ''}${tag === 'th' ? ' scope="col"' : ''}>${htmlLines(text)}</${tag}>`;
  return [
    '<table><thead><tr>',
    ...heads.map(([text], i) => cell('th', text, i)),
    '</tr></thead><tbody>',
    ...rows.map((row) => `<tr>${row.map((text, i) => cell('td', text, i)).join('')}</tr>`),
    '</tbody></table>',
  ].join('');
}

const figure = (value: number | null): string => (value === null ? '–' : value.toFixed(2));
