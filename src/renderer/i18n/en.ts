import { annotators } from './en/annotators.ts';
import { app } from './en/app.ts';
import { common } from './en/common.ts';
import { compare } from './en/compare.ts';
import { corpus } from './en/corpus.ts';
import { exporting } from './en/export.ts';
import { goal } from './en/goal.ts';
import { guidelines } from './en/guidelines.ts';
import { home } from './en/home.ts';
import { hosts } from './en/hosts.ts';
import { importing } from './en/import.ts';
import { label } from './en/label.ts';
import { projects } from './en/projects.ts';
import { results } from './en/results.ts';
import { run } from './en/run.ts';
import { schema } from './en/schema.ts';
import { settings } from './en/settings.ts';
import { supervisor } from './en/supervisor.ts';
import { terms } from './en/terms.ts';

/** All words on screen, by area: `t('home.title')`. */
export const en = {
  annotators,
  app,
  common,
  compare,
  corpus,
  export: exporting,
  goal,
  guidelines,
  home,
  hosts,
  import: importing,
  label,
  projects,
  results,
  run,
  schema,
  settings,
  supervisor,
  terms,
} as const;
