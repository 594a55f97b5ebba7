import { UserMinus } from 'lucide-react';
import { useState } from 'react';
import type { RunStatus } from '#shared/domain/run.ts';
import { unitStates, type UnitState } from '#shared/domain/annotator.ts';
import type { Grid } from '#shared/rpc/run.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { AlertDialog } from '../../components/alert-dialog.tsx';
import { IconButton } from '../../components/button.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Panel } from '../../components/panel.tsx';
import { Popover } from '../../components/popover.tsx';
import { Button } from '../../components/button.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { UnitGrid } from '../../components/unit-grid/unit-grid.tsx';
import { unitStateLooks } from '../../components/unit-grid/unit-state-look.ts';
import { t } from '../../i18n/t.ts';
import { shortName } from '../results/short-name.ts';
import { orderOfRound } from './run-stages.ts';
import { UnitSheet } from './unit-sheet.tsx';
import { useLiveGrid } from './use-live-grid.ts';

interface UnitsPanelProps {
  readonly projectId: string;
  readonly run: RunStatus;
  readonly input: { readonly projectId: string; readonly runId: string; readonly iteration: number };
  readonly canDrop: boolean;
}

interface OpenUnit {
  readonly annotatorId: string;
  readonly annotator: string;
  readonly documentKey: number;
  readonly document: string;
}

/** The grid of a round with its legend, and the sheet of the cell that was opened. */
export function UnitsPanel({ projectId, run, input, canDrop }: UnitsPanelProps) {
  const { data: grid, error, refetch } = useLiveGrid(input);
  const [open, setOpen] = useState<OpenUnit | null>(null);
  return (
    <Panel
      flush
      title={t('run.grid', { round: input.iteration })}
      description={t('run.gridHelp')}
      actions={<Legend />}
    >
      {grid === undefined && error === undefined && <SkeletonLines lines={5} className="p-4" />}
      {grid === undefined && error !== undefined && <ErrorState error={error} onRetry={refetch} compact />}
      {grid !== undefined && grid.documents.length === 0 && (
        <p className="px-4 pb-4 text-text-2">{t('run.gridEmpty')}</p>
      )}
      {grid !== undefined && grid.documents.length > 0 && (
        <Cells
          projectId={projectId}
          run={run}
          grid={grid}
          iteration={input.iteration}
          canDrop={canDrop}
          onOpen={setOpen}
        />
      )}
      <UnitSheet projectId={projectId} input={input} unit={open} onClose={() => setOpen(null)} />
    </Panel>
  );
}

interface CellsProps {
  readonly projectId: string;
  readonly run: RunStatus;
  readonly grid: Grid;
  readonly iteration: number;
  readonly canDrop: boolean;
  readonly onOpen: (unit: OpenUnit) => void;
}

function Cells({ projectId, run, grid, iteration, canDrop, onOpen }: CellsProps) {
  const { api, toasts } = useServices();
  const [dropping, setDropping] = useState<{ readonly id: string; readonly name: string } | null>(null);
  const drop = useAction(async (annotatorId: string, name: string) => {
    await api.call('run.dropAnnotator', { projectId, annotatorId });
    toasts.getState().show({ tone: 'neutral', title: t('run.dropped', { name }) });
  });
  const indices = orderOfRound(
    grid.annotators.map((_, index) => index),
    iteration,
  );
  const mayDrop = canDrop && run.state !== 'done' && grid.annotators.length > 2;
  return (
    <>
      <UnitGrid
        label={t('run.gridLabel')}
        rows={indices.map((index) => {
          const annotator = grid.annotators[index];
          const name = shortName(annotator?.displayName ?? '');
          const id = annotator?.annotatorId ?? String(index);
          return {
            id,
            name,
            detail: rowDetail(grid, index),
            action: mayDrop && (
              <IconButton
                size="sm"
                icon={UserMinus}
                label={t('run.dropAnnotator', { name })}
                onClick={() => setDropping({ id, name })}
              />
            ),
          };
        })}
        columns={grid.documents}
        cellAt={(row, column) => grid.cells[indices[row] ?? -1]?.[column]}
        onOpen={(row, column) => {
          const annotator = grid.annotators[indices[row] ?? -1];
          const document = grid.documents[column];
          if (annotator === undefined || document === undefined) return;
          onOpen({
            annotatorId: annotator.annotatorId,
            annotator: shortName(annotator.displayName),
            documentKey: document.key,
            document: document.id,
          });
        }}
      />
      <p className="border-t border-line px-4 py-2 text-xs text-text-2">{t('run.abstainNote')}</p>
      <AlertDialog
        open={dropping !== null}
        onOpenChange={(next) => {
          if (!next) setDropping(null);
        }}
        title={t('run.dropTitle', { name: dropping?.name ?? '' })}
        confirm={t('run.dropConfirm')}
        onConfirm={() => {
          if (dropping !== null) void drop.run(dropping.id, dropping.name);
        }}
      >
        {t('run.dropText')}
      </AlertDialog>
    </>
  );
}

function rowDetail(grid: Grid, index: number): string {
  const cells = grid.cells[index] ?? [];
  const ended = cells.filter((cell) => cell.state !== 'queued' && cell.state !== 'running').length;
  const failed = cells.filter((cell) => cell.state === 'failed' || cell.state === 'truncated').length;
  const words = [t('run.rowDone', { done: ended, total: cells.length })];
  if (failed > 0) words.push(t('run.rowFailed', { count: failed }));
  if (grid.annotators[index]?.builtin === true) words.push(t('run.builtin'));
  return words.join(' · ');
}

const legendOrder: readonly UnitState[] = [...unitStates].sort(
  (a, b) => Number(a === 'queued' || a === 'running') - Number(b === 'queued' || b === 'running'),
);

function Legend() {
  return (
    <Popover
      label={t('run.legend')}
      align="end"
      trigger={
        <Button size="sm" variant="ghost">
          {t('run.legend')}
        </Button>
      }
    >
      <ul className="flex w-80 flex-col gap-2">
        {legendOrder.map((state) => {
          const { icon: Icon, ink } = unitStateLooks[state];
          return (
            <li key={state} className="flex gap-2.5">
              <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${ink}`} />
              <span className="text-xs text-text-2">
                <span className="font-medium text-text">{t(`run.state_${state}`)}</span> –{' '}
                {t(`run.meaning_${state}`)}
              </span>
            </li>
          );
        })}
      </ul>
    </Popover>
  );
}
