import { BookOpen, Columns3, Eye, Flag, PanelRight, Underline } from 'lucide-react';
import { useStore } from 'zustand';
import type { CompareDocument } from '#shared/rpc/run.ts';
import type { Granularity } from '../../components/annotated-text/selection-reducer.ts';
import { useServices } from '../../app/services.ts';
import { useChord } from '../../app/use-shortcut.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Checkbox } from '../../components/checkbox.tsx';
import { Popover } from '../../components/popover.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { Switch } from '../../components/switch.tsx';
import { t } from '../../i18n/t.ts';
import { columnIds, shownAnnotators } from './compare-columns.ts';
import { useCompare, useCompareStore, type CompareView } from './compare-store.ts';

interface CompareToolbarProps {
  readonly document: CompareDocument;
  readonly iteration: number;
  readonly granularity: Granularity;
  readonly onGranularity: (granularity: Granularity) => void;
  readonly onFlag: () => void;
  readonly onGuidelines: () => void;
}

/** How the document is shown. */
export function CompareToolbar(props: CompareToolbarProps) {
  const { document, iteration, granularity, onGranularity, onFlag, onGuidelines } = props;
  const store = useCompareStore();
  const view = useCompare((state) => state);
  const set = (patch: Partial<CompareView>): void => store.getState().set(patch);
  const flagChord = useChord('flag');
  const guidelinesChord = useChord('guidelines-beside');
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2">
      <h2 className="max-w-56 min-w-0 truncate text-sm font-semibold" title={document.id}>
        {document.id}
      </h2>
      <Switch
        checked={view.onlyDifferences}
        onChange={(onlyDifferences) => set({ onlyDifferences })}
        label={t('compare.onlyDifferences')}
      />
      <div className="ml-auto flex flex-wrap items-center gap-1.5">
        <Segmented
          size="sm"
          label={t('compare.layout')}
          value={view.layout}
          options={[
            { value: 'underlines', label: t('compare.layoutUnderlines'), icon: Underline },
            { value: 'columns', label: t('compare.layoutColumns'), icon: Columns3 },
          ]}
          onChange={(layout) => set({ layout })}
        />
        {view.layout === 'columns' && !view.previous && <ColumnsPopover document={document} />}
        <ViewPopover
          document={document}
          iteration={iteration}
          granularity={granularity}
          onGranularity={onGranularity}
        />
        <IconButton
          size="sm"
          icon={BookOpen}
          label={t('compare.guidelinesBeside')}
          chord={guidelinesChord}
          onClick={onGuidelines}
        />
        <IconButton
          size="sm"
          icon={Flag}
          label={document.flagged ? t('compare.unflag') : t('compare.flag')}
          chord={flagChord}
          aria-pressed={document.flagged}
          className={document.flagged ? 'text-warning' : ''}
          onClick={onFlag}
        />
        <InspectorButton />
      </div>
    </div>
  );
}

function ColumnsPopover({ document }: { readonly document: CompareDocument }) {
  const store = useCompareStore();
  const view = useCompare((state) => state);
  const ids = columnIds(document, view.columns);
  const options = [
    { id: 'reading', name: t('compare.columnReading') },
    ...(document.gold === null ? [] : [{ id: 'gold', name: t('compare.columnGold') }]),
    ...shownAnnotators(document, view.blind).map(({ id, name }) => ({ id, name })),
  ];
  return (
    <Popover
      label={t('compare.columnsChoose')}
      align="end"
      trigger={
        <Button size="sm" variant="ghost">
          {t('compare.columnsChoose')}
        </Button>
      }
    >
      <p className="mb-2 text-xs text-text-2">{t('compare.columnsHelp')}</p>
      <div className="flex flex-col gap-1.5">
        {options.map(({ id, name }) => (
          <Checkbox
            key={id}
            label={name}
            checked={ids.includes(id)}
            disabled={!ids.includes(id) && ids.length >= 4}
            onChange={(on) =>
              store.getState().set({ columns: on ? [...ids, id] : ids.filter((other) => other !== id) })
            }
          />
        ))}
      </div>
    </Popover>
  );
}

interface ViewPopoverProps {
  readonly document: CompareDocument;
  readonly iteration: number;
  readonly granularity: Granularity;
  readonly onGranularity: (granularity: Granularity) => void;
}

function ViewPopover({ document, iteration, granularity, onGranularity }: ViewPopoverProps) {
  const store = useCompareStore();
  const view = useCompare((state) => state);
  const set = (patch: Partial<CompareView>): void => store.getState().set(patch);
  return (
    <Popover
      label={t('compare.show')}
      align="end"
      className="w-72"
      trigger={
        <Button size="sm" variant="ghost" icon={Eye}>
          {t('compare.show')}
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        {document.gold !== null && (
          <Switch checked={view.gold} onChange={(gold) => set({ gold })} label={t('compare.showGold')} />
        )}
        <Switch checked={view.blind} onChange={(blind) => set({ blind })} label={t('compare.blind')} />
        <Switch
          checked={view.monograms}
          onChange={(monograms) => set({ monograms })}
          label={t('compare.monograms')}
        />
        <Switch
          checked={view.previous}
          disabled={iteration === 0}
          onChange={(previous) => set({ previous })}
          label={t('compare.previousRound')}
        />
        <div>
          <p className="mb-1 text-xs font-medium text-text-2">{t('compare.granularity')}</p>
          <Segmented
            size="sm"
            label={t('compare.granularity')}
            value={granularity}
            options={(['character', 'token', 'sentence'] as const).map((value) => ({
              value,
              label: t(`compare.granularity_${value}`),
            }))}
            onChange={onGranularity}
          />
        </div>
      </div>
    </Popover>
  );
}

/** Opens and closes the details at the right. */
export function InspectorButton() {
  const { inspector } = useServices();
  const wanted = useStore(inspector, (state) => state.wanted);
  const chord = useChord('inspector');
  return (
    <IconButton
      size="sm"
      icon={PanelRight}
      label={t('compare.details')}
      chord={chord}
      aria-pressed={wanted}
      onClick={() => inspector.getState().toggle()}
    />
  );
}
