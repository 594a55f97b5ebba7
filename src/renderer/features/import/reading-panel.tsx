import { isUsedBy, type ReaderOption } from '#shared/domain/reader-options.ts';
import { Checkbox } from '../../components/checkbox.tsx';
import { Field, TextArea } from '../../components/field.tsx';
import { Panel } from '../../components/panel.tsx';
import { Select } from '../../components/select.tsx';
import { t } from '../../i18n/t.ts';
import type { WizardStepProps } from './format-step.tsx';
import { LayerChoice } from './layer-choice.tsx';
import { asksForNames, nameListOf } from './reading-options.ts';
import type { Options } from './wizard-state.ts';

/** What files of this format leave open; nothing where they leave nothing open. */
export function ReadingPanel({
  preview,
  options,
  dispatch,
}: Pick<WizardStepProps, 'preview' | 'options' | 'dispatch'>) {
  const format = options.format ?? preview.files[0]?.guesses['format']?.value ?? '';
  const change = (changed: Partial<Options>) => dispatch({ kind: 'options-changed', options: changed });
  const has = (option: ReaderOption): boolean => isUsedBy(option, format);
  const asksNames = asksForNames(format, preview, options);
  // The only layer, and it is read: nothing to choose.
  const hasLayers = preview.layers.length > 1 || preview.layers.some(({ isRead }) => !isRead);
  if (!has('documentUnit') && !has('skipEventTriggers') && !has('inclusiveEnd') && !asksNames && !hasLayers)
    return null;
  return (
    <Panel title={t('import.readingTitle')} description={t('import.readingText')}>
      <div className="flex flex-col gap-4">
        {has('documentUnit') && (
          <Field label={t('import.documentUnit')} className="max-w-96">
            {({ id }) => (
              <Select
                id={id}
                value={options.documentUnit ?? 'auto'}
                onChange={(documentUnit) => change({ documentUnit })}
                options={[
                  { value: 'auto', label: t('import.documentAuto') },
                  { value: 'sentence', label: t('import.documentSentence') },
                  { value: 'marks', label: t('import.documentMarks') },
                  { value: 'file', label: t('import.documentFile') },
                ]}
              />
            )}
          </Field>
        )}
        {asksNames && (
          <Field label={t('import.labelNames')} help={t('import.labelNamesText')} className="max-w-2xl">
            {(ids) => (
              <TextArea
                {...ids}
                rows={3}
                spellCheck={false}
                placeholder="O, B-PER, I-PER, B-LOC, I-LOC"
                defaultValue={(options.labelNames ?? []).join(', ')}
                onBlur={(event) => dispatch(nameListOf(event.target.value))}
              />
            )}
          </Field>
        )}
        {hasLayers && <LayerChoice layers={preview.layers} onChange={(layers) => change({ layers })} />}
        {has('inclusiveEnd') && (
          <Checkbox
            label={t('import.inclusiveEnd')}
            help={t('import.inclusiveEndText')}
            checked={options.inclusiveEnd === true}
            onChange={(inclusiveEnd) => change({ inclusiveEnd })}
          />
        )}
        {has('skipEventTriggers') && (
          <Checkbox
            label={t('import.skipEventTriggers')}
            help={t('import.skipEventTriggersText')}
            checked={options.skipEventTriggers === true}
            onChange={(skipEventTriggers) => change({ skipEventTriggers })}
          />
        )}
      </div>
    </Panel>
  );
}
