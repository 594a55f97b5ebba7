import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '#shared/errors.ts';
import { runSettingsSchema } from '#shared/domain/run-settings.ts';
import { builtinAnnotators } from '#core/annotators/builtin/create-builtin-annotator.ts';
import { importDocuments } from '#core/engine/import-documents.ts';
import { exportCorpus } from '#core/engine/export-corpus.ts';
import { readFiles } from '#core/formats/read-files.ts';
import { renderMarkdown } from '#core/guideline/render-markdown.ts';
import { summariseIterations } from '#core/run/iteration-summary.ts';
import { createLabelJob, planLabelling } from '#core/run/label-job.ts';
import { labelCorpus } from '#core/run/label-corpus.ts';
import { createProjectFile } from '#core/run/project-file.ts';
import { startRun } from '#core/run/start-run.ts';
import { readNewestGuideline } from '#core/store/guideline-table.ts';
import { readSchema } from '#core/store/setup-tables.ts';
import { evaluateLabels } from '#core/engine/evaluate-labels.ts';
import { cliAction } from '../cli-action.ts';
import { noMachine } from '../machine.ts';
import { exitCodes, note, printLine } from '../output.ts';
import { printIterations } from '../print-iterations.ts';
import { loadSample } from '../resources.ts';
import { newId, now } from '../now-and-ids.ts';
import { openModels } from '../open-models.ts';
import { runWithProgress } from '../run-project.ts';

/** Fits the sample: six sets of 15 fresh documents out of about a hundred. */
const demoSetSize = 15;
const demoIterations = 5;

export function registerDemo(program: Command): void {
  program
    .command('demo')
    .description(
      'the whole job on the bundled sample with built-in annotators and supervisor: no network, no model',
    )
    .option('--out <dir>', 'folder for the project, the guidelines and the labelled corpus', 'diziner-demo')
    .action((flags: { out: string }) => cliAction(false, (signals) => demo(resolve(flags.out), signals)));
}

async function demo(out: string, signals: { drain: AbortSignal; abort: AbortSignal }): Promise<number> {
  await mkdir(out, { recursive: true });
  const path = join(out, 'demo.diziner');
  await refuseForeignFiles(out, path);
  for (const suffix of ['', '-wal', '-shm', '.lock']) await rm(`${path}${suffix}`, { force: true });
  const sample = await loadSample();
  const db = createProjectFile(path, {
    projectId: newId(),
    name: 'Demo',
    goal: sample.goal,
    schema: sample.schema,
    annotators: builtinAnnotators,
    sample: true,
    at: now(),
  });
  const models = await openModels(db, {
    leaves: [],
    machine: noMachine(),
  });
  try {
    const imported = await importDocuments(db, readFiles([sample.path], {}), [sample.path], importAsGold, {
      now,
    });
    printLine(
      `Sample: ${imported.documents} documents with gold marks, ${sample.schema.types.length} entity types; ` +
        `${builtinAnnotators.length} built-in annotators (rules, no model), built-in supervisor (rules, no model).`,
    );
    const settings = runSettingsSchema.parse({
      annotatorIds: builtinAnnotators.map((config) => config.id),
      supervisor: { kind: 'rules' },
      iterations: demoIterations,
      setSize: demoSetSize,
    });
    const run = await runWithProgress(db, models, startRun(db, settings, { newId, now }), signals);
    if (run.state !== 'done') {
      note(`The run is ${run.state}: ${run.reason ?? ''}`);
      return signals.drain.aborted ? exitCodes.interrupted : exitCodes.failed;
    }
    printIterations(db, summariseIterations(db, run));
    printLine();
    printLine(`Chosen by agreement alone: ${run.best?.reason ?? 'nothing'}`);

    const plan = planLabelling(db, 'consensus');
    const job = createLabelJob(db, plan, 'all', { newId, now });
    await labelCorpus(
      { db, models: models.provider, now, newId, emit: () => undefined },
      job,
      signals,
      () => undefined,
    );
    const revision = readNewestGuideline(db);
    if (revision !== undefined) {
      await writeFile(
        join(out, 'guidelines.md'),
        renderMarkdown(revision, {
          title: 'Annotation guidelines',
          schema: readSchema(db).schema,
          annotators: builtinAnnotators,
        }),
      );
    }
    await exportCorpus(db, {
      format: 'iob2',
      what: 'final',
      path: join(out, 'corpus.iob2'),
      overwrite: true,
    });
    await exportCorpus(db, {
      format: 'jsonl',
      what: 'final',
      path: join(out, 'corpus.jsonl'),
      overwrite: true,
    });
    const { documents, evaluation } = evaluateLabels(db);
    printLine(
      `Labelled corpus (${plan.source}): strict F1 ${evaluation.strict.micro.f1.toFixed(3)} against gold on ${documents} documents ` +
        `(precision ${evaluation.strict.micro.precision.toFixed(3)}, recall ${evaluation.strict.micro.recall.toFixed(3)}).`,
    );
    printLine();
    printLine(`Written: ${join(out, 'guidelines.md')}`);
    printLine(`         ${join(out, 'corpus.iob2')}`);
    printLine(`         ${join(out, 'corpus.jsonl')}`);
    printLine(`         ${path} (open it with: npm start, or diziner status --project ${path})`);
    return 0;
  } finally {
    await models.close();
    db.close();
  }
}

/** An earlier demo is replaced; files that only happen to have the same names are not. */
async function refuseForeignFiles(out: string, project: string): Promise<void> {
  const there = (path: string): Promise<boolean> => stat(path).then(Boolean, () => false);
  if (await there(project)) return;
  for (const name of ['guidelines.md', 'corpus.iob2', 'corpus.jsonl'])
    if (await there(join(out, name)))
      throw new AppError('ALREADY_EXISTS', `${join(out, name)} exists, and no demo wrote it.`, {
        action: 'Choose another folder with --out.',
      });
}

const importAsGold = { as: 'gold', addMissingTypes: false } as const;
