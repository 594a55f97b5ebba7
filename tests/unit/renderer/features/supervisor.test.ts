import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutSnippets } from '../../../../src/renderer/features/supervisor/cut-snippets.ts';
import { isValidRedaction, parseCap } from '../../../../src/renderer/features/supervisor/redactions.ts';
import { supervisorHost } from '../../../../src/renderer/features/supervisor/supervisor-host.ts';
import { filterProjects } from '../../../../src/renderer/features/projects/filter-projects.ts';
import { fakeProject } from '../../../helpers/fake-host-data.ts';

describe('what will be sent', () => {
  it('marks the stretches that come from documents', () => {
    expect(cutSnippets('ab CD ef', [{ start: 3, end: 5, documentId: 'd' }])).toEqual([
      { start: 0, text: 'ab ', documentId: null },
      { start: 3, text: 'CD', documentId: 'd' },
      { start: 5, text: ' ef', documentId: null },
    ]);
  });

  it('shows every character exactly once, even where stretches overlap or run over the end', () => {
    const snippet = fc.record({ start: fc.nat(40), end: fc.nat(40), documentId: fc.constant('d') });
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), fc.array(snippet), (text, snippets) => {
        expect(
          cutSnippets(text, snippets)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });
});

describe('redactions and caps', () => {
  it('takes words and valid patterns', () => {
    expect(isValidRedaction('Harnby')).toBe(true);
    expect(isValidRedaction('/\\d{4}/')).toBe(true);
    expect(isValidRedaction('/(/')).toBe(false);
    expect(isValidRedaction('  ')).toBe(false);
  });

  it('reads amounts the way people type them', () => {
    expect(parseCap('')).toBeNull();
    expect(parseCap('$1,50')).toBe(1.5);
    expect(parseCap('0')).toBe(0);
    expect(parseCap('much')).toBeUndefined();
    expect(parseCap('-1')).toBeUndefined();
  });
});

describe('supervisor host', () => {
  it('is the one host and port that would be contacted', () => {
    const at = (url: string | null) =>
      supervisorHost({ kind: 'openai', model: 'm', url }, 'http://127.0.0.1:11434');
    expect(at(null)).toBe('api.openai.com:443');
    expect(at('http://llm.lab:8000/v1')).toBe('llm.lab:8000');
    expect(at('http://llm.lab/v1')).toBe('llm.lab:80');
    expect(at('nonsense')).toBeNull();
    expect(at('http://127.0.0.1:1234/v1')).toBeNull();
    const other = (kind: 'rules' | 'ollama', ollamaUrl: string) =>
      supervisorHost({ kind, model: 'm', url: null }, ollamaUrl);
    expect(other('rules', 'http://lab:11434')).toBeNull();
    expect(other('ollama', 'http://127.0.0.1:11434')).toBeNull();
    expect(other('ollama', 'http://lab:11434')).toBe('lab:11434');
  });
});

describe('project shelves', () => {
  it('finds projects by every word of the search, newest first, on one shelf', () => {
    const projects = [
      fakeProject({ id: '1', name: 'Drug labels', updatedAt: '2026-01-01' }),
      fakeProject({ id: '2', name: 'Labels of drugs', updatedAt: '2026-02-01' }),
      fakeProject({ id: '3', name: 'Drug labels', archived: true }),
      fakeProject({ id: '4', name: 'Drug labels', archived: true, binnedAt: '2026-01-01' }),
    ];
    const ids = (shelf: 'active' | 'archived' | 'bin', search: string) =>
      filterProjects(projects, shelf, search).map(({ id }) => id);
    expect(ids('active', 'LABELS drug')).toEqual(['2', '1']);
    expect(ids('archived', '')).toEqual(['3']);
    expect(ids('bin', '')).toEqual(['4']);
  });
});
