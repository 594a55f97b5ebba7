import { CircleCheck, CircleDashed, Info, Save, TriangleAlert } from 'lucide-react';
import { useCallback, type ReactNode } from 'react';
import type { ImportPreview } from '#shared/rpc/corpus.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { Button } from '../../components/button.tsx';
import { Panel } from '../../components/panel.tsx';
import { t } from '../../i18n/t.ts';
import { annotatedWords } from './annotated-words.ts';
import { LengthHistogram } from './length-histogram.tsx';
import { quarantineList } from './quarantine-list.ts';

const shownRows = 20;

/** Verification panel: surfaces, duplicates, repairs, rows set aside, lengths. */
export function CheckStep({ preview }: { readonly preview: ImportPreview }) {
  const { api } = useServices();
  const { surfaces, notes, repaired, quarantined, duplicates } = preview;
  const save = useAction(
    useCallback(async () => {
      const path = await api.pickSavePath('rows-set-aside.tsv');
      if (path === null) return;
      await api.call('files.save', { path, content: quarantineList(quarantined), base64: false });
      await api.reveal(path);
    }, [api, quarantined]),
  );
  const allVerified = surfaces.verified === surfaces.total;
  return (
    <div className="grid items-start gap-5 lg:grid-cols-2">
      <Panel
        title={t('import.checkTitle')}
        description={preview.complete ? t('import.complete') : t('import.incomplete')}
      >
        <ul className="flex flex-col gap-2.5">
          <Finding tone={surfaces.total === 0 ? 'neutral' : allVerified ? 'success' : 'warning'}>
            {surfaces.total === 0
              ? t('import.surfacesNone')
              : t('import.surfaces', { verified: surfaces.verified, total: surfaces.total })}
            <span className="block text-xs text-text-2">{t('import.surfacesText')}</span>
          </Finding>
          <Finding tone={preview.annotated > 0 ? 'success' : 'neutral'}>{annotatedWords(preview)}</Finding>
          <Finding tone={duplicates === 0 ? 'success' : 'info'}>
            {duplicates === 0 ? t('import.noDuplicates') : t('import.duplicates', { count: duplicates })}
          </Finding>
          {notes.length > 0 && (
            <Finding tone="info">
              {t('import.notes')}
              <ul className="mt-1 max-h-56 overflow-auto text-xs text-text-2" tabIndex={0}>
                {notes.map((note) => (
                  <li key={note} className="break-words py-0.5">
                    {note}
                  </li>
                ))}
              </ul>
            </Finding>
          )}
          <Finding tone={repaired.length === 0 ? 'success' : 'info'}>
            {repaired.length === 0 ? t('import.noRepairs') : t('import.repairs', { count: repaired.length })}
            <Rows rows={repaired.map(({ line, what }) => ({ line, words: what }))} />
          </Finding>
          <Finding tone={quarantined.length === 0 ? 'success' : 'warning'}>
            {quarantined.length === 0
              ? t('import.noQuarantine')
              : t('import.quarantined', { count: quarantined.length })}
            <Rows rows={quarantined.map(({ line, why, text }) => ({ line, words: why, text }))} />
            {quarantined.length > 0 && (
              <Button size="sm" icon={Save} className="mt-2" busy={save.busy} onClick={() => void save.run()}>
                {t('import.downloadQuarantine')}
              </Button>
            )}
          </Finding>
        </ul>
      </Panel>
      <Panel title={t('import.lengths')} description={t('import.lengthsText')}>
        <LengthHistogram lengths={preview.lengths} />
      </Panel>
    </div>
  );
}

const findingTones = {
  success: { icon: CircleCheck, color: 'text-success' },
  info: { icon: Info, color: 'text-info' },
  warning: { icon: TriangleAlert, color: 'text-warning' },
  neutral: { icon: CircleDashed, color: 'text-text-3' },
} as const;

function Finding({
  tone,
  children,
}: {
  readonly tone: keyof typeof findingTones;
  readonly children: ReactNode;
}) {
  const { icon: Icon, color } = findingTones[tone];
  return (
    <li className="flex items-start gap-2.5">
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${color}`} />
      <div className="min-w-0 flex-1">{children}</div>
    </li>
  );
}

function Rows(props: {
  readonly rows: readonly { readonly line: number; readonly words: string; readonly text?: string }[];
}) {
  if (props.rows.length === 0) return null;
  return (
    <ul className="mt-1 max-h-56 overflow-auto text-xs" tabIndex={0}>
      {props.rows.slice(0, shownRows).map((row) => (
        <li key={`${row.line} ${row.words}`} className="border-b border-line py-1 last:border-0">
          <span className="text-text-2">{t('import.line', { n: row.line })}:</span> {row.words}
          {row.text !== undefined && (
            <code className="block truncate font-mono text-text-2" title={row.text}>
              {row.text}
            </code>
          )}
        </li>
      ))}
    </ul>
  );
}
