import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { runSettingsSchema } from '#shared/domain/run-settings.ts';
import type { Rule } from '#shared/domain/guideline.ts';
import type { Span } from '#shared/domain/span.ts';
import { builtinAnnotators } from '#core/annotators/builtin/create-builtin-annotator.ts';
import { goldWriter, removeGold } from '#core/store/document-table.ts';
import { editState, recordEdit, redoEdit, undoEdit } from '#core/store/edits.ts';
import {
  insertComment,
  insertDecision,
  insertQuestions,
  removeComment,
  removeDecision,
  setAnswer,
  setFlag,
} from '#core/store/expert-tables.ts';
import { addGuidelineRevision, readNewestGuideline } from '#core/store/guideline-table.ts';
import { insertLabelJob } from '#core/store/label-job-table.ts';
import { labelDocumentWriter, setLabelAccepted, setLabelSpans } from '#core/store/label-document-table.ts';
import type { Database } from '#core/store/open-store.ts';
import { readSetting, setGoal, setProjectName, writeSetting } from '#core/store/project-table.ts';
import { insertRun } from '#core/store/run-table.ts';
import { addSchemaRevision, setPool } from '#core/store/setup-tables.ts';
import { dumpStore, labSchema, labTime, newProject } from '../helpers/store-lab.ts';

let db: Database | undefined;
afterEach(() => db?.close());

const text = 'Ada Lovelace met Charles Babbage in London.';
const span: Span = { start: 0, end: 12, type: 'PER', text: 'Ada Lovelace' };

function rule(n: number): Rule {
  return {
    id: `r${n}`,
    scope: { kind: 'general' },
    text: `Rule ${n}: it's "quoted", with a 'tick', a ; and a \u0000-free ☃.`,
    examples: [],
    priority: 'medium',
    parentId: null,
    origin: { author: 'expert', iteration: null, patternIds: [], hotspotIds: [] },
    status: 'accepted',
    locked: false,
  };
}

/** A project with everything that undoable rows refer to: three documents, a run, questions, labels. */
function fullProject(): Database {
  const project = newProject(':memory:', [text, text, text]);
  const { runKey } = insertRun(project, {
    runId: 'run-1',
    settings: runSettingsSchema.parse({
      annotatorIds: builtinAnnotators.map(({ id }) => id),
      supervisor: { kind: 'rules' },
    }),
    schemaNumber: 0,
    startedAt: labTime,
    startGuideline: 0,
  });
  insertQuestions(project, runKey, 0, [
    { id: 'q1', question: {} },
    { id: 'q2', question: {} },
  ]);
  const job = insertLabelJob(project, {
    labelJobId: 'job',
    source: 'consensus',
    runId: 'run-1',
    iteration: 0,
    guideline: 0,
    schemaNumber: 0,
    annotatorIds: [],
    weights: [],
    scope: 'all',
    lastDocument: 3,
    startedAt: labTime,
  });
  const write = labelDocumentWriter(project, job.labelKey);
  for (const key of [1, 2, 3]) write(key, [{ ...span, share: 0.75 }], false);
  return project;
}

const documentKey = fc.integer({ min: 1, max: 3 });
const anyText = fc.string({ unit: 'binary', maxLength: 12 }).filter((value) => !value.includes('\u0000'));

/** One expert's change of any undoable table. */
const change: fc.Arbitrary<(project: Database, n: number) => void> = fc.oneof(
  anyText.map((name) => (project: Database) => setProjectName(project, name)),
  anyText.map((goal) => (project: Database) => setGoal(project, goal)),
  fc.tuple(fc.constantFrom('a', 'b'), fc.jsonValue()).map(
    ([key, value]) =>
      (project: Database) =>
        writeSetting(project, key, value),
  ),
  fc.tuple(documentKey, fc.boolean()).map(
    ([key, keep]) =>
      (project: Database) =>
        keep ? goldWriter(project)(key, [span]) : removeGold(project, key),
  ),
  fc.tuple(documentKey, fc.boolean()).map(
    ([key, flagged]) =>
      (project: Database) =>
        setFlag(project, key, flagged, labTime),
  ),
  fc.tuple(documentKey, anyText, fc.boolean()).map(([key, words, add]) => (project: Database, n: number) => {
    if (!add) {
      removeComment(project, `c${n - 10}`);
      return;
    }
    const comment = { documentKey: key, start: 0, end: 3, text: words, author: 'E', createdAt: labTime };
    insertComment(project, { commentId: `c${n}`, ...comment });
  }),
  fc.constant((project: Database, n: number) => void addSchemaRevision(project, labSchema, `s${n}`, labTime)),
  fc
    .shuffledSubarray([...builtinAnnotators], { minLength: 1 })
    .map((pool) => (project: Database) => setPool(project, pool)),
  fc.integer({ min: 0, max: 4 }).map((rules) => (project: Database, n: number) => {
    const parent = readNewestGuideline(project)?.number ?? null;
    addGuidelineRevision(project, {
      parent,
      runId: null,
      iteration: 0,
      author: 'expert',
      createdAt: labTime,
      summary: `edit ${n}`,
      goal: '',
      rules: Array.from({ length: rules }, (_, index) => rule(index)),
    });
  }),
  fc
    .tuple(documentKey, fc.constantFrom('h1', 'h2', null), fc.boolean())
    .map(([key, hotspotId, add]) => (project: Database, n: number) => {
      if (!add) {
        removeDecision(project, `x${n - 10}`);
        return;
      }
      insertDecision(project, {
        decisionId: `x${n}`,
        runKey: 1,
        iteration: 0,
        kind: 'hotspot',
        hotspotId,
        documentKey: key,
        start: 0,
        end: 12,
        spans: [span],
        unclear: false,
        reason: "it's so",
        author: 'E',
        createdAt: labTime,
      });
    }),
  fc.tuple(fc.constantFrom('q1', 'q2'), anyText, fc.boolean()).map(
    ([id, words, clear]) =>
      (project: Database) =>
        void setAnswer(project, id, clear ? null : { approachId: null, text: words, answeredAt: labTime }),
  ),
  fc.tuple(documentKey, fc.boolean()).map(
    ([key, accepted]) =>
      (project: Database) =>
        setLabelAccepted(project, key, accepted),
  ),
  documentKey.map((key) => (project: Database) => setLabelSpans(project, key, [])),
);

