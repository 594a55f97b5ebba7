import { Notice } from '../../components/notice.tsx';
import { annotatedWords } from './annotated-words.ts';
import { ColumnPanel } from './column-panel.tsx';
import type { WizardStepProps } from './format-step.tsx';
import { LabelMapTable } from './label-map-table.tsx';
import { PreviewTable } from './preview-table.tsx';
import { ReadingPanel } from './reading-panel.tsx';
import { UseAsChoice } from './use-as-choice.tsx';

/** Columns to roles, what the format leaves open, what the spans are worth, and types of the file to types of the project. */
export function MappingStep({ projectId, preview, pending, options, dispatch }: WizardStepProps) {
  const hasTypes = Object.keys(preview.typeCounts).length > 0;
  const hasMarks = preview.annotated > 0 || hasTypes || options.emptyMeans === 'unannotated';
  return (
    <>
      <ColumnPanel preview={preview} options={options} dispatch={dispatch} />
      <ReadingPanel preview={preview} options={options} dispatch={dispatch} />
      {hasMarks ? (
        <UseAsChoice preview={preview} options={options} dispatch={dispatch} />
      ) : (
        preview.seen > 0 && <Notice tone="info">{annotatedWords(preview)}</Notice>
      )}
      {hasTypes && options.as !== 'ignore' && (
        <LabelMapTable projectId={projectId} preview={preview} options={options} dispatch={dispatch} />
      )}
      <PreviewTable projectId={projectId} preview={preview} pending={pending} />
    </>
  );
}
