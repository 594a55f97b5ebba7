import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentFence } from '#core/annotators/build-prompt.ts';
import { createLlmSupervisor } from '#core/supervisor/llm-supervisor.ts';
import { createRedactor, findSnippets, previewCall, previewFirstCall } from '#core/supervisor/preview.ts';
import type { EvidenceDocument } from '#core/supervisor/supervisor.ts';
import { scriptedClient } from '../annotators/scripted-client.ts';
import { documents, makeInput, recordingHooks, signal } from './make-input.ts';

const options = {
  numCtx: 8_192,
  numPredict: 1_000,
  temperature: 0,
  topP: 1,
  topK: 40,
  seed: 7,
  repeatPenalty: 1,
};

describe('previewFirstCall', () => {
  it('is exactly the text of the first call, redactions included', async () => {
    const list = [
      { find: 'Alba Works', replace: '[firm]' },
      { find: 'Ann', replace: '' },
      { find: '', replace: 'x' },
    ];
    const hooks = recordingHooks({ redact: createRedactor(list), beforeCall: async () => 'skip' });
    await createLlmSupervisor({ id: 's', client: scriptedClient(), model: 'm', options }).supervise(
      makeInput(),
      hooks,
      signal,
    );
    const preview = previewFirstCall(makeInput(), list);
    expect(preview.text).toBe(hooks.calls[0]?.requestText);
    expect(preview.text).toContain('Mayor [redacted] Roy met [[firm]]');
    expect(preview.redactions).toEqual([1, 1, 0]);
  });

  it('marks what stands in the documents', () => {
    const { text, snippets } = previewFirstCall(makeInput(), []);
    const marked = snippets.map(({ start, end }) => text.slice(start, end));
    expect(marked).toContain('Mayor Ann Roy met [Alba Works');
    expect(
      snippets.find(({ start, end }) => text.slice(start, end).startsWith('Mayor Ann'))?.documentId,
    ).toBe('d1');
  });
});

describe('previewCall', () => {
  it('marks a planned call', () => {
    const call = {
      phase: 'phase3_rules' as const,
      annotatorId: null,
      attempt: 0,
      requestText: 'Rule: Brix Works is a firm.',
      requestHash: '',
    };
    expect(previewCall(call, documents).snippets).toEqual([{ start: 6, end: 16, documentId: 'd2' }]);
  });
});

describe('findSnippets', () => {
  it('marks every quotation of three words, wherever it is put', () => {
    const words = 'Mayor Ben Loe left Brix Works'.split(' ');
    fc.assert(
      fc.property(fc.nat(3), fc.lorem({ maxCount: 6 }), fc.lorem({ maxCount: 6 }), (from, before, after) => {
        const quoted = words.slice(from, from + 3).join(' ');
        const text = `${before}. ${quoted}. ${after}`;
        const at = text.indexOf(quoted);
        expect(
          findSnippets(text, documents).some(({ start, end }) => start <= at && at + quoted.length <= end),
        ).toBe(true);
      }),
    );
  });
  it('marks a short word that somebody annotated in fenced text and in quotation marks, not in the instructions', () => {
    const it: EvidenceDocument = {
      ...documents[0]!,
      annotations: { a: [{ start: 0, end: 2, type: 'PER', text: 'It' }] },
    };
    const fence = documentFence('');
    const text = `It is evidence.\n${fence}\nHere It stands.\n${fence}\nIt ends; "It" is quoted.`;
    const marked = findSnippets(text, [it]).map(({ start, end }) => [text.slice(start, end), start]);
    expect(marked).toEqual([
      ['It', text.indexOf('It stands')],
      ['It', text.indexOf('It" is')],
    ]);
  });

  it('finds nothing in other text, and nothing without documents', () => {
    expect(findSnippets('Quite different words here.', documents)).toEqual([]);
    expect(findSnippets('Mayor Ann Roy met', [])).toEqual([]);
  });
});

describe('createRedactor', () => {
  it('replaces the longest first, whole words only, and takes signs literally', () => {
    const redact = createRedactor([
      { find: 'A', replace: '$&' },
      { find: 'A.B', replace: 'X' },
      { find: '東京', replace: '' },
    ]);
    expect(redact('A.B AxB A, 東京都')).toBe('X AxB $&, [redacted]都');
    expect(createRedactor([{ find: 'aa', replace: '-' }])('aa aa')).toBe('- -');
  });
});
