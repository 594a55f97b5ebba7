import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unzipSync, strFromU8 } from 'fflate';
import { testRuleResultSchema } from '#shared/rpc/guidelines.ts';
import type { Span } from '#shared/domain/span.ts';
import { hotspotsOf, jobEnds, openExpertApp, startRun, type ExpertApp } from '../helpers/expert-app.ts';

let app: ExpertApp;
beforeEach(async () => {
  app = await openExpertApp();
});
afterEach(() => app.close());

async function sampleRun(iterations = 1) {
  const { id: projectId } = await app.call('projects.createSample', {});
  const { runId } = await startRun(app, projectId, { iterations });
  return { projectId, runId };
}

async function exported(projectId: string, what: string, format = 'jsonl'): Promise<string> {
  const path = join(app.dataDir, `${what}.${format}`);
  const job = await jobEnds(
    app,
    await app.call('export.write', { projectId, options: { format, what }, path, overwrite: true }),
  );
  expect(job.error).toBeNull();
  return readFileSync(path, 'utf8');
}

describe('guidelines at hand', () => {
  it('tests a rule: the affected documents with and without it, nothing stored', async () => {
    const { projectId } = await sampleRun();
    const guideline = await app.call('guidelines.get', { projectId });
    const target = guideline.rules.find(({ origin }) => origin.hotspotIds.length > 1)!;
    const job = await jobEnds(app, await app.call('guidelines.testRule', { projectId, ruleId: target.id }));
    expect(job.error).toBeNull();
    const result = testRuleResultSchema.parse(job.result);
    expect(result.documents).toBe(
      Math.min(12, new Set(target.origin.hotspotIds.map((id) => id.replace(/:\d+-\d+$/u, ''))).size),
    );
    for (const value of [result.agreementWith, result.agreementWithout]) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1);
    }
    expect(await app.call('guidelines.get', { projectId })).toEqual(guideline);
    await expect(app.call('guidelines.testRule', { projectId, ruleId: 'none' })).rejects.toThrow(
      /NOT_FOUND/u,
    );
  });

  it('shows the evidence of a rule from every iteration it grew in', async () => {
    const { projectId } = await sampleRun(3);
    const { rules } = await app.call('guidelines.get', { projectId });
    const rounds = new Set<number>();
    for (const rule of rules) {
      const evidence = await app.call('guidelines.evidence', { projectId, ruleId: rule.id });
      expect(evidence.map(({ hotspotId }) => hotspotId)).toEqual(rule.origin.hotspotIds);
      for (const row of evidence) {
        rounds.add(row.iteration);
        expect(row.readings.length).toBeGreaterThan(0);
      }
    }
    expect([...rounds].sort()).toEqual([0, 1, 2]);
  });

  it('exports one version in four formats and shows the exact prompt', async () => {
    const { projectId } = await sampleRun();
    const { rules, number, goal } = await app.call('guidelines.get', { projectId });
    const [first] = rules;
    const of = (format: 'md' | 'html' | 'json' | 'docx') =>
      app.call('guidelines.export', { projectId, format });
    for (const format of ['md', 'json'] as const) {
      const { content, fileName, base64 } = await of(format);
      expect([fileName, base64]).toEqual([`guidelines-${number}.${format}`, false]);
      expect(content.replaceAll('\\', '')).toContain(first!.text.slice(0, 30));
    }
    expect(JSON.parse((await of('json')).content)).toMatchObject({ guideline: { goal } });
    expect((await of('html')).content).toMatch(/^<!doctype html>/iu);
    const docx = unzipSync(Buffer.from((await of('docx')).content, 'base64'));
    expect(strFromU8(docx['word/document.xml']!)).toContain('PERSON');
    const pool = await app.call('annotators.pool', { projectId });
    const { text } = await app.call('guidelines.prompt', { projectId, annotatorId: pool[0]!.id });
    for (const rule of rules.filter(({ scope }) => scope.kind !== 'annotator')) {
      expect(text).toContain(rule.text);
    }
    await app.call('guidelines.edit', { projectId, edit: { kind: 'reject', ruleIds: [first!.id] } });
    const { text: after } = await app.call('guidelines.prompt', { projectId, annotatorId: pool[0]!.id });
    expect(after).not.toBe(text);
  });

  it('leaves the goal out of the prompt where the run did, and states it otherwise', async () => {
    const { id: projectId } = await app.call('projects.createSample', {});
    const [first] = await app.call('annotators.pool', { projectId });
    const prompt = async () =>
      (await app.call('guidelines.prompt', { projectId, annotatorId: first!.id })).text;
    const { goal } = await app.call('guidelines.get', { projectId });
    expect(await prompt()).toContain(goal);
    const { tokens } = await app.call('guidelines.size', { projectId });

    await startRun(app, projectId, { iterations: 0, skipGoal: true });
    expect(await prompt()).not.toContain(goal);
    expect((await app.call('guidelines.size', { projectId })).tokens).toBeLessThan(tokens);

    await startRun(app, projectId, { iterations: 0 });
    expect(await prompt()).toContain(goal);
  });

  it('restores any version as a new one', async () => {
    const { projectId } = await sampleRun();
    const newest = await app.call('guidelines.get', { projectId });
    const { number } = await app.call('guidelines.restore', { projectId, number: 0 });
    expect(number).toBe(newest.number + 1);
    expect((await app.call('guidelines.get', { projectId })).rules).toEqual([]);
    expect((await app.call('edit.undo', { projectId })).label).toBe('Restore version 0');
    expect((await app.call('guidelines.get', { projectId })).rules).toEqual(newest.rules);
  });
});

