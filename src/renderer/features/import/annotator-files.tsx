import { Checkbox } from '../../components/checkbox.tsx';
import { Notice } from '../../components/notice.tsx';
import { t } from '../../i18n/t.ts';
import type { WizardStepProps } from './format-step.tsx';

/** Several files may be parts of one corpus, or one annotator's each; texts that are in several speak for the latter. */
export function AnnotatorFiles({
  preview,
  options,
  dispatch,
}: Pick<WizardStepProps, 'preview' | 'options' | 'dispatch'>) {
  const chosen = options.annotatorFiles === true;
  const suspected = preview.inSeveralFiles > 0 && !chosen;
  if (preview.files.length < 2 && !suspected && !chosen) return null;
  const box = (
    <Checkbox
      label={t('import.annotatorFiles')}
      help={t('import.annotatorFilesText')}
      checked={chosen}
      onChange={(annotatorFiles) => dispatch({ kind: 'options-changed', options: { annotatorFiles } })}
    />
  );
  if (!suspected) return <div className="mt-4">{box}</div>;
  return (
    <Notice
      className="mt-4"
      tone="warning"
      title={t('import.inSeveralFiles', { count: preview.inSeveralFiles })}
    >
      <div className="mt-2">{box}</div>
    </Notice>
  );
}
