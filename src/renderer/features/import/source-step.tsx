import { clsx } from 'clsx';
import { FileText, FolderOpen, FileUp, X } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { PickedFile } from '#shared/rpc/api.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { t } from '../../i18n/t.ts';

interface SourceStepProps {
  readonly files: readonly PickedFile[];
  readonly onFiles: (files: readonly PickedFile[]) => void;
  readonly onRemove: (path: string) => void;
  readonly onNext: () => void;
}

/** Drop or pick; picking works by keyboard. */
export function SourceStep({ files, onFiles, onRemove, onNext }: SourceStepProps) {
  const { api } = useServices();
  const [over, setOver] = useState(false);
  const pick = useAction(
    useCallback(
      async (folder: boolean) => {
        onFiles(await api.pickFiles({ folder, multiple: true }));
      },
      [api, onFiles],
    ),
  );
  const adopt = useAction(
    useCallback(
      async (dropped: readonly File[]) => {
        onFiles(await api.adoptFiles(dropped));
      },
      [api, onFiles],
    ),
  );
  const busy = pick.busy || adopt.busy;
  return (
    <>
      <div
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void adopt.run([...event.dataTransfer.files]);
        }}
        className={clsx(
          'flex flex-col items-center rounded-panel border-2 border-dashed px-6 py-14 text-center',
          over ? 'border-accent bg-accent-soft' : 'border-line-strong bg-panel',
        )}
      >
        <FileUp aria-hidden className="size-8 text-text-3" strokeWidth={1.5} />
        <p className="mt-3 text-lg font-semibold">{t('import.drop')}</p>
        <p className="mt-1 max-w-lg text-text-2">{t('import.dropText')}</p>
        <div className="mt-5 flex flex-wrap justify-center gap-2">
          <Button variant="primary" icon={FileText} busy={busy} onClick={() => void pick.run(false)}>
            {t('import.pickFiles')}
          </Button>
          <Button icon={FolderOpen} disabled={busy} onClick={() => void pick.run(true)}>
            {t('import.pickFolder')}
          </Button>
        </div>
      </div>
      {files.length > 0 && (
        <section className="rounded-panel border border-line bg-panel p-4">
          <header className="flex items-center justify-between gap-3">
            <h2 className="font-medium">{t('import.chosenFiles', { count: files.length })}</h2>
            <Button size="sm" onClick={onNext}>
              {t('common.next')}
            </Button>
          </header>
          <ul className="mt-2 max-h-60 overflow-auto">
            {files.map((file) => (
              <li key={file.path} className="flex items-center gap-2 border-t border-line py-1">
                <FileText aria-hidden className="size-4 shrink-0 text-text-3" />
                <span className="min-w-0 flex-1 truncate" title={file.path}>
                  {file.name}
                </span>
                <IconButton
                  icon={X}
                  size="sm"
                  label={t('import.removeFile', { name: file.name })}
                  onClick={() => onRemove(file.path)}
                />
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