describe('undo and redo', () => {
  it('go back and forth through every state of any sequence of edits over every undoable table', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(change, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 6 }),
        (edits) => {
          const project = fullProject();
          try {
            const states: unknown[] = [dumpStore(project)];
            let recorded = 0;
            edits.forEach((steps, n) => {
              recordEdit(project, `edit ${n}`, labTime, () =>
                steps.forEach((step, k) => step(project, n * 10 + k)),
              );
              if (editState(project).undoable === recorded) return; // nothing changed, nothing to take back
              recorded += 1;
              states.push(dumpStore(project));
            });
            for (let n = recorded; n > 0; n -= 1) {
              expect(undoEdit(project, labTime)).not.toBeNull();
              expect(dumpStore(project)).toEqual(states[n - 1]);
            }
            expect(undoEdit(project, labTime)).toBeNull();
            for (let n = 1; n <= recorded; n += 1) {
              expect(redoEdit(project, labTime)).not.toBeNull();
              expect(dumpStore(project)).toEqual(states[n]);
            }
            expect(redoEdit(project, labTime)).toBeNull();
            for (let n = recorded; n > 0; n -= 1) undoEdit(project, labTime);
            expect(dumpStore(project)).toEqual(states[0]);
          } finally {
            project.close();
          }
        },
      ),
      { numRuns: 15 },
    );
  });

  it('tell what can be taken back and done again, and forget redo at the next edit', () => {
    db = fullProject();
    const project = db;
    expect(editState(project)).toEqual({ undo: null, redo: null, undoable: 0 });
    recordEdit(project, 'Rename', labTime, () => setProjectName(project, 'B'));
    recordEdit(project, 'Goal', labTime, () => setGoal(project, 'C'));
    expect(editState(project)).toEqual({ undo: 'Goal', redo: null, undoable: 2 });
    expect(undoEdit(project, labTime)).toBe('Goal');
    expect(editState(project)).toEqual({ undo: 'Rename', redo: 'Goal', undoable: 1 });
    recordEdit(project, 'Flag', labTime, () => setFlag(project, 1, true, labTime));
    expect(editState(project)).toEqual({ undo: 'Flag', redo: null, undoable: 2 });
  });

  it('keep nothing of an edit that fails, not even its triggers', () => {
    db = fullProject();
    const project = db;
    const before = dumpStore(project);
    expect(() =>
      recordEdit(project, 'Fails', labTime, () => {
        setProjectName(project, 'B');
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(dumpStore(project)).toEqual(before);
    expect(editState(project).undoable).toBe(0);
    setProjectName(project, 'outside an edit');
    expect(editState(project).undoable).toBe(0);
    expect(project.prepare(`SELECT count(*) FROM sqlite_temp_schema`).pluck().get()).toBe(0);
  });

  it('put a row and what refers to it back together (deferred foreign keys), and survive reopening', () => {
    db = fullProject();
    const project = db;
    recordEdit(project, 'Add version', labTime, () =>
      addGuidelineRevision(project, {
        parent: 0,
        runId: null,
        iteration: 0,
        author: 'expert',
        createdAt: labTime,
        summary: '',
        goal: '',
        rules: [rule(1), rule(2)],
      }),
    );
    const after = dumpStore(project);
    // Deleting the version takes its rules with it; both come back.
    recordEdit(project, 'Delete version', labTime, () =>
      project.prepare(`DELETE FROM guideline_revision WHERE number = 1`).run(),
    );
    expect(undoEdit(project, labTime)).toBe('Delete version');
    expect(dumpStore(project)).toEqual(after);
    expect(project.pragma('foreign_key_check')).toEqual([]);
  });

  it('refuse as a whole where later work builds on the change', () => {
    db = fullProject();
    const project = db;
    recordEdit(project, 'Flag', labTime, () => setFlag(project, 3, true, labTime));
    recordEdit(project, 'Unflag', labTime, () => setFlag(project, 3, false, labTime));
    project.prepare(`DELETE FROM document WHERE key = 3`).run();
    const before = dumpStore(project);
    expect(() => undoEdit(project, labTime)).toThrow(/FOREIGN KEY/u);
    expect(dumpStore(project)).toEqual(before);
    expect(editState(project).undo).toBe('Unflag');
  });

  it('keep every JSON value of a setting', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const project = newProject(':memory:');
        writeSetting(project, 'k', value);
        expect(readSetting(project, 'k')).toEqual(JSON.parse(JSON.stringify(value)));
        project.close();
      }),
      { numRuns: 15 },
    );
  });
});
