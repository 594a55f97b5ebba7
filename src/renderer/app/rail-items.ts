import type { ProjectOverview } from '#shared/rpc/projects.ts';
import { formatCompact } from '../i18n/format.ts';
import { t, type PlainKey } from '../i18n/t.ts';
import { steps, type Step } from './routes.ts';

export interface RailItem {
  readonly step: Step;
  readonly label: PlainKey;
  readonly state: 'done' | 'next' | 'open';
  /** Live count in a few characters; empty where there is nothing to count. */
  readonly count: string;
}

const labels: Readonly<Record<Step, PlainKey>> = {
  corpus: 'app.stepCorpus',
  schema: 'app.stepSchema',
  goal: 'app.stepGoal',
  annotators: 'app.stepAnnotators',
  supervisor: 'app.stepSupervisor',
  run: 'app.stepRun',
  results: 'app.stepResults',
  compare: 'app.stepCompare',
  questions: 'app.stepQuestions',
  guidelines: 'app.stepGuidelines',
  label: 'app.stepLabel',
  export: 'app.stepExport',
};

export function stepLabel(step: Step): string {
  return t(labels[step]);
}

/** The rail for a project; everything open before its overview is here. */
export function railItems(overview: ProjectOverview | null): readonly RailItem[] {
  return steps.map((step) => ({
    step,
    label: labels[step],
    state: overview === null ? 'open' : stateOf(step, overview),
    count: overview === null ? '' : countOf(step, overview),
  }));
}

function stateOf(step: Step, overview: ProjectOverview): RailItem['state'] {
  if (overview.summary.nextStep === step) return 'next';
  return isDone(step, overview) ? 'done' : 'open';
}

function isDone(step: Step, { counts, run, supervisorReady }: ProjectOverview): boolean {
  switch (step) {
    case 'corpus':
      return counts.documents > 0;
    case 'schema':
      return counts.types > 0;
    case 'goal':
      return counts.goalLength > 0;
    case 'annotators':
      return counts.annotatorsChosen >= 2;
    case 'supervisor':
      return supervisorReady;
    case 'run':
      return run?.state === 'done';
    case 'results':
      return false;
    case 'compare':
      return counts.hotspots > 0 && counts.decidedHotspots >= counts.hotspots;
    case 'questions':
      return run !== null && counts.openQuestions === 0 && run.state === 'done';
    case 'guidelines':
      return counts.rules > 0 && counts.proposedRules === 0;
    case 'label':
      return counts.documents > 0 && counts.labelledDocuments >= counts.documents;
    case 'export':
      return false;
  }
}

function countOf(step: Step, { counts, run }: ProjectOverview): string {
  switch (step) {
    case 'corpus':
      return counts.documents >= 100_000
        ? formatCompact(counts.documents)
        : t('app.countNumber', { n: counts.documents });
    case 'schema':
      return counts.types > 0 ? t('app.countNumber', { n: counts.types }) : '';
    case 'annotators':
      return counts.annotatorsInPool > 0
        ? t('app.countOf', { chosen: counts.annotatorsChosen, total: counts.annotatorsInPool })
        : '';
    case 'run':
      return run === null ? '' : t('app.countRound', { now: run.iteration, total: run.iterations });
    case 'compare':
      return counts.hotspots > 0 ? t('app.countHotspots', { count: counts.hotspots }) : '';
    case 'questions':
      return counts.openQuestions > 0 ? t('app.countOpen', { n: counts.openQuestions }) : '';
    case 'guidelines':
      if (counts.proposedRules > 0) return t('app.countProposed', { count: counts.proposedRules });
      return counts.rules > 0 ? t('app.countRules', { count: counts.rules }) : '';
    case 'label':
      return counts.labelledDocuments > 0 ? formatCompact(counts.labelledDocuments) : '';
    case 'goal':
    case 'supervisor':
    case 'results':
    case 'export':
      return '';
  }
}
