import type { Dispatch } from 'react';
import type { ImportPreview } from '#shared/rpc/corpus.ts';
import { Field } from '../../components/field.tsx';
import { Panel } from '../../components/panel.tsx';
import { Select } from '../../components/select.tsx';
import { t } from '../../i18n/t.ts';
import { AnnotatorFiles } from './annotator-files.tsx';
import { GuessField } from './guess-field.tsx';
import { guessedOptions, shownGuess } from './guesses.ts';
import { PreviewTable } from './preview-table.tsx';
import type { Options, WizardEvent } from './wizard-state.ts';

export interface WizardStepProps {
  readonly projectId: string;
  readonly preview: ImportPreview;
  /** A newer preview is on its way. */
  readonly pending: boolean;
  readonly options: Options;
  readonly dispatch: Dispatch<WizardEvent>;
}

/** What the files are: sniffed, with confidence, each overridable. */
export function FormatStep({ projectId, preview, pending, options, dispatch }: WizardStepProps) {
  const format = options.format ?? preview.files[0]?.guesses['format']?.value;
  return (
    <>
      <Panel title={t('import.formatTitle')} description={t('import.formatText')}>
        <div className="grid grid-cols-[repeat(auto-fill,minmax(14rem,1fr))] gap-4">
          {guessedOptions.map((option) => {
            const guess = shownGuess(option, preview, options);
            return (
              guess && (
                <GuessField
                  key={option}
                  guess={guess}
                  onChange={(value) => dispatch({ kind: 'guess-overridden', option, value })}
                />
              )
            );
          })}
          {format === 'text' && (
            <Field label={t('import.textUnit')}>
              {({ id }) => (
                <Select
                  id={id}
                  value={options.textUnit ?? 'line'}
                  onChange={(textUnit) => dispatch({ kind: 'options-changed', options: { textUnit } })}
                  options={[
                    { value: 'line', label: t('import.unitLine') },
                    { value: 'file', label: t('import.unitFile') },
                    { value: 'block', label: t('import.unitBlock') },
                  ]}
                />
              )}
            </Field>
          )}
        </div>
        <AnnotatorFiles preview={preview} options={options} dispatch={dispatch} />
      </Panel>
      <PreviewTable projectId={projectId} preview={preview} pending={pending} />
    </>
  );
}
