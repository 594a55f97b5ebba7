import type { Catalogue } from '../catalogue.ts';

export const goal = {
  title: 'Goal',
  description: 'The purpose of the marks, in a sentence or two. Saved as you type.',
  label: 'What will the marks be used for?',
  help: 'Annotators and supervisor read this before anything else. It settles cases the definitions leave open; without it results get measurably worse.',
  placeholder:
    'The marked drugs and doses feed a search for interactions, so a dose belongs to its drug, and a drug class alone is not a drug.',
  characters: { one: '{count} character', other: '{count} characters' },
  shortHint:
    'One or two full sentences help most: who uses the marks, for what, and what would be a costly mistake.',
  empty: 'Needed before the first run.',
  questions: 'Good goals answer',
  question1: 'Who will use the marked text, and to do what?',
  question2: 'Is a missed mention worse than a wrong one?',
  question3: 'Which borderline cases matter for that use?',
  next: 'Next: choose annotators',
  willRevise: 'The supervisor may propose a sharper wording after a round; you will see it under Guidelines.',
} as const satisfies Catalogue;
