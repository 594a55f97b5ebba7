import { describe, expect, it } from 'vitest';
import { consensusSpans } from '#core/run/consensus-spans.ts';
import { tokenize } from '#core/text/tokenize.ts';
import type { Span } from '#shared/domain/span.ts';

const text = 'Anna Berg lives here';
const document = { key: 1, id: 'a', text, tokens: tokenize(text), reconstructed: false, meta: {} };
const span = (start: number, end: number, type: string): Span => ({
  start,
  end,
  type,
  text: text.slice(start, end),
});

describe('consensusSpans', () => {
  it('gives a span its vote share, averaged over its tokens', () => {
    // Token "Anna": 2 of 2; token "Berg": 1.2 of 2 (the other annotator stops after the first name). Mean 0.8.
    const [found, ...rest] = consensusSpans(document, [
      { spans: [span(0, 9, 'PERSON')], weight: 1.2 },
      { spans: [span(0, 4, 'PERSON')], weight: 0.8 },
    ]);
    expect(rest).toEqual([]);
    expect(found).toMatchObject({ start: 0, end: 9, type: 'PERSON', text: 'Anna Berg' });
    expect(found?.share).toBeCloseTo(0.8, 12);
  });

  it('counts only the weight behind the winning type', () => {
    const [found] = consensusSpans(document, [
      { spans: [span(0, 9, 'PERSON')], weight: 0.6 },
      { spans: [span(0, 9, 'ORG')], weight: 0.4 },
    ]);
    expect(found?.type).toBe('PERSON');
    expect(found?.share).toBeCloseTo(0.6, 12);
  });

  it('finds nothing where nobody votes', () => {
    expect(consensusSpans(document, [])).toEqual([]);
  });
});
