import { Download } from 'lucide-react';
import { useState } from 'react';
import { useServices } from '../../app/services.ts';
import { useQuery } from '../../app/use-query.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Menu } from '../../components/menu.tsx';
import { Select } from '../../components/select.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { t } from '../../i18n/t.ts';
import { useSaveFile } from '../results/use-save-file.ts';

interface ExportMenuProps {
  readonly projectId: string;
  /** Null = the newest. */
  readonly number: number | null;
}

const formats = ['md', 'html', 'docx', 'json'] as const;
const labels = {
  md: t('guidelines.exportMd'),
  html: t('guidelines.exportHtml'),
  docx: t('guidelines.exportDocx'),
  json: t('guidelines.exportJson'),
} as const;

/** The guideline as a file to hand over, and the exact text an annotator gets. */
export function ExportMenu({ projectId, number }: ExportMenuProps) {
  const { api, toasts } = useServices();
  const save = useSaveFile();
  const [prompt, setPrompt] = useState(false);
  const write = async (format: (typeof formats)[number]): Promise<void> => {
    try {
      const file = await api.call('guidelines.export', { projectId, number, format });
      save({ fileName: file.fileName, content: file.content, base64: file.base64 });
    } catch (error) {
      toasts.getState().showError(error);
    }
  };
  return (
    <>
      <Menu
        trigger={<Button icon={Download}>{t('guidelines.exportMenu')}</Button>}
        items={[
          ...formats.map((format) => ({
            id: format,
            label: labels[format],
            onSelect: () => void write(format),
          })),
          {
            id: 'prompt',
            label: t('guidelines.exportPrompt'),
            separated: true,
            onSelect: () => setPrompt(true),
          },
        ]}
      />
      {prompt && <PromptDialog projectId={projectId} number={number} onClose={() => setPrompt(false)} />}
    </>
  );
}

function PromptDialog({ projectId, number, onClose }: ExportMenuProps & { readonly onClose: () => void }) {
  const pool = useQuery('annotators.pool', { projectId });
  const save = useSaveFile();
  const [chosen, setChosen] = useState<string | null>(null);
  const annotatorId = chosen ?? pool.data?.[0]?.id ?? null;
  const query = useQuery(
    'guidelines.prompt',
    annotatorId === null ? null : { projectId, annotatorId, number },
  );
  const text = query.data?.text;
  return (
    <Dialog
      open
      width="lg"
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t('guidelines.promptTitle')}
      footer={
        <>
          <Button
            disabled={text === undefined}
            onClick={() => void navigator.clipboard.writeText(text ?? '')}
          >
            {t('guidelines.promptCopy')}
          </Button>
          <Button
            variant="primary"
            icon={Download}
            disabled={text === undefined}
            onClick={() =>
              save({ fileName: 'guidelines-exact-text.txt', content: text ?? '', base64: false })
            }
          >
            {t('common.save')}
          </Button>
        </>
      }
    >
      <Select
        label={t('guidelines.promptFor')}
        value={annotatorId}
        options={(pool.data ?? []).map(({ id, displayName }) => ({ value: id, label: displayName }))}
        onChange={setChosen}
        className="mb-3"
      />
      {text === undefined && query.error === undefined && <SkeletonLines lines={6} />}
      {query.error !== undefined && <ErrorState error={query.error} compact />}
      {text !== undefined && (
        <pre
          tabIndex={0}
          className="max-h-[50vh] overflow-auto rounded-control border border-line bg-sunken p-3 font-mono text-xs break-words whitespace-pre-wrap"
        >
          {text}
        </pre>
      )}
    </Dialog>
  );
}
