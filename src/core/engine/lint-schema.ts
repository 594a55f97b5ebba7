import type { LintIssue } from '#shared/rpc/setup.ts';
import { confusionMatrix } from '#core/agreement/confusion-matrix.ts';
import { loadIteration } from '#core/run/load-iteration.ts';
import type { Database } from '#core/store/open-store.ts';
import { listIterations, newestRun } from '#core/store/run-table.ts';
import { readSchema } from '#core/store/setup-tables.ts';

/** What an annotator, human or model, would stumble over in the label set. */
export function lintSchema(db: Database): LintIssue[] {
  const { schema } = readSchema(db);
  const types = schema.types.filter((type) => type.active);
  const issues: LintIssue[] = [];
  if (types.length === 0) {
    issues.push({ type: null, severity: 'error', message: 'No entity type is active. Define at least one.' });
  }
  for (const type of types) {
    if (type.definition.trim() === '') {
      issues.push({
        type: type.name,
        severity: 'warning',
        message: 'It has no definition; annotators see the name only.',
      });
    }
    if (type.positiveExamples.length === 0) {
      issues.push({ type: type.name, severity: 'hint', message: 'It has no example of what belongs to it.' });
    }
    if (type.negativeExamples.length === 0) {
      issues.push({
        type: type.name,
        severity: 'hint',
        message: 'It has no example of what does not belong to it.',
      });
    }
    const clash = type.positiveExamples.find((example) => type.negativeExamples.includes(example));
    if (clash !== undefined) {
      issues.push({
        type: type.name,
        severity: 'error',
        message: `“${clash}” is both an example and a counter-example.`,
      });
    }
    const other = types.find(
      (candidate) =>
        candidate !== type &&
        candidate.positiveExamples.some((example) => type.positiveExamples.includes(example)),
    );
    if (other !== undefined && types.indexOf(other) > types.indexOf(type)) {
      issues.push({
        type: type.name,
        severity: 'warning',
        message: `It shares an example with ${other.name}; say when which applies.`,
      });
    }
  }
  for (const [i, a] of types.entries()) {
    for (const b of types.slice(i + 1)) {
      if (foldName(a.name) === foldName(b.name)) {
        issues.push({
          type: a.name,
          severity: 'warning',
          message: `Its name is nearly that of ${b.name}; models mix them up.`,
        });
      }
      if (a.key !== null && a.key === b.key)
        issues.push({
          type: a.name,
          severity: 'error',
          message: `It has the same key as ${b.name} (${a.key}).`,
        });
      if (a.color !== null && a.color.toLowerCase() === b.color?.toLowerCase()) {
        issues.push({ type: a.name, severity: 'warning', message: `It has the same colour as ${b.name}.` });
      }
    }
  }
  return [...issues, ...confusions(db)];
}

function foldName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/s$/u, '');
}

/** Pairs of types the annotators of the newest analysed iteration mix up. */
function confusions(db: Database): LintIssue[] {
  const run = newestRun(db);
  const round =
    run === undefined
      ? undefined
      : listIterations(db, run.runKey).findLast(
          (row) => row.state === 'analysed' || row.state === 'supervised',
        );
  if (run === undefined || round === undefined) return [];
  const loaded = loadIteration(db, run, round.iteration);
  const ids = new Map(loaded.documents.map((document) => [document.key, document.id]));
  const consensus = new Map(
    [...loaded.consensus].map(([key, spans]) => [ids.get(key) ?? '', spans] as const),
  );
  const totals = new Map<string, number>();
  for (const annotatorId of round.annotatorIds) {
    const own = new Map(
      loaded.answers
        .filter((answer) => answer.annotatorId === annotatorId && answer.votes)
        .map((answer) => [ids.get(answer.documentKey) ?? '', answer.spans] as const),
    );
    const { types, cells } = confusionMatrix(consensus, own);
    types.forEach((row, i) => {
      types.forEach((column, j) => {
        if (i === j) return;
        const pair = [row, column].sort().join('\u0000');
        totals.set(pair, (totals.get(pair) ?? 0) + (cells[i]?.[j]?.length ?? 0));
      });
    });
  }
  return [...totals]
    .filter(([, count]) => count >= 3)
    .sort((a, b) => b[1] - a[1])
    .slice(0, 5)
    .map(([pair, count]) => {
      const [a = '', b = ''] = pair.split('\u0000');
      return {
        type: a,
        severity: 'hint',
        message: `${a} and ${b} were mixed up ${count} times in round ${round.iteration}; sharpen both definitions.`,
      };
    });
}
