import { describe, expect, it } from 'vitest';
import { optionPlaces } from '#shared/domain/reader-options.ts';
import type { ImportPreview } from '#shared/rpc/corpus.ts';
import { annotatedWords } from '../../../../src/renderer/features/import/annotated-words.ts';
import { roleOf } from '../../../../src/renderer/features/import/column-roles.ts';
import { readImportResult } from '../../../../src/renderer/features/import/import-result.ts';
import { quarantineList } from '../../../../src/renderer/features/import/quarantine-list.ts';
import {
  asksForNames,
  layersAfter,
  nameListOf,
} from '../../../../src/renderer/features/import/reading-options.ts';
import { emptyWizard, wizardReducer } from '../../../../src/renderer/features/import/wizard-state.ts';
import { t } from '../../../../src/renderer/i18n/t.ts';

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
      options: { format: 'csv', delimiter: ';', columns: { a: 'text' as const }, as: 'pre' as const },
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
    expect(roleOf({ name: 'tags', role: 'label' }, undefined)).toBe('label');
  });
});

describe('what the format leaves open', () => {
  const preview = (quarantined: string[]) =>
    ({ quarantined: quarantined.map((why) => ({ line: 1, why, text: '' })) }) as unknown as ImportPreview;

  it('asks for names of tags in Hugging Face files, and in others where a row is set aside for want of them', () => {
    expect(asksForNames('hf-jsonl', preview([]), {})).toBe(true);
    expect(asksForNames('jsonl', preview([]), {})).toBe(false);
    expect(asksForNames('jsonl', preview([`numbers; see ${optionPlaces.labelNames}`]), {})).toBe(true);
    // The names that helped stay within reach.
    expect(asksForNames('jsonl', preview([]), { labelNames: ['O'] })).toBe(true);
    expect(asksForNames('csv', preview([`see ${optionPlaces.labelNames}`]), {})).toBe(false);
  });

  it('takes names with commas, a name a line or a JSON list, and takes them back', () => {
    for (const text of [
      'O, B-PER,I-PER',
      'O\nB-PER\n\nI-PER\n',
      '["O", "B-PER", "I-PER"]',
      '[\n"O",\n"B-PER",\n"I-PER"\n]',
    ])
      expect(nameListOf(text), text).toEqual({
        kind: 'label-names-given',
        names: ['O', 'B-PER', 'I-PER'],
      });
    expect(nameListOf('O,,B-PER')).toMatchObject({ names: ['O', '', 'B-PER'] });
    const given = wizardReducer(emptyWizard, nameListOf('O, B-PER'));
    expect(given.options).toEqual({ labelNames: ['O', 'B-PER'] });
    expect(wizardReducer(given, nameListOf(' ')).options).toEqual({});
  });

  it('reads the layers that are ticked', () => {
    const layers = [
      { name: 'a.NamedEntity', marks: 2, isRead: true },
      { name: 'b.Motion', marks: 1, isRead: false },
    ];
    expect(layersAfter(layers, 'b.Motion', true)).toEqual(['a.NamedEntity', 'b.Motion']);
    expect(layersAfter(layers, 'a.NamedEntity', false)).toEqual([]);
  });

  it('forgets what columns are when the first row turns out to be names', () => {
    const mapped = wizardReducer(emptyWizard, { kind: 'column-mapped', role: 'text', column: '1' });
    const named = wizardReducer(mapped, { kind: 'header-chosen', header: true });
    expect(named.options).toEqual({ header: true });
  });

  it('is found under the words and flags by which messages ask for it', () => {
    expect(optionPlaces.labelNames).toContain(`"${t('import.labelNames')}"`);
    expect(optionPlaces.layers).toContain(`"${t('import.layers')}"`);
    expect(optionPlaces.columns).toContain(`"${t('import.mappingTitle')}"`);
    expect(optionPlaces.format).toContain(`"${t('import.format')}" in the step ${t('import.stepFormat')}`);
    expect(optionPlaces.encoding).toContain(
      `"${t('import.encoding')}" in the step ${t('import.stepFormat')}`,
    );
    for (const place of [optionPlaces.labelNames, optionPlaces.layers, optionPlaces.columns])
      expect(place).toContain(`in the step ${t('import.stepMapping')}`);
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
