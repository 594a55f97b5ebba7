import type { IterationSummary } from '#shared/domain/run.ts';
import { DataView } from '../../components/charts/data-view.tsx';
import { Panel } from '../../components/panel.tsx';
import { formatAgreement, formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';

/** How varied the documents of the round are, and how like the rest. */
export function DocumentSetPanel({ round }: { readonly round: IterationSummary }) {
  const { main, probe } = round.documentSets;
  const { quality } = main;
  const rows = [
    { name: t('results.setMain'), set: main },
    ...(probe === null ? [] : [{ name: t('results.setProbe'), set: probe }]),
  ];
  return (
    <Panel
      title={t('results.set')}
      description={
        quality === null
          ? t('results.setUnknown')
          : t('results.setText', { basis: t(`results.setBasis_${quality.basis}`) })
      }
    >
      <DataView
        table={{
          caption: t('results.set'),
          columns: [
            t('results.columnSet'),
            t('results.columnDocuments'),
            t('results.columnPool'),
            t('results.columnDiversity'),
            t('results.columnLikeness'),
          ],
          rows: rows.map(({ name, set }) => [
            name,
            formatNumber(set.documents),
            set.quality === null ? '–' : formatNumber(set.quality.pool),
            formatAgreement(set.quality?.diversity ?? null),
            formatAgreement(set.quality?.representativeness ?? null),
          ]),
        }}
      />
    </Panel>
  );
}
