import { lazy, type ComponentType } from 'react';
import type { ProjectScreenProps } from './project-screen-props.ts';
import type { Step } from './routes.ts';

type Screen = ComponentType<ProjectScreenProps>;
const screen = (load: () => Promise<Screen>) => lazy(async () => ({ default: await load() }));

/** Each step's screen, loaded when first opened. */
export const projectScreens: Readonly<Record<Step | 'import', Screen>> = {
  corpus: screen(async () => (await import('../features/corpus/corpus-screen.tsx')).CorpusScreen),
  import: screen(async () => (await import('../features/import/import-screen.tsx')).ImportScreen),
  schema: screen(async () => (await import('../features/schema/schema-screen.tsx')).SchemaScreen),
  goal: screen(async () => (await import('../features/goal/goal-screen.tsx')).GoalScreen),
  annotators: screen(
    async () => (await import('../features/annotators/annotators-screen.tsx')).AnnotatorsScreen,
  ),
  supervisor: screen(
    async () => (await import('../features/supervisor/supervisor-screen.tsx')).SupervisorScreen,
  ),
  run: screen(async () => (await import('../features/run/run-screen.tsx')).RunScreen),
  results: screen(async () => (await import('../features/results/results-screen.tsx')).ResultsScreen),
  compare: screen(async () => (await import('../features/compare/compare-screen.tsx')).CompareScreen),
  questions: screen(async () => (await import('../features/compare/questions-screen.tsx')).QuestionsScreen),
  guidelines: screen(
    async () => (await import('../features/guidelines/guidelines-screen.tsx')).GuidelinesScreen,
  ),
  label: screen(async () => (await import('../features/label/label-screen.tsx')).LabelScreen),
  export: screen(async () => (await import('../features/export/export-screen.tsx')).ExportScreen),
};
