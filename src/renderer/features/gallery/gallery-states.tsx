import { FileText } from 'lucide-react';
import { useState } from 'react';
import { AppError } from '#shared/errors.ts';
import { Button } from '../../components/button.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { HelpTerm } from '../../components/help-term.tsx';
import { Kbd } from '../../components/kbd.tsx';
import { Meter } from '../../components/meter.tsx';
import { Notice } from '../../components/notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { Progress } from '../../components/progress.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { StatusChip, type Tone } from '../../components/status-chip.tsx';
import { Tabs } from '../../components/tabs.tsx';

const tones: readonly Tone[] = ['neutral', 'success', 'warning', 'danger', 'info', 'accent', 'busy'];
const failure = new AppError('DISK_FULL', 'The import stopped: the disk is full.', {
  action: 'Make 2 GB of room and start the import again.',
  detail: 'SQLITE_FULL at document 48,201',
});

export function GalleryStates() {
  const [tab, setTab] = useState<'one' | 'two'>('one');
  return (
    <div className="grid gap-5 lg:grid-cols-2">
      <Panel title="States">
        <div className="flex flex-col gap-4">
          <p className="flex flex-wrap gap-1.5">
            {tones.map((tone) => (
              <StatusChip key={tone} tone={tone}>
                {tone}
              </StatusChip>
            ))}
          </p>
          <Progress fraction={0.64} label="Progress" detail="128 of 200 units, 12 min left" />
          <Progress fraction={null} label="Progress" detail="Loading the model" />
          <Meter label="Memory" value={9.8} max={16} text="9.8 of 16 GB" tone="warning" />
          <Notice
            tone="warning"
            title="More than twelve annotators"
            action={<Button size="sm">Drop one</Button>}
          >
            Rounds get slow without finding more.
          </Notice>
          <p>
            The <HelpTerm term="agreement">agreement</HelpTerm> is 0.81. Press <Kbd chord="mod+k" />.
          </p>
          <SkeletonLines />
        </div>
      </Panel>
      <Panel title="Empty and failed">
        <EmptyState icon={FileText} title="No documents yet" actions={<Button>Import documents</Button>}>
          You see your own rows before anything is kept.
        </EmptyState>
        <ErrorState compact error={failure} onRetry={() => undefined} />
      </Panel>
      <Panel title="Table and tabs" className="lg:col-span-2">
        <Tabs
          label="Tabs"
          value={tab}
          onChange={setTab}
          tabs={[
            {
              value: 'one',
              label: 'Virtual table',
              count: '100,000',
              content: (
                <DataTable
                  label="Rows"
                  className="h-64"
                  columns={[
                    {
                      id: 'n',
                      header: 'Number',
                      width: '120px',
                      align: 'end',
                      cell: (row: number) => row + 1,
                    },
                    { id: 'sq', header: 'Square', cell: (row: number) => (row + 1) ** 2, sortable: true },
                  ]}
                  rowCount={100_000}
                  rowAt={(index) => index}
                  rowKey={(row) => row}
                  sort={{ column: 'sq', direction: 'ascending' }}
                  onSort={() => undefined}
                />
              ),
            },
            { value: 'two', label: 'Another', content: 'Second panel' },
          ]}
        />
      </Panel>
    </div>
  );
}
