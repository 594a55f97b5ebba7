import { describe, expect, it } from 'vitest';
import { annotatedWords } from '../../../../src/renderer/features/import/annotated-words.ts';
import { roleOf } from '../../../../src/renderer/features/import/column-roles.ts';
import { readImportResult } from '../../../../src/renderer/features/import/import-result.ts';
import { quarantineList } from '../../../../src/renderer/features/import/quarantine-list.ts';
import { emptyWizard, wizardReducer } from '../../../../src/renderer/features/import/wizard-state.ts';

const file = (name: string) => ({ path: `/x/${name}`, name });

describe('import wizard', () => {
  it('goes to the format once there are files, and takes each file once', () => {
    const once = wizardReducer(emptyWizard, { kind: 'files-added', files: [file('a')] });
    const twice = wizardReducer(once, { kind: 'files-added', files: [file('a'), file('b')] });
    expect(once.step).toBe('format');
    expect(twice.files.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('stays at the source where the dialog was cancelled', () => {
    expect(wizardReducer(emptyWizard, { kind: 'files-added', files: [] })).toEqual(emptyWizard);
  });

  it('starts over when the last file is taken out', () => {
    const once = wizardReducer(emptyWizard, { kind: 'files-added', files: [file('a')] });
    expect(wizardReducer(once, { kind: 'file-removed', path: '/x/a' })).toEqual(emptyWizard);
  });

  it('forgets units, schemes and columns of another format, but not what the spans are worth', () => {
    const set = {
      ...emptyWizard,
      options: { format: 'csv', delimiter: ';', columns: { a: 'text' }, as: 'pre' as const },
    };
    const next = wizardReducer(set, { kind: 'guess-overridden', option: 'format', value: 'conll' });
    expect(next.options).toEqual({ format: 'conll', as: 'pre' });
  });

  it("forgets that each file is an annotator's when one file is left", () => {
    const options = { annotatorFiles: true, as: 'pre' as const };
    const two = { ...emptyWizard, files: [file('a'), file('b')], options };
    expect(wizardReducer(two, { kind: 'file-removed', path: '/x/a' }).options).toEqual({ as: 'pre' });
    const three = { ...two, files: [...two.files, file('c')] };
    expect(wizardReducer(three, { kind: 'file-removed', path: '/x/a' }).options).toEqual(options);
  });

  it('merges two types of the file into one, leaves one out, and takes a mapping back', () => {
    const map = (from: string, to: string | null) => ({ kind: 'label-mapped' as const, from, to });
    const mapped = [map('ORG', 'ORGANISATION'), map('COMPANY', 'ORGANISATION'), map('MISC', null)].reduce(
      wizardReducer,
      emptyWizard,
    );
    expect(mapped.options.labelMap).toEqual({ ORG: 'ORGANISATION', COMPANY: 'ORGANISATION', MISC: null });
    expect(wizardReducer(mapped, map('MISC', 'MISC')).options.labelMap).not.toHaveProperty('MISC');
  });

  it('gives a column one role and a role one column', () => {
    const text = wizardReducer(emptyWizard, { kind: 'column-mapped', role: 'text', column: 'body' });
    const moved = wizardReducer(text, { kind: 'column-mapped', role: 'text', column: 'title' });
    expect(moved.options.columns).toEqual({ title: 'text' });
    const other = wizardReducer(moved, { kind: 'column-mapped', role: 'id', column: 'title' });
    expect(other.options.columns).toEqual({ title: 'id' });
    expect(roleOf({ name: 'body', role: 'text' }, moved.options.columns)).toBe('meta');
    expect(roleOf({ name: 'title', role: 'meta' }, moved.options.columns)).toBe('text');
    expect(roleOf({ name: 'tags', role: 'labels' }, undefined)).toBe('label');
  });
});

describe('who annotated', () => {
  it('is said in words: nobody, all, some, and how many have nothing in them', () => {
    expect(annotatedWords({ seen: 3, annotated: 0, annotatedEmpty: 0 })).toContain('Nobody has annotated');
    expect(annotatedWords({ seen: 3, annotated: 3, annotatedEmpty: 0 })).toBe(
      'All 3 documents looked at are annotated.',
    );
    expect(annotatedWords({ seen: 3, annotated: 2, annotatedEmpty: 1 })).toMatch(
      /^2 of 3 documents .* 1 annotated document has no span\.$/u,
    );
  });
});

describe('import report', () => {
  it('writes rows set aside as one line each', () => {
    expect(quarantineList([{ line: 7, why: 'Not JSON', text: '{"a":\t1\n' }])).toBe(
      'line\twhy\ttext\n7\tNot JSON\t{"a": 1 \n',
    );
  });

  it('reads the result of an import job and nothing else', () => {
    expect(readImportResult({ importId: 3, report: { files: [] } })).toEqual({
      importId: 3,
      report: { files: [] },
    });
    expect(readImportResult({ importId: 3, files: [] })).toEqual({ importId: 3, report: { files: [] } });
    expect(readImportResult(null)).toBeNull();
  });
});