describe('the comparison', () => {
  it('finds the same string elsewhere, keeps comments and flags, and refuses places that are not there', async () => {
    const { projectId, runId } = await sampleRun();
    const [spot] = await hotspotsOf(app, projectId, runId, 0);
    const documentKey = spot!.documentKey;
    const places = await app.call('compare.sameString', { projectId, runId, iteration: 0, text: spot!.text });
    expect(places.some((place) => place.key === documentKey && place.start === spot!.start)).toBe(true);
    for (const { key, start, end } of places) {
      const { text } = await app.call('corpus.get', { projectId, key });
      expect(text.slice(start, end)).toBe(spot!.text);
    }
    const { start, end } = spot!;
    const { commentId } = await app.call('comments.add', {
      projectId,
      documentKey,
      start,
      end,
      text: 'Why?',
    });
    await app.call('documents.flag', { projectId, documentKey, flagged: true });
    const view = () => app.call('compare.document', { projectId, runId, iteration: 0, documentKey });
    expect(await view()).toMatchObject({
      flagged: true,
      comments: [{ commentId, start, end, text: 'Why?' }],
    });
    await app.call('edit.undo', { projectId });
    await app.call('edit.undo', { projectId });
    expect(await view()).toMatchObject({ flagged: false, comments: [] });

    const decision = { kind: 'span' as const, hotspotId: null, documentKey, start: 0, end: 1, spans: [] };
    const add = (more: object) =>
      app.call('decisions.add', { projectId, runId, iteration: 0, decision: { ...decision, ...more } });
    await expect(add({ start: 5, end: 2 })).rejects.toThrow(/INVALID_ARGUMENT/u);
    await expect(add({ end: 1_000_000 })).rejects.toThrow(/INVALID_ARGUMENT/u);
    await expect(add({ kind: 'hotspot', hotspotId: 'nowhere:0-1' })).rejects.toThrow(/NOT_FOUND/u);
    await expect(add({ spans: [{ start: 0, end: 1, type: 'PERSON', text: 'not it' }] })).rejects.toThrow(
      /INVALID_ARGUMENT/u,
    );
    await expect(
      app.call('comments.add', { projectId, documentKey, start: 9, end: 3, text: 'x' }),
    ).rejects.toThrow(/INVALID_ARGUMENT/u);
  });

  it('gives each reading of a hotspot whole, also what lies beside it', async () => {
    const { projectId, runId } = await sampleRun();
    for (const spot of await hotspotsOf(app, projectId, runId, 0)) {
      const document = await app.call('compare.document', {
        projectId,
        runId,
        iteration: 0,
        documentKey: spot.documentKey,
      });
      const all = spot.options.flatMap(({ spans }) => spans);
      const reach = [
        Math.min(spot.start, ...all.map((span) => span.start)),
        Math.max(spot.end, ...all.map((span) => span.end)),
      ] as const;
      for (const option of spot.options) {
        for (const voter of option.voters) {
          const own = document.annotators.find(({ annotatorId }) => annotatorId === voter)!.spans;
          const touching = own.filter((span) => span.start < reach[1] && span.end > reach[0]);
          expect(option.spans.length).toBeLessThanOrEqual(touching.length);
          for (const span of own.filter((mark) => mark.start < spot.end && mark.end > spot.start)) {
            expect(option.spans).toContainEqual(span);
          }
        }
      }
      const votes = spot.options.flatMap(({ voters }) => voters);
      expect(new Set(votes).size).toBe(votes.length);
    }
  });
});

