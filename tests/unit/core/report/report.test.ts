import { describe, expect, it } from 'vitest';
import { labelSchemaSchema } from '#shared/domain/entity-type.ts';
import { iterationSummarySchema, runStatusSchema } from '#shared/domain/run.ts';
import { agreementChart } from '#core/report/agreement-chart.ts';
import { methodsParagraph } from '#core/report/methods-paragraph.ts';
import { renderReport } from '#core/report/render-report.ts';
import type { ReportFacts } from '#core/report/report-facts.ts';

const round = (iteration: number, agreement: number | null) =>
  iterationSummarySchema.parse({
    iteration,
    state: 'supervised',
    guidelineNumber: iteration,
    documents: 25,
    documentSets: { main: { documents: 25, quality: null }, probe: null },
    excludedDocuments: 0,
    agreement,
    interval: agreement === null ? null : [agreement - 0.1, agreement + 0.1],
    hotspots: 7,
    perAnnotator: [
      { annotatorId: 'a', agreement, entities: 12, units: { ok: 24, failed: 1 }, goldF1: null },
      { annotatorId: 'b', agreement, entities: 9, units: { ok: 25 }, goldF1: null },
    ],
    consensusGoldF1: null,
    rules: iteration * 2,
  });
const annotator = (id: string, kind: 'ollama' | 'builtin') => ({
  id,
  kind,
  model: `${id}-model`,
  displayName: `Annotator <${id}>`,
  monogram: id,
  maker: '',
  family: '',
  endpoint: null,
  enabled: true,
});

const facts: ReportFacts = {
  name: 'Ships & <b>harbours</b>',
  writtenAt: '2026-11-28T08:00:00.000Z',
  appVersion: '0.1.0',
  corpus: { documents: 1, goldDocuments: 0, goldSpans: {} },
  schema: labelSchemaSchema.parse({
    types: [{ name: 'SHIP', definition: 'A named ship.' }, { name: 'PORT' }, { name: 'OLD', active: false }],
  }),
  guideline: null,
  versions: [],
  run: {
    status: runStatusSchema.parse({
      runId: 'r',
      state: 'done',
      stage: 'done',
      iteration: 1,
      iterations: 1,
      startedAt: '',
      endedAt: null,
      settings: { annotatorIds: ['a', 'b'], supervisor: { kind: 'rules' } },
      units: {},
      unitsToRetry: 0,
      unitsTotal: 100,
      unitsDone: 100,
      etaMs: null,
      inputTokens: 10,
      outputTokens: 2,
      costUsd: 0,
      costCapUsd: null,
      activity: '',
      reason: null,
      openQuestions: 0,
      pendingCallId: null,
      best: { iteration: 1, annotatorId: 'b', agreement: 0.5, reason: '' },
    }),
    rounds: [round(0, 0.4), round(1, 0.5)],
    annotators: [annotator('a', 'ollama'), annotator('b', 'builtin')],
    supervisorCalls: 0,
    supervisorTokens: 0,
    decisions: 3,
    answeredQuestions: 1,
  },
  labelling: null,
};

describe('the paragraph for a methods section', () => {
  it('says what was done, with the numbers of the project', () => {
    expect(methodsParagraph(facts).join(' ')).toBe(
      'Named entities of 2 types (SHIP, PORT) were annotated in a corpus of 1 document. ' +
        'The guidelines were refined with the DiZiNER method (Kim and Yoon, 2026): in 2 rounds, 1 language model (a-model) and 1 built-in rule-based annotator without a model (b-model) annotated the same 25 documents of a round independently of each other, chosen for variety (k-means, seed 42). ' +
        'Places of high weighted disagreement (percentile 80 of the tokens) were given to a built-in rule-based supervisor without a model, which revised the guidelines after each round but the last. ' +
        'A domain expert decided 3 hotspots and answered 1 question of the supervisor. ' +
        'Round 1 was chosen by inter-annotator agreement alone (mean pairwise strict span F1 0.50, 95 % bootstrap interval over documents 0.40 to 0.60), and in it Annotator <b>, which agreed most with the others. ' +
        'No gold labels were used for the guidelines or for the choice. The work was done with DiZiNER Desktop 0.1.0.',
    );
  });

  it('claims nothing that was not done', () => {
    const bare = methodsParagraph({ ...facts, run: null }).join(' ');
    expect(bare).not.toMatch(/method|expert|round|gold/u);
    const alone = methodsParagraph({
      ...facts,
      run: { ...facts.run!, decisions: 0, answeredQuestions: 0 },
    }).join(' ');
    expect(alone).not.toContain('expert');
  });

  it('tells of labelling with its failures', () => {
    const labelling = {
      with: 'consensus',
      guidelineNumber: 4,
      documents: 90,
      done: 90,
      failed: 2,
      spans: {},
    };
    expect(methodsParagraph({ ...facts, labelling }).join(' ')).toContain(
      'With version 4 of the guidelines the weighted vote of all annotators labelled 90 of 90 documents. For 2 documents there was no usable answer.',
    );
  });
});

describe('the report', () => {
  it('is one page that loads and runs nothing, and shows texts as they are', () => {
    const html = renderReport(facts);
    expect(html).not.toMatch(/<script|<link|<img|<iframe|\son\w+=|url\(|https?:/iu);
    expect(html).toContain('Report: Ships &amp; &lt;b&gt;harbours&lt;/b&gt;');
    expect(html).toContain('Annotator &lt;a&gt;');
  });

  it('labels the built-in annotators, and counts answers that were not usable', () => {
    const html = renderReport(facts);
    expect(html).toContain('<td>none (rules)</td>');
    expect(html).toContain(
      '<td>a-model</td><td class="n">0.50</td><td class="n">12</td><td class="n">1</td>',
    );
  });
});

describe('the chart', () => {
  it('puts agreement 1 at the top, 0 at the bottom, and rings the chosen round', () => {
    const svg = agreementChart([round(0, 0), round(1, 1)], 1);
    expect(svg).toContain('cx="44" cy="204"');
    expect(svg).toContain('<circle class="ring" cx="604" cy="16" r="8"/>');
  });

  it('is empty without an analysed round', () => {
    expect(agreementChart([round(0, null)], null)).toBe('');
  });
});
