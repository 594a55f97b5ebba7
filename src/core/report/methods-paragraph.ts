import type { ReportFacts, RunFacts } from './report-facts.ts';

/**
 * A paragraph for the methods section of a paper: what was done, with the project's own numbers and nothing that was
 * not done. One sentence an entry.
 */
export function methodsParagraph(facts: ReportFacts): string[] {
  const types = facts.schema.types.filter((type) => type.active).map((type) => type.name);
  const sentences = [
    `Named entities of ${count(types.length, 'type')} (${types.join(', ')}) were annotated in a corpus of ${count(facts.corpus.documents, 'document')}.`,
  ];
  const { run, labelling } = facts;
  if (run !== null) sentences.push(...runSentences(run));
  if (labelling !== null) {
    const failed =
      labelling.failed === 0 ? '' : ` For ${count(labelling.failed, 'document')} there was no usable answer.`;
    sentences.push(
      `With version ${labelling.guidelineNumber} of the guidelines ${labelWords(labelling.with)} labelled ${labelling.done} of ${count(labelling.documents, 'document')}.${failed}`,
    );
  }
  sentences.push(`The work was done with DiZiNER Desktop ${facts.appVersion}.`);
  return sentences;
}

function runSentences({ status, rounds, annotators, decisions, answeredQuestions }: RunFacts): string[] {
  const { settings } = status;
  const models = annotators.filter((annotator) => annotator.kind !== 'builtin');
  const rules = annotators.filter((annotator) => annotator.kind === 'builtin');
  const groups = [
    ...(models.length === 0
      ? []
      : [`${count(models.length, 'language model')} (${models.map((row) => row.model).join(', ')})`]),
    ...(rules.length === 0
      ? []
      : [
          `${count(rules.length, 'built-in rule-based annotator')} without a model (${rules.map((row) => row.model).join(', ')})`,
        ]),
  ];
  const analysed = rounds.filter((round) => round.agreement !== null);
  const sizes = [...new Set(rounds.map((round) => round.documents))];
  const sentences = [
    `The guidelines were refined with the DiZiNER method (Kim and Yoon, 2026): in ${count(analysed.length, 'round')}, ${groups.join(' and ')} annotated the same ${sizes.join(' or ')} documents of a round independently of each other, chosen for variety (k-means, seed ${settings.seed}).`,
    `Places of high weighted disagreement (percentile ${settings.analysis.hotspotPercentile} of the tokens) were given to ${supervisorWords(status.settings.supervisor)}, which revised the guidelines after each round but the last.`,
  ];
  if (settings.skipGoal) sentences.push('The goal of the annotation was kept from all of them.');
  if (decisions + answeredQuestions > 0)
    sentences.push(
      `A domain expert decided ${count(decisions, 'hotspot')} and answered ${count(answeredQuestions, 'question')} of the supervisor.`,
    );
  const { best } = status;
  const chosen = best === null ? undefined : rounds.find((round) => round.iteration === best.iteration);
  if (best !== null && chosen !== undefined) {
    const interval =
      chosen.interval === null
        ? ''
        : `, 95 % bootstrap interval over documents ${figure(chosen.interval[0])} to ${figure(chosen.interval[1])}`;
    const name = annotators.find((row) => row.id === best.annotatorId)?.displayName ?? best.annotatorId;
    sentences.push(
      `Round ${best.iteration} was chosen by inter-annotator agreement alone (mean pairwise strict span F1 ${figure(best.agreement)}${interval}), and in it ${name}, which agreed most with the others.`,
    );
  }
  sentences.push(
    settings.goldSupervision
      ? 'Human gold labels took the place of the majority in the analysis.'
      : 'No gold labels were used for the guidelines or for the choice.',
  );
  return sentences;
}

function supervisorWords(supervisor: RunFacts['status']['settings']['supervisor']): string {
  switch (supervisor.kind) {
    case 'rules':
      return 'a built-in rule-based supervisor without a model';
    case 'ollama':
      return `a local supervisor model (${supervisor.model})`;
    case 'openai':
      return `a supervisor model (${supervisor.model})`;
  }
}

function labelWords(source: string): string {
  if (source === 'best') return 'the chosen annotator';
  if (source === 'consensus') return 'the weighted vote of all annotators';
  if (source === 'elite') return 'the weighted vote of the coalition';
  return source;
}

const figure = (value: number): string => value.toFixed(2);
const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