describe('hard text', () => {
  const hard = [
    ['zwj', '👩‍👩‍👧 Ada Łuk 👨🏻‍🚒 met Rio 🇧🇷 Corp today.', 'Rio 🇧🇷 Corp'],
    ['combining', 'Cafe\u0301 Zoe\u0308 Mu\u0308ller in Sa\u0303o Paulo.', 'Zoe\u0308 Mu\u0308ller'],
    ['crlf', 'First line.\r\nNina Roth\r\nwent\r\n\r\nto Skelder.', 'Nina Roth'],
    ['rtl', 'زار أحمد مدينة القاهرة أمس. Then he left Cairo.', 'مدينة القاهرة'],
    ['cjk', '東京都に住む山田太郎はソニーで働く。', '山田太郎'],
    ['tabs', 'Name:\tIris Vale\tTown:\tHarnby\u00a0East\u2028End', 'Harnby\u00a0East'],
    ['astral', '𝔸da 𝔹yron wrote 𠮷野家 \u200dhere.', '𠮷野家'],
  ] as const;

  it('keeps offsets and surfaces from the file over the screen and the decision to the export', async () => {
    const { id: projectId } = await app.call('projects.create', { name: 'Hard' });
    const file = join(app.dataDir, 'hard.jsonl');
    writeFileSync(
      file,
      hard
        .map(([id, text, surface]) => {
          const start = text.indexOf(surface);
          return JSON.stringify({
            id,
            text,
            spans: [{ start, end: start + surface.length, type: 'NAME', text: surface }],
            offsetUnit: 'utf16',
          });
        })
        .join('\n'),
    );
    const job = await jobEnds(
      app,
      await app.call('import.start', { projectId, paths: [file], options: { as: 'pre' } }),
    );
    expect(job.error).toBeNull();
    await app.call('schema.set', {
      projectId,
      schema: { types: [{ name: 'NAME', definition: 'A name.', positiveExamples: ['Nina Roth'] }] },
    });
    const { runId } = await startRun(app, projectId, { setSize: hard.length, iterations: 0 });
    const { rows } = await app.call('compare.documents', { projectId, runId, iteration: 0 });
    expect(rows).toHaveLength(hard.length);
    const expected = new Map<string, Span>();
    for (const { key, id } of rows) {
      const [, text, surface] = hard.find(([name]) => name === id)!;
      const view = await app.call('compare.document', { projectId, runId, iteration: 0, documentKey: key });
      expect(view.text).toBe(text);
      for (const { spans } of view.annotators) {
        for (const span of spans) expect(text.slice(span.start, span.end)).toBe(span.text);
      }
      for (const [from, to] of view.tokens) expect(text.slice(from, to).trim()).not.toBe('');
      const start = text.indexOf(surface);
      const span: Span = { start, end: start + surface.length, type: 'NAME', text: surface };
      expected.set(id, span);
      await app.call('decisions.add', {
        projectId,
        runId,
        iteration: 0,
        decision: {
          kind: 'span',
          hotspotId: null,
          documentKey: key,
          start: 0,
          end: text.length,
          spans: [span],
        },
      });
    }
    for (const row of await app.call('decisions.list', { projectId })) {
      expect(row.text).toBe(hard.find(([id]) => id === row.documentId)![1]);
    }
    const records = (await exported(projectId, 'gold'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; text: string; spans: Span[] });
    expect(records).toHaveLength(hard.length);
    for (const record of records) {
      expect(record.text).toBe(hard.find(([id]) => id === record.id)![1]);
      expect(record.spans).toEqual([expected.get(record.id)]);
    }
    // Read back by a fresh project: the same marks at the same places.
    const { id: again } = await app.call('projects.create', { name: 'Again' });
    await jobEnds(
      app,
      await app.call('import.start', {
        projectId: again,
        paths: [join(app.dataDir, 'gold.jsonl')],
        options: { as: 'gold' },
      }),
    );
    expect(await exported(again, 'gold')).toBe(
      records.map((record) => JSON.stringify(record)).join('\n') + '\n',
    );
  });
});
