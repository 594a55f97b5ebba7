import { expect, it } from 'vitest';
import {
  builtinAnnotators,
  createBuiltinAnnotator,
} from '#core/annotators/builtin/create-builtin-annotator.ts';
import { emptyGuideline } from '#core/guideline/empty-guideline.ts';

it.each(['chunks', 'entities'])('%s abstains on a document of 5 MB at once, and says why', async (model) => {
  const config = builtinAnnotators.find((candidate) => candidate.model === model);
  if (config === undefined) throw new Error(`no built-in ${model}`);
  const document = { id: 'long', text: 'Anna Berg met Ben Ode in Oslo. '.repeat(170_000), tokens: [] };
  const result = await createBuiltinAnnotator(config).annotate(
    {
      document,
      schema: { types: [], allowNested: false },
      guideline: emptyGuideline(''),
      annotatorId: config.id,
      skipGoal: false,
    },
    new AbortController().signal,
  );
  expect(result).toMatchObject({ state: 'failed', spans: [], error: { code: 'FILE_TOO_LARGE' } });
  expect(result.error?.message).toContain('250000');
});
